"""Showing: an actuator shows which one it is; what somebody else wants of it meanwhile is left as that is.

begun ----> it shows itself ----> it is as it was: done
                |       |                    ^
                |       | a command failed, or all is about to end: that is tried until it is done
                |       +--------------------+
                | somebody else orders something of it
                v
           left alone: nothing more is written, unless that order comes to nothing
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import repeat
from typing import Final
from weakref import WeakKeyDictionary

from homeassistant.exceptions import HomeAssistantError

from ..coordinator import Coordinator
from ..errors import NOT_CONFIRMED, async_call_gateway
from ..own.commands.exchange import Exchange, Outcome
from ..own.items import Automation, BaseItem, Light
from ..timing import TIMING
from .others import Others

_LOGGER = logging.getLogger(__name__)

_current: Final[ContextVar[AnyShowing | None]] = ContextVar("current_showing", default=None)
"""What sends the commands of the present task."""


class Showing[ItemT: (Light, Automation)]:
    """One actuator, or many that are told something by one frame, showing itself once."""

    def __init__(self, coordinator: Coordinator, item: ItemT, name: str) -> None:
        """Prepare; nothing is sent yet. `name` is what a person calls it."""
        self._coordinator: Final = coordinator
        self._item: Final[ItemT] = item
        self._name: Final = name
        members = coordinator.gateway.members(item)
        self.targets: Final[tuple[ItemT, ...]] = tuple(one for one in members if isinstance(one, type(item))) or (item,)
        """What it consists of, and is given back one by one."""
        self.outcome: Final[asyncio.Future[None]] = asyncio.get_running_loop().create_future()
        """What the person who waits for it is told."""
        self._orders: Final[dict[BaseItem, set[Exchange | None]]] = {}
        """What somebody else has ordered of the targets; `None` for what was told by the bus."""
        self._limit: asyncio.Timeout | None = None
        """Of what goes on, to be cut short."""
        self._has_changed = asyncio.Event()
        self.is_touched = False
        """Whether something that is to be given back may have been done to it."""
        self._task: asyncio.Task[None] | None = None
        self._remove_shutdown: Callable[[], None] | None = None

    async def show(self) -> None:
        """Let it show itself. Raises `HomeAssistantError`."""
        raise NotImplementedError

    async def give_back(self, targets: Collection[ItemT]) -> None:
        """Let those that nobody else wants anything of be as they were, as far as they can be.

        Raises `HomeAssistantError`.
        """
        raise NotImplementedError

    @property
    def pauses(self) -> Iterable[float]:
        """The pauses between two attempts to give it back."""
        raise NotImplementedError

    @property
    def _all(self) -> set[BaseItem]:
        return {self._item, *self.targets}

    @property
    def free(self) -> list[ItemT]:
        """The targets that nobody else has ordered anything of."""
        return [target for target in self.targets if not self._orders.get(target)]

    def start(self, running: AnyShowing | None) -> None:
        """Begin; what could not be given back so far is given back when this is over."""
        if running is not None:
            self.is_touched = running.is_touched
            running.leave(running.targets)
        for target in self._all:
            _showings[target] = self
        self._remove_shutdown = self._coordinator.add_shutdown(self._shut_down)
        self._task = self._coordinator.run_in_background(self._run(), "identify")
        self._task.add_done_callback(self._on_done)

    def leave(self, targets: Collection[BaseItem], order: Exchange | None = None) -> None:
        """Leave targets to somebody else who has ordered something of them."""
        for target in targets:
            self._orders.setdefault(target, set()).add(order)
        self._has_changed.set()
        self._interrupt()

    def _interrupt(self) -> None:
        if self._limit is not None:
            self._limit.reschedule(asyncio.get_running_loop().time())
            self._limit = None

    def _on_end(self, exchange: Exchange) -> None:
        """Take note of what became of an order: one that came to nothing leaves it to us."""
        failed = exchange.outcome is Outcome.REFUSED or exchange.written is None
        if failed and exchange.outcome is not Outcome.REPLACED:
            for orders in self._orders.values():
                orders.discard(exchange)
        self._has_changed.set()

    @property
    def _waits(self) -> bool:
        """Whether what became of an order of somebody else is not known yet."""
        orders = (order for one in self._orders.values() for order in one)
        return any(order is not None and order.outcome is Outcome.PENDING for order in orders)

    # The way ---------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        _current.set(self)
        with self._listening():
            await self._until_disturbed(self._show())
            if not self.free:
                # It has another state now, which somebody has asked for.
                self.tell(None)
            while self.is_touched and (self._waits or self.free):
                if self._waits:
                    self._has_changed.clear()
                    await self._has_changed.wait()
                else:
                    await self._until_disturbed(self._give_back(self.pauses))
            self.tell(None)

    async def _show(self) -> None:
        try:
            await self.show()
        except HomeAssistantError as error:
            self.tell(error)

    async def _give_back(self, pauses: Iterable[float]) -> None:
        await self.insist(lambda: self.give_back(self.free), pauses)
        # Whoever cannot be reached for so long is given up.
        self.is_touched = False

    async def _until_disturbed(self, work: Awaitable[None]) -> None:
        self._limit = limit = asyncio.timeout(None)
        try:
            async with limit:
                await work
        except TimeoutError:
            if not limit.expired():
                raise
        finally:
            self._limit = None

    async def insist(self, work: Callable[[], Awaitable[None]], pauses: Iterable[float]) -> bool:
        """Do something, again after each pause until it can be done, and tell whether it was.

        Who waits is told of the first failure.
        """
        for pause in (*pauses, None):
            try:
                await work()
            except HomeAssistantError as error:
                self.tell(error)
                _LOGGER.debug("%r: %s", self._item, error)
            else:
                return True
            if pause is not None:
                await asyncio.sleep(pause)
        return False

    async def send(self, command: Callable[[], Awaitable[None]]) -> None:
        """Send a command. Raises `HomeAssistantError`."""
        if self._limit is None:
            # Somebody else has just ordered something, and this is about to be cancelled.
            await asyncio.sleep(0)
        was_touched, self.is_touched = self.is_touched, True
        try:
            await async_call_gateway(command(), self._name)
        except HomeAssistantError as error:
            if error.translation_key != NOT_CONFIRMED:
                self.is_touched = was_touched
            raise

    def tell(self, error: HomeAssistantError | None) -> None:
        """Tell who waits how it went, or that it is over."""
        if self.outcome.done():
            return
        if error is None:
            self.outcome.set_result(None)
        else:
            self.outcome.set_exception(error)
            # Nobody may wait for it.
            self.outcome.exception()

    # The end ---------------------------------------------------------------------------------------------------

    def _on_done(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            # All ends, and what is to be given back is given back when the connection is about to be closed.
            self.outcome.cancel()
            return
        self._forget()
        error = task.exception()
        if error is not None and not self.outcome.done():
            self.outcome.set_exception(error)

    def _forget(self) -> None:
        for target in self._all:
            if _showings.get(target) is self:
                del _showings[target]
        if self._remove_shutdown is not None:
            self._remove_shutdown()
            self._remove_shutdown = None

    async def _shut_down(self) -> None:
        """Give it back now: nobody would any more."""
        _current.set(self)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))
        with self._listening():
            if self.is_touched and self.free:
                await self._until_disturbed(self._give_back(repeat(TIMING.order_again, _SHUTDOWN_TRIES)))
        self._forget()

    @contextmanager
    def _listening(self) -> Iterator[None]:
        others = Others(
            self._coordinator.gateway,
            self._item,
            self.targets,
            is_ours=lambda: _current.get() is self,
            on_order=self.leave,
            on_end=self._on_end,
        )
        end = others.start()
        try:
            yield
        finally:
            end()


type AnyShowing = Showing[Light] | Showing[Automation]

_SHUTDOWN_TRIES: Final = round(TIMING.shutdown / TIMING.order_again)
_showings: Final[WeakKeyDictionary[BaseItem, AnyShowing]] = WeakKeyDictionary()
"""What shows itself, and what is told something with others that do."""


def showing_of(item: BaseItem) -> AnyShowing | None:
    """Return what shows an object just now, alone or with others."""
    return _showings.get(item)


def leave_alone(item: BaseItem) -> None:
    """Do nothing more to show an object: somebody wants it to be as it is."""
    showing = _showings.get(item)
    if showing is not None:
        showing.leave((item,))
