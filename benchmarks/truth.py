"""How soon after a start, or a return, what people see is true, at the real speed of the bus.

The clock skips what nobody waits for: seconds are those of the simulated bus, whatever machine this runs on.
"""

import asyncio
import gc
import logging
import tracemalloc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, override

from homeassistant import loader
from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_SOURCE,
    EVENT_STATE_CHANGED,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_test_home_assistant

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.own import BaseMessage
from custom_components.openwebnet.own.items import BaseItem
from custom_components.openwebnet.own.observer import GatewayObserver, Way
from simulator import Plant, Simulator
from simulator.objects.lighting import Relay
from tests.virtual_time import VirtualTimeLoop

from .house import MAC
from .measure import Result, Scale, at_most

MODELS: Final = ("F454", "MH201", "MyHomeServer1")
PASSWORDS: Final = {"MyHomeServer1": "Abcdefg1"}
BUS_SPEED: Final = 15.0
"""Telegrams a second, as the simulated bus carries them."""
LONGEST: Final = 600.0
"""Seconds after which something counts as never."""
MINUTE: Final = 60.0
PRESSED: Final = 3
"""Lights that are switched while nobody can hear it."""
_UNTRUE: Final = (STATE_UNKNOWN, STATE_UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Size:
    """How many objects there are."""

    lights: int = 80
    shutters: int = 40
    zones: int = 40
    meters: int = 5


@dataclass(slots=True)
class Home:
    """Home Assistant, with a gateway that is known to it."""

    hass: HomeAssistant
    simulator: Simulator
    entry: ConfigEntry
    started: float = 0.0
    """The event loop's time of the start."""
    pressed: dict[Relay, str] = field(default_factory=dict)
    """The lights that were switched last, and what they should be shown as."""

    async def start(self) -> None:
        """Set the entry up."""
        self.started = self.now
        await self.hass.config_entries.async_setup(self.entry.entry_id)

    @property
    def now(self) -> float:
        """The time on the clock of the event loop."""
        return self.hass.loop.time()

    def states(self, platform: str, suffix: str = "") -> list[str]:
        """Return what is shown of a platform; of the entities whose unique ids end so."""
        registry = er.async_get(self.hass)
        rows = [
            row
            for row in er.async_entries_for_config_entry(registry, self.entry.entry_id)
            if row.domain == platform and row.unique_id.endswith(suffix) and row.disabled_by is None
        ]
        states = (self.hass.states.get(row.entity_id) for row in rows)
        return [STATE_UNKNOWN if state is None else state.state for state in states]

    async def until(self, holds: Callable[[], bool], since: float) -> float:
        """Return how many seconds after `since` something held first; `LONGEST` where it never did."""
        while not holds():
            if self.now - since > LONGEST:
                return LONGEST
            await asyncio.sleep(0.05)
        return self.now - since

    async def until_shown(self, platform: str, count: int, suffix: str = "") -> float:
        """Return how many seconds after the start so many entities were known."""

        def are_known() -> bool:
            states = self.states(platform, suffix)
            return len(states) >= count and not any(state in _UNTRUE for state in states)

        return await self.until(are_known, self.started)

    def press(self) -> None:
        """Switch some lights, at the wall."""
        for one in self._relays:
            self.pressed[one] = "off" if one.on else STATE_ON
            one.press()

    @property
    def are_true(self) -> bool:
        """Whether these lights are shown as they were switched."""
        return all(self._shown(one) == state for one, state in self.pressed.items())

    @property
    def _relays(self) -> list[Relay]:
        return [one for one in self.simulator.objects.values() if isinstance(one, Relay)][:PRESSED]

    def _shown(self, one: Relay) -> str:
        entity_id = er.async_get(self.hass).async_get_entity_id("light", DOMAIN, f"{MAC}-1-{one.where}")
        state = self.hass.states.get(entity_id) if entity_id else None
        return STATE_UNKNOWN if state is None else state.state


def _plant(model: str, size: Size) -> tuple[Plant, list[str]]:
    """Return a plant, and the keys of its objects."""
    points = iter([f"{area}{point}" for area in range(1, 10) for point in range(1, 10)])
    more = iter([f"{area:02}{point}" for area in range(1, 10) for point in range(10, 16)])
    wheres = [*points, *more]
    lights, shutters = wheres[: size.lights], wheres[size.lights : size.lights + size.shutters]
    kinds = [
        *((f"1-{where}", f'{{kind: relay, where: "{where}"}}') for where in lights),
        *((f"2-{where}", f'{{kind: shutter, where: "{where}", run_time: 0}}') for where in shutters),
        *((f"4-{zone}", f'{{kind: zone, where: "{zone}"}}') for zone in range(1, size.zones + 1)),
        *((f"18-5{number}", f'{{kind: meter, where: "5{number}"}}') for number in range(1, size.meters + 1)),
    ]
    head = f'model: {model}\nmac: "00:03:50:01:02:03"\npassword: "{PASSWORDS.get(model, "12345")}"\nobjects:\n'
    return Plant.parse(head + "".join(f"  - {line}\n" for _, line in kinds)), [key for key, _ in kinds]


@asynccontextmanager
async def _home(model: str, size: Size) -> AsyncIterator[Home]:
    """Prepare a house whose objects are known; nothing is connected yet."""
    plant, keys = _plant(model, size)
    async with Simulator(plant, host="127.0.0.1", port=0) as simulator, async_test_home_assistant() as hass:
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        entry = MockConfigEntry(
            domain=DOMAIN,
            unique_id=MAC,
            title=model,
            data={CONF_HOST: simulator.host, CONF_PORT: simulator.port, CONF_PASSWORD: plant.password},
            options={CONF_OBJECTS: {key: {} for key in keys}, CONF_IGNORED: [], CONF_ADD_AUTOMATICALLY: True},
        )
        entry.add_to_hass(hass)
        home = Home(hass, simulator, entry)
        yield home
        await hass.config_entries.async_unload(home.entry.entry_id)
        await hass.async_stop(force=True)


def measure(scale: Scale) -> list[Result]:
    """Measure each model on a clock of its own."""
    is_full = scale.rounds > 1
    size, away = (Size(), (5.0, 60.0)) if is_full else (Size(6, 2, 2, 1), (5.0,))
    results: list[Result] = []
    logging.disable(logging.ERROR)
    for model in MODELS if is_full else MODELS[:1]:
        parts = (
            _restart(model, size),
            _first_minute(model),
            _returns(model, away),
            _first_setup(model, size),
            _comes_right(model, is_full=is_full),
        )
        for part in parts:
            with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
                results += runner.run(part)
    logging.disable(logging.WARNING)
    return results


async def _restart(model: str, size: Size) -> Sequence[Result]:
    async with _home(model, size) as home:
        rows = Rows(home.hass)
        told: set[str] = set()
        await home.start()
        home.entry.runtime_data.gateway.add_observer(Told(told))
        parts = {
            "lights": (home.until_shown("light", size.lights), 7.0),
            "power of the meters": (home.until_shown("sensor", size.meters, "-power"), 10.0),
            "zones": (home.until_shown("climate", size.zones), 30.0),
            "everything": (_until_read(home), 40.0),
        }
        seconds = await asyncio.gather(*(part for part, _ in parts.values()))
        entities = len(home.hass.states.async_entity_ids()) - 1
        needed = len(told) / BUS_SPEED
        # Before the entry is unloaded, which writes each once more.
        written = rows.count
    title = f"{model}, start, {len(home.simulator.objects)} objects known"
    return [
        *(
            at_most(15, f"{title}: {what} true after, in s", value, most, "")
            for (what, (_, most)), value in zip(parts.items(), seconds, strict=True)
        ),
        at_most(15, f"{title}: time that the answers need", max(seconds) / needed, 1.1, f"{needed:.1f} s", unit="x"),
        at_most(15, f"{title}: states written, for each entity", written / entities, 1.0, f"{written} rows"),
    ]


class Told(GatewayObserver):
    """Notes each frame that came, once."""

    def __init__(self, told: set[str]) -> None:
        """Note them in `told`."""
        self._told: Final = told

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if way is not Way.SENT:
            self._told.add(str(message))


class Rows:
    """Counts the rows that a recorder would write: one for each state."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Count from now on."""
        self.count = 0
        hass.bus.async_listen(EVENT_STATE_CHANGED, self._on_state)

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        self.count += event.data["new_state"] is not None


async def _comes_right(model: str, *, is_full: bool) -> Sequence[Result]:
    """Start at a gateway that says nothing; weigh a house; let a password be wrong for a while."""
    results: list[Result] = []
    async with _home(model, Size(6, 2, 2, 1)) as home:
        home.simulator.faults.half_open = True
        await home.start()
        held_up = home.now - home.started
        results.append(
            at_most(17, f"{model}, half-open at the start: the start is held up for, in s", held_up, 2.0, "")
        )
    async with _home(model, Size(40, 40, 18, 2) if is_full else Size(6, 2, 2, 1)) as home:
        gc.collect()
        tracemalloc.start()
        await home.start()
        await _until_read(home)
        gc.collect()
        # Home Assistant's own registries, as text on their way to a file, are ten times of all else.
        texts = tracemalloc.Filter(inclusive=False, filename_pattern="*/homeassistant/helpers/json.py")
        weights = tracemalloc.take_snapshot().filter_traces([texts]).statistics("filename")
        megabytes = sum(one.size for one in weights) / 2**20
        tracemalloc.stop()
        house = f"{model}, house of {len(home.simulator.objects)} objects"
        what = f"{house}, read: memory in MB"
        results.append(at_most(18, what, megabytes, 7.0, "without Home Assistant's registries as text"))
        entities, devices = _enabled(home)
        what = f"{house}: enabled entities for each device"
        results.append(at_most(18, what, entities / devices, 1.5, f"{entities} entities"))
        password, home.simulator.password = home.simulator.password, "98765" if model != "MyHomeServer1" else "Zyxwvut9"
        home.simulator.faults.reset_all()
        await asyncio.sleep(2 * MINUTE)
        home.simulator.password = password
        gateway = home.entry.runtime_data.gateway
        seconds = await home.until(lambda: gateway.sessions.event, home.now)
        results.append(at_most(17, f"{model}, password right again, nobody acts: back after, in s", seconds, 600.0, ""))
    return results


async def _first_setup(model: str, size: Size) -> Sequence[Result]:
    """Set up a gateway by the config flow, and add all that is found."""
    async with _home(model, size) as home:
        hass, flow = home.hass, home.hass.config_entries.flow
        await hass.config_entries.async_remove(home.entry.entry_id)
        begin = home.now
        result = await flow.async_init(DOMAIN, context={CONF_SOURCE: SOURCE_USER})
        result = await flow.async_configure(result["flow_id"], dict(home.entry.data))
        while result["step_id"] == "scan":
            await hass.async_block_till_done()
            result = await flow.async_configure(result["flow_id"])
        scanned = home.now - begin
        result = await flow.async_configure(result["flow_id"], {})
        home.entry = result["result"]
        home.started = home.now
        parts = (
            home.until_shown("light", size.lights),
            home.until_shown("climate", size.zones),
            home.until_shown("sensor", size.meters, "-power"),
        )
        seconds = max(await asyncio.gather(*parts))
    title = f"{model}, first set-up, {len(home.simulator.objects)} objects"
    return [
        at_most(18, f"{title}: true after the flow has ended, in s", seconds, 1.0, f"{scanned:.0f} s of scan"),
    ]


def _enabled(home: Home) -> tuple[int, int]:
    """Return how many entities are enabled, and how many devices there are."""
    devices = dr.async_entries_for_config_entry(dr.async_get(home.hass), home.entry.entry_id)
    rows = er.async_entries_for_config_entry(er.async_get(home.hass), home.entry.entry_id)
    return sum(row.disabled_by is None for row in rows), len(devices)


async def _until_read(home: Home) -> float:
    """Return the seconds until nothing of what is enabled is unknown any more that the bus can tell."""
    objects = len(home.simulator.objects)

    def is_read() -> bool:
        gateway = home.entry.runtime_data.gateway
        devices = [item for item in gateway.items if item.is_device and item.status_requests()]
        return len(devices) >= objects and all(item.heard and not item.completion_requests() for item in devices)

    return await home.until(is_read, home.started)


async def _first_minute(model: str) -> Sequence[Result]:
    """Act while everything is read: a command every 1.5 s."""
    async with _home(model, Size()) as home:
        await home.start()
        lights = home.hass.states.async_entity_ids("light")
        took: list[float] = []
        failed = 0
        for number in range(int(MINUTE / 1.5)):
            begin = home.now
            service = "turn_on" if number % 20 < 10 else "turn_off"
            try:
                await home.hass.services.async_call("light", service, {"entity_id": lights[number % 10]}, blocking=True)
            except HomeAssistantError:
                failed += 1
            took.append(home.now - begin)
            await asyncio.sleep(max(begin + 1.5 - home.now, 0))
        lost = len(took) - len(home.simulator.executed)
    title = f"{model}, first minute after the start, a command every 1.5 s"
    return [
        at_most(16, f"{title}: refused or lost", max(lost, failed), 0, f"{len(took)} commands"),
        at_most(16, f"{title}: longest, in s", max(took), 1.5, ""),
    ]


async def _returns(model: str, away: Sequence[float]) -> Sequence[Result]:
    """Lose the connection in every way, while lights are switched at the wall."""
    results: list[Result] = []
    async with _home(model, Size(20, 5, 2, 1)) as home:
        await home.start()
        await home.until_shown("climate", 2)
        await asyncio.sleep(2 * MINUTE)
        faults, gateway = home.simulator.faults, home.entry.runtime_data.gateway
        for name, lose in (("reset", faults.reset_all), ("closed", faults.close_all)):
            lose()
            home.press()
            seconds = await home.until(lambda: home.are_true, home.now)
            results.append(at_most(17, f"{model}, sessions {name}: lights true again after, in s", seconds, 1.0, ""))
            await asyncio.sleep(2 * MINUTE)
        for gone, most in zip(away, (3.0, 15.0), strict=False):
            await faults.refuse()
            faults.reset_all()
            await asyncio.sleep(gone)
            home.press()
            await faults.refuse(False)
            since = home.now
            back = await home.until(lambda: gateway.sessions.event, since)
            true = await home.until(lambda: home.are_true, since + back)
            title = f"{model}, away for {gone:.0f} s"
            results += [
                at_most(17, f"{title}: session back after, in s", back, most, ""),
                at_most(17, f"{title}: lights true after that, in s", true, 3.0, ""),
            ]
            await asyncio.sleep(2 * MINUTE)
        faults.accept_then_close = True
        faults.reset_all()
        await asyncio.sleep(2 * MINUTE)
        faults.accept_then_close = False
        back = await home.until(lambda: gateway.sessions.event, home.now)
        results.append(at_most(17, f"{model}, let in and thrown out for 2 min: back after, in s", back, 15.0, ""))
    async with _home(model, Size(20, 5, 2, 1)) as home:
        await home.simulator.stop()
        await home.start()
        await asyncio.sleep(3 * MINUTE)
        await home.simulator.start()
        home.started = home.now
        seconds = await home.until_shown("light", 20)
        title = f"{model}, 3 min later than Home Assistant: lights true after, in s"
        results.append(at_most(17, title, seconds, 5.0, ""))
    return results
