"""What a new entry begins with: a look at the whole bus, with progress, and a list to choose from."""

import asyncio

import pytest
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_SOURCE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.timing import TIMING
from simulator import Plant, Simulator
from simulator.faults import Moment
from tests.waiting import until

from . import FOUND, PASSWORD
from .kit import plant_of, scanned, settle, state_of


async def _begin(hass: HomeAssistant, simulator: Simulator) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={CONF_SOURCE: SOURCE_USER})
    data = {CONF_HOST: simulator.host, CONF_PORT: simulator.port, CONF_PASSWORD: PASSWORD}
    return await hass.config_entries.flow.async_configure(result["flow_id"], data)


def _shown(result: ConfigFlowResult) -> tuple[list[str], dict[str, str]]:
    """Return what is ticked, and all that can be."""
    schema = result["data_schema"]
    assert schema is not None
    [(marker, selector)] = schema.schema.items()
    assert str(marker) == CONF_OBJECTS
    return marker.default(), {option["value"]: option["label"] for option in selector.config["options"]}


def _has_asked(simulator: Simulator, frame: str) -> bool:
    return frame in [received.frame for received in simulator.received]


async def test_what_is_on_the_bus_is_found_and_added_with_the_defaults(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await scanned(hass, await _begin(hass, simulator))
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "found"
    assert result["description_placeholders"] == {"name": "F454", "count": "7"}
    ticked, labels = _shown(result)
    assert tuple(ticked) == FOUND
    assert labels["1-12"] == "Light 12 (A 1 / PL 2)"
    assert labels["18-51"] == "Energy meter 1"

    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert tuple(result["options"][CONF_OBJECTS]) == FOUND
    assert result["options"][CONF_OBJECTS]["1-12"]["traits"]["steps"] == 100
    assert result["options"][CONF_IGNORED] == []
    assert result["options"][CONF_ADD_AUTOMATICALLY] is True


async def test_what_is_not_ticked_is_ignored(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await scanned(hass, await _begin(hass, simulator))
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {CONF_OBJECTS: ["1-12", "2-14"]})
    assert list(result["options"][CONF_OBJECTS]) == ["1-12", "2-14"]
    assert set(result["options"][CONF_IGNORED]) == set(FOUND) - {"1-12", "2-14"}


async def test_what_was_found_is_there_when_the_entry_is(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await scanned(hass, await _begin(hass, simulator))
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    await hass.async_block_till_done()
    assert result["result"].state is ConfigEntryState.LOADED
    assert len(hass.states.async_entity_ids("light")) == 3


@pytest.mark.parametrize("plant", [plant_of("")], ids=["nothing"])
async def test_a_bus_with_nothing_on_it_gets_its_entry(hass: HomeAssistant, simulator: Simulator) -> None:
    await scanned(hass, await _begin(hass, simulator))
    [entry] = hass.config_entries.async_entries(DOMAIN)
    assert entry.options == {CONF_OBJECTS: {}, CONF_IGNORED: [], CONF_ADD_AUTOMATICALLY: True}
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_a_scan_of_a_gateway_that_falls_silent_ends_with_what_was_found_and_the_entry_goes_on_looking(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await _begin(hass, simulator)
    await until(lambda: _has_asked(simulator, "*#2*0##"))
    begin = hass.loop.time()
    simulator.faults.half_open = True
    result = await scanned(hass, result)
    assert hass.loop.time() - begin <= TIMING.longest_scan
    assert set(_shown(result)[0]) < set(FOUND)
    simulator.faults.clear()
    simulator.faults.reset_all()
    await hass.config_entries.flow.async_configure(result["flow_id"], {})
    [entry] = hass.config_entries.async_entries(DOMAIN)
    await until(lambda: set(entry.options[CONF_OBJECTS]) == set(FOUND), 120)


async def test_the_bus_is_read_once_for_the_flow_and_the_entry(hass: HomeAssistant, simulator: Simulator) -> None:
    """What the flow has read is true when the entry is there; the same sessions go on."""
    result = await scanned(hass, await _begin(hass, simulator))
    # A person reads the list; meanwhile somebody presses a button.
    await asyncio.sleep(20)
    simulator.objects["1-11"].press()
    connections = simulator.connections
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    await hass.async_block_till_done()
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert {state.state for state in hass.states.async_all("light")} <= {"on", "off"}
    assert state_of(hass, "light", "1-11").state == "on"
    assert simulator.connections == connections
    await settle(hass, simulator)
    asked = [received.frame for received in simulator.received]
    assert asked.count("*#1*0##") == asked.count("*#2*0##") == asked.count("*#4*0##") == 1
    simulator.objects["1-11"].press()
    await until(lambda: state_of(hass, "light", "1-11").state == "off")
    simulator.faults.reset_all()
    await until(lambda: [received.frame for received in simulator.received].count("*#1*0##") == 2)


async def test_a_password_that_changes_during_the_scan_ends_it(hass: HomeAssistant, simulator: Simulator) -> None:
    def change() -> None:
        simulator.password = "98765"
        simulator.faults.reset_all()

    simulator.faults.at(Moment.REQUEST, change, r"\*#2\*0##")
    result = await scanned(hass, await _begin(hass, simulator))
    assert tuple(_shown(result)[0]) == ("1-02", "1-11", "1-12")
    await until(lambda: not simulator.sessions)
    await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert hass.config_entries.async_entries(DOMAIN)


async def test_closing_the_flow_ends_the_scan(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await _begin(hass, simulator)
    await until(lambda: _has_asked(simulator, "*#1*0##"))
    hass.config_entries.flow.async_abort(result["flow_id"])
    await until(lambda: not simulator.sessions)
    received = len(simulator.received)
    await asyncio.sleep(TIMING.longest_scan)
    assert len(simulator.received) == received
    assert not hass.config_entries.async_entries(DOMAIN)


def _full_bus() -> Plant:
    places = [f"{area}{point}" for area in range(1, 10) for point in range(1, 10)]
    lines = [f'  - {{kind: relay, where: "{where}"}}' for where in places]
    lines += [f'  - {{kind: dimmer, where: "0{area}{point}"}}' for area in range(1, 10) for point in range(10, 16)]
    lines += [f'  - {{kind: shutter, where: "10{point:02}"}}' for point in range(1, 16)]
    lines += [f'  - {{kind: zone, where: "{zone}"}}' for zone in range(1, 26)]
    return plant_of("\n".join(lines), speed=3)


@pytest.mark.parametrize("plant", [_full_bus()], ids=["full"])
async def test_a_full_bus_is_set_up_by_the_config_flow_alone(hass: HomeAssistant, simulator: Simulator) -> None:
    """However long it takes, as long as there are answers."""
    begin = hass.loop.time()
    result = await scanned(hass, await _begin(hass, simulator))
    assert hass.loop.time() - begin > TIMING.longest_scan
    assert result["step_id"] == "found"
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    await hass.async_block_till_done()
    assert len(entry.options[CONF_OBJECTS]) == 175
    platforms = ("light", "cover", "climate")
    assert [len(hass.states.async_entity_ids(platform)) for platform in platforms] == [135, 15, 25]
