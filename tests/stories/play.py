"""Play: carries out the steps of a sequence, and notes what was asked, what was told, and what the bus did."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE
from homeassistant.exceptions import HomeAssistantError

from custom_components.openwebnet.const import DOMAIN
from custom_components.openwebnet.objects.key import ObjectKey
from custom_components.openwebnet.panel import settings
from simulator.frames import take_apart
from tests.faults.table import FAULTS

from .collectives import asked_of, is_collective, members, offers
from .home import Home
from .steps import Act, AnyStep, Apply, Broadcast, Plain, Reload, Restart, Setting, Snapshot, Thing, Trouble, Wall
from .virtual import ACTED, entity_id, is_reached, is_virtual
from .wants import Facets

BEGIN: Final = 120.0
"""Seconds until a house has been read."""
QUIET: Final = 600.0
"""Seconds after the last step until everything has to be true."""
SET_UP: Final = 0.5
"""Seconds after which a loaded entry has its entities."""
ON_ITS_WAY: Final = 1.5
"""Seconds in which the bus tells what happened at the wall: a zone is slow, and so is a motor."""
RECOVERY: Final = 90.0
"""Seconds after a fault in which an action may fail, as in tests/faults/trouble.py."""


@dataclass(eq=False, slots=True)
class Done:
    """One action on one object: what was asked, and what came of it."""

    thing: Thing
    service: str
    data: Mapping[str, Plain]
    called: float
    executed: int
    """Frames that the bus had executed when it was called."""
    facts: Facets
    """How the object was when it was called."""
    shown: Facets
    """How Home Assistant showed it then."""
    carried: int
    """Frames that the bus had carried then."""
    received: int = 0
    """Frames that the gateway had got then."""
    returned: float | None = None
    error: str = ""
    """What the caller was told, where it failed."""
    excused: str = ""
    """Why it may fail."""
    scene: Facets | None = None
    """What a scene is to bring back, instead of a service."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something else that happened to an object, or to all: a wall switch, a reload, a setting."""

    what: str
    time: float
    key: str = ""
    heard: bool = True
    """Home Assistant could know of it."""
    live: bool = True
    """Somebody was connected to hear of it in the moment."""
    value: Plain = None
    """Of a setting."""
    moving: bool = False
    """It moved then."""
    to_many: bool = False
    """It was told to a group, an area or all."""


class Spell(NamedTuple):
    """When a fault was active."""

    begin: float
    end: float
    fault: str

    def touches(self, begin: float, end: float) -> bool:
        """Tell whether it, or what comes after it, lies in a time."""
        return self.begin <= end and begin <= self.end + RECOVERY


@dataclass(slots=True)
class Story:
    """Everything that is to be judged."""

    done: list[Done] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    troubles: list[Spell] = field(default_factory=list)
    """When the faults were active."""
    skipped: list[tuple[str, float]] = field(default_factory=list)
    """Actions on entities that were not available, which Home Assistant drops without a word."""
    away: list[range] = field(default_factory=list)
    """Frames that the bus carried while nobody listened, by their number."""
    end: float = 0.0
    received: int = 0
    """Frames that the gateway had got when the quiet time began."""

    def troubled(self, begin: float, end: float) -> bool:
        """Tell whether a fault, or what comes after one, lies in a time."""
        return any(one.touches(begin, end) for one in self.troubles)

    def had(self, fault: str, begin: float, end: float) -> bool:
        """Tell whether this fault was active at some moment of a time."""
        return any(one.fault == fault and one.begin <= end and begin <= one.end for one in self.troubles)


class Player:
    """Plays the steps in a home."""

    def __init__(self, home: Home) -> None:
        """Play in this home."""
        self.story: Final = Story()
        self._home: Final = home
        self._scenes: Final[dict[str, dict[str, tuple[str, Facets]]]] = {}
        """By name and object: the entity that was kept, and how it was."""
        self._calls: Final[set[asyncio.Task[None]]] = set()
        self._troubles: Final[set[asyncio.Task[None]]] = set()
        self._losing = False

    async def play(self, steps: tuple[AnyStep, ...]) -> None:
        """Play all steps, and wait for a quiet time."""
        await asyncio.sleep(BEGIN)
        self._home.furnish()
        for step in steps:
            await asyncio.sleep(step.after)
            await self._play(step)
        if self._troubles:
            await asyncio.wait(self._troubles)
        self.story.received = len(self._home.simulator.received)
        await asyncio.sleep(QUIET)
        self.story.end = self._now
        for call in self._calls:
            call.cancel()
        if self._calls:
            await asyncio.wait(self._calls)

    @property
    def _now(self) -> float:
        return self._home.loop.time()

    async def _play(self, step: AnyStep) -> None:
        home = self._home
        match step:
            case Act():
                self._act(step)
            case Snapshot():
                await self._snapshot(step)
            case Apply():
                self._apply(step)
            case Wall(thing=key) if home.simulator.running:
                # Without current nothing would come of it.
                self._note("wall", key, step.values)
                getattr(home.simulator.objects[key], step.method)(*step.values)
            case Broadcast(frame=text):
                self._broadcast(text)
            case Setting():
                await self._set(step)
            case Reload():
                self._note("reload")
                await self._while_away(home.hass.config_entries.async_reload(home.entry.entry_id))
            case Restart():
                self._note("restart")
                await self._while_away(home.restart(step.pause))
            case Trouble():
                self._troubles.add(asyncio.create_task(self._trouble(step)))
                await asyncio.sleep(0)

    def _note(self, what: str, key: str = "", value: Plain = None, *, to_many: bool = False) -> None:
        live = any(session.kind == "event" for session in self._home.simulator.sessions)
        moving = bool(getattr(self._home.simulator.objects.get(key), "moving", None))
        self.story.happened.append(Happened(what, self._now, key, not self._losing, live, value, moving, to_many))

    def _broadcast(self, text: str) -> None:
        frame = take_apart(text)
        assert frame is not None
        objects = self._home.simulator.objects
        for thing in self._home.house.things:
            if objects[thing.key].hears(frame):
                self._note("wall", thing.key, (frame.what,), to_many=True)
        for thing in self._home.house.virtual:
            if is_reached(thing, frame):
                self._note("wall", thing.key, (frame.what,))
        next(iter(objects.values())).transmit(text)

    async def _while_away(self, change: Any) -> None:
        """Reload or restart; what is called meanwhile may fail."""
        for done in self._in_flight():
            done.excused = "the entry was reloaded"
        carried = len(self._home.simulator.carried)
        await change
        self.story.away.append(range(carried, len(self._home.simulator.carried)))
        # What was called before may hang for ever, so that Home Assistant is never done.
        await asyncio.sleep(SET_UP)
        self._home.furnish()

    async def _trouble(self, step: Trouble) -> None:
        fault, simulator = FAULTS[step.fault], self._home.simulator
        begin = self._now
        index = len(self.story.troubles)
        self.story.troubles.append(Spell(begin, begin + step.seconds + 25, step.fault))
        if step.fault in ("lose_events", "half_open"):
            self._losing = True
            self._lose_what_happened(begin - ON_ITS_WAY)
        if (change := fault.begin(simulator)) is not None:
            await change
        await asyncio.sleep(step.seconds)
        if (change := fault.end(simulator)) is not None:
            await change
        self._losing = False
        self.story.troubles[index] = Spell(begin, self._now, step.fault)

    def _lose_what_happened(self, since: float) -> None:
        """Note that nobody hears what happened a moment ago: the bus tells it later, into the loss."""
        self.story.happened = [
            replace(one, heard=False) if one.what == "wall" and one.time >= since else one
            for one in self.story.happened
        ]

    # Actions

    def _in_flight(self) -> list[Done]:
        return [done for done in self.story.done if done.returned is None and not done.error]

    def _begin(self, thing: Thing, service: str, data: Mapping[str, Plain]) -> Done | None:
        """Note an action, if Home Assistant would carry it out at all."""
        kind, state = self._home.kind(thing), self._home.state(thing)
        if kind is None or state is None or state.state == STATE_UNAVAILABLE:
            self.story.skipped.append((thing.key, self._now))
            return None
        facts = kind.facts(thing, self._home.simulator.objects[thing.key])
        executed, carried = len(self._home.simulator.executed), len(self._home.simulator.carried)
        received = len(self._home.simulator.received)
        return Done(
            thing, service, data, self._now, executed, facts, self._home.shown(thing, kind, state), carried, received
        )

    def _act_on_many(self, step: Act, collective: Thing) -> None:
        """Act on a group, an area or all: on each member that does what it is told."""
        home, (domain, _, service) = self._home, step.service.partition(".")
        state = home.state(collective)
        if state is None or not offers(home, collective, step.service, step.data):
            return
        if state.state == STATE_UNAVAILABLE:
            self.story.skipped.append((collective.key, self._now))
            return
        others = members(home, collective)
        for other in others:
            if not asked_of(home, other, others, step.data):
                self._note("collective", other.key)
        meant = [other for other in others if asked_of(home, other, others, step.data)]
        done = [one for thing in meant if (one := self._begin(thing, service, step.data)) is not None]
        self.story.done += done
        self._call(domain, service, {**step.data, ATTR_ENTITY_ID: state.entity_id}, done)

    def _act_on_virtual(self, step: Act, thing: Thing) -> None:
        """Act on an entity of another system: it does what it is asked at once."""
        domain, _, service = step.service.partition(".")
        value = next((value for value in step.data.values() if isinstance(value, int)), None)
        self._note(ACTED, thing.key, (service, value))
        self._call(domain, service, {**step.data, ATTR_ENTITY_ID: entity_id(thing)}, [])

    def _act(self, step: Act) -> None:
        first = self._home.house.thing(step.things[0])
        if is_collective(first):
            self._act_on_many(step, first)
            return
        if is_virtual(first):
            self._act_on_virtual(step, first)
            return
        domain, _, service = step.service.partition(".")
        things = [self._home.house.thing(key) for key in step.things if self._offers(key, step)]
        done = [one for thing in things if (one := self._begin(thing, service, step.data)) is not None]
        self.story.done += done
        if not done:
            return
        data: dict[str, Any] = {name: list(v) if isinstance(v, tuple) else v for name, v in step.data.items()}
        ids = [state.entity_id for one in done if (state := self._home.state(one.thing)) is not None]
        target = {"area_id": self._home.area_id(step.area)} if step.area else {ATTR_ENTITY_ID: ids}
        self._call(domain, service, {**data, **target}, done)

    def _offers(self, key: str, step: Act) -> bool:
        """Tell whether the page would offer the action: it is of this domain, and the mode is one that it has."""
        thing, data = self._home.house.thing(key), step.data
        kind, state = self._home.kind(thing), self._home.state(thing)
        if kind is None or step.service.partition(".")[0] not in (kind.platform, DOMAIN):
            return False
        if step.service.endswith(("_tilt", "_tilt_position")) and not thing.settings.get("slat_time"):
            return False
        if state is None or state.state == STATE_UNAVAILABLE:
            return True
        if "hvac_mode" in data and data["hvac_mode"] not in state.attributes.get("hvac_modes", ()):
            return False
        if "source" in data and data["source"] not in state.attributes.get("source_list", ()):
            return False
        modes = set(state.attributes.get("supported_color_modes") or ())
        needed = {
            "hs_color": {"hs"},
            "color_temp_kelvin": {"color_temp"},
            "brightness": {"brightness", "hs", "color_temp"},
        }
        return all(modes & some for name, some in needed.items() if name in data)

    async def _snapshot(self, step: Snapshot) -> None:
        kept: dict[str, tuple[str, Facets]] = {}
        for key in step.things:
            thing = self._home.house.thing(key)
            kind, state = self._home.kind(thing), self._home.state(thing)
            # Home Assistant brings no valve back.
            is_brought_back = kind is not None and kind.platform != "valve"
            if kind is not None and is_brought_back and state is not None and state.state != STATE_UNAVAILABLE:
                kept[key] = state.entity_id, kind.shown(state)
        if kept:
            data = {"scene_id": step.scene, "snapshot_entities": [entity_id for entity_id, _ in kept.values()]}
            await self._home.hass.services.async_call("scene", "create", data, blocking=True)
            # Not until Home Assistant is done: some action may hang for ever.
            await asyncio.sleep(0.02)
            self._scenes[step.scene] = kept

    def _apply(self, step: Apply) -> None:
        entity_id = f"scene.{step.scene}"
        # What was made by hand is forgotten by a restart.
        if step.scene not in self._scenes or self._home.hass.states.get(entity_id) is None:
            return
        done = []
        things = [self._home.house.thing(key) for key in self._scenes[step.scene]]
        # Who is asked for as one of many, too, may be asked for that after its own.
        as_many = [one.key for thing in things if is_collective(thing) for one in members(self._home, thing)]
        for key in as_many:
            self._note("collective", key)
        for key, (kept_id, facets) in self._scenes[step.scene].items():
            thing = self._home.house.thing(key)
            if key in as_many or is_collective(thing):
                continue
            state = self._home.state(thing)
            # Used as something else since, it has another entity.
            is_there = state is not None and state.entity_id == kept_id
            one = self._begin(thing, "scene", {}) if is_there else None
            if one is not None:
                one.scene = facets
                done.append(one)
        self.story.done += done
        self._call("scene", "turn_on", {ATTR_ENTITY_ID: entity_id}, done)

    def _call(self, domain: str, service: str, data: dict[str, Any], done: list[Done]) -> None:
        refused = len(self._home.simulator.refused)
        hass = self._home.hass

        async def call() -> None:
            error = ""
            try:
                await hass.services.async_call(domain, service, data, blocking=True)
            except HomeAssistantError as caught:
                error = f"{type(caught).__name__} {caught.translation_key or caught}"
            except Exception as caught:  # noqa: BLE001 - it is told as what it is
                error = f"bare {caught!r}"
            except asyncio.CancelledError:
                if hass.is_running:
                    return
                error = "Home Assistant stops, and does nothing more"
            frames = [take_apart(text) for text in self._home.simulator.refused[refused:]]
            whos = {frame.who for frame in frames if frame is not None}
            # Whoever asks for several objects at once is told of one of them that failed, for all.
            is_refused = bool(error) and any(self._home.simulator.objects[one.thing.key].who in whos for one in done)
            for one in done:
                one.returned, one.error = self._now, error
                if is_refused:
                    one.excused = one.excused or "the gateway refuses such frames"

        task = asyncio.create_task(call())
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def _set(self, step: Setting) -> None:
        """Change a setting in the panel: its entity is disabled at first. What is not offered is not changed."""
        if not self._home.loaded:
            return
        coordinator = self._home.entry.runtime_data
        item = coordinator.objects.item_of(ObjectKey.parse(step.thing))
        if item is None or step.name not in {one["name"] for one in settings.fields(coordinator, item)}:
            return
        self._note(step.name, step.thing, step.value)
        settings.apply(coordinator, item, settings.check(coordinator, item, {step.name: step.value}))
        if step.name == "used_as":
            self._home.use(step.thing, str(step.value))
        await asyncio.sleep(0.5)
        self._home.furnish()
