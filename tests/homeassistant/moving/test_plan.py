"""What an entity of the MyHOME integration becomes, by its id; and why some do not become anything."""

from collections.abc import Callable

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.moving.plan import Left, Plan, Reason, plan_move
from tests.homeassistant import MAC

from .theirs import MYHOME, THEIR_MAC

type Add = Callable[..., er.RegistryEntry]


@pytest.fixture
def add(hass: HomeAssistant) -> Add:
    """Put entities of theirs into the registry: a type, an id, and perhaps a class."""
    entry = MockConfigEntry(domain=MYHOME)
    entry.add_to_hass(hass)

    def add(domain: str, unique_id: str, device_class: str | None = None) -> er.RegistryEntry:
        return er.async_get(hass).async_get_or_create(
            domain,
            MYHOME,
            unique_id,
            config_entry=entry,
            original_device_class=device_class,
            suggested_object_id=unique_id,
        )

    return add


def _plan(*rows: er.RegistryEntry) -> Plan:
    return plan_move(rows, (), MAC, MYHOME)


@pytest.mark.parametrize(
    ("domain", "suffix", "device_class", "found"),
    [
        ("light", "1-12", None, ("1-12", None)),
        ("light", "1-0015", None, ("1-0015", None)),
        ("light", "1-12#4#02", None, ("1-12#4#02", None)),
        ("light", "1-31I02", None, ("1-31#4#02", None)),
        ("light", "1-#7", None, ("1-#7", None)),
        ("light", "1-5", None, ("1-5", None)),
        ("cover", "2-0", None, ("2-0", None)),
        ("switch", "1-12", None, ("1-12", None)),
        ("lock", "1-12", None, ("1-12", None)),
        ("binary_sensor", "1-18-motion", None, ("1-18", "motion")),
        ("binary_sensor", "1-18", "motion", ("1-18", "motion")),
        ("sensor", "1-19-illuminance", None, ("1-19", "illuminance")),
        ("cover", "2-14", None, ("2-14", None)),
        ("button", "2-14-calibrate", None, ("2-14", "calibrate")),
        ("climate", "4-1", None, ("4-1", None)),
        ("climate", "4-#0", None, ("4-#0", None)),
        ("climate", "4-#0#1", None, ("4-#0#1", None)),
        ("sensor", "4-1-temperature", None, ("4-1", "temperature")),
        ("sensor", "4-1-humidity", None, ("4-1", "humidity")),
        ("sensor", "4-500", "temperature", ("4-500", None)),
        ("alarm_control_panel", "5-0", None, ("5-0", None)),
        ("lock", "6-4001", None, ("6-4001", "lock")),
        ("media_player", "16-11", None, ("16-11", None)),
        ("sensor", "18-51-power", None, ("18-51", "power")),
        ("sensor", "18-51", "power", ("18-51", "power")),
        ("sensor", "18-51-total-energy", None, ("18-51", "energy_total")),
        ("sensor", "18-51-energy_total", None, ("18-51", "energy_total")),
        ("sensor", "18-51-monthly-energy", None, ("18-51", "energy_month")),
        ("sensor", "18-51-energy_today", None, ("18-51", "energy_day")),
        ("sensor", "18-71#0-power", None, ("18-71#0", "power")),
        ("binary_sensor", "25-31", None, ("25-31", None)),
        ("binary_sensor", "25-3201-contact", None, ("25-3201", None)),
    ],
)
def test_an_entity_has_a_counterpart(
    add: Add, domain: str, suffix: str, device_class: str | None, found: tuple[str, str | None]
) -> None:
    plan = _plan(add(domain, f"{THEIR_MAC}-{suffix}", device_class))
    assert [(move.key, move.part) for move in plan.moves] == [found]
    assert not plan.left


@pytest.mark.parametrize(
    ("domain", "unique_id", "reason"),
    [
        ("light", "kitchen", Reason.UNKNOWN_ID),
        ("light", f"{MAC}-1-12", Reason.UNKNOWN_ID),
        ("light", "00:03:50:aa:bb:cc-1-12", Reason.OTHER_GATEWAY),
        ("light", f"{THEIR_MAC}-1-0116", Reason.BAD_ADDRESS),
        ("light", f"{THEIR_MAC}-1-1101", Reason.BAD_ADDRESS),
        ("light", f"{THEIR_MAC}-99-12", Reason.BAD_ADDRESS),
        ("light", f"{THEIR_MAC}-1-12I99", Reason.BAD_ADDRESS),
        ("binary_sensor", f"{THEIR_MAC}-9-3", Reason.OTHER_TYPE),
        ("button", f"{THEIR_MAC}-1-12-lock", Reason.NO_COUNTERPART),
        ("sensor", f"{THEIR_MAC}-18-51-voltage", Reason.NO_COUNTERPART),
        ("sensor", f"{THEIR_MAC}-2-14-last-run", Reason.NO_COUNTERPART),
    ],
)
def test_an_entity_has_none(add: Add, domain: str, unique_id: str, reason: Reason) -> None:
    row = add(domain, unique_id)
    plan = _plan(row)
    assert (plan.moves, plan.left) == ([], [Left(row.entity_id, reason)])


def test_a_mac_may_be_written_large(add: Add) -> None:
    plan = plan_move([add("light", "00:03:50:AA:BB:CC-1-12")], (), "000350aabbcc", MYHOME)
    assert [move.key for move in plan.moves] == ["1-12"]


def test_a_gateway_that_has_not_told_its_mac_takes_any(add: Add) -> None:
    plan = plan_move([add("light", f"{THEIR_MAC}-1-12")], (), None, MYHOME)
    assert [move.key for move in plan.moves] == ["1-12"]


def test_of_two_with_the_same_counterpart_the_shorter_id_moves(add: Add) -> None:
    long = add("light", f"{THEIR_MAC}-1-12-light")
    short = add("light", f"{THEIR_MAC}-1-12")
    plan = _plan(long, short)
    assert [move.row.entity_id for move in plan.moves] == [short.entity_id]
    assert plan.left == [Left(long.entity_id, Reason.TWICE)]


def test_what_it_was_used_as_and_its_class_go_along(add: Add) -> None:
    plan = _plan(
        add("switch", f"{THEIR_MAC}-1-11"),
        add("switch", f"{THEIR_MAC}-1-12", "outlet"),
        add("light", f"{THEIR_MAC}-1-13"),
        add("cover", f"{THEIR_MAC}-2-14", "blind"),
        add("binary_sensor", f"{THEIR_MAC}-25-31", "window"),
        add("cover", f"{THEIR_MAC}-2-15", "something else"),
    )
    assert {move.key: dict(move.settings) for move in plan.moves} == {
        "1-11": {"used_as": "switch"},
        "1-12": {"used_as": "outlet"},
        "1-13": {"used_as": "light"},
        "2-14": {"device_class": "blind"},
        "25-31": {"device_class": "window"},
        "2-15": {},
    }


def test_a_zone_of_which_only_the_temperature_was_wanted_is_no_thermostat(add: Add) -> None:
    rows = [add("sensor", f"{THEIR_MAC}-4-{zone}-temperature") for zone in (1, 2)]
    plan = _plan(*rows, add("climate", f"{THEIR_MAC}-4-2"))
    assert {(move.key, move.part): dict(move.traits) for move in plan.moves} == {
        ("4-1", "temperature"): {"only_measures": 1},
        ("4-2", "temperature"): {},
        ("4-2", None): {},
    }


def test_devices_without_entities_are_known_too(hass: HomeAssistant, add: Add) -> None:
    row = add("light", f"{THEIR_MAC}-1-12")
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=str(row.config_entry_id), identifiers={(MYHOME, f"{THEIR_MAC}-15-11")}, name="Button"
    )
    assert plan_move([row], [device], MAC, MYHOME).devices == {"15-11": device.id}
