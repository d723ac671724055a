"""What the two subsystems of sound share: WHO 16 and WHO 22 tell the same events in two ways."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, override

from ..wire.messages import BaseMessage, DimensionWriting
from ..wire.tags import Where, Who
from .base import NOTHING, STATE, BaseItem, Item
from .sender import Sender
from .sound_values import SoundAddress, SoundScope, SoundState, sound_address

_TELLS_STATE: Final = frozenset(("5", "12"))
"""The dimensions that tell whether it is on: 5 of WHO 16 asks for that, 12 of WHO 22 answers it."""
_SETTING: Final = frozenset(("setting",))
"""Volume, tone, station: how it sounds, which tells nothing of whether it is on."""


class SoundItem(Item[SoundState]):
    """An amplifier, a source, an area, or all."""

    other: ClassVar[Who]
    """The other of the two subsystems."""
    new_state = SoundState

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, self.spelling(where))
        self.address: Final[SoundAddress] = sound_address(self.who, where)

    @property
    @override
    def is_device(self) -> bool:
        return self.is_part_of_others or super().is_device

    @property
    @override
    def is_followed(self) -> bool:
        """Which source an area plays is told of the route only."""
        return self.is_device or self.address.scope is SoundScope.ROUTE

    @property
    @override
    def is_part_of_others(self) -> bool:
        return self.address.scope is SoundScope.SOURCE

    @property
    @override
    def twin(self) -> tuple[Who, Where] | None:
        where = self.address.where(self.other)
        return None if where is None else (self.other, where)

    @property
    @override
    def subject(self) -> object:
        return self.address

    @override
    def affected(self, known: Iterable[BaseItem]) -> Iterable[BaseItem]:
        """What is told to many changes each of them, in both subsystems; what one tells, its twin that says other."""
        return (
            other
            for other in known
            if isinstance(other, SoundItem)
            and other is not self
            and self.address.covers(other.address)
            and (self.address.is_of_many or self._contradicts(other))
        )

    def _contradicts(self, twin: SoundItem) -> bool:
        """Tell whether an amplifier is told to be another in the other subsystem; a source differs by area there."""
        mine, other = self.state, twin.state
        pairs = ((mine.on, other.on), (mine.volume, other.volume))
        return self.address.scope is SoundScope.AMPLIFIER and any(
            None not in pair and pair[0] != pair[1] for pair in pairs
        )

    @override
    def affects_others(self, message: BaseMessage) -> bool:
        # Nobody tells the state of many: whatever is no request is told to them.
        return self.is_report(message) or (self.address.is_of_many and isinstance(message, DimensionWriting))

    @override
    def affected_aspects(self, message: BaseMessage) -> frozenset[str]:
        return self.tells(message) or self.changes(message)

    @override
    def completion_requests(self) -> Sequence[BaseMessage]:
        """Ask an amplifier that has told something, and not whether it is on, or how loud: that frame was lost."""
        state = self.state
        is_open = state != type(self).new_state() if state.on is None else state.on and state.volume is None
        return self.status_requests() if is_open and self.address.scope is SoundScope.AMPLIFIER else ()

    @override
    def changes(self, command: BaseMessage) -> frozenset[str]:
        found = self.table.find(command)
        return STATE if found is not None and found[0].apply is not None else _SETTING

    def _is_step(self, message: BaseMessage) -> bool:
        """Tell whether it says nothing of itself: what it comes to is told."""
        found = self.table.find(message)
        return message.dimension is None and found is not None and found[0].apply is None

    @override
    def tells(self, message: BaseMessage) -> frozenset[str]:
        if not super().tells(message) or self._is_step(message):
            return NOTHING
        is_state = message.dimension is None or message.dimension.tag in _TELLS_STATE
        return STATE if is_state else _SETTING
