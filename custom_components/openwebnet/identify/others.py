"""Others: whether anybody else has ordered something of an object, or of one that belongs to it, since it was watched.

What is asked of it here is known when it is asked; what is asked at the wall shows in what the bus tells and is not the
effect of a command that was written. The last word counts, whoever has said it.
"""

from collections.abc import Callable, Collection
from typing import Final, Protocol, override

from ..own import BaseMessage, DimensionRequest, StatusRequest
from ..own.commands.exchange import Exchange, Outcome
from ..own.gateway import Gateway
from ..own.items import Automation, BaseItem, Light
from ..own.items.automation_state import RUNS, Movement, ordered
from ..own.items.last_word import asked_what, is_same_order
from ..own.items.light_intent import ordered_level
from ..own.items.occurrence import monotonic
from ..own.items.point import PointItem
from ..own.observer import GatewayObserver, Way
from ..own.wire.messages import DimensionWriting, NormalMessage
from ..timing import TIMING

_FIRST_BLINKING: Final = 20
_LAST_ORDER: Final = 32
"""WHATs of lamps: those below the first tell that it is on or off, those up to the last order something else."""
_OTHER_LEVEL: Final = 10
"""Percent by which a level differs from the one that it went on with, when somebody else has set it."""


class _Ear(Protocol):
    """Hears whether what the bus tells of one actuator is of somebody else."""

    def wrote(self, command: BaseMessage) -> None:
        """Take note of a command that was written to it, or to many of which it is one."""

    def is_others(self, message: BaseMessage, *, is_answer: bool, is_asked: bool) -> bool:
        """Tell whether a frame of it shows what nobody has asked here.

        It is an answer, or comes soon after a request: some gateways show answers as events.
        """

    def is_others_to_many(self, message: BaseMessage) -> bool:
        """Tell whether an order for many, of which it is one, that the bus shows is of somebody else."""


class _Echoes:
    """Commands that were written, and may be shown by the bus as they were."""

    def __init__(self, written: Collection[BaseMessage]) -> None:
        """Begin with those that were written before."""
        self._written: Final = list(written)

    def wrote(self, command: BaseMessage) -> None:
        self._written.append(command)

    def take(self, order: BaseMessage) -> bool:
        """Tell whether an order that is shown is one of them, and count it off."""
        ours = next((one for one in self._written if is_same_order(one, order)), None)
        if ours is not None:
            self._written.remove(ours)
        return ours is not None


class _LightEar:
    """Hears a lamp. Each command is told some time after it was written, in the order of writing."""

    def __init__(self, light: Light) -> None:
        """Begin with what was asked of it before."""
        self._light: Final = light
        self._echoes: Final = _Echoes(light.recent_orders)
        self._echoes_to_many: Final = _Echoes(light.recent_orders)
        """The same as they are shown besides, after what each has made of them."""
        self._pending: list[bool] = [on for on in map(_lights_up, light.recent_orders) if on is not None]
        """Whether it is switched on by what was written and not told yet, the oldest first."""
        self._told: bool | None = light.state.on
        self._told_at = float("-inf")
        self._levels: Final[dict[str, int]] = {}
        """Percent that it has told first since it was switched last, as a step of ten and by a dimension."""

    def wrote(self, command: BaseMessage) -> None:
        self._echoes.wrote(command)
        self._echoes_to_many.wrote(command)
        on = _lights_up(command)
        if on is not None:
            self._pending.append(on)

    def is_others(self, message: BaseMessage, *, is_answer: bool, is_asked: bool) -> bool:
        if _is_order(message) or _orders_more(message):
            return not (is_answer or self._echoes.take(message))
        on = _lights_up(message)
        if on is None or not self._light.is_report(message):
            return False
        told = self._told
        if on in self._pending:
            del self._pending[: self._pending.index(on) + 1]
            self._told, self._told_at = on, monotonic()
            self._levels.clear()
            self._has_other_level(message)
            return False
        if self._pending or self._has_other_level(message):
            return not self._pending
        if on is not told:
            return not is_answer
        # Some tell a thing twice, and dimmers more after it; who presses a button that changes nothing does that later.
        is_plain = message.what is not None and (not on or self._light.state.steps is None)
        is_late = monotonic() - self._told_at > TIMING.told_again
        return is_plain and is_late and not (is_answer or is_asked or self._light.is_collective)

    def _has_other_level(self, message: BaseMessage) -> bool:
        """Tell whether a frame tells another level than the one that it went on with, which it has told after that.

        Steps of ten are nominal for some dimmers, which tell the real level besides.
        """
        level = ordered_level(message) if message.what is not None or message.values else None
        if not level:
            return False
        kind = "" if message.dimension is None else message.dimension.tag
        return abs(level - self._levels.setdefault(kind, level)) >= _OTHER_LEVEL

    def is_others_to_many(self, message: BaseMessage) -> bool:
        return not (self._echoes if _is_order(message) else self._echoes_to_many).take(message)


class _MotorEar:
    """Hears a motor: the actuator itself counts off what was written to it."""

    def __init__(self, motor: Automation) -> None:
        """Begin with what it does now."""
        self._motor: Final = motor
        self._echoes: Final = _Echoes(())
        self._ordered: Movement | None = None
        """What was written to it last."""
        self._told: Movement | None = None

    def wrote(self, command: BaseMessage) -> None:
        self._echoes.wrote(command)
        self._ordered = ordered(command) or self._ordered

    def is_others(self, message: BaseMessage, *, is_answer: bool, is_asked: bool) -> bool:
        if _is_order(message):
            return not (is_answer or self._echoes.take(message))
        motor, told = self._motor, self._told
        movement = self._told = motor.state.movement
        if self._ordered is None or movement is None or not motor.is_settled or motor.state.is_doubtful:
            return False
        if movement is not self._ordered:
            return True
        # It goes there already: whoever presses the same wants it to go on.
        is_again = movement is told and movement in RUNS and isinstance(message, NormalMessage)
        is_again = is_again and not (is_answer or is_asked or motor.was_asked)
        return is_again and monotonic() - motor.since > TIMING.told_again

    def is_others_to_many(self, message: BaseMessage) -> bool:
        last = self._motor.for_many.just_now
        return last is not None and last[1] >= monotonic()


class Others(GatewayObserver):
    """Listens to who else orders something of the `targets` of an object: itself, or its members."""

    def __init__(
        self,
        gateway: Gateway,
        item: Light | Automation,
        targets: Collection[Light | Automation],
        *,
        is_ours: Callable[[], bool],
        on_order: Callable[[Collection[BaseItem], Exchange | None], None],
        on_end: Callable[[Exchange], None],
    ) -> None:
        """Call `on_order(targets, exchange)` for what somebody else orders, and `on_end(exchange)` when that has ended.

        `is_ours()` tells whether what is being asked is asked by whoever listens.
        """
        self._gateway: Final = gateway
        self._item: Final = item
        self._ears: Final[dict[BaseItem, _Ear]] = {
            one: _LightEar(one) if isinstance(one, Light) else _MotorEar(one) for one in targets
        }
        self._is_ours: Final = is_ours
        self._on_order: Final = on_order
        self._on_end: Final = on_end
        self._asked_at = float("-inf")
        """When one of them was asked how it is last."""

    def start(self) -> Callable[[], None]:
        """Begin to listen. Returns the way to end it."""
        removers = [self._gateway.add_observer(self)]
        if isinstance(self._item, Automation) and not self._item.is_collective:
            item = self._item
            removers.append(item.for_many.add_listener(lambda _: self._on_order((item,), None)))

        def end() -> None:
            for remove in removers:
                remove()

        return end

    def _concerned(self, item: BaseItem) -> list[BaseItem]:
        """Return the targets that an order for an object is for."""
        if item is self._item:
            return list(self._ears)
        if item in self._ears:
            return [item]
        members = self._gateway.members(item)
        return [target for target in self._ears if target in members]

    def _concerned_by(self, message: BaseMessage) -> list[BaseItem]:
        if message.who is not self._item.who or message.where is None:
            return []
        key = self._item.canonical(message.where)
        return [
            target
            for item in self._gateway.items
            if item.who is message.who and item.key == key
            for target in self._concerned(item)
        ]

    @override
    def on_exchange(self, exchange: Exchange) -> None:
        if isinstance(exchange.message, StatusRequest | DimensionRequest):
            return
        if exchange.outcome is not Outcome.PENDING:
            self._on_end(exchange)
        elif not self._is_ours() and (targets := self._concerned_by(exchange.message)):
            self._on_order(targets, exchange)

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if item is None or item.who is not self._item.who:
            return
        if isinstance(message, StatusRequest | DimensionRequest):
            self._asked_at = monotonic() if way is Way.SENT and self._concerned(item) else self._asked_at
            return
        if way is Way.SENT:
            for target in self._concerned(item):
                self._ears[target].wrote(message)
        elif item in self._ears:
            is_asked = monotonic() - self._asked_at < item.client.timing.echo
            if self._ears[item].is_others(message, is_answer=way is Way.ANSWER, is_asked=is_asked):
                self._on_order((item,), None)
        elif way is Way.EVENT and isinstance(item, PointItem) and item.is_collective and message.what is not None:
            targets = [one for one in self._concerned(item) if self._ears[one].is_others_to_many(message)]
            if targets:
                self._on_order(targets, None)


def _is_order(message: BaseMessage) -> bool:
    """Tell whether a frame shows a command as it was given, not what came of it."""
    return isinstance(message, DimensionWriting) or (isinstance(message, NormalMessage) and message.is_translation)


def _orders_more(message: BaseMessage) -> bool:
    """Tell whether a frame lets a lamp blink, or be brighter or darker by a step."""
    what = asked_what(message)
    return what.isdecimal() and _FIRST_BLINKING <= int(what) <= _LAST_ORDER


def _lights_up(message: BaseMessage) -> bool | None:
    """Return whether a frame switches a lamp on, or tells that it is; `None` where it says neither."""
    if message.dimension is not None:
        level = ordered_level(message) if message.values else None
        return None if level is None else bool(level)
    what = asked_what(message)
    return what != "0" if what.isdecimal() and int(what) < _FIRST_BLINKING else None
