"""WHO 16: the older sound system (protocol.md 4.16, gateways.md 7)."""

from collections.abc import Sequence
from typing import Final, override

from ..wire.messages import BaseMessage, DimensionRequest, NormalMessage
from ..wire.tags import Where, Who
from .base import GeneralRequest
from .kinds import AREA, POINT, Field, Kind
from .registry import register
from .sends import sends
from .sound_item import SoundItem
from .sound_values import SoundScope, SoundState, rds_text, sound_address
from .table import Args, Row, Table, whole

MAX_VOLUME: Final = 31
MAX_STEPS: Final = 15
_MAX_KHZ: Final = 999999


def _switched(state: SoundState, *, on: bool) -> SoundState:
    return state._replace(on=on)


def _last(args: Args, low: int, high: int) -> int:
    # Tuner reports have a 0 before the value, writes of stations do not (gateways.md 7).
    return whole(args.values[-1], low, high)


SOUND: Final = Table[SoundState](
    whats={
        "0": Row("on, base band", lambda state, _: _switched(state, on=True)),
        "3": Row("on, stereo", lambda state, _: _switched(state, on=True)),
        "10": Row("off, base band", lambda state, _: _switched(state, on=False)),
        "13": Row("off, stereo", lambda state, _: _switched(state, on=False)),
        "20": Row("next source, base band"),
        "23": Row("next source, stereo"),
        "30": Row("sleep, base band"),
        "33": Row("sleep, stereo"),
        "40": Row("sleep off"),
        "50": Row("follow me, base band"),
        "53": Row("follow me, stereo"),
        "100": Row("source busy"),
        "101": Row("RDS on"),
        "102": Row("RDS off"),
        "10??": Row("volume up by 1-15; a volume follows"),
        "11??": Row("volume down by 1-15"),
        "20??": Row("treble up by 1-15"),
        "21??": Row("treble down by 1-15"),
        "50??": Row("frequency up by 1-15 times 50 kHz; 00 searches", source="firmware (facts)"),
        "51??": Row("frequency down by 1-15 times 50 kHz; 00 searches"),
        "60??": Row("next station or track, 1-15 on"),
        "61??": Row("previous station or track, 1-15 back"),
    },
    dimensions={
        "1": Row("volume", lambda state, args: state._replace(volume=whole(args.values[0], 0, MAX_VOLUME))),
        "2": Row("treble", lambda state, args: state._replace(treble=whole(args.values[0], 0, 255))),
        "3": Row("bass", lambda state, args: state._replace(bass=whole(args.values[0], 0, 255))),
        "4": Row("balance", lambda state, args: state._replace(balance=whole(args.values[0], 0, 255))),
        "5": Row("asks for the state", source="the bare *#16*W## is refused (protocol.md 4.16)"),
        "6": Row("frequency, kHz", lambda state, args: state._replace(frequency=_last(args, 1, _MAX_KHZ))),
        "7": Row("station or track", lambda state, args: state._replace(station=_last(args, 0, 65535))),
        "8": Row(
            "RDS text",
            lambda state, args: state._replace(rds=rds_text(args.values)),
            source="8 character codes; 12 come at times and are dropped (gateways.md 7)",
        ),
        "9": Row("frequency and station", source="the form of the answer is not documented"),
        "10": Row("station", source="the form of the answer is not documented"),
    },
)


@register
class SoundSystem(SoundItem):
    """An amplifier `EA`, a source `10S`, a source for an area `1ES`, an area `#E`, all (`0`, `100`)."""

    who = Who.SOUND_DIFFUSION_1
    other = Who.SOUND_DIFFUSION_2
    table = SOUND
    title = "sound (older)"
    kinds = (Kind("sound_zone", {AREA: Field(0, 9), POINT: Field(1, 9)}, "{area}{point}", label_is_address=True),)
    general_requests = (GeneralRequest(DimensionRequest((Who.SOUND_DIFFUSION_1, "0", "5")), 70),)

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return sound_address(cls.who, where).scope is not SoundScope.OTHER

    @override
    @sends("*#16*W*5##")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask for the state; `0` lists all."""
        return (DimensionRequest((self.who, self.where, "5")),)

    @sends("*16*3*W##", "*16*0*W##")
    async def turn_on(self, *, stereo: bool = True) -> None:
        """Switch on, stereo or base band. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("3" if stereo else "0")

    @sends("*16*13*W##", "*16*10*W##")
    async def turn_off(self, *, stereo: bool = True) -> None:
        """Switch off, stereo or base band. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("13" if stereo else "10")

    @sends("*16*3*10?##", "*16*3*1??##", source="the source itself is switched on before (protocol.md 4.16)")
    async def select_source(self, source: int) -> None:
        """Give a source, 1-9, to the area of this amplifier or area. Raises `ValueError`, `ResponseError`."""
        source, area = whole(str(source), 1, 9), self.address.area
        if not area:
            raise ValueError(f"{self} is in no area")
        for where in (f"10{source}", f"1{area}{source}"):
            await self._send(NormalMessage((self.who, "3", where)))

    @sends("*#16*W*#1*VOLUME##")
    async def set_volume(self, volume: int) -> None:
        """Set the volume, 0-31. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_dimension_writing("1", str(whole(str(volume), 0, MAX_VOLUME)), replaces="volume")

    @sends("*16*10??*W##", "*16*11??*W##")
    async def change_volume(self, steps: int) -> None:
        """Change the volume by 1-15 steps, down where negative. Raises `ValueError` outside, `ResponseError`."""
        await self._step("10", "11", steps)

    @sends("*16*20??*W##", "*16*21??*W##")
    async def change_treble(self, steps: int) -> None:
        """Change the treble by 1-15 steps, down where negative. Raises `ValueError` outside, `ResponseError`."""
        await self._step("20", "21", steps)

    @sends("*16*5000*W##", "*16*5100*W##")
    async def search(self, *, up: bool) -> None:
        """Search the next station by frequency. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("5000" if up else "5100")

    @sends("*16*50??*W##", "*16*51??*W##")
    async def change_frequency(self, steps: int) -> None:
        """Change the frequency by 1-15 times 50 kHz, down where negative. Raises `ValueError`, `ResponseError`."""
        await self._step("50", "51", steps)

    @sends("*16*60??*W##", "*16*61??*W##")
    async def skip(self, steps: int) -> None:
        """Go 1-15 stations or tracks on, back where negative. Raises `ValueError` outside, `ResponseError`."""
        await self._step("60", "61", steps)

    @sends("*#16*W*#6*0*KHZ##", source="without the 0 there is silence (gateways.md 7)")
    async def set_frequency(self, frequency: int) -> None:
        """Tune to 1-999999 kHz. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_dimension_writing("6", "0", str(whole(str(frequency), 1, _MAX_KHZ)))

    @sends("*#16*W*#7*STATION##")
    async def set_station(self, station: int) -> None:
        """Choose a station, 1-15 (5 in most tuners). Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_dimension_writing("7", str(whole(str(station), 1, MAX_STEPS)))

    @sends("*16*101*W##", "*16*102*W##")
    async def set_rds(self, *, on: bool) -> None:
        """Begin or end the report of RDS texts. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("101" if on else "102")

    @sends("*#16*W*6##", "*#16*W*7##", "*#16*W*8##")
    async def send_tuner_request(self) -> None:
        """Ask a source for frequency, station and RDS text. Raises `ResponseError` for a NACK."""
        for dimension in ("6", "7", "8"):
            await self.send_dimension_request(dimension)

    async def _step(self, up: str, down: str, steps: int) -> None:
        count = whole(str(abs(steps)), 1, MAX_STEPS)
        await self.send_normal_message(f"{up if steps > 0 else down}{count:02}")
