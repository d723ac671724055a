"""What a new entry begins with: a look at the whole bus, with progress, and a list to choose from."""

from unittest.mock import AsyncMock

import pytest
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_SOURCE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.openwebnet import finder
from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.own import Client
from simulator import Simulator
from tests.waiting import until

from . import PASSWORD
from .kit import plant_of

ON_THE_BUS = ["1-02", "1-11", "1-12", "2-14", "2-15", "4-1", "18-51"]


async def _begin(hass: HomeAssistant, simulator: Simulator) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={CONF_SOURCE: SOURCE_USER})
    data = {CONF_HOST: simulator.host, CONF_PORT: simulator.port, CONF_PASSWORD: PASSWORD}
    return await hass.config_entries.flow.async_configure(result["flow_id"], data)


async def _wait_for_form(hass: HomeAssistant, result: ConfigFlowResult) -> ConfigFlowResult:
    """Look on while the bus is asked, as the page does."""
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    assert result["step_id"] == "scan"
    await hass.async_block_till_done()
    return await hass.config_entries.flow.async_configure(result["flow_id"])


def _shown(result: ConfigFlowResult) -> tuple[list[str], dict[str, str]]:
    """Return what is ticked, and all that can be."""
    schema = result["data_schema"]
    assert schema is not None
    [(marker, selector)] = schema.schema.items()
    assert str(marker) == CONF_OBJECTS
    return marker.default(), {option["value"]: option["label"] for option in selector.config["options"]}


async def test_what_is_on_the_bus_is_found_and_added_with_the_defaults(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    result = await _wait_for_form(hass, await _begin(hass, simulator))
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "found"
    assert result["description_placeholders"] == {"name": "F454", "count": "7"}
    ticked, labels = _shown(result)
    assert ticked == ON_THE_BUS
    assert labels["1-12"] == "Light 12 (A 1 / PL 2)"
    assert labels["18-51"] == "Energy meter 1"
    await until(lambda: not simulator.sessions)

    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert list(result["options"][CONF_OBJECTS]) == ON_THE_BUS
    assert result["options"][CONF_OBJECTS]["1-12"]["traits"]["steps"] == 100
    assert result["options"][CONF_IGNORED] == []
    assert result["options"][CONF_ADD_AUTOMATICALLY] is True


async def test_what_is_not_ticked_is_ignored(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    result = await _wait_for_form(hass, await _begin(hass, simulator))
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {CONF_OBJECTS: ["1-12", "2-14"]})
    assert list(result["options"][CONF_OBJECTS]) == ["1-12", "2-14"]
    assert set(result["options"][CONF_IGNORED]) == set(ON_THE_BUS) - {"1-12", "2-14"}


async def test_what_was_found_is_there_when_the_entry_is(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await _wait_for_form(hass, await _begin(hass, simulator))
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    await hass.async_block_till_done()
    assert result["result"].state is ConfigEntryState.LOADED
    assert len(hass.states.async_entity_ids("light")) == 3
    await hass.config_entries.async_unload(result["result"].entry_id)


async def test_a_bus_with_nothing_on_it_gets_its_entry(
    hass: HomeAssistant, socket_enabled: None, mock_setup_entry: AsyncMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where there is no heating, a request for it stays without an answer.
    monkeypatch.setattr(finder, "LONGEST_SCAN", 0.5)
    plant = plant_of("")
    async with Simulator(plant, host="127.0.0.1", port=0) as simulator:
        await _wait_for_form(hass, await _begin(hass, simulator))
        [entry] = hass.config_entries.async_entries(DOMAIN)
        assert entry.options == {CONF_OBJECTS: {}, CONF_IGNORED: [], CONF_ADD_AUTOMATICALLY: True}
        await until(lambda: not simulator.sessions)


async def test_a_scan_that_takes_too_long_ends_with_what_was_found(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "LONGEST_SCAN", 0.8)
    monkeypatch.setattr("custom_components.openwebnet.own.scan.QUIET", 0.25)
    result = await _wait_for_form(hass, await _begin(hass, simulator))
    ticked, _ = _shown(result)
    assert ticked[:3] == ["1-02", "1-11", "1-12"]
    assert len(ticked) < len(ON_THE_BUS)
    await until(lambda: not simulator.sessions)
    await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert hass.config_entries.async_entries(DOMAIN)


async def test_a_gateway_that_goes_away_during_the_scan_gets_its_entry(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Client.start

    async def refused_later(client: Client) -> None:
        if simulator.connections > 2:
            simulator.password = "98765"
        await start(client)

    monkeypatch.setattr(Client, "start", refused_later)
    await _wait_for_form(hass, await _begin(hass, simulator))
    [entry] = hass.config_entries.async_entries(DOMAIN)
    assert entry.options[CONF_OBJECTS] == {}
    await until(lambda: not simulator.sessions)


async def test_a_password_that_changes_during_the_scan_ends_it(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.openwebnet.own.scan.QUIET", 0.5)
    result = await _begin(hass, simulator)
    await until(lambda: "*#2*0##" in [received.frame for received in simulator.received])
    simulator.password = "98765"
    simulator.faults.reset_all()
    result = await _wait_for_form(hass, result)
    assert set(_shown(result)[0]) <= set(ON_THE_BUS) - {"4-1"}
    await until(lambda: not simulator.sessions)
    await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert hass.config_entries.async_entries(DOMAIN)


async def test_closing_the_flow_ends_the_scan(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.openwebnet.own.scan.QUIET", 5)
    result = await _begin(hass, simulator)
    await until(lambda: simulator.sessions)
    hass.config_entries.flow.async_abort(result["flow_id"])
    await until(lambda: not simulator.sessions)
    await hass.async_block_till_done()
    assert not hass.config_entries.async_entries(DOMAIN)
