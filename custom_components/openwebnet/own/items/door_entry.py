"""WHO 6, 7 and 8: door entry, cameras, door entry telephony (protocol.md 4.6 to 4.8). Few gateways take any of it."""

from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage, NormalMessage
from ..wire.tags import Where, Who
from .base import Item, Traits
from .kinds import NUMBER, Field, Kind
from .occurrence import Occurrence
from .registry import register
from .sender import Sender
from .sends import sends
from .table import Args, Row, Table, whole

BROADCAST: Final = "4100"
"""Where a call goes to."""


class DoorEntryState(NamedTuple):
    """What an entrance panel, lock or camera has told. `None` is unknown."""

    call: Occurrence[None] | None = None
    lock_opened: Occurrence[None] | None = None
    """That the lock was told to open."""
    camera: bool | None = None
    stair_light: bool | None = None


def _opened(state: DoorEntryState, _: Args) -> DoorEntryState:
    return state._replace(lock_opened=Occurrence.after(state.lock_opened, None))


DOOR_ENTRY: Final = Table[DoorEntryState](
    whats={
        "0": Row("camera on", lambda state, _: state._replace(camera=True), source="one library only"),
        "6": Row(
            "call", lambda state, _: state._replace(call=Occurrence.after(state.call, None)), source="one library"
        ),
        "9": Row("camera off", lambda state, _: state._replace(camera=False), source="one library only"),
        "10": Row("lock opened", _opened),
        "11": Row("stair light off", lambda state, _: state._replace(stair_light=False), source="one library only"),
        "12": Row("stair light on", lambda state, _: state._replace(stair_light=True), source="one library only"),
        "22": Row("lock opened during a call", _opened, source="one library only"),
    },
    dimensions={},
)


@register
class DoorEntry(Item[DoorEntryState]):
    """WHO 6: an entrance, `4000` and its number; `4100` is all, where calls come."""

    who = Who.DOOR_ENTRY_SYSTEM
    table = DOOR_ENTRY
    new_state = DoorEntryState
    title = "door entry"
    kinds = (Kind("door_station", {NUMBER: Field(0, 100)}, "4{number:03}", label_is_address=True),)

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where)
        self._was_calling = False

    @property
    @override
    def traits(self) -> Traits:
        """`call` when calls come from this address; most come from that of all."""
        return {"call": 1} if self._was_calling or self.state.call is not None else {}

    @override
    def restore(self, traits: Traits) -> None:
        self._was_calling = bool(traits.get("call"))

    @property
    def has_lock(self) -> bool:
        """Whether it is one entrance, not the address of all."""
        return str(self.where) != BROADCAST

    @override
    def status_requests(self) -> Sequence[BaseMessage]:
        """Return nothing: it cannot be asked."""
        return ()

    @sends("*6*10*W##")
    async def open_lock(self) -> None:
        """Open the lock. Never repeat it. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("10")

    @sends("*6*12*W##", "*6*11*W##", source="one library only (protocol.md 4.6)")
    async def set_stair_light(self, *, on: bool) -> None:
        """Switch the stair light. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("12" if on else "11")

    @sends("*6*0*W##", "*6*9*W##", source="one library only (protocol.md 4.6)")
    async def set_camera(self, *, on: bool) -> None:
        """Switch the camera. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("0" if on else "9")


class Picture(Enum):
    """What can be changed of a picture: the WHAT that makes it more; one more makes it less."""

    ZOOM = "120"
    X = "130"
    Y = "140"
    BRIGHTNESS = "150"
    CONTRAST = "160"
    COLOUR = "170"
    QUALITY = "180"


class CameraState(NamedTuple):
    """What a camera has told. `None` is unknown."""

    on: bool | None = None


@register
class Camera(Item[CameraState]):
    """WHO 7: a camera, `4000` to `4099`; the frames that concern whichever one is on have no address."""

    who = Who.VIDEO_DOOR_ENTRY
    table = Table[CameraState](
        whats={
            "0": Row("on", lambda _state, _args: CameraState(on=True)),
            "9": Row("audio and video free: off", lambda _state, _args: CameraState(on=False)),
            **{picture.value: Row(f"{picture.name.lower()} more") for picture in Picture},
            **{str(int(picture.value) + 1): Row(f"{picture.name.lower()} less") for picture in Picture},
            "3??": Row("layout, 311-344: dial X and Y"),
        },
        dimensions={},
    )
    new_state = CameraState
    title = "cameras"

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return True

    @override
    def status_requests(self) -> Sequence[BaseMessage]:
        """Return nothing: it cannot be asked."""
        return ()

    @sends("*7*0*W##")
    async def turn_on(self) -> None:
        """Let the gateway show this camera. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("0")

    @sends("*7*9**##")
    async def free(self) -> None:
        """Free audio and video, whichever camera is on. Raises `ResponseError` for a NACK."""
        await self._send(NormalMessage((self.who, "9", "", "")))

    @sends(*(f"*7*{int(picture.value) + less}##" for picture in Picture for less in (0, 1)))
    async def change(self, picture: Picture, *, more: bool) -> None:
        """Change the picture by a step, of whichever camera is on. Raises `ResponseError` for a NACK."""
        await self._send(NormalMessage((self.who, str(int(picture.value) + (not more)))))

    @sends("*7*3??##")
    async def set_layout(self, x: int, y: int) -> None:
        """Choose the layout of the dial, 1-4 each. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self._send(NormalMessage((self.who, f"3{whole(str(x), 1, 4)}{whole(str(y), 1, 4)}")))


class PhoneEvent(Enum):
    """What happens between entrance panels and handsets."""

    CALL = "1"
    ANSWER = "2"
    END = "3"
    CAMERA_ON = "4"
    NEXT_PANEL = "6"
    LOCK_PRESSED = "19"
    LOCK_RELEASED = "20"
    STAIR_LIGHT_ON = "21"
    STAIR_LIGHT_OFF = "22"
    VIDEO_START = "37"
    CAMERA_UP = "59"
    CAMERA_DOWN = "60"
    CAMERA_LEFT = "61"
    CAMERA_RIGHT = "62"
    MICROPHONE_MUTED = "63"
    TELELOOP_76 = "76"
    TELELOOP_77 = "77"
    TELELOOP_78 = "78"


class PhoneCall(NamedTuple):
    """One of these events."""

    event: PhoneEvent
    parameters: tuple[str, ...]
    """As told: the kind of call first, for calls; 1 pressed and 2 released, for the keys of a camera."""


class PhoneState(NamedTuple):
    """What happened last, and whether the bell is muted."""

    last: Occurrence[PhoneCall] | None = None
    bell_muted: bool | None = None


def _phone_event(state: PhoneState, args: Args) -> PhoneState:
    return state._replace(last=Occurrence.after(state.last, PhoneCall(PhoneEvent(args.tag), args.parameters)))


@register
class DoorEntryTelephony(Item[PhoneState]):
    """WHO 8, to be listened to: home automation gateways refuse all of it, so there are no commands here."""

    who = Who.DOOR_ENTRY_TELEPHONY
    table = Table[PhoneState](
        whats={
            event.value: Row(
                event.name.lower().replace("_", " "),
                _phone_event,
                source="touch screens and firmware (protocol.md 4.8)",
            )
            for event in PhoneEvent
        },
        dimensions={
            "33": Row("bell muted", lambda state, args: state._replace(bell_muted=not whole(args.values[0], 0, 1)))
        },
    )
    new_state = PhoneState
    title = "door entry telephony"

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return True

    @override
    def status_requests(self) -> Sequence[BaseMessage]:
        """Return nothing: gateways refuse to ask."""
        return ()
