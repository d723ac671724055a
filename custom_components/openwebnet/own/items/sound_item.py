"""What the two subsystems of sound share: WHO 16 and WHO 22 tell the same events in two ways."""

from typing import ClassVar, Final, override

from ..sender import Sender
from ..tags import Where, Who
from .base import Item
from .sound_values import SoundAddress, SoundScope, SoundState, sound_address


class SoundItem(Item[SoundState]):
    """An amplifier, a source, an area, or all."""

    other: ClassVar[Who]
    """The other of the two subsystems."""

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, self.spelling(where), SoundState())
        self.address: Final[SoundAddress] = sound_address(self.who, where)

    @property
    @override
    def is_device(self) -> bool:
        return self.address.scope in (SoundScope.AMPLIFIER, SoundScope.SOURCE)

    @property
    @override
    def is_part_of_others(self) -> bool:
        return self.address.scope is SoundScope.SOURCE

    @property
    def twin(self) -> Where | None:
        """The address under which the other subsystem tells the same events."""
        return self.address.where(self.other)
