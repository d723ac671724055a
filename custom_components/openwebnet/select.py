"""What an object is to be in Home Assistant: used as (WHO 1), class of shutters and contacts, modes, alarm channels."""

from collections.abc import Iterable
from typing import Final, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.cover import CoverDeviceClass
from homeassistant.components.select import SelectEntity
from homeassistant.const import CONF_DEVICE_CLASS, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_FADING, CONF_MODES, CONF_USED_AS, FADINGS, MODES, USED_AS_LIGHT, USES
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import SettingEntity
from .objects.alarm_orders import ACTIONS, CHANNELS, Channel
from .objects.key import ObjectKey
from .own.items import AlarmSystem, Automation, BaseItem, CenPlus, CentralUnit, Light, Temperature
from .own.items.thermo_values import ThermoKind
from .thermostats.modes import modes_of

# Nothing is sent to the bus.
PARALLEL_UPDATES = 0

NONE: Final = "none"
"""A contact of which nothing is said."""
COVER_CLASSES: Final = (
    CoverDeviceClass.SHUTTER,
    CoverDeviceClass.BLIND,
    CoverDeviceClass.CURTAIN,
    CoverDeviceClass.SHADE,
    CoverDeviceClass.AWNING,
    CoverDeviceClass.WINDOW,
    CoverDeviceClass.DOOR,
    CoverDeviceClass.GARAGE,
    CoverDeviceClass.GATE,
    CoverDeviceClass.DAMPER,
)
CONTACT_CLASSES: Final = (
    BinarySensorDeviceClass.DOOR,
    BinarySensorDeviceClass.WINDOW,
    BinarySensorDeviceClass.GARAGE_DOOR,
    BinarySensorDeviceClass.OPENING,
    BinarySensorDeviceClass.LOCK,
    BinarySensorDeviceClass.MOTION,
    BinarySensorDeviceClass.OCCUPANCY,
    BinarySensorDeviceClass.SMOKE,
    BinarySensorDeviceClass.GAS,
    BinarySensorDeviceClass.MOISTURE,
    BinarySensorDeviceClass.TAMPER,
    BinarySensorDeviceClass.VIBRATION,
    BinarySensorDeviceClass.PROBLEM,
    BinarySensorDeviceClass.POWER,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every object that can be more than one thing its choice."""
    entry.runtime_data.add_platform(Platform.SELECT, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[SelectEntity]:
    """Return the entities of an object; what has a level is a light, whatever hangs on it."""
    match item:
        case Light():
            if _has_choice(coordinator, item):
                yield UsedAs(coordinator, item)
            elif item.has_hundred_steps:
                yield Choice(coordinator, item, CONF_FADING, FADINGS)
        case Automation():
            yield DeviceClass(coordinator, item, COVER_CLASSES)
        case CentralUnit():
            yield Modes(coordinator, item)
        case Temperature(kind=ThermoKind.ZONE) if "only_measures" not in coordinator.objects.traits(item):
            yield Modes(coordinator, item)
        case AlarmSystem():
            yield from (ChannelAction(coordinator, item, channel) for channel in CHANNELS.values())
        case CenPlus(is_contact=True):
            yield DeviceClass(coordinator, item, (NONE, *CONTACT_CLASSES))


def _has_choice(coordinator: Coordinator, item: Light) -> bool:
    """Tell whether it may be something else than a light; once it is, there has to be a way back."""
    is_plain = item.state.steps is None and coordinator.objects.is_actuator(item)
    return is_plain or coordinator.store.used_as(ObjectKey.of(item)) != USED_AS_LIGHT


class Choice[ItemT: BaseItem](SettingEntity[ItemT], SelectEntity):
    """A setting with a few values; the first is what counts where none was chosen."""

    def __init__(self, coordinator: Coordinator, item: ItemT, key: str, options: Iterable[str]) -> None:
        """Offer the values of a setting."""
        super().__init__(coordinator, item, key)
        self._attr_options = [str(option) for option in options]

    @property
    @override
    def current_option(self) -> str:
        chosen = self.coordinator.store.settings(self.object_key).get(self._key)
        return chosen if isinstance(chosen, str) and chosen in self.options else self.options[0]

    @override
    async def async_select_option(self, option: str) -> None:
        """Keep a value; the entities of the object follow at once."""
        self._keep(option)


class UsedAs(Choice[Light]):
    """What hangs on an actuator: a light, or something that is only switched."""

    def __init__(self, coordinator: Coordinator, item: Light) -> None:
        """Offer what a switching actuator is used as."""
        super().__init__(coordinator, item, CONF_USED_AS, USES)

    @override
    async def async_select_option(self, option: str) -> None:
        """Keep the choice, and move the main entity to its new platform."""
        await super().async_select_option(option)
        self.coordinator.objects.recreate_entities(self.item)


class DeviceClass(Choice[Automation | CenPlus]):
    """What a motor moves, or what a contact watches."""

    def __init__(self, coordinator: Coordinator, item: Automation | CenPlus, options: Iterable[str]) -> None:
        """Offer the classes of a kind of object."""
        super().__init__(coordinator, item, CONF_DEVICE_CLASS, options)
        if isinstance(item, CenPlus):
            self._attr_translation_key = "contact_class"


class Modes(Choice[Temperature | CentralUnit]):
    """What a zone or a central unit can do: what the house has not is taken off its card."""

    def __init__(self, coordinator: Coordinator, item: Temperature | CentralUnit) -> None:
        """Offer heating, cooling, or both."""
        super().__init__(coordinator, item, CONF_MODES, MODES)

    @property
    @override
    def current_option(self) -> str:
        """What is said of a central unit counts for zones of which nothing is said."""
        return modes_of(self.coordinator, self.item)


class ChannelAction(Choice[AlarmSystem]):
    """What a channel of the alarm is told."""

    def __init__(self, coordinator: Coordinator, item: AlarmSystem, channel: Channel) -> None:
        """Offer what a channel may be told; what is told where nothing was chosen comes first."""
        others = (action for action in ACTIONS if action != channel.default)
        super().__init__(coordinator, item, channel.action, (channel.default, *others))
