"""Groups of lights and motors: the bus tells who is in one by what follows a frame to it, and not otherwise.

Members report a moment before or after the frame to all of them, or answer when the group is asked. From then on the
group is what its members are.
"""

import asyncio
from typing import Any, Final, override

from ..items import BaseItem
from ..items.point import PointItem
from ..observer import GatewayObserver, Way
from ..timing import Timing
from ..wire.messages import BaseMessage, NormalMessage

type Point = PointItem[Any]


class GroupTracker(GatewayObserver):
    """Knows the members of groups, and lets the groups follow them."""

    def __init__(self, timing: Timing) -> None:
        """Know no members yet."""
        self._timing: Final = timing
        self._members: Final[dict[Point, set[Point]]] = {}
        self._learning: Final[dict[Point, tuple[str, float]]] = {}
        """Groups that were just told something: the WHAT, and until when members report the same."""
        self._latest: Final[dict[Point, tuple[str, float]]] = {}
        """What each point reported last, and when."""

    def members(self, group: BaseItem) -> frozenset[BaseItem]:
        """Return the members of a group, as far as they are known."""
        return frozenset(self._members.get(group, ())) if isinstance(group, PointItem) else frozenset()

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if way is Way.SENT or not isinstance(item, PointItem) or not item.has_members:
            return
        if not isinstance(message, NormalMessage) or message.is_translation:
            return
        now, what = asyncio.get_running_loop().time(), message.what.tag
        if item.is_group:
            self._learn(item, what, now)
        elif item.is_device:
            self._report(item, what, now)

    def _learn(self, group: Point, what: str, now: float) -> None:
        self._learning[group] = (what, now + self._timing.members_after)
        since = now - self._timing.members_before
        members = {
            point
            for point, (told, at) in self._latest.items()
            if point.who is group.who and told == what and at >= since
        }
        self._members.setdefault(group, set()).update(members)

    def _report(self, point: Point, what: str, now: float) -> None:
        self._latest[point] = (what, now)
        for group, (told, until) in tuple(self._learning.items()):
            if now > until:
                del self._learning[group]
            elif group.who is point.who and told == what:
                self._members.setdefault(group, set()).add(point)
        for group, members in self._members.items():
            if point in members:
                group.follow(members)
