"""Virtual actuator: does to an entity what the bus tells its address, and tells the bus what the entity does.

    what happens                            what is done
    --------------------------------------  ------------------------------------------------------------------------
    a connection                            ask whether an actuator answers; if none does, tell the state
    a frame of the address, not our own     the action of the entity; its effect has `virtual_effect` to show
    the entity changes                      tell the bus, unless it was told the same; a level after `virtual_level`
    a frame that an actuator may have sent  ask whether one answers
    an actuator answers                     a repair; nothing is done or told any more

Two of them at one entity do not talk to each other: each tells its own address what the entity is, and what was written
from here asks for nothing.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import probatio
from homeassistant.const import STATE_OFF
from homeassistant.core import Event, HassJob, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_registry import EventEntityRegistryUpdatedData
from homeassistant.helpers.event import (
    EventStateChangedData,
    async_call_later,
    async_track_entity_registry_updated_event,
    async_track_state_change_event,
)
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import Coordinator
from ..issues import Issue, close_issue, open_issue, open_issues
from ..objects.key import ObjectKey
from ..objects.store import Virtual
from ..own import BaseMessage, NotConfirmed, OWNException, ResponseError
from ..own.items.point import PointItem
from ..own.observer import Way
from ..own.priority import Priority
from ..own.wire.messages import DimensionResponse
from ..timing import TIMING
from .entities import call_for, is_on, shown_of
from .frames import Act, Shown, Talk, Wanted, wanted
from .search import is_answered

_LOGGER = logging.getLogger(__name__)

_OFF_AT: Final[HassKey[dict[tuple[str, ObjectKey], float]]] = HassKey(f"{DOMAIN}_virtual_off_at")
"""When an entity goes off that was switched on for a time, by entry and address, on the loop's clock: the entry may
be loaded again meanwhile."""
_TRIED: Final = 5
"""Times that something is told to a gateway that refuses it."""


class VirtualActuator:
    """Stands between one address of the bus and one entity."""

    def __init__(self, coordinator: Coordinator, key: ObjectKey, virtual: Virtual, *, is_new: bool) -> None:
        """Take the place of the actuator at an address; see `start`.

        Where it `is_new`, nothing is done before it is known that no actuator answers. One that was there when the
        entry was loaded does at once what a button asks for: the search takes a while where the house is read.
        """
        self.item: Final[PointItem[Any]] = coordinator.gateway.stand_in(key.who, key.where)
        self.virtual: Final = virtual
        self._key: Final = key
        self._coordinator: Final = coordinator
        self._hass: Final = coordinator.hass
        self._domain: Final = virtual.entity_id.partition(".")[0]
        self._talk: Final = Talk(key.who)
        self._is_taken = _is_reported(coordinator, key)
        """An actuator answers at the address."""
        self._is_searched = False
        """It was asked since the connection was made whether one does."""
        self._searched_at = float("-inf")
        """When that was known last, by the event loop's time."""
        self._may_act = not is_new
        self._awaited_until = float("-inf")
        """Until when the entity may show what it was told last, by the event loop's time."""
        self._held: tuple[BaseMessage, float] | None = None
        """What may be an answer, and is a button's where nobody answers; and when it came."""
        self._search: asyncio.Task[None] | None = None
        self._writing: asyncio.Task[None] | None = None
        self._refused = 0
        """How often in a row a frame was refused at once."""
        self._timers: Final[dict[str, Callable[[], None]]] = {}
        self._removers: Final[list[Callable[[], None]]] = []

    @callback
    def start(self) -> None:
        """Follow the entity."""
        entity_id = self.virtual.entity_id
        self._removers.append(async_track_state_change_event(self._hass, entity_id, self._on_entity))
        self._removers.append(async_track_entity_registry_updated_event(self._hass, entity_id, self._on_registry))
        off_at = self._off_at.get(self._place)
        if off_at is not None:
            self._go_off_later(off_at - self._now)

    @callback
    def stop(self) -> None:
        """End all that goes on."""
        for remove in (*self._removers, *self._timers.values()):
            remove()
        self._removers.clear()
        self._timers.clear()
        for task in (self._search, self._writing):
            if task is not None:
                task.cancel()

    @callback
    def forget(self) -> None:
        """End all that goes on, for good."""
        self._off_at.pop(self._place, None)
        self.stop()

    @callback
    def resume(self) -> None:
        """Go on, where the repair was closed because the actuator is gone."""
        if self._is_taken and not _is_reported(self._coordinator, self._key):
            self.connect()

    # The bus ---------------------------------------------------------------------------------------------------

    @callback
    def connect(self) -> None:
        """Begin anew: what was told while there was no connection is not known."""
        self._talk.told = None
        self._is_searched = False
        if self._search is not None:
            self._search.cancel()
        self._look()

    @callback
    def hear(self, way: Way, message: BaseMessage) -> None:
        """Take in a frame of the address."""
        if self._is_taken:
            return
        is_state = way is not Way.SENT and bool(self.item.tells(message))
        is_asked_now = self._is_searching or self._coordinator.gateway.asked_at_once is self._key.who
        is_doubtful = not self._may_act or (is_state and is_asked_now)
        if way is Way.EVENT and is_doubtful and wanted(message) is not None:
            # Some gateways tell answers as events: a button waits until it is known that this is none.
            self._held = (message, self._now)
            self._look()
            return
        self._take(way, message)
        is_answer = way is Way.ANSWER or isinstance(message, DimensionResponse)
        is_due = self._now - self._searched_at >= TIMING.virtual_search
        # Some gateways show a button's command as a state, and it may be that of an actuator: now and then it is asked.
        if is_state and (is_answer or is_due):
            self._look()

    @callback
    def hear_all(self, way: Way, message: BaseMessage) -> None:
        """Take in a frame of the area, or of all."""
        if not self._is_taken:
            self._take(way, message, to_all=True)

    def _take(self, way: Way, message: BaseMessage, *, to_all: bool = False) -> None:
        """Do what a frame asks for, where that is somebody else's."""
        asked = None
        if way is Way.SENT:
            self._talk.write(message, self._now, to_all=to_all)
        elif way is Way.EVENT:
            asked = self._talk.hear(message, self._now, to_all=to_all)
        if asked is None:
            # Somebody may have pressed a button while a frame of ours was on its way.
            self._reconsider()
            if self._talk.is_crossed:
                self._later("effect", TIMING.virtual_effect, self._tell)
            return
        shown = self._shown
        # One that drives an area would write it again, and again, where that is shown late or several times.
        is_so = to_all and asked.seconds is None and shown is not None and shown.is_told_by(self._talk.told)
        # What it was told a moment ago, and does not show yet, comes before this.
        if not self._may_act or (is_so and self._now >= self._awaited_until):
            return
        if self._writing is not None:
            self._writing.cancel()
        self._act(asked)
        if self._talk.told is not None:
            self._awaited_until = self._now + TIMING.virtual_effect
        self._later("effect", TIMING.virtual_effect, self._tell)

    @property
    def _is_searching(self) -> bool:
        return self._search is not None and not self._search.done() and not self._search.cancelling()

    def _look(self) -> None:
        """Ask whether an actuator answers, unless that is just being asked; without a connection, the next one does."""
        if self._coordinator.is_connected and not self._is_searching:
            self._search = self._coordinator.run_in_background(self._search_actuator(), f"virtual {self._key}")

    async def _search_actuator(self) -> None:
        coordinator = self._coordinator
        is_there = await is_answered(coordinator.gateway, self.item)
        if is_there is None:
            self._later("search", TIMING.virtual_again, self._look)
            return
        self._is_searched, self._searched_at, self._may_act = True, self._now, True
        self._is_taken = is_there
        held, self._held = self._held, None
        if is_there:
            state = self._hass.states.get(self.virtual.entity_id)
            texts = {"address": self._key.address, "entity": state.name if state else self.virtual.entity_id}
            open_issue(self._hass, coordinator.entry, Issue.VIRTUAL_ADDRESS_TAKEN, texts, key=self._key)
        else:
            close_issue(self._hass, coordinator.entry, Issue.VIRTUAL_ADDRESS_TAKEN, self._key)
            if held is not None and self._now - held[1] <= TIMING.fresh:
                self._take(Way.EVENT, held[0])
            if self._now >= self._awaited_until:
                self._tell()

    # The entity ------------------------------------------------------------------------------------------------

    def _act(self, asked: Wanted) -> None:
        """Let the entity do what a frame asks for."""
        state = self._hass.states.get(self.virtual.entity_id)
        attributes = state.attributes if state else {}
        call = call_for(self._domain, asked, attributes, is_on=is_on(state.state if state else None))
        self._end_timer()
        if asked.seconds is not None:
            self._go_off_later(asked.seconds)
        if call is not None:
            data = {**call.data, "entity_id": self.virtual.entity_id}
            self._coordinator.run_in_background(
                self._call(call.domain, call.name, data), f"virtual {self._key} {call.name}"
            )

    @property
    def _off_at(self) -> dict[tuple[str, ObjectKey], float]:
        return self._hass.data.setdefault(_OFF_AT, {})

    @property
    def _place(self) -> tuple[str, ObjectKey]:
        return self._coordinator.entry.entry_id, self._key

    def _go_off_later(self, seconds: float) -> None:
        self._off_at[self._place] = self._now + seconds
        self._later("off", max(seconds, 0.0), lambda: self._act(Wanted(Act.OFF)))

    def _end_timer(self) -> None:
        self._off_at.pop(self._place, None)
        self._cancel("off")

    async def _call(self, domain: str, name: str, data: dict[str, Any]) -> None:
        try:
            await self._hass.services.async_call(domain, name, data, blocking=True)
        except (HomeAssistantError, probatio.Invalid) as error:
            _LOGGER.warning("The virtual actuator %s cannot control %s: %s", self._key, self.virtual.entity_id, error)

    @callback
    def _on_entity(self, event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        if new is not None and new.state == STATE_OFF:
            # Who lights it later has set no timer.
            self._end_timer()
        self._reconsider()

    @callback
    def _on_registry(self, event: Event[EventEntityRegistryUpdatedData]) -> None:
        """Keep to an entity that gets another id."""
        new = event.data.get("entity_id")
        if event.data["action"] == "update" and new and new != self.virtual.entity_id:
            self._coordinator.store.set_virtual(self._key, self.virtual._replace(entity_id=new))

    @property
    def _shown(self) -> Shown | None:
        state = self._hass.states.get(self.virtual.entity_id)
        return shown_of(self._key.who, self._domain, state.state, state.attributes) if state else None

    def _reconsider(self) -> None:
        """Tell the bus what the entity is, if it was told something else."""
        shown, told = self._shown, self._talk.told
        if shown is None:
            return
        if told is not None and told.what == shown.what:
            self._awaited_until = float("-inf")
        if shown.is_told_by(told) or self._now < self._awaited_until:
            return
        is_level = shown.level is not None and (told is None or told.what == shown.what)
        if not is_level:
            self._tell()
        elif "level" not in self._timers:
            self._later("level", TIMING.virtual_level, self._tell)

    @callback
    def _tell(self) -> None:
        """Write the state of the entity, if the bus was told another one."""
        shown = self._shown
        may_tell = self._is_searched and not self._is_taken and self._coordinator.is_connected
        if not may_tell or shown is None or (shown.is_told_by(self._talk.told) and not self._talk.is_crossed):
            return
        self._talk.told = shown
        message = shown.message(self._key.who, self.item.where)
        self._writing = self._coordinator.run_in_background(self._write(message), f"virtual {self._key} state")

    async def _write(self, message: BaseMessage) -> None:
        try:
            await self._coordinator.gateway.request(message, priority=Priority.GRADUAL, replaces="virtual")
        except (ResponseError, NotConfirmed) as error:
            _LOGGER.debug("%s: %s", message, error)
            # Some gateways refuse what nobody confirms: that takes them a while, and it was on the bus.
            is_carried = self._now - self._talk.written_at > TIMING.refused_at_once
            if not is_carried and self._refused < _TRIED:
                self._refused += 1
                self._try_again()
        except (OWNException, TimeoutError) as error:
            _LOGGER.debug("%s was not sent: %s", message, error)
            self._try_again()
        else:
            self._refused = 0

    def _try_again(self) -> None:
        self._talk.told = None
        self._later("again", TIMING.virtual_again, self._tell)

    # Time ------------------------------------------------------------------------------------------------------

    @property
    def _now(self) -> float:
        return self._hass.loop.time()

    def _later(self, name: str, seconds: float, work: Callable[[], None]) -> None:
        """Do something after a while, instead of what was to be done under the same name."""
        self._cancel(name)

        @callback
        def do(_: datetime) -> None:
            del self._timers[name]
            work()

        self._timers[name] = async_call_later(self._hass, seconds, HassJob(do, cancel_on_shutdown=True))

    def _cancel(self, name: str) -> None:
        cancel = self._timers.pop(name, None)
        if cancel is not None:
            cancel()


def _is_reported(coordinator: Coordinator, key: ObjectKey) -> bool:
    return (Issue.VIRTUAL_ADDRESS_TAKEN, key) in open_issues(coordinator.hass, coordinator.entry)
