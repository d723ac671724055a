"""The demo house as a whole: every device and entity that it is shown as, against what was shown before."""

from pathlib import Path

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

import simulator as simulator_package
from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import set_up, settle

HOUSE = Path(simulator_package.__file__).parent / "plants" / "house.yaml"


@pytest.fixture
def plant() -> Plant:
    """The house, without anybody in it."""
    quiet = {"life: true": "life: false", "speed: 15": "speed: 0\ncommand_idle: 0\nevent_idle: 0"}
    text = HOUSE.read_text().replace("00:03:50:12:34:56", "00:03:50:01:02:03")
    for loud, still in quiet.items():
        assert loud in text
        text = text.replace(loud, still)
    return Plant.parse(text)


async def use(hass: HomeAssistant, simulator: Simulator) -> None:
    """Do once what only shows when it happens."""
    objects = simulator.objects
    objects["25-21"].press(1)
    objects["15-38"].press(2)
    objects["0-02"].press(3)
    objects["1-18"].detect()
    objects["1-18"].set_lux(140)
    objects["9-1"].press()
    await settle(hass, simulator)


async def test_a_house_has_few_enabled_entities_beside_the_main_ones(
    hass: HomeAssistant, config_entry: MakeEntry
) -> None:
    """Settings and tools are there for who enables them."""
    points = [f"{area}{point}" for area in range(1, 10) for point in range(1, 10)]
    keys = [f"1-{where}" for where in points[:40]] + [f"2-{where}" for where in points[40:80]]
    keys += [f"4-{zone}" for zone in range(1, 21)]
    entry = config_entry(options={CONF_OBJECTS: {key: {} for key in keys}})
    await set_up(hass, entry)
    known = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    tools = [one for one in known if one.domain in ("number", "select", "switch", "button") and one.entity_category]
    assert tools
    assert all(one.disabled for one in tools)
    assert sum(not one.disabled for one in known) <= 1.5 * len(keys)


async def test_the_house(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, snapshot: SnapshotAssertion
) -> None:
    entry = config_entry()
    await set_up(hass, entry)
    await until(lambda: len(entry.options[CONF_OBJECTS]) > 40)
    await settle(hass, simulator)
    await use(hass, simulator)
    await until(lambda: "1-18" in entry.options[CONF_OBJECTS])
    await hass.async_block_till_done()
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    shown: dict[str, object] = {}
    registry = er.async_get(hass)
    for device in devices:
        ((domain, identifier),) = device.identifiers
        assert domain == DOMAIN
        assert device.via_device_id == (
            None if device.id == entry.runtime_data.device_id else entry.runtime_data.device_id
        )
        entities = er.async_entries_for_device(registry, device.id, include_disabled_entities=True)
        shown[identifier] = {
            "name": device.name,
            "model": device.model,
            "entities": {
                f"{known.domain} {known.unique_id}": _looks(hass, known)
                for known in sorted(entities, key=lambda known: (known.domain, known.unique_id))
            },
        }
    assert dict(sorted(shown.items())) == snapshot(extension_class=HomeAssistantSnapshotExtension)


def _looks(hass: HomeAssistant, known: er.RegistryEntry) -> dict[str, object]:
    """Return what an entity is, and what it can; not what it happens to show."""
    state = hass.states.get(known.entity_id)
    looks = {
        "name": known.original_name,
        "class": known.original_device_class,
        "category": known.entity_category,
        "translation": known.translation_key,
        "features": known.supported_features or None,
        "unit": known.unit_of_measurement,
        "disabled": known.disabled_by is not None or None,
        "capabilities": known.capabilities,
        "shows": state is not None or None,
    }
    return {name: value for name, value in looks.items() if value}
