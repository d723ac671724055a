"""Target of an import: the meters that an action is for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from ..const import DOMAIN
from ..coordinator import Coordinator, OpenWebNetConfigEntry
from ..objects.key import ObjectKey
from ..own.items import Energy

TOTAL: Final = "-energy_total"
"""How the unique id of a meter's total ends."""


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter whose history is wanted."""

    item: Energy
    entity_id: str
    """The sensor of its total, whose statistics these are."""
    registry_id: str
    """The same in the registry, whatever it is renamed to."""
    unit: str
    """The sensor's unit, for statistics that do not exist yet."""
    name: str
    coordinator: Coordinator
    """What runs its gateway."""


@callback
def meters(hass: HomeAssistant, target: TargetSelection) -> Sequence[Meter]:
    """Return the meters that an action is for: those of the named sensors, and of the named devices.

    Raises `ServiceValidationError` when there are none, or when a named entity is not the total of one.
    """
    selected = async_extract_referenced_entity_ids(hass, target)
    found: list[Meter] = []
    for entity_id in sorted(selected.referenced | selected.indirectly_referenced):
        meter = _meter(hass, entity_id)
        if meter is not None:
            found.append(meter)
        elif entity_id in selected.referenced:
            raise _no_meter(entity_id)
    if not found:
        raise _no_meter("-")
    return found


@callback
def meters_of(coordinator: Coordinator) -> Sequence[Meter]:
    """Return all meters of a gateway that have a total."""
    entities = er.async_entries_for_config_entry(er.async_get(coordinator.hass), coordinator.entry.entry_id)
    found = (_meter(coordinator.hass, entity.entity_id) for entity in entities if entity.unique_id.endswith(TOTAL))
    return [meter for meter in found if meter is not None]


@callback
def renamed(hass: HomeAssistant, meter: Meter) -> Meter:
    """Return a meter by the present name of its sensor: reading takes long, and its rows follow the name."""
    known = er.async_get(hass).entities.get_entry(meter.registry_id)
    return meter if known is None else replace(meter, entity_id=known.entity_id)


@callback
def reloaded(hass: HomeAssistant, meter: Meter) -> Meter | None:
    """Return a meter after its entry was loaded again; `None` while it is not."""
    return _meter(hass, renamed(hass, meter).entity_id)


def _no_meter(name: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key="no_meter", translation_placeholders={"name": name}
    )


def _meter(hass: HomeAssistant, entity_id: str) -> Meter | None:
    known = er.async_get(hass).async_get(entity_id)
    state = hass.states.get(entity_id)
    if known is None or state is None or known.platform != DOMAIN or not known.unique_id.endswith(TOTAL):
        return None
    entry: OpenWebNetConfigEntry | None = hass.config_entries.async_get_entry(known.config_entry_id or "")
    if entry is None or entry.state is not ConfigEntryState.LOADED:
        return None
    coordinator = entry.runtime_data
    key = ObjectKey(known.unique_id.removeprefix(f"{coordinator.gateway_id}-").removesuffix(TOTAL))
    item = coordinator.objects.item_of(key)
    if not isinstance(item, Energy):
        return None
    return Meter(item, entity_id, known.id, state.attributes[ATTR_UNIT_OF_MEASUREMENT], state.name, coordinator)
