"""What gateways have told, as recorded in tests/traces: each file is played into Home Assistant."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er

from custom_components.openwebnet.const import DOMAIN
from custom_components.openwebnet.own.commands.exchange import Outcome
from custom_components.openwebnet.own.journal import Journal
from custom_components.openwebnet.own.observer import Way
from simulator import Plant, Simulator
from simulator.trace import Found, Trace, objects_of, plant_of, read, replay
from tests.stories.climates import kind_of
from tests.stories.steps import Thing

from . import MAC, PASSWORD
from .conftest import MakeEntry
from .kit import set_up, settle

FILES: Final = sorted((Path(__file__).parents[1] / "traces").glob("*.jsonl"))
MEASURED: Final = {
    ("meter", "power"): "-power",
    ("meter", "total"): "-energy_total",
    ("light_sensor", "lux"): "-illuminance",
    ("probe", "temperature"): "",
    ("zone", "temperature"): "-temperature",
    ("zone", "humidity"): "-humidity",
    ("zone", "offset"): "-offset",
}
"""What a sensor shows, by what its unique id ends in."""
WHO_22: Final = re.compile(r"\*#?22\*")
"""Says what WHO 16 says as well: the simulator has no objects of it."""


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def trace(request: pytest.FixtureRequest) -> Trace:
    """One of the files."""
    return read(request.param)


@pytest.fixture
def plant(trace: Trace) -> Plant:
    """The plant that it tells of."""
    plant, not_understood = plant_of(trace)
    assert [frame for frame in not_understood if not WHO_22.match(frame)] == []
    plant.choose(None, PASSWORD, None)
    return plant


@pytest.mark.usefixtures("all_enabled")
async def test_a_trace_is_understood_and_shown_and_what_is_sent_is_answered(
    hass: HomeAssistant,
    simulator: Simulator,
    trace: Trace,
    config_entry: MakeEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = config_entry()
    await set_up(hass, entry)
    await settle(hass, simulator)
    journal: Journal = entry.runtime_data.gateway.journal
    heard = journal.counts[Way.EVENT]
    await replay(trace, simulator, 1.0)
    await settle(hass, simulator)
    # All of it was heard, nothing has raised, and nothing is unknown.
    assert journal.counts[Way.EVENT] - heard >= sum(told.is_event for told in trace.told)
    assert [record.getMessage() for record in caplog.records if _is_trouble(record)] == []
    assert [str(unknown.example) for unknown in journal.unknown()] == []
    # Each question and command has an answer; NACK is one.
    exchanges = (*journal.commands, *journal.requests)
    outcomes = {str(one.message): one.outcome for one in exchanges}
    answered = {frame for frame, outcome in outcomes.items() if outcome in (Outcome.CONFIRMED, Outcome.REFUSED)}
    assert answered
    assert outcomes.keys() - answered == set()
    # What was told last is shown.
    compared = [one for found in objects_of(trace)[0] for one in _compare(hass, simulator, found)]
    assert compared
    assert [text for text, is_shown in compared if not is_shown] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_trace_is_small_and_names_nobody(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 150
    known = {"time", "format", "version", "model", "firmware", "session", "direction", "way", "frame"}
    for line in lines:
        entry = json.loads(line)
        assert entry.keys() <= known
        # Address, mask and MAC of the gateway.
        assert not re.match(r"\*#?13\*\*#?(?:10|11|12)\*[\d*]", entry.get("frame", ""))


def _is_trouble(record: logging.LogRecord) -> bool:
    ours = record.name.startswith("custom_components.openwebnet")
    return record.levelno >= (logging.WARNING if ours else logging.ERROR)


def _compare(hass: HomeAssistant, simulator: Simulator, found: Found) -> Iterator[tuple[str, bool]]:
    """Compare what was told of an object with what is shown."""
    item: Any = next(one for one in simulator.objects.values() if (one.kind, one.where) == (found.kind, found.where))
    key = f"{item.who}-{item.where}"
    for name in found.values:
        ending = MEASURED.get((found.kind, name))
        if ending is not None:
            state = _state(hass, "sensor", f"{key}{ending}")
            is_shown = state is not None and float(state.state) == pytest.approx(_unit(name, found.values[name]))
            yield f"{key}: {name} {found.values[name]} is {state}", is_shown
    thing = Thing(found.kind, key)
    kind = kind_of(thing)
    if kind is None:
        return
    state = _state(hass, kind.platform, key)
    if state is None:
        yield f"{key}: has no {kind.platform}", False
        return
    shown = kind.shown(state)
    for name, want in kind.true(thing, kind.facts(thing, item)).items():
        if name in found.values:
            yield f"{key}: {name} is {shown.get(name)}, not {want}", want.holds(shown.get(name))


def _unit(name: str, value: Any) -> float:
    """Return a value in the unit of its sensor."""
    return float(value) / (1000 if name == "total" else 1)


def _state(hass: HomeAssistant, platform: str, key: str) -> State | None:
    found = er.async_get(hass).async_get_entity_id(platform, DOMAIN, f"{MAC}-{key}")
    return None if found is None else hass.states.get(found)
