"""What happens and does not last: every press is told, once, also the first one and the same one again."""

import asyncio
import json
from functools import partial
from pathlib import Path

import pytest
from homeassistant.components.event import (
    ATTR_EVENT_TYPE,
    ATTR_EVENT_TYPES,
    ATTR_MULTI_PRESS_COUNT,
    DOMAIN as EVENT,
    EventDeviceClass,
)
from homeassistant.const import ATTR_DEVICE_CLASS, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from custom_components.openwebnet import event
from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.objects.key import ObjectKey
from custom_components.openwebnet.own.items.press import Press
from custom_components.openwebnet.timing import TIMING
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, state_of

HEARD = {
    "15-0112": {"traits": {"buttons": 0b10010}},
    "25-21": {"traits": {"buttons": 0b1000}},
}


TRANSLATIONS = Path(event.__file__).parent / "translations"


pytestmark = pytest.mark.usefixtures("time_of_day")


@pytest.fixture
def plant() -> Plant:
    """What tells of something."""
    return plant_of(
        """
  - {kind: relay, where: "11"}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: cen, where: "0112"}
  - {kind: cen_plus, where: "21"}
  - {kind: scenario_module, where: "02", scenarios: [3]}
  - {kind: door_station, where: "4000"}
""",
        model="MH202",
    )


@pytest.fixture
def told(hass: HomeAssistant) -> list[tuple[str, str]]:
    """Every event that an entity has told: what its unique id ends with, and the type."""
    seen: list[tuple[str, str]] = []
    moments: dict[str, str] = {}

    @callback
    def note(change: Event[EventStateChangedData]) -> None:
        after = change.data["new_state"]
        if after is None or after.domain != EVENT or after.attributes.get(ATTR_EVENT_TYPE) is None:
            return
        if moments.get(after.entity_id) != after.state:
            moments[after.entity_id] = after.state
            entry = er.async_get(hass).async_get(after.entity_id)
            assert entry is not None
            seen.append((entry.unique_id.removeprefix(f"{MAC}-"), after.attributes[ATTR_EVENT_TYPE]))

    hass.bus.async_listen("state_changed", note)
    return seen


@pytest.fixture
def counts(hass: HomeAssistant) -> list[int]:
    """The numbers of presses in a row, as they are told."""
    seen: list[int] = []

    @callback
    def note(change: Event[EventStateChangedData]) -> None:
        after = change.data["new_state"]
        if after is not None and (count := after.attributes.get(ATTR_MULTI_PRESS_COUNT)) is not None:
            seen.append(count)

    hass.bus.async_listen("state_changed", note)
    return seen


def _has_told(told: list[tuple[str, str]], expected: list[tuple[str, str]]) -> bool:
    return told == expected


async def test_the_first_press_ever_makes_the_button_and_is_told(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, told: list[tuple[str, str]]
) -> None:
    await set_up(hass, config_entry())
    simulator.objects["25-21"].press(3)
    await until(lambda: told == [("25-21-3", "press_end")])
    for button in (3, 3, 4):
        await asyncio.sleep(TIMING.multi_press + 0.1)
        simulator.objects["25-21"].press(button)
    await until(lambda: told == [*[("25-21-3", "press_end")] * 3, ("25-21-4", "press_end")])


async def test_presses_of_a_cen_button(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, told: list[tuple[str, str]]
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: HEARD}))
    assert state_of(hass, EVENT, "15-0112-4").state == STATE_UNKNOWN
    simulator.objects["15-0112"].press(4)
    await until(lambda: told == [("15-0112-4", "press_start"), ("15-0112-4", "press_end")])
    told.clear()
    simulator.objects["15-0112"].press(1, seconds=1.7)
    types = ["press_start", "long_press_start", "long_press_repeat", "long_press_repeat", "long_press_end"]
    await until(lambda: told == [("15-0112-1", press) for press in types])
    attributes = state_of(hass, EVENT, "15-0112-1").attributes
    assert attributes[ATTR_DEVICE_CLASS] == EventDeviceClass.BUTTON
    assert attributes[ATTR_EVENT_TYPES] == [
        "press_start",
        "press_end",
        "long_press_start",
        "long_press_end",
        "long_press_repeat",
        "multi_press_ongoing",
        "multi_press_end",
    ]


async def test_presses_of_a_cen_plus_button(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, told: list[tuple[str, str]]
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: HEARD}))
    control = simulator.objects["25-21"]
    control.hold(3, seconds=1.2)
    await until(lambda: len(told) == 3)
    for clockwise in (True, False):
        for fast in (False, True):
            control.rotate(3, clockwise=clockwise, fast=fast)
    await until(lambda: len(told) == 7)
    assert told == [
        ("25-21-3", press)
        for press in (
            "long_press_start",
            "long_press_repeat",
            "long_press_end",
            "rotate_clockwise_slow",
            "rotate_clockwise_fast",
            "rotate_counterclockwise_slow",
            "rotate_counterclockwise_fast",
        )
    ]


async def test_presses_in_a_row_are_told_at_once_and_counted(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, told: list[tuple[str, str]]
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: HEARD}))
    press = ("25-21-3", "press_end")
    for count in (1, 2, 3):
        simulator.objects["25-21"].press(3)
        # Each is there before anybody can know whether another one follows.
        await until(lambda: told.count(press) == count)  # noqa: B023 - awaited in the loop
        assert told[-1] == press or state_of(hass, EVENT, "25-21-3").attributes["multi_press_count"] == count
        await asyncio.sleep(TIMING.multi_press - 0.2)
    again, end = ("25-21-3", "multi_press_ongoing"), ("25-21-3", "multi_press_end")
    await until(lambda: end in told)
    assert told == [press, press, again, press, again, end]
    assert state_of(hass, EVENT, "25-21-3").attributes["multi_press_count"] == 3
    told.clear()
    simulator.objects["25-21"].press(3)
    await asyncio.sleep(3)
    assert told == [press]


async def test_a_button_that_tells_both_ends_of_a_press_is_counted_by_the_first(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, told: list[tuple[str, str]]
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: HEARD}))
    for _ in range(2):
        simulator.objects["15-0112"].press(4, seconds=0.1)
        await asyncio.sleep(0.3)
    await until(lambda: ("15-0112-4", "multi_press_end") in told)
    types = ["press_start", "press_end", "press_start", "multi_press_ongoing", "press_end", "multi_press_end"]
    assert told == [("15-0112-4", press) for press in types]


async def test_a_press_of_another_button_makes_no_double_press(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, told: list[tuple[str, str]]
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: HEARD}))
    simulator.objects["15-0112"].press(4, seconds=0.1)
    simulator.objects["15-0112"].press(1, seconds=0.1)
    await asyncio.sleep(3)
    assert ("15-0112-4", "multi_press_end") not in told
    assert ("15-0112-1", "multi_press_ongoing") not in told


@pytest.mark.parametrize("shorts", [1, 2])
async def test_a_press_that_is_held_ends_the_row_of_the_short_ones_before_it(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    told: list[tuple[str, str]],
    counts: list[int],
    shorts: int,
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: HEARD}))
    for _ in range(shorts):
        simulator.objects["15-0112"].press(4, seconds=0.1)
        await asyncio.sleep(0.3)
    simulator.objects["15-0112"].press(4, seconds=1.2)
    await asyncio.sleep(3)
    first, ongoing = ["press_start", "press_end"], ["press_start", "multi_press_ongoing"]
    row = [*first, *(shorts - 1) * [*ongoing, "press_end"], *ongoing, "multi_press_end"]
    held = ["long_press_start", "long_press_repeat", "long_press_end"]
    assert [what for _, what in told] == [*row, *held]
    assert counts == [*range(2, shorts + 2), shorts]


@pytest.mark.parametrize("shorts", [1, 2])
async def test_a_cen_plus_that_is_held_or_turned_ends_the_row_of_the_short_presses_before_it(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    told: list[tuple[str, str]],
    counts: list[int],
    shorts: int,
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: HEARD}))
    control = simulator.objects["25-21"]
    row = [["press_end"], ["press_end", "press_end", "multi_press_ongoing", "multi_press_end"]][shorts - 1]
    for after, types in (
        (partial(control.hold, 3, 0.7), ["long_press_start", "long_press_end"]),
        (partial(control.rotate, 3), ["rotate_clockwise_slow"]),
    ):
        told.clear()
        for _ in range(shorts):
            control.press(3)
            await asyncio.sleep(0.3)
        after()
        await asyncio.sleep(3)
        assert [what for _, what in told] == [*row, *types]
    assert counts == 2 * [[], [2, 2]][shorts - 1]


async def test_a_reload_in_the_middle_of_a_row_ends_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, told: list[tuple[str, str]]
) -> None:
    entry = config_entry(options={CONF_OBJECTS: HEARD})
    await set_up(hass, entry)
    for _ in range(2):
        simulator.objects["25-21"].press(3)
    await until(lambda: ("25-21-3", "multi_press_ongoing") in told)
    await hass.config_entries.async_reload(entry.entry_id)
    await asyncio.sleep(3)
    assert ("25-21-3", "multi_press_end") not in told


async def test_a_scenario_tells_its_number_each_time(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, told: list[tuple[str, str]]
) -> None:
    await set_up(hass, config_entry())
    for count in (1, 2):
        simulator.objects["0-02"].press(3)
        await until(partial(_has_told, told, [("0-02-activated", "activated")] * count))
    assert state_of(hass, EVENT, "0-02-activated").attributes["scenario"] == 3


async def test_a_call_at_the_door_is_a_doorbell(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, told: list[tuple[str, str]]
) -> None:
    entry = config_entry()
    await set_up(hass, entry)
    for count in (1, 2):
        simulator.objects["6-4000"].ring()
        await until(partial(_has_told, told, [("6-4100-call", "ring")] * count))
    assert state_of(hass, EVENT, "6-4100-call").attributes[ATTR_DEVICE_CLASS] == EventDeviceClass.DOORBELL
    await hass.config_entries.async_reload(entry.entry_id)
    assert len(told) == 2
    simulator.objects["6-4000"].ring()
    await until(lambda: len(told) == 3)


async def test_a_press_of_long_ago_is_no_news_for_a_button_that_is_added(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    told: list[tuple[str, str]],
) -> None:
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    simulator.objects["25-21"].press(3)
    await until(lambda: "25-21" in entry.runtime_data.objects.discovered)
    await asyncio.sleep(TIMING.fresh + 0.1)
    entry.runtime_data.objects.add(ObjectKey("25-21"))
    await hass.async_block_till_done()
    assert state_of(hass, EVENT, "25-21-3").state == STATE_UNKNOWN
    simulator.objects["25-21"].press(3)
    await until(lambda: told == [("25-21-3", "press_end")])


async def test_a_restart_tells_no_press_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, told: list[tuple[str, str]]
) -> None:
    entry = config_entry()
    await set_up(hass, entry)
    simulator.objects["25-21"].press(31)
    await until(lambda: told == [("25-21-31", "press_end")])
    await hass.config_entries.async_reload(entry.entry_id)
    assert state_of(hass, EVENT, "25-21-31").attributes[ATTR_EVENT_TYPE] == "press_end"
    registry = er.async_get(hass)
    assert registry.async_get_entity_id(EVENT, DOMAIN, f"{MAC}-25-21-1") is None
    assert entity_id(hass, EVENT, "25-21-31") == "event.cen_1_button_31"


@pytest.mark.parametrize("language", ["en", "it"])
def test_each_kind_of_press_and_activation_has_words_of_its_own(language: str) -> None:
    texts = json.loads((TRANSLATIONS / f"{language}.json").read_text(encoding="utf-8"))["entity"][EVENT]
    presses = texts["button"]["state_attributes"]["event_type"]["state"]
    assert presses.keys() == {*Press, "multi_press_ongoing", "multi_press_end"}
    assert len(set(presses.values())) == len(presses)
    assert texts["scenario"]["state_attributes"]["event_type"]["state"].keys() == {event.ACTIVATED}
