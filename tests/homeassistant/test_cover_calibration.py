"""Measuring how long shutters take: the button of one, the action for many."""

import asyncio

import pytest
from homeassistant.components.button import DOMAIN as BUTTON, SERVICE_PRESS
from homeassistant.components.cover import ATTR_CURRENT_POSITION, DOMAIN as COVER, SERVICE_CLOSE_COVER, CoverState
from homeassistant.components.number import DOMAIN as NUMBER
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

pytestmark = pytest.mark.usefixtures("all_enabled")
"""Settings are disabled at first."""

TIMES = {"2-21": (21.4, 18.5), "2-22": (30.0, 27.3)}
"""Seconds up and down."""
DELAY = 0.5
"""Seconds in which the motor of the second one starts; a setting of its own, and no part of its times."""
KNOWN: dict[str, dict[str, object]] = {
    "2-21": {},
    "2-22": {"start_delay": DELAY},
    "2-23": {"traits": {"advanced": 1}},
}


@pytest.fixture
def plant() -> Plant:
    """Two shutters whose actuators stop at the end by themselves, and one that reports its position."""
    return plant_of("""
  - {kind: shutter, where: "21", opening_time: 21.4, closing_time: 18.5, position: 30, run_time: 0}
  - {kind: shutter, where: "22", opening_time: 30, closing_time: 27.3, position: 100, motor_delay: 0.5, run_time: 0}
  - {kind: advanced_shutter, where: "23", opening_time: 50, closing_time: 50, position: 40}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
""")


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> MockConfigEntry:
    """An entry that knows the shutters, and has asked for what there is."""
    entry = config_entry(options={CONF_OBJECTS: KNOWN})
    await set_up(hass, entry)
    await settle(hass, simulator)
    return entry


async def press(hass: HomeAssistant, key: str) -> None:
    """Press the button of a shutter and wait for the end."""
    button = entity_id(hass, BUTTON, f"{key}-calibrate")
    await hass.services.async_call(BUTTON, SERVICE_PRESS, {ATTR_ENTITY_ID: button}, blocking=True)


async def measure(hass: HomeAssistant, *keys: str) -> None:
    """Call the action for some shutters and wait for the end."""
    covers = [entity_id(hass, COVER, key) for key in keys]
    await hass.services.async_call(DOMAIN, "calibrate_cover", {ATTR_ENTITY_ID: covers}, blocking=True)


def shown(hass: HomeAssistant, key: str) -> tuple[float, float]:
    """Return the times that a shutter's numbers show."""
    opening, closing = (float(state_of(hass, NUMBER, f"{key}-{name}_time").state) for name in ("opening", "closing"))
    return opening, closing


async def begun(hass: HomeAssistant, key: str) -> None:
    """Wait for a shutter to move."""
    await until(lambda: state_of(hass, COVER, key).state in (CoverState.OPENING, CoverState.CLOSING))


async def test_the_button_measures_one_shutter(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await press(hass, "2-21")
    assert simulator.executed == ["*2*1*21##", *2 * ("*2*2*21##", "*2*1*21##")]
    assert shown(hass, "2-21") == TIMES["2-21"]
    kept = entry.options[CONF_OBJECTS]["2-21"]
    assert (kept["opening_time"], kept["closing_time"]) == shown(hass, "2-21")
    cover = state_of(hass, COVER, "2-21")
    assert (cover.state, cover.attributes[ATTR_CURRENT_POSITION]) == (CoverState.OPEN, 100)
    assert shown(hass, "2-22") == (25, 25)


async def test_the_action_measures_many_at_the_same_time(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    measuring = hass.async_create_task(measure(hass, "2-21", "2-22"))
    await until(lambda: all(simulator.objects[key].moving for key in TIMES))
    await measuring
    for key, times in TIMES.items():
        assert shown(hass, key) == times
        assert state_of(hass, COVER, key).attributes[ATTR_CURRENT_POSITION] == 100
    assert len(simulator.executed) == 10


async def test_a_shutter_that_moves_is_stopped_before_it_is_measured(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.objects["2-21"].press("1")
    await begun(hass, "2-21")
    await press(hass, "2-21")
    assert simulator.executed == ["*2*0*21##", "*2*1*21##", *2 * ("*2*2*21##", "*2*1*21##")]
    assert shown(hass, "2-21") == TIMES["2-21"]


async def test_a_shutter_that_reports_its_position_is_not_measured(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    registry = er.async_get(hass)
    assert registry.async_get_entity_id(BUTTON, DOMAIN, f"{entry.unique_id}-2-23-calibrate") is None
    with pytest.raises(ServiceValidationError) as error:
        await measure(hass, "2-23")
    assert error.value.translation_key == "needs_no_times"
    assert simulator.executed == []


@pytest.mark.parametrize("key", ["2-#6", "2-23"])
async def test_where_one_cannot_be_measured_none_is_and_the_reason_is_told(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, key: str
) -> None:
    known = {**KNOWN, "2-#6": {"members": ["2-21", "2-22"]}}
    await set_up(hass, config_entry(options={CONF_OBJECTS: known}))
    await settle(hass, simulator)
    for keys in ((key,), ("2-21", key), (key, "2-22")):
        with pytest.raises(ServiceValidationError) as error:
            await measure(hass, *keys)
        assert error.value.translation_key == {"2-#6": "moves_many", "2-23": "needs_no_times"}[key]
    assert simulator.executed == []
    # What somebody who chooses an area, a label or all cannot leave out, is left out.
    await hass.services.async_call(DOMAIN, "calibrate_cover", {ATTR_ENTITY_ID: "all"}, blocking=True)
    assert {key: shown(hass, key) for key in TIMES} == TIMES


async def test_a_shutter_that_refuses_is_named(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as error:
        await press(hass, "2-21")
    assert error.value.translation_key == "not_measured"
    assert error.value.translation_placeholders == {"name": "Cover 21"}
    assert shown(hass, "2-21") == (25, 25)


async def test_another_command_ends_the_measuring_and_is_carried_out(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    measuring = asyncio.ensure_future(measure(hass, "2-21"))
    await begun(hass, "2-21")
    await hass.services.async_call(
        COVER, SERVICE_CLOSE_COVER, {ATTR_ENTITY_ID: entity_id(hass, COVER, "2-21")}, blocking=True
    )
    with pytest.raises(HomeAssistantError) as error:
        await measuring
    assert error.value.translation_key == "measuring_ended"
    await until(lambda: simulator.objects["2-21"].position == 0)
    assert simulator.executed == ["*2*1*21##", "*2*2*21##"]
    assert shown(hass, "2-21") == (25, 25)
    # Nothing stays behind: it can be measured now.
    await until(lambda: not simulator.objects["2-21"].moving)
    await measure(hass, "2-21")
    assert shown(hass, "2-21") == TIMES["2-21"]


async def test_a_shutter_is_not_measured_twice_at_the_same_time(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    measuring = asyncio.ensure_future(measure(hass, "2-21"))
    await begun(hass, "2-21")
    with pytest.raises(ServiceValidationError) as error:
        await press(hass, "2-21")
    assert error.value.translation_key == "is_measured"
    await measuring
    assert simulator.executed == ["*2*1*21##", *2 * ("*2*2*21##", "*2*1*21##")]


async def test_a_wall_switch_that_turns_it_round_spoils_the_measuring(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    measuring = asyncio.ensure_future(measure(hass, "2-21"))
    await until(lambda: simulator.executed == ["*2*1*21##", "*2*2*21##"])
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.CLOSING)
    simulator.objects["2-21"].press("1")
    with pytest.raises(HomeAssistantError) as error:
        await measuring
    assert error.value.translation_key == "not_measured"
    assert shown(hass, "2-21") == (25, 25)


async def test_a_lost_connection_ends_the_measuring(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    measuring = asyncio.ensure_future(measure(hass, "2-21"))
    await begun(hass, "2-21")
    await simulator.faults.refuse()
    simulator.faults.close_all()
    with pytest.raises(HomeAssistantError) as error:
        await measuring
    assert error.value.translation_key == "measuring_ended"
    assert shown(hass, "2-21") == (25, 25)


async def test_measuring_ends_with_the_entry(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    measuring = asyncio.ensure_future(measure(hass, "2-21"))
    await begun(hass, "2-21")
    assert await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(HomeAssistantError) as error:
        await measuring
    assert error.value.translation_key == "measuring_ended"


@pytest.mark.parametrize(("second", "outcome"), [("2-21", "is_measured"), ("2-22", "measuring_ended")])
async def test_of_two_that_were_asked_for_in_a_hurry_nothing_is_left_by_a_reload(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, second: str, outcome: str
) -> None:
    """The same shutter twice, or two, within half a second."""
    first = asyncio.ensure_future(press(hass, "2-21"))
    await asyncio.sleep(0.3)
    other = asyncio.ensure_future(measure(hass, second))
    await asyncio.sleep(0.15)
    assert await hass.config_entries.async_reload(entry.entry_id)
    outcomes = await asyncio.gather(first, other, return_exceptions=True)
    keys = [error.translation_key for error in outcomes if isinstance(error, HomeAssistantError)]
    assert keys == ["measuring_ended", outcome]
    assert [shown(hass, key) for key in TIMES] == [(25, 25), (25, 25)]
    # Whatever the first movement was, they can be measured again, at once and rightly.
    await settle(hass, simulator)
    await measure(hass, *TIMES)
    assert {key: shown(hass, key) for key in TIMES} == TIMES


async def test_the_button_of_a_cover_that_is_disabled_says_so(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    cover = entity_id(hass, COVER, "2-21")
    er.async_get(hass).async_update_entity(cover, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    assert hass.states.get(cover) is None
    with pytest.raises(ServiceValidationError) as error:
        await press(hass, "2-21")
    assert error.value.translation_key == "cover_is_disabled"
    assert simulator.executed == []


def without_end(run_time: float, *, tells_end: bool = False) -> Plant:
    """Return a plant of one shutter whose relay is on for a time, and which tells the end of that when it is asked."""
    times = f"opening_time: 20, closing_time: 20, run_time: {run_time}, tells_end: {str(tells_end).lower()}"
    return plant_of(f'  - {{kind: shutter, where: "31", {times}}}')


@pytest.mark.parametrize("plant", [without_end(seconds) for seconds in (22, 25, 60, 100)])
async def test_an_end_that_only_an_answer_tells_measures_nothing(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(options={CONF_OBJECTS: {"2-31": {}}})
    await set_up(hass, entry)
    await settle(hass, simulator)
    with pytest.raises(HomeAssistantError) as error:
        await measure(hass, "2-31")
    assert error.value.translation_key == "end_not_told"
    assert entry.options[CONF_OBJECTS]["2-31"] == {}
    assert simulator.executed == ["*2*1*31##"]


@pytest.mark.parametrize(
    ("plant", "seconds"), [(without_end(seconds, tells_end=True), seconds) for seconds in (22, 25, 27.1, 31.1, 60, 100)]
)
async def test_an_end_that_is_told_by_itself_is_measured_whenever_others_would_have_been_asked(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, seconds: float
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"2-31": {}}}))
    await settle(hass, simulator)
    await measure(hass, "2-31")
    assert shown(hass, "2-31") == (seconds, seconds)
