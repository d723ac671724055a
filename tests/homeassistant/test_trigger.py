"""Automations by frame: what has no entity can start one too."""

from functools import partial
from typing import Any

import probatio
import pytest
from homeassistant.components import automation
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import async_validate_trigger_config
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS
from custom_components.openwebnet.own import parse_message
from custom_components.openwebnet.own.journal import Journal
from custom_components.openwebnet.own.observer import Way
from simulator import Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import set_up, settle

TOLD = ("frame", "who", "what", "where", "dimension", "values", "direction", "config_entry_id")


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> MockConfigEntry:
    """A gateway that is quiet after it was set up."""
    entry = config_entry(options={CONF_OBJECTS: {}})
    await set_up(hass, entry, 6)
    await settle(hass, simulator)
    return entry


async def _automate(hass: HomeAssistant, **options: object) -> None:
    rule = {
        "alias": "frame",
        "mode": "parallel",
        "triggers": {"trigger": "openwebnet.frame_received", "options": options},
        "actions": {
            "action": "test.automation",
            # "values" is also what a template calls the values of the trigger itself.
            "data": {name: f"{{{{ trigger['{name}'] }}}}" for name in TOLD},
        },
    }
    assert await async_setup_component(hass, automation.DOMAIN, {automation.DOMAIN: [rule]})
    await hass.async_block_till_done()


def _frames(calls: list[ServiceCall]) -> list[str]:
    return [call.data["frame"] for call in calls]


def _were(calls: list[ServiceCall], *frames: str) -> bool:
    return _frames(calls) == list(frames)


def _has_come(journal: Journal, frame: str) -> bool:
    return any(noted.way is Way.EVENT and str(noted.message) == frame for noted in journal.frames)


async def test_a_frame_tells_the_automation_all_that_is_in_it(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, service_calls: list[ServiceCall]
) -> None:
    await _automate(hass)
    simulator.emit("*1*11#100#001*12##")
    simulator.emit("*#4*3*0*0215##")
    simulator.emit("*77*1*12##")
    await until(lambda: len(service_calls) == 3)
    base: dict[str, Any] = dict.fromkeys(TOLD) | {"direction": "received", "config_entry_id": entry.entry_id}
    assert [call.data for call in service_calls] == [
        base | {"frame": "*1*11#100#001*12##", "who": 1, "what": "11#100#001", "where": 12, "values": []},
        base | {"frame": "*#4*3*0*0215##", "who": 4, "where": 3, "dimension": 0, "values": ["0215"]},
        base | {"frame": "*77*1*12##", "values": []},
    ]


@pytest.mark.parametrize(
    ("options", "passing"),
    [
        ({"who": "1"}, ["*1*1*12##", "*1*0*12##", "*1*1#3*12##", "*1*1*0002##"]),
        ({"who": 1, "what": 1}, ["*1*1*12##", "*1*1#3*12##", "*1*1*0002##"]),
        ({"what": "1#3"}, ["*1*1#3*12##"]),
        ({"where": "12"}, ["*1*1*12##", "*1*0*12##", "*1*1#3*12##", "*2*1*12##"]),
        ({"who": "1", "where": "02"}, ["*1*1*0002##"]),
        ({"dimension": "0"}, ["*#4*3*0*0215##"]),
        ({"who": "2", "what": "0"}, []),
    ],
)
async def test_options_let_only_some_frames_pass(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    service_calls: list[ServiceCall],
    options: dict[str, object],
    passing: list[str],
) -> None:
    await _automate(hass, **options)
    journal = entry.runtime_data.gateway.journal
    for frame in ("*1*1*12##", "*1*0*12##", "*1*1#3*12##", "*1*1*0002##", "*2*1*12##", "*#4*3*0*0215##", "*9*1*4##"):
        simulator.emit(frame)
    await until(lambda: _has_come(journal, "*9*1*4##"))
    await hass.async_block_till_done()
    assert _frames(service_calls) == passing


async def test_what_we_send_is_told_where_it_is_wanted(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, service_calls: list[ServiceCall]
) -> None:
    await _automate(hass, where="11", direction=["sent", "received"])
    await entry.runtime_data.gateway.request(parse_message("*1*1*11##"))
    await until(lambda: len(service_calls) == 2)
    assert [(call.data["frame"], call.data["direction"]) for call in service_calls] == [
        ("*1*1*11##", "sent"),
        ("*1*1*11##", "received"),
    ]


async def test_an_answer_to_a_question_is_no_trigger(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, service_calls: list[ServiceCall]
) -> None:
    await _automate(hass, who="13")
    answer = await entry.runtime_data.gateway.request(parse_message("*#13**16##"))
    assert [str(frame) for frame in answer] == ["*#13**16*2*0*51##"]
    simulator.emit("*#13**19*1*2*3*4##")
    await until(partial(_were, service_calls, "*#13**19*1*2*3*4##"))


async def test_a_trigger_outlives_a_reload(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, service_calls: list[ServiceCall]
) -> None:
    await _automate(hass, where="99")
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    simulator.emit("*1*1*99##")
    await until(partial(_were, service_calls, "*1*1*99##"))
    await hass.config_entries.async_reload(entry.entry_id)
    simulator.emit("*1*0*99##")
    await until(partial(_were, service_calls, "*1*1*99##", "*1*0*99##"))


async def test_an_automation_that_is_off_listens_no_more(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, service_calls: list[ServiceCall]
) -> None:
    await _automate(hass, where="99")
    await hass.services.async_call(automation.DOMAIN, "turn_off", {"entity_id": "automation.frame"}, blocking=True)
    service_calls.clear()
    journal = entry.runtime_data.gateway.journal
    simulator.emit("*1*1*99##")
    await until(lambda: _has_come(journal, "*1*1*99##"))
    await hass.async_block_till_done()
    assert service_calls == []


async def test_only_the_frames_of_the_gateway_that_is_wanted(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, service_calls: list[ServiceCall]
) -> None:
    await _automate(hass, config_entry_id="another", where="99")
    journal = entry.runtime_data.gateway.journal
    simulator.emit("*1*1*99##")
    await until(lambda: _has_come(journal, "*1*1*99##"))
    await hass.async_block_till_done()
    assert service_calls == []


@pytest.mark.parametrize(
    "options",
    [{"who": "77"}, {"who": "x"}, {"what": "1*1"}, {"where": "kitchen"}, {"dimension": "##"}, {"direction": "up"}],
)
async def test_an_option_that_fits_no_frame_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, options: dict[str, str]
) -> None:
    rule = cv.TRIGGER_SCHEMA([{"trigger": "openwebnet.frame_received", "options": options}])
    with pytest.raises(probatio.Invalid, match=next(iter(options))):
        await async_validate_trigger_config(hass, rule)
