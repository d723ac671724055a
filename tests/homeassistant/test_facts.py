"""Heating and energy of the field and of the vendor's firmware, played through Home Assistant (facts/sessions.jsonl).

What a real gateway told is told again, and is shown by its meaning. What a firmware was sent is sent by Home Assistant
to a gateway of that model with devices: it is taken or refused as it was, and what is shown afterwards is so.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from homeassistant.const import CONF_MODEL, CONF_PASSWORD
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.stories.climates import KINDS
from tests.stories.houses import carries
from tests.stories.steps import Thing

from . import MAC
from .conftest import MakeEntry
from .kit import plant_of, set_up, settle

type Row = dict[str, Any]
type Shown = tuple[str, str, str]
"""Platform, key, and attribute; no attribute is the state."""


def _read(name: str) -> list[Row]:
    return [json.loads(line) for line in (Path(__file__).parent / f"facts/{name}.jsonl").read_text().splitlines()]


ROWS: Final = _read("sessions")
LIVE: Final = [row for row in ROWS if row["evidence"] != "emulated_firmware"]
FIRMWARE: Final = [row for row in ROWS if row["evidence"] == "emulated_firmware"]
FIELD: Final = _read("frames")
"""Single frames that a gateway of the field was seen to carry, some of them of other clients."""
DEVICES: Final = """
  - {kind: zone, where: "1"}
  - {kind: zone, where: "23"}
  - {kind: zone, where: "99"}
  - {kind: actuator, where: "1#1"}
  - {kind: central_unit, where: "#0"}
  - {kind: central_unit, where: "#0#1"}
  - {kind: central_unit, where: "#0#2"}
  - {kind: meter, where: "51"}
  - {kind: energy_actuator, where: "71#0"}
  - {kind: stop_and_go, where: "11"}
"""
COMPARED: Final = (
    ("zone", "4-1"),
    ("zone", "4-23"),
    ("zone", "4-99"),
    ("central_unit", "4-#0"),
    ("central_unit", "4-#0#1"),
    ("central_unit", "4-#0#2"),
    ("energy_actuator", "18-71#0"),
)
TAKEN, REFUSED = "on_bus_ack", "refused_or_not_routed"
UNKNOWN: Final = {
    *(
        (row["gateway"], row["suite"], row["sent"])
        for row in FIRMWARE
        if row["gateway"] == "MH200N" and row["suite"].endswith("-ts10")
    ),
    ("F454", "energy-ts10", "*#18*51*1130##"),
}
"""Recorded before the translators of heating and energy ran (gateways.md 0); and a dimension of which no fact says
what it is."""
QUIET: Final = 40.0
"""Seconds after which all is asked that a frame has left open."""


def degrees(text: str) -> float:
    """Read four digits of a temperature."""
    return int(text[1:]) / 10 * (-1 if text[0] == "1" else 1)


def meaning(frame: str) -> Mapping[Shown, object]:
    """Return what a frame tells that Home Assistant shows, as the protocol says; nothing for the rest."""
    for pattern, read in MEANINGS:
        match = re.fullmatch(pattern, frame)
        if match is not None:
            return read(*match.groups())
    return {}


def _climate(zone: str, state: str, temperature: float | None = None) -> Mapping[Shown, object]:
    told: dict[Shown, object] = {("climate", f"4-{zone}", ""): state}
    return told if temperature is None else {**told, ("climate", f"4-{zone}", "temperature"): temperature}


SEASONS: Final = {"0": "cool", "1": "heat", "2": "cool"}
RUNS: Final = {"1": "program", "2": "scenario"}
MEANINGS: Final[Sequence[tuple[str, Callable[..., Mapping[Shown, object]]]]] = (
    (r"\*#4\*(\d\d?)\*0\*(\d{4})##", lambda zone, text: {("sensor", f"4-{zone}-temperature", ""): degrees(text)}),
    (r"\*#4\*(\d{3})\*0\*(\d{4})##", lambda probe, text: {("sensor", f"4-{probe}", ""): degrees(text)}),
    (r"\*#4\*(\d\d?)\*11\*0##", lambda zone: {("climate", f"4-{zone}", "fan_mode"): "auto"}),
    (r"\*#4\*(\d\d?)\*13\*0([0-3])##", lambda zone, more: {("sensor", f"4-{zone}-offset", ""): float(more)}),
    (r"\*#4\*(\d\d?)\*13\*1([0-3])##", lambda zone, less: {("sensor", f"4-{zone}-offset", ""): -float(less)}),
    (r"\*#4\*(\d\d?)\*60\*(\d+)##", lambda zone, text: {("sensor", f"4-{zone}-humidity", ""): float(text)}),
    (
        r"\*#4\*(\d\d?)\*7\*([12])\*1\*(\d{4})##",
        lambda zone, season, text: _climate(zone, SEASONS[season], degrees(text)),
    ),
    (r"\*#4\*(\d\d?)\*7\*[12]\*2##", lambda zone: _climate(zone, "off")),
    (r"\*4\*303\*(\d\d?)##", lambda zone: _climate(zone, "off")),
    (r"\*4\*202\*(\d\d?)##", lambda zone: {("climate", f"4-{zone}", "preset_mode"): "protection"}),
    (r"\*4\*([01])\*(\d\d?)##", lambda season, zone: _climate(zone, SEASONS[season])),
    (r"\*4\*110#(\d{4})\*#0##", lambda text: _climate("#0", "heat", degrees(text))),
    (
        r"\*4\*1([12])0([123])\*#0##",
        lambda kind, number: {("climate", "4-#0", "preset_mode"): f"{RUNS[kind]}_{number}"},
    ),
    (r"\*#18\*(5\d+)\*113\*(\d+)##", lambda where, text: {("sensor", f"18-{where}-power", ""): float(text)}),
    (r"\*#18\*(5\d+)\*51\*(\d+)##", lambda where, text: {("sensor", f"18-{where}-energy_total", ""): int(text) / 1000}),
)


def _state(hass: HomeAssistant, platform: str, key: str) -> State | None:
    found = er.async_get(hass).async_get_entity_id(platform, DOMAIN, f"{MAC}-{key}")
    return None if found is None else hass.states.get(found)


def _differences(hass: HomeAssistant, expected: Mapping[Shown, object]) -> Iterator[str]:
    for (platform, key, attribute), value in expected.items():
        state = _state(hass, platform, key)
        shown = None if state is None else state.attributes.get(attribute) if attribute else state.state
        is_so = shown == value
        if isinstance(value, float) and shown not in (None, "unknown", "unavailable"):
            is_so = float(str(shown)) == pytest.approx(value)
        if not is_so:
            yield f"{platform} {key} {attribute or 'state'} is {shown}, not {value}"


@pytest.fixture
def gateway(request: pytest.FixtureRequest) -> str:
    """The model; a test brings it by its parameter."""
    return "F454"


@pytest.fixture
def objects() -> str:
    """What is on the bus."""
    return ""


@pytest.fixture
def plant(gateway: str, objects: str) -> Plant:
    """A plant of the model."""
    password = "Abcdef12" if gateway == "MyHomeServer1" else "12345"
    return plant_of(objects, model=gateway, password=password, auth="none")


def _options(gateway: str, simulator: Simulator) -> dict[str, Any]:
    return {CONF_MODEL: gateway, CONF_OBJECTS: {key: {} for key in simulator.objects if key not in ("4-1#1", "18-11")}}


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize("gateway", sorted({row["gateway"] for row in LIVE}))
async def test_what_a_gateway_of_the_field_has_told_is_shown_by_its_meaning(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, gateway: str, record_property
) -> None:
    await set_up(hass, config_entry(options={CONF_MODEL: gateway}))
    await settle(hass, simulator)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for row in [row for row in LIVE if row["gateway"] == gateway]:
        expected: dict[Shown, object] = {}
        for frame in row["received"]:
            expected |= meaning(frame)
            simulator.emit(frame)
            await asyncio.sleep(0.2)
        await hass.async_block_till_done()
        wrong += [f"{row['received']}: {text}" for text in _differences(hass, expected)]
        counts["exchanges"] += 1
        counts["states"] += len(expected)
        counts["told nothing that is shown"] += not expected
    record_property("figures", ["heating and energy of the field, through Home Assistant", _line(gateway, counts)])
    assert wrong == []


@pytest.mark.usefixtures("all_enabled")
async def test_each_frame_of_the_field_is_shown_by_its_meaning(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, record_property
) -> None:
    await set_up(hass, config_entry())
    await settle(hass, simulator)
    counts = {fact["gateway"]: Counter[str]() for fact in FIELD}
    wrong: list[str] = []
    for fact in FIELD:
        simulator.emit(fact["frame"])
        await asyncio.sleep(QUIET)
        expected = meaning(fact["frame"])
        wrong += [f"{fact['frame']}: {text}" for text in _differences(hass, expected)]
        counts[fact["gateway"]]["frames"] += 1
        counts[fact["gateway"]]["states"] += len(expected)
        counts[fact["gateway"]]["told nothing that is shown"] += not expected
    lines = [_line(gateway, counts[gateway]) for gateway in counts]
    record_property("figures", ["single frames of heating and energy of the field, through Home Assistant", *lines])
    assert wrong == []


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize("objects", [DEVICES], ids=["devices"])
@pytest.mark.parametrize("gateway", sorted({row["gateway"] for row in FIRMWARE}))
async def test_what_a_firmware_was_sent_is_taken_or_refused_and_what_is_shown_is_so(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, gateway: str, record_property
) -> None:
    entry = config_entry(data={CONF_PASSWORD: simulator.password}, options=_options(gateway, simulator))
    await set_up(hass, entry)
    await settle(hass, simulator)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    compared = [Thing(kind, key) for kind, key in COMPARED if carries(gateway, int(key.partition("-")[0]))]
    for row in [row for row in FIRMWARE if row["gateway"] == gateway]:
        outcome = await _send(hass, row["sent"])
        counts["exchanges"] += 1
        counts[outcome] += 1
        if row["verdict"] in (TAKEN, REFUSED) and (gateway, row["suite"], row["sent"]) not in UNKNOWN:
            counts["as the firmware did"] += 1
            if (row["verdict"] == TAKEN) != (outcome == "taken"):
                wrong.append(f"{row['sent']} ({row['suite']}) is {outcome}")
        await asyncio.sleep(QUIET)
        for thing in compared:
            wrong += [f"{row['sent']}: {thing.key} {text}" for text in _untrue(hass, simulator, thing)]
            counts["states"] += 1
    record_property("figures", ["heating and energy of firmware, through Home Assistant", _line(gateway, counts)])
    assert wrong == []


async def _send(hass: HomeAssistant, frame: str) -> str:
    try:
        await hass.services.async_call(DOMAIN, "send_frame", {"frame": frame}, blocking=True, return_response=True)
    except ServiceValidationError:
        return "not sent: no frame to send"
    except HomeAssistantError as error:
        return str(error.translation_key)
    return "taken"


def _untrue(hass: HomeAssistant, simulator: Simulator, thing: Thing) -> Iterator[str]:
    kind, item = KINDS[thing.kind], simulator.objects[thing.key]
    state = _state(hass, kind.platform, thing.key)
    if state is None:
        yield "is not there"
        return
    shown = kind.shown(state)
    for name, want in kind.true(thing, kind.facts(thing, item)).items():
        if not want.holds(shown.get(name)):
            yield f"{name} is {shown.get(name)}, not {want}"


def _line(gateway: str, counts: Counter[str]) -> str:
    return f"{gateway:14} " + ", ".join(f"{count} {name}" for name, count in counts.items())
