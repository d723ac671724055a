"""WHO 22: the newer sound system (protocol.md 4.22, gateways.md 7)."""

from collections.abc import Sequence
from typing import Final, override

from ..wire.messages import BaseMessage, DimensionRequest
from ..wire.tags import Where, Who
from .kinds import AREA, POINT, Field, Kind
from .registry import register
from .sends import sends
from .sound_item import SoundItem
from .sound_values import SENDER, Modulation, SoundScope, SoundState, rds_text, sound_address
from .table import Args, Row, Table, whole

STEREO: Final = 4
MAX_VOLUME: Final = 31
MAX_TONE: Final = 63
MAX_STEPS: Final = 15
_MAX_KHZ: Final = 999999
_TONES: Final = (2, 3, 4, 17)


def _switched(state: SoundState, args: Args) -> SoundState:
    media = int(args.parameters[0]) if args.parameters and args.parameters[0] else state.media
    return state._replace(on=args.tag != "0", media=media)


def _source_on(state: SoundState, args: Args) -> SoundState:
    area = args.parameters[1] if len(args.parameters) > 1 else ""
    return _switched(state, args)._replace(area=int(area) if area else None)


def _on_with(state: SoundState, args: Args) -> SoundState:
    return _switched(state, args)._replace(source=whole(args.parameters[2], 1, 9))


def _device(state: SoundState, args: Args) -> SoundState:
    on, media, *_ = (*args.values, "")
    return state._replace(on=bool(whole(on, 0, 1)), media=int(media) if media else state.media)


def _preset(args: Args) -> int:
    preset = whole(args.values[0], 2, 25)
    if 11 < preset < 16:
        raise ValueError(f"unknown preset {preset}")
    return preset


SOUND_DIFFUSION: Final = Table[SoundState](
    whats={
        "0": Row("off", _switched),
        "1": Row("on", _switched),
        "2": Row("source switched on", _source_on, source="live captures and official text"),
        "21": Row("request of a source"),
        "3": Row("volume up; a volume follows"),
        "4": Row("volume down"),
        "5": Row("frequency up"),
        "6": Row("frequency down"),
        "9": Row("next station"),
        "10": Row("previous station"),
        "11": Row("next track"),
        "12": Row("previous track"),
        "22": Row("next source for an area"),
        "31": Row("RDS on", source="the same telegram as *16*101 (gateways.md 7)"),
        "32": Row("RDS off", source="the same telegram as *16*102 (gateways.md 7)"),
        "33": Row("station stored"),
        "34": Row("follow me"),
        "35": Row("on with a given source", _on_with),
        "36": Row("bass up"),
        "37": Row("bass down"),
        "38": Row("mid up"),
        "39": Row("mid down"),
        "40": Row("treble up"),
        "41": Row("treble down"),
        "42": Row("balance to the left"),
        "43": Row("balance to the right"),
        "55": Row("next preset"),
        "56": Row("previous preset"),
    },
    dimensions={
        "1": Row("volume", lambda state, args: state._replace(volume=whole(args.values[0], 0, MAX_VOLUME))),
        "2": Row("treble", lambda state, args: state._replace(treble=whole(args.values[0], 1, MAX_TONE))),
        "3": Row("mid", lambda state, args: state._replace(mid=whole(args.values[0], 1, MAX_TONE))),
        "4": Row("bass", lambda state, args: state._replace(bass=whole(args.values[0], 1, MAX_TONE))),
        "5": Row(
            "modulation and frequency",
            lambda state, args: state._replace(
                modulation=Modulation(args.values[0]), frequency=whole(args.values[1], 1, _MAX_KHZ)
            ),
        ),
        "6": Row("station or track", lambda state, args: state._replace(station=whole(args.values[0], 0, 65535))),
        "7": Row(
            "play status",
            lambda state, args: state._replace(play_status="*".join(args.values)),
            source="its values are not documented",
        ),
        "10": Row("RDS text", lambda state, args: state._replace(rds=rds_text(args.values))),
        "11": Row(
            "modulation, frequency, station",
            lambda state, args: state._replace(
                modulation=Modulation(args.values[0]),
                frequency=whole(args.values[1], 1, _MAX_KHZ),
                station=whole(args.values[2], 0, 65535),
            ),
        ),
        "12": Row("on or off, and the channel", _device),
        "13": Row("undocumented", source="firmware takes the request"),
        "17": Row("balance", lambda state, args: state._replace(balance=whole(args.values[0], 1, MAX_TONE))),
        "18": Row("3D", lambda state, args: state._replace(three_d=whole(args.values[0], 0, 10))),
        "19": Row("preset", lambda state, args: state._replace(preset=_preset(args))),
        "20": Row("loudness", lambda state, args: state._replace(loudness=bool(whole(args.values[0], 0, 1)))),
        "21": Row("bands of the equaliser", source="their range is not documented"),
    },
)


@register
class SoundDiffusion(SoundItem):
    """A source `2#S`, an amplifier `3#A#P`, an area `4#A` or `3#A#0`, all amplifiers `3#0#0`, or all (`6`)."""

    who = Who.SOUND_DIFFUSION_2
    other = Who.SOUND_DIFFUSION_1
    table = SOUND_DIFFUSION
    title = "sound (newer)"
    kinds = (
        Kind(
            "sound_zone",
            {AREA: Field(0, 9), POINT: Field(1, 9)},
            "3#{area}#{point}",
            by_hand=False,
            label_is_address=True,
        ),
    )

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return sound_address(cls.who, where).scope is not SoundScope.OTHER

    @classmethod
    @override
    def canonical(cls, where: Where) -> str:
        return str(where).removeprefix(SENDER)

    @classmethod
    @override
    def spelling(cls, where: Where) -> Where:
        return Where(str(where).removeprefix(SENDER))

    @sends("*22*1#4#AREA*W##")
    async def turn_on(self, area: int | None = None) -> None:
        """Switch on in stereo; a source needs the area to play in. Raises `ValueError`, `ResponseError`."""
        await self.send_normal_message(f"1#{STEREO}#{self._area(area)}")

    @sends("*22*0#4#AREA*W##")
    async def turn_off(self, area: int | None = None) -> None:
        """Switch off; a source needs the area to be silent in. Raises `ValueError`, `ResponseError`."""
        await self.send_normal_message(f"0#{STEREO}#{self._area(area)}")

    @sends("*22*35#4#AREA#SOURCE*W##")
    async def turn_on_with(self, source: int) -> None:
        """Switch an amplifier on with a source, 1-9. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_normal_message(f"35#{STEREO}#{self._area(None)}#{whole(str(source), 1, 9)}")

    @sends("*22*34#4#AREA*W##")
    async def follow_me(self) -> None:
        """Let the sound of the area follow to this amplifier. Raises `ValueError`, `ResponseError`."""
        await self.send_normal_message(f"34#{STEREO}#{self._area(None)}")

    @sends("*22*22#4#AREA*W##")
    async def next_source(self, area: int | None = None) -> None:
        """Give the next source to an area. Raises `ValueError`, `ResponseError` for a NACK."""
        await self.send_normal_message(f"22#{STEREO}#{self._area(area)}")

    @sends("*#22*W*#1*VOLUME##")
    async def set_volume(self, volume: int) -> None:
        """Set the volume, 0-31. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_dimension_writing("1", str(whole(str(volume), 0, MAX_VOLUME)), replaces="volume")

    @sends("*22*3#N*W##", "*22*4#N*W##")
    async def change_volume(self, steps: int) -> None:
        """Change the volume by 1-31 steps, down where negative. Raises `ValueError` outside, `ResponseError`."""
        await self._step("3", "4", steps, MAX_VOLUME)

    @sends("*22*5#N*W##", "*22*6#N*W##", source="50 kHz a step; the official text prints 50 Hz (6, row 54)")
    async def change_frequency(self, steps: int) -> None:
        """Change the frequency by 1-15 times 50 kHz, down where negative. Raises `ValueError`, `ResponseError`."""
        await self._step("5", "6", steps)

    @sends("*22*5#*W##", "*22*6#*W##")
    async def search(self, *, up: bool) -> None:
        """Search the next station by frequency. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("5#" if up else "6#")

    @sends("*22*9*W##", "*22*10*W##")
    async def skip_station(self, *, forward: bool = True) -> None:
        """Go to the next station, or the one before. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("9" if forward else "10")

    @sends("*22*11*W##", "*22*12*W##")
    async def skip_track(self, *, forward: bool = True) -> None:
        """Go to the next track, or the one before. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("11" if forward else "12")

    @sends("*22*31*W##", "*22*32*W##")
    async def set_rds(self, *, on: bool) -> None:
        """Begin or end the report of RDS texts. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("31" if on else "32")

    @sends("*22*33#STATION*W##")
    async def store_station(self, station: int) -> None:
        """Store what is played as a station, 1-15. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_normal_message(f"33#{whole(str(station), 1, MAX_STEPS)}")

    @sends("*22*36#N*W##", "*22*37#N*W##")
    async def change_bass(self, steps: int) -> None:
        """Change the bass by 1-15 steps, down where negative. Raises `ValueError` outside, `ResponseError`."""
        await self._step("36", "37", steps)

    @sends("*22*38#N*W##", "*22*39#N*W##")
    async def change_mid(self, steps: int) -> None:
        """Change the mid tones by 1-15 steps, down where negative. Raises `ValueError` outside, `ResponseError`."""
        await self._step("38", "39", steps)

    @sends("*22*40#N*W##", "*22*41#N*W##")
    async def change_treble(self, steps: int) -> None:
        """Change the treble by 1-15 steps, down where negative. Raises `ValueError` outside, `ResponseError`."""
        await self._step("40", "41", steps)

    @sends("*22*42#N*W##", "*22*43#N*W##")
    async def change_balance(self, steps: int) -> None:
        """Move the balance by 1-15 steps to the left, right where negative. Raises `ValueError`, `ResponseError`."""
        await self._step("42", "43", steps)

    @sends("*22*55*W##", "*22*56*W##")
    async def skip_preset(self, *, forward: bool = True) -> None:
        """Go to the next preset, or the one before. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("55" if forward else "56")

    @sends(*(f"*#22*W*#{dimension}*VALUE##" for dimension in _TONES))
    async def set_tone(self, dimension: int, value: int) -> None:
        """Set treble (2), mid (3), bass (4) or balance (17) to 1-63. Raises `ValueError`, `ResponseError`."""
        if dimension not in _TONES:
            raise ValueError(f"{dimension} is no tone")
        await self.send_dimension_writing(str(dimension), str(whole(str(value), 1, MAX_TONE)))

    @sends("*#22*W*#19*PRESET##")
    async def set_preset(self, preset: int) -> None:
        """Choose a preset, 2-11 or 16-25 of the user. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_dimension_writing("19", str(_preset(Args("19", (), (str(preset),)))))

    @sends("*#22*W*#20*LOUDNESS##")
    async def set_loudness(self, *, on: bool) -> None:
        """Switch loudness on or off. Raises `ResponseError` for a NACK."""
        await self.send_dimension_writing("20", str(int(on)))

    @sends("*#22*W*#6*STATION##")
    async def set_station(self, station: int) -> None:
        """Choose a station or track, 1-255. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_dimension_writing("6", str(whole(str(station), 1, 255)))

    @sends(*(f"*#22*W*{dimension}##" for dimension in (1, 2, 3, 4, 12, 17, 18, 19, 20)))
    async def send_amplifier_request(self) -> None:
        """Ask an amplifier for all it has. Raises `ResponseError` for a NACK."""
        for dimension in ("12", "1", "2", "3", "4", "17", "18", "19", "20"):
            await self.send_dimension_request(dimension)

    @sends("*#22*W*12##", "*#22*W*5##", "*#22*W*6##")
    async def send_source_request(self) -> None:
        """Ask a source for all it has. Raises `ResponseError` for a NACK."""
        for dimension in ("12", "5", "6"):
            await self.send_dimension_request(dimension)

    @override
    @sends("*#22*W##", "*#22*W*1##")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask for the state, the answer is dimension 12, as an event; and an amplifier for its volume."""
        requests = super().status_requests()
        if self.address.scope is SoundScope.AMPLIFIER:
            return (*requests, DimensionRequest((self.who, self.where, "1")))
        return requests

    def _area(self, area: int | None) -> int:
        if area is None:
            area = 0 if self.address.scope is SoundScope.ALL_AMPLIFIERS else self.address.area
        if area is None:
            raise ValueError("the area is missing")
        return whole(str(area), 0, 9)

    async def _step(self, up: str, down: str, steps: int, most: int = MAX_STEPS) -> None:
        await self.send_normal_message(f"{up if steps > 0 else down}#{whole(str(abs(steps)), 1, most)}")
