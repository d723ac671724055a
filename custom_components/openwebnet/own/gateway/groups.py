"""Groups, areas and general addresses of lights and motors: each is what its members are, and never more.

Of an area and of all, the addresses tell who belongs to it. Of a group, a person says who does; where nobody has, the
bus tells it by what follows a frame to the group: members report a moment before or after it, or answer when the group
is asked. A frame to many is no news of their state: some may not follow it.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, Final, override

from ..commands.exchange import Exchange, Outcome
from ..items import BaseItem
from ..items.point import PointItem
from ..observer import GatewayObserver, Way
from ..timing import Timing
from ..wire.messages import BaseMessage, NormalMessage, StatusRequest

type Point = PointItem[Any]


class GroupTracker(GatewayObserver):
    """Knows the members of groups, areas and all, and lets these follow them."""

    def __init__(self, timing: Timing) -> None:
        """Know no members yet."""
        self._timing: Final = timing
        self._shown: Final[dict[Point, frozenset[Point]]] = {}
        """Groups, areas and all that somebody looks at, with the members that a person has named."""
        self._members: Final[dict[Point, set[Point]]] = {}
        """Members of groups, as the bus has told them."""
        self._under_way: Final[dict[Exchange, tuple[Point, ...]]] = {}
        """What is asked of many, and of whom."""
        self._learning: Final[dict[Point, tuple[str, float]]] = {}
        """Groups that were just told something: the WHAT, and until when members report the same."""
        self._latest: Final[dict[Point, tuple[str | None, float]]] = {}
        """The state that each point that is known reported last, and when; none before the first."""

    def get_to_know(self, item: BaseItem) -> None:
        """Count an object among those of its area, and among all, also before anything is heard of it."""
        if not isinstance(item, PointItem) or not (item.has_members and item.is_device) or item in self._latest:
            return
        self._latest[item] = None, float("-inf")
        for group in self.groups_of(item):
            group.follow(self.members(group))

    def forget(self, item: Point) -> None:
        """Count an object no more."""
        self._latest.pop(item, None)

    def note_written(self, item: BaseItem, message: BaseMessage) -> None:
        """Let each member know what was told to all of them, or asked of them: what it tells now may be the answer."""
        for member in self.members(item):
            member.written_to_many(message)

    def note_exchange(self, item: BaseItem, exchange: Exchange) -> None:
        """Let each member know that something is asked of all of them, and what became of it."""
        message = exchange.message
        if exchange.outcome is Outcome.PENDING:
            members = self._under_way[exchange] = tuple(self.members(item))
            for member in members:
                member.asked_of_many(message)
            return
        for member in self._under_way.pop(exchange, ()):
            member.done_for_many(message)
            if exchange.outcome is Outcome.REFUSED and exchange.written is not None:
                member.refused_to_many(message, exchange.written)

    def show(self, group: Point, members: Iterable[Point] = ()) -> None:
        """Let a group, an area or all follow its members from now on; a group has those that are named, if any are."""
        self._shown[group] = frozenset(members)
        group.follow(self.members(group))

    def members(self, group: BaseItem) -> frozenset[Point]:
        """Return the members of a group, an area or all, as far as they are known."""
        if not isinstance(group, PointItem) or not group.is_collective:
            return frozenset()
        if group.is_group:
            return self._named(group)
        return frozenset(point for point in self._latest if self._is_in(point, group))

    def _named(self, group: Point) -> frozenset[Point]:
        """Return the members of a group that a person has named, or else those that the bus has told."""
        return self._shown.get(group) or frozenset(self._members.get(group, ()))

    def _is_in(self, point: Point, group: Point) -> bool:
        """Whether a known object is a member; told without a list of all, which each frame of a lamp would make."""
        if group.is_group:
            return point in self._named(group)
        return (
            point.who is group.who
            and group.address.covers(point.address)
            and point.is_switched
            and point in self._latest
        )

    def groups_of(self, point: BaseItem) -> list[Point]:
        """Return the groups, areas and all that an object belongs to, as far as somebody looks at them."""
        if not isinstance(point, PointItem):
            return []
        groups = {*self._shown, *self._members} if self._shown or self._members else ()
        return [group for group in groups if group.who is point.who and self._is_in(point, group)]

    @override
    def on_silence(self, item: BaseItem) -> None:
        for group in self.groups_of(item):
            group.follow(self.members(group))

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if item is None or not item.has_members or way is Way.SENT or not isinstance(item, PointItem):
            return
        if isinstance(message, StatusRequest):
            return
        is_state = isinstance(message, NormalMessage) and not message.is_translation
        what = message.what.tag if is_state and message.what is not None else None
        if item.is_device:
            self._report(item, what)
            for group in self.groups_of(item):
                group.follow(self.members(group))
        elif what is not None:
            for member in self.members(item):
                member.told_to_many(message)
            if item.is_group:
                self._learn(item, what)
            if item in self._shown:
                item.follow(self.members(item))

    def _learn(self, group: Point, what: str) -> None:
        now = asyncio.get_running_loop().time()
        self._learning[group] = (what, now + self._timing.members_after)
        since = now - self._timing.members_before
        members = {
            point
            for point, (told, at) in self._latest.items()
            if point.who is group.who and told == what and at >= since
        }
        self._members.setdefault(group, set()).update(members)

    def _report(self, point: Point, what: str | None) -> None:
        now = asyncio.get_running_loop().time()
        if what is None:
            self._latest.setdefault(point, (None, now))
            return
        self._latest[point] = (what, now)
        if not self._learning:
            return
        for group, (told, until) in tuple(self._learning.items()):
            if now > until:
                del self._learning[group]
            elif group.who is point.who and told == what:
                self._members.setdefault(group, set()).add(point)
