"""What happens and does not last: buttons (WHO 15, 25), scenarios (WHO 0, 17), calls at a door (WHO 6)."""

from collections.abc import Iterable
from typing import Final, override

from homeassistant.components.event import DoorbellEventType, EventDeviceClass, EventEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import Coordinator, OpenWebNetConfigEntry
from .occurrences import AnyOccurrence, OccurrenceEntity
from .own.items import BaseItem, Cen, CenPlus, DoorEntry, ScenarioModule, Scene
from .own.items.press import ButtonPress, Press

# Nothing is sent to the bus.
PARALLEL_UPDATES = 0

ACTIVATED: Final = "activated"

_CEN_PRESSES: Final = (
    Press.PRESS_START,
    Press.PRESS_END,
    Press.LONG_PRESS_START,
    Press.LONG_PRESS_END,
    Press.LONG_PRESS_REPEAT,
)
_CEN_PLUS_PRESSES: Final = (
    *_CEN_PRESSES[1:],
    Press.ROTATE_CLOCKWISE_SLOW,
    Press.ROTATE_CLOCKWISE_FAST,
    Press.ROTATE_COUNTERCLOCKWISE_SLOW,
    Press.ROTATE_COUNTERCLOCKWISE_FAST,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every object on which something happens its entities."""
    entry.runtime_data.add_platform(Platform.EVENT, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[EventEntity]:
    """Return the entities of an object: one for each button that was heard."""
    match item:
        case Cen():
            for button in sorted(item.state.buttons):
                yield Button(coordinator, item, button, _CEN_PRESSES)
        case CenPlus():
            for button in sorted(item.state.buttons):
                yield Button(coordinator, item, button, _CEN_PLUS_PRESSES)
        case ScenarioModule():
            yield Activation(coordinator, item)
        case Scene():
            yield Activation(coordinator, item)
        case DoorEntry() if "call" in coordinator.traits(item):
            yield DoorCall(coordinator, item)


class Button(OccurrenceEntity[Cen | CenPlus], EventEntity):
    """A button of a CEN or CEN+ command."""

    _attr_device_class = EventDeviceClass.BUTTON
    _attr_translation_key = "button"

    def __init__(self, coordinator: Coordinator, item: Cen | CenPlus, button: int, presses: tuple[Press, ...]) -> None:
        """Show a button, 0-31."""
        super().__init__(coordinator, item, str(button))
        self._button: Final = button
        self._attr_event_types = [press.value for press in presses]
        self._attr_translation_placeholders = {"button": str(button)}

    @override
    def _last(self) -> AnyOccurrence | None:
        return self.item.state.press

    @override
    def _tell(self, occurrence: AnyOccurrence) -> bool:
        press = occurrence.what
        if not isinstance(press, ButtonPress) or press.button != self._button:
            return False
        self._trigger_event(press.press.value)
        return True


class Activation(OccurrenceEntity[ScenarioModule | Scene], EventEntity):
    """The activations of a scenario."""

    _attr_event_types = [ACTIVATED]
    _attr_translation_key = "scenario"

    def __init__(self, coordinator: Coordinator, item: ScenarioModule | Scene) -> None:
        """Tell of a scenario module or a scene."""
        super().__init__(coordinator, item, ACTIVATED)

    @override
    def _last(self) -> AnyOccurrence | None:
        return self.item.state.activated

    @override
    def _tell(self, occurrence: AnyOccurrence) -> bool:
        # A module has scenarios by number; a scene is one.
        attributes = {} if occurrence.what is None else {"scenario": occurrence.what}
        self._trigger_event(ACTIVATED, attributes)
        return True


class DoorCall(OccurrenceEntity[DoorEntry], EventEntity):
    """Somebody calls from an entrance."""

    _attr_device_class = EventDeviceClass.DOORBELL
    _attr_event_types = [DoorbellEventType.RING]

    def __init__(self, coordinator: Coordinator, item: DoorEntry) -> None:
        """Tell of the calls at an address."""
        super().__init__(coordinator, item, "call")

    @override
    def _last(self) -> AnyOccurrence | None:
        return self.item.state.call

    @override
    def _tell(self, occurrence: AnyOccurrence) -> bool:
        self._trigger_event(DoorbellEventType.RING)
        return True
