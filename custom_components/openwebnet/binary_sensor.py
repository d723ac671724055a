"""Yes or no: contacts (WHO 25), motion (WHO 1), faults, loads (WHO 3), heating (WHO 4), alarm zones (WHO 5)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, cast, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_DEVICE_CLASS, CONF_INVERTED
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import GatewayEntity, OpenWebNetEntity
from .own import Where, Who
from .own.items import (
    Alarm,
    AlarmSystem,
    AlarmZone,
    BaseItem,
    CenPlus,
    CentralUnit,
    Light,
    Load,
    StopAndGo,
    Temperature,
    ThermoDiagnostics,
)
from .own.items.alarm import SYSTEM, AlarmKind, pending_alarms
from .own.items.central_unit import CentralFlag
from .own.items.diagnostics import CENTRAL_FAULTS
from .own.items.stop_and_go import BreakerBit
from .own.items.thermo_values import ThermoKind
from .thermostats.demand import Demand

# Nothing is sent to the bus.
PARALLEL_UPDATES = 0


FAULTS: Final = "faults"


@dataclass(frozen=True, kw_only=True)
class ItemBinaryDescription[ItemT: BaseItem](BinarySensorEntityDescription):
    """A yes or no of an object."""

    value_fn: Callable[[ItemT], bool | None]


MOTION = ItemBinaryDescription[Light](
    key="motion", device_class=BinarySensorDeviceClass.MOTION, value_fn=lambda item: item.state.motion
)
LIGHT_FAULT = ItemBinaryDescription[Light](
    key="fault",
    device_class=BinarySensorDeviceClass.PROBLEM,
    entity_category=EntityCategory.DIAGNOSTIC,
    value_fn=lambda item: item.state.fault,
)
CONTACT = ItemBinaryDescription[CenPlus](key="contact", value_fn=lambda item: item.state.contact)
ZONE = ItemBinaryDescription[AlarmZone](
    key="zone", device_class=BinarySensorDeviceClass.SAFETY, value_fn=lambda item: bool(item.state.alarms)
)
TECHNICAL = ItemBinaryDescription[Alarm](
    key="technical",
    translation_key="technical",
    device_class=BinarySensorDeviceClass.SAFETY,
    value_fn=lambda item: AlarmKind.TECHNICAL in item.state.alarms,
)


def _problem[ItemT: BaseItem](key: str, value_fn: Callable[[ItemT], bool | None]) -> ItemBinaryDescription[ItemT]:
    return ItemBinaryDescription(
        key=key,
        translation_key=key,
        device_class=BinarySensorDeviceClass.PROBLEM,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=value_fn,
    )


def _told(key: str, flag: CentralFlag) -> ItemBinaryDescription[CentralUnit]:
    return ItemBinaryDescription(
        key=key,
        translation_key=key,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda item: item.state.has(flag),
    )


CENTRAL_FAILURE: ItemBinaryDescription[CentralUnit] = _problem(
    "failure", lambda item: item.state.has(CentralFlag.FAILURE)
)
CENTRAL: tuple[ItemBinaryDescription[CentralUnit], ...] = (
    ItemBinaryDescription(
        key="battery",
        device_class=BinarySensorDeviceClass.BATTERY,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda item: item.state.has(CentralFlag.BATTERY),
    ),
    _told("probe_off", CentralFlag.PROBE_OFF),
    _told("probe_protection", CentralFlag.PROBE_PROTECTION),
    ItemBinaryDescription(
        key="remote_control",
        translation_key="remote_control",
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda item: item.state.remote_control,
    ),
)

ALARM: tuple[ItemBinaryDescription[AlarmSystem], ...] = (
    ItemBinaryDescription(
        key="mains",
        translation_key="mains",
        device_class=BinarySensorDeviceClass.POWER,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda item: item.state.mains,
    ),
    ItemBinaryDescription(
        key="battery",
        device_class=BinarySensorDeviceClass.BATTERY,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda item: item.state.battery_low,
    ),
)

BREAKER: tuple[ItemBinaryDescription[StopAndGo], ...] = (
    ItemBinaryDescription(
        key="open",
        translation_key="breaker_open",
        device_class=BinarySensorDeviceClass.PROBLEM,
        value_fn=lambda item: item.state.has(BreakerBit.OPEN),
    ),
    _problem("failure", lambda item: item.state.has(BreakerBit.FAILURE)),
    _problem("ground_fault", lambda item: item.state.has(BreakerBit.OPEN_BY_GROUND_FAULT)),
)

LOAD: tuple[ItemBinaryDescription[Load], ...] = (
    ItemBinaryDescription(key="enabled", translation_key="enabled", value_fn=lambda item: item.state.enabled),
    ItemBinaryDescription(key="forced", translation_key="forced", value_fn=lambda item: item.state.forced),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every object that tells a yes or no its entities."""
    async_add_entities([Connectivity(entry.runtime_data)])
    entry.runtime_data.add_platform(Platform.BINARY_SENSOR, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[BinarySensorEntity]:
    """Return the entities of an object."""
    match item:
        case Light():
            shown = (one for one in (MOTION, LIGHT_FAULT) if coordinator.objects.traits(item).get(one.key))
            yield from (ItemBinarySensor(coordinator, item, description) for description in shown)
        case CenPlus(is_contact=True):
            yield Contact(coordinator, item, CONTACT, is_main=True)
        case CentralUnit():
            yield CentralFailure(coordinator, item, CENTRAL_FAILURE)
            yield from (ItemBinarySensor(coordinator, item, description) for description in CENTRAL)
        case Temperature(kind=ThermoKind.ZONE) if "only_measures" not in coordinator.objects.traits(item):
            yield ZoneDemand(coordinator, item)
        case AlarmZone():
            yield AlarmZoneSensor(coordinator, item, ZONE, is_main=True)
        case AlarmSystem():
            yield TechnicalAlarm(coordinator, item, TECHNICAL)
            yield from (ItemBinarySensor(coordinator, item, description) for description in ALARM)
        case StopAndGo():
            yield from (ItemBinarySensor(coordinator, item, description) for description in BREAKER)
        case Load(is_meter=False):
            yield from (ItemBinarySensor(coordinator, item, description) for description in LOAD)


class Connectivity(GatewayEntity, BinarySensorEntity):
    """Whether the gateway can be reached: what it shows is as everything else becomes unavailable and returns."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_should_poll = False

    def __init__(self, coordinator: Coordinator) -> None:
        """Belong to the gateway's own device."""
        super().__init__(coordinator, "connectivity")

    @override
    async def async_added_to_hass(self) -> None:
        self.async_on_remove(self.coordinator.objects.add_listener(None, self.async_write_ha_state))

    @property
    @override
    def is_on(self) -> bool:
        return self.coordinator.available


class ItemBinarySensor[ItemT: BaseItem](OpenWebNetEntity[ItemT], BinarySensorEntity):
    """A yes or no of an object."""

    entity_description: ItemBinaryDescription[ItemT]

    def __init__(
        self,
        coordinator: Coordinator,
        item: ItemT,
        description: ItemBinaryDescription[ItemT],
        *,
        is_main: bool = False,
    ) -> None:
        """Show what `description` says; `is_main` where the object is there for nothing else."""
        super().__init__(coordinator, item, None if is_main else description.key)
        self.entity_description = description

    @property
    @override
    def is_on(self) -> bool | None:
        return self.entity_description.value_fn(self.item)


class CentralFailure(ItemBinarySensor[CentralUnit]):
    """Whether a central unit has found a failure, and which ones, as far as it says so."""

    _unrecorded_attributes = frozenset((FAULTS,))

    @property
    def _diagnostics(self) -> ThermoDiagnostics:
        diagnostics = self.coordinator.gateway.get_item(Who.THERMOREGULATION_DIAGNOSTICS, self.item.where)
        return cast("ThermoDiagnostics", diagnostics)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self._diagnostics.add_listener(self._on_change))

    @property
    @override
    def extra_state_attributes(self) -> dict[str, list[str]]:
        """The failures that have a name."""
        return {FAULTS: [name.lower().replace(" ", "_") for name in self._diagnostics.state.named(CENTRAL_FAULTS)]}


class ZoneDemand(OpenWebNetEntity[Temperature], BinarySensorEntity):
    """Whether a zone heats or cools at this moment."""

    _attr_entity_registry_enabled_default = False
    _attr_translation_key = "demand"

    def __init__(self, coordinator: Coordinator, item: Temperature) -> None:
        """Show what flows to a zone."""
        super().__init__(coordinator, item, "demand")
        self._demand: Final = Demand(coordinator.gateway, item)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        for actuator in self._demand.actuators:
            self.async_on_remove(actuator.add_listener(self._on_change))

    @property
    @override
    def is_on(self) -> bool | None:
        seasons = self._demand.seasons
        return None if seasons is None else bool(seasons)


class Contact(ItemBinarySensor[CenPlus]):
    """A contact or a detector: what it watches, and which way round, depends on the wiring; the user says it."""

    @property
    @override
    def device_class(self) -> BinarySensorDeviceClass | None:
        chosen = self.coordinator.store.settings(self.object_key).get(CONF_DEVICE_CLASS)
        return BinarySensorDeviceClass(chosen) if isinstance(chosen, str) and chosen in _CLASSES else None

    @property
    @override
    def is_on(self) -> bool | None:
        closed = super().is_on
        inverted = self.coordinator.store.settings(self.object_key).get(CONF_INVERTED) is True
        return None if closed is None else closed is not inverted


_CLASSES: Final = frozenset(BinarySensorDeviceClass)


class AlarmZoneSensor(ItemBinarySensor[AlarmZone]):
    """The alarms of a zone, until the system is armed or disarmed."""

    @property
    def _system(self) -> AlarmSystem:
        return cast("AlarmSystem", self.coordinator.gateway.get_item(self.item.who, Where(SYSTEM)))

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self._system.add_listener(self._on_change))

    @property
    @override
    def is_on(self) -> bool | None:
        return bool(pending_alarms(self.item, self._system) - {AlarmKind.TECHNICAL})


class TechnicalAlarm(ItemBinarySensor[Alarm]):
    """Water, gas and the like: alarms that name the auxiliary channel they came by, armed or not."""

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.objects.add_frame_listener(self._on_any_frame))

    @callback
    def _on_any_frame(self, item: BaseItem) -> None:
        if isinstance(item, Alarm) and item is not self.item:
            self.async_write_ha_state()

    @property
    @override
    def is_on(self) -> bool | None:
        alarms = (item for item in self.coordinator.gateway.items if isinstance(item, Alarm))
        return any(map(self.entity_description.value_fn, alarms))
