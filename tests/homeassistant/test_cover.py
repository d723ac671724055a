"""Shutters: plain movements, positions of advanced actuators, positions by time of basic ones."""

import asyncio

import pytest
from homeassistant.components.cover import (
    ATTR_CURRENT_POSITION,
    ATTR_POSITION,
    DOMAIN as COVER,
    SERVICE_CLOSE_COVER,
    SERVICE_OPEN_COVER,
    SERVICE_SET_COVER_POSITION,
    SERVICE_STOP_COVER,
    CoverState,
)
from homeassistant.components.number import ATTR_VALUE, DOMAIN as NUMBER, SERVICE_SET_VALUE
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from pytest_homeassistant_custom_component.common import mock_restore_cache_with_extra_data

from custom_components.openwebnet import cover
from custom_components.openwebnet.const import CONF_OBJECTS
from simulator import Plant, Simulator

from .conftest import MakeEntry
from .kit import entity_id, set_up, state_of, until

# The simulated shutters are fifty times as fast as their plant says: 2 s up and 1 s down in real time. The relay of
# the basic one stays on for longer, as they leave the factory.
OPENING = 2.0
CLOSING = 1.0


@pytest.fixture(autouse=True)
def fast_motors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scale what the integration knows of motors as the simulated ones are."""
    monkeypatch.setattr(cover, "STOP_DELAY", cover.STOP_DELAY / 50)
    monkeypatch.setattr(cover, "END_MARGIN", 0.1)


@pytest.fixture
def plant() -> Plant:
    """A shutter of each kind."""
    return Plant.parse("""
model: F454
password: "12345"
auth: open
mac: "00:03:50:01:02:03"
speed: 0
command_idle: 0
event_idle: 0
objects:
  - {kind: shutter, where: "21", opening_time: 100, closing_time: 50, position: 0, run_time: 120}
  - {kind: advanced_shutter, where: "22", opening_time: 20, closing_time: 18, position: 40}
  # A F454 without any heating is silent when it is asked for it, and keeps everything else waiting.
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
""")


@pytest.fixture
def options() -> dict[str, object]:
    """The times that the simulated basic shutter takes, remembered from before."""
    return {CONF_OBJECTS: {"2-21": {"opening_time": OPENING, "closing_time": CLOSING}, "2-22": {}, "4-1": {}}}


async def call(hass: HomeAssistant, service: str, key: str, **data: float) -> None:
    """Call an action of a cover and wait for it."""
    await hass.services.async_call(COVER, service, {ATTR_ENTITY_ID: entity_id(hass, COVER, key), **data}, blocking=True)


def position(hass: HomeAssistant, key: str) -> int | None:
    """Return the position that Home Assistant shows."""
    shown: int | None = state_of(hass, COVER, key).attributes.get(ATTR_CURRENT_POSITION)
    return shown


async def stands(hass: HomeAssistant, key: str) -> None:
    """Wait for the end of a movement."""
    await until(lambda: state_of(hass, COVER, key).state not in (CoverState.OPENING, CoverState.CLOSING))


async def test_an_advanced_shutter_shows_and_takes_positions(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 3)
    await until(lambda: position(hass, "2-22") == 40)
    assert entry.options[CONF_OBJECTS]["2-22"] == {"traits": {"advanced": 1}}
    await call(hass, SERVICE_SET_COVER_POSITION, "2-22", **{ATTR_POSITION: 75})
    assert simulator.executed[-1] == "*#2*22*#11#001*75##"
    await until(lambda: state_of(hass, COVER, "2-22").state == CoverState.OPENING)
    await until(lambda: position(hass, "2-22") == 75)
    assert state_of(hass, COVER, "2-22").state == CoverState.OPEN
    await call(hass, SERVICE_SET_COVER_POSITION, "2-22", **{ATTR_POSITION: 0})
    assert simulator.executed[-1] == "*2*2*22##"
    await until(lambda: state_of(hass, COVER, "2-22").state == CoverState.CLOSED)


async def test_a_full_run_makes_the_position_of_a_basic_shutter_known(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    await set_up(hass, config_entry(options=options), 3)
    assert position(hass, "2-21") is None
    await call(hass, SERVICE_OPEN_COVER, "2-21")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.OPENING)
    await stands(hass, "2-21")
    assert position(hass, "2-21") == 100
    assert simulator.objects["2-21"].position == 100
    assert simulator.executed == ["*2*1*21##"]
    await call(hass, SERVICE_CLOSE_COVER, "2-21")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.CLOSING)
    await stands(hass, "2-21")
    assert state_of(hass, COVER, "2-21").state == CoverState.CLOSED
    assert simulator.executed == ["*2*1*21##", "*2*2*21##"]


async def known(hass: HomeAssistant) -> None:
    """Let the basic shutter be known to be closed."""
    await call(hass, SERVICE_CLOSE_COVER, "2-21")
    await until(lambda: position(hass, "2-21") == 0 or state_of(hass, COVER, "2-21").state == CoverState.CLOSING)
    await stands(hass, "2-21")


async def test_a_basic_shutter_is_stopped_at_its_position(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    await set_up(hass, config_entry(options=options), 3)
    await call(hass, SERVICE_OPEN_COVER, "2-21")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.OPENING)
    await stands(hass, "2-21")
    for target in (50, 80, 30):
        await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: target})
        await until(lambda: state_of(hass, COVER, "2-21").state in (CoverState.OPENING, CoverState.CLOSING))
        await stands(hass, "2-21")
        assert position(hass, "2-21") == pytest.approx(target, abs=10)
        assert simulator.objects["2-21"].position == pytest.approx(target, abs=20)
    assert simulator.executed.count("*2*0*21##") == 3


async def test_from_an_unknown_position_it_goes_by_the_nearer_end(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    await set_up(hass, config_entry(options=options), 3)
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 70})
    await until(lambda: simulator.executed == ["*2*1*21##", "*2*2*21##", "*2*0*21##"])
    await stands(hass, "2-21")
    assert position(hass, "2-21") == pytest.approx(70, abs=10)


async def test_a_wall_switch_ends_the_way_to_a_position(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    await set_up(hass, config_entry(options=options), 3)
    await call(hass, SERVICE_OPEN_COVER, "2-21")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.OPENING)
    await stands(hass, "2-21")
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 20})
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.CLOSING)
    simulator.objects["2-21"].press("1")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.OPENING)
    await stands(hass, "2-21")
    assert position(hass, "2-21") == 100
    assert "*2*0*21##" not in simulator.executed


async def test_stop_ends_the_way_to_a_position(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    await set_up(hass, config_entry(options=options), 3)
    await call(hass, SERVICE_OPEN_COVER, "2-21")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.OPENING)
    await stands(hass, "2-21")
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 20})
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.CLOSING)
    await call(hass, SERVICE_STOP_COVER, "2-21")
    await stands(hass, "2-21")
    await asyncio.sleep(CLOSING)
    assert simulator.executed.count("*2*0*21##") == 1
    assert (position(hass, "2-21") or 0) > 20


async def test_the_position_it_has_already_moves_nothing(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    mock_restore_cache_with_extra_data(hass, [(State("cover.cover_21", CoverState.OPEN), {"position": 35.2})])
    await set_up(hass, config_entry(options=options), 3)
    assert position(hass, "2-21") == 35
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 35})
    assert simulator.executed == []


async def test_a_refused_movement_raises_and_leaves_no_course(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    mock_restore_cache_with_extra_data(hass, [(State("cover.cover_21", CoverState.OPEN), {"position": 50})])
    await set_up(hass, config_entry(options=options), 3)
    await simulator.wait_idle()
    simulator.faults.nack_next(50)
    with pytest.raises(HomeAssistantError):
        await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 80})
    simulator.faults.nack_next(0)
    simulator.objects["2-21"].press("1")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.OPENING)
    await stands(hass, "2-21")
    assert position(hass, "2-21") == 100
    assert simulator.executed == []


async def test_travel_times_are_kept_and_used(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 3)
    assert float(state_of(hass, NUMBER, "2-21-opening_time").state) == 25
    for key, seconds in (("opening_time", 31.5), ("closing_time", 28)):
        await hass.services.async_call(
            NUMBER,
            SERVICE_SET_VALUE,
            {ATTR_ENTITY_ID: entity_id(hass, NUMBER, f"2-21-{key}"), ATTR_VALUE: seconds},
            blocking=True,
        )
        assert float(state_of(hass, NUMBER, f"2-21-{key}").state) == seconds
    assert entry.options[CONF_OBJECTS]["2-21"] == {"opening_time": 31.5, "closing_time": 28.0}
    assert simulator.executed == []


async def test_the_position_by_time_is_kept_while_it_stands(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    entry = config_entry(options=options)
    await set_up(hass, entry, 3)
    await known(hass)
    assert position(hass, "2-21") == 0
    await hass.config_entries.async_reload(entry.entry_id)
    assert position(hass, "2-21") == 0


async def test_travel_times_are_measured(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    entry = config_entry()
    await set_up(hass, entry, 3)
    cover_entity = hass.data["entity_components"][COVER].get_entity(entity_id(hass, COVER, "2-21"))
    await cover_entity.async_calibrate()
    kept = entry.options[CONF_OBJECTS]["2-21"]
    # The relay of this one stays on for its own time: that is what can be measured.
    assert kept["opening_time"] == pytest.approx(120 / 50, abs=0.3)
    assert kept["closing_time"] == pytest.approx(120 / 50, abs=0.3)
    assert float(state_of(hass, NUMBER, "2-21-opening_time").state) == kept["opening_time"]
    assert position(hass, "2-21") == 100


async def test_a_shutter_that_cannot_be_measured_says_so(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 3)
    await simulator.wait_idle()
    cover_entity = hass.data["entity_components"][COVER].get_entity(entity_id(hass, COVER, "2-21"))
    simulator.faults.nack_next(50)
    with pytest.raises(HomeAssistantError) as error:
        await cover_entity.async_calibrate()
    assert error.value.translation_key == "not_measured"


async def test_a_relayed_stop_does_not_end_the_way_to_a_position(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    """A MyHomeServer1 tells a stop 0.1 s after the command, before the movement (field.md E)."""
    mock_restore_cache_with_extra_data(hass, [(State("cover.cover_21", CoverState.OPEN), {"position": 100})])
    await set_up(hass, config_entry(options=options), 3)
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 50})
    simulator.emit("*2*0*21##")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.CLOSING)
    await stands(hass, "2-21")
    assert position(hass, "2-21") == pytest.approx(50, abs=20)
    assert simulator.executed == ["*2*2*21##", "*2*0*21##"]
