"""What the objects with an area and a point share."""

import re
from collections.abc import Collection, Sequence
from typing import Any, Final, override

from ..exceptions import ResponseError
from ..priority import Priority
from ..wire.addresses import Scope, parse_address, spellings
from ..wire.messages import BaseMessage, readdressed
from ..wire.tags import Where
from .base import Item, State
from .kinds import POINT
from .sender import Sender

_ZIGBEE: Final = re.compile(r"\d{9,10}#9")
"""A unit of a ZigBee product."""


class PointItem[S: State](Item[S]):
    """An object at area and point; general, area and group addresses are none."""

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where)
        self.address: Final = parse_address(where)
        """The address taken apart."""
        self._is_device: Final = self._names_a_point(where)
        self._is_accepted = False
        """Whether the gateway has taken a command with this spelling of the address."""
        self._follows = False
        """Whether its state is that of its members, whatever is told to all of them."""
        self.is_virtual = False
        """Whether no actuator is at the address and we act in its place: then it is no device, and nobody answers."""

    @classmethod
    @override
    def canonical(cls, where: Where) -> str:
        address = parse_address(where)
        return where.key if address.scope is Scope.OTHER else address.key

    @property
    def is_group(self) -> bool:
        """Whether it stands for the members of a group."""
        return self.address.scope is Scope.GROUP

    @property
    def is_collective(self) -> bool:
        """Whether it stands for many: a group, an area, or all."""
        return self.address.is_collective

    @property
    def members_told(self) -> float:
        """Seconds in which the members have told what a frame to all of them has made of them."""
        return self.client.timing.broadcast_delay

    @property
    def is_switched(self) -> bool:
        """Whether it does what its area is told to do; a sensor that shares the addresses does not."""
        return self.is_device

    @override
    def update(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        if self._follows:
            self.heard = True
            return False
        return super().update(message, is_answer=is_answer)

    def follow(self, members: Collection[PointItem[Any]]) -> None:
        """Take the state that the members of a group, an area or all make together; from now on, theirs only."""
        if not members:
            return
        self._follows = True
        # Of one that does not answer nobody knows any more how it is.
        state = self.together([member.state for member in members if not member.is_silent] or [self._state])
        if state is not None and state != self._state:
            self._state = state
            self._listeners.notify()

    def together(self, states: Sequence[S]) -> S | None:
        """Return the state of a group of objects in these states; `None` where that tells nothing."""
        return None

    def _names_a_point(self, where: Where) -> bool:
        kind = self.kind_of(where)
        return (kind is not None and POINT in kind.fields) or _ZIGBEE.fullmatch(str(where)) is not None

    @property
    @override
    def is_device(self) -> bool:
        return self._is_device and not self.is_virtual

    @override
    async def _send(self, message: BaseMessage, *, priority: Priority | None = None, replaces: str = "") -> None:
        """Send; an address that the gateway has not spelled itself is tried in each spelling until one is taken."""
        if self.heard or self._is_accepted:
            await super()._send(message, priority=priority, replaces=replaces)
            return
        *others, last = spellings(self._where)
        for where in others:
            try:
                await super()._send(readdressed(message, where), priority=priority, replaces=replaces)
            except ResponseError:
                continue
            self._take_spelling(where)
            return
        await super()._send(readdressed(message, last), priority=priority, replaces=replaces)
        self._take_spelling(last)

    def _take_spelling(self, where: Where) -> None:
        self._is_accepted = True
        if not self.heard:
            self._where = where
