"""What happens and does not last: buttons (WHO 15, 25), scenarios (WHO 0, 17), calls at a door (WHO 6)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, override

from homeassistant.components.event import (
    ATTR_MULTI_PRESS_COUNT,
    ButtonEventType,
    DoorbellEventType,
    EventDeviceClass,
    EventEntity,
)
from homeassistant.const import Platform
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_call_later

from .coordinator import Coordinator, OpenWebNetConfigEntry
from .occurrences import AnyOccurrence, OccurrenceEntity
from .own.items import BaseItem, Cen, CenPlus, DoorEntry, ScenarioModule, Scene
from .own.items.press import ButtonPress, Press
from .timing import TIMING

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
        case DoorEntry() if "call" in coordinator.objects.traits(item):
            yield DoorCall(coordinator, item)


class Button(OccurrenceEntity[Cen | CenPlus], EventEntity):
    """A button of a CEN or CEN+ command: each press as it comes, and several in a row once more, with their number."""

    _attr_device_class = EventDeviceClass.BUTTON
    _attr_translation_key = "button"

    _count = 0
    """Presses in a row."""
    _is_down = False
    """Whether the last press was told to begin, and not to be over."""
    _end_of_row: CALLBACK_TYPE | None = None

    def __init__(self, coordinator: Coordinator, item: Cen | CenPlus, button: int, presses: tuple[Press, ...]) -> None:
        """Show a button, 0-31."""
        super().__init__(coordinator, item, str(button))
        self._button: Final = button
        self._first: Final = Press.PRESS_START if Press.PRESS_START in presses else Press.PRESS_END
        """What a press is told by; a CEN+ tells only that one is over."""
        several = (ButtonEventType.MULTI_PRESS_ONGOING, ButtonEventType.MULTI_PRESS_END)
        self._attr_event_types = [press.value for press in (*presses, *several)]
        self._attr_translation_placeholders = {"button": str(button)}

    @override
    def _last(self) -> AnyOccurrence | None:
        return self.item.state.press

    @override
    def _tell(self, occurrence: AnyOccurrence) -> bool:
        press = occurrence.what
        if not isinstance(press, ButtonPress) or press.button != self._button:
            return False
        if press.press not in (self._first, Press.PRESS_END):
            # A button that is held, or turned, ends the row before it.
            self._tell_end_of_row()
        self._trigger_event(press.press.value)
        if self._follows(press.press):
            # The press itself waits for nothing.
            self.async_write_ha_state()
            self._tell_several(ButtonEventType.MULTI_PRESS_ONGOING, self._count)
        return True

    def _follows(self, press: Press) -> bool:
        """Take a short press, or what may become one, into the row; tell whether it is the second of one, or later."""
        self._is_down = press is Press.PRESS_START
        if press not in (self._first, Press.PRESS_END):
            return False
        is_first = press is self._first
        if self._end_of_row is not None:
            self._end_of_row()
        else:
            self._count = 0
        self._count += is_first
        self._end_of_row = async_call_later(
            self.hass, TIMING.multi_press, HassJob(self._on_end_of_row, cancel_on_shutdown=True)
        )
        return is_first and self._count > 1

    @callback
    def _on_end_of_row(self, _: datetime) -> None:
        self._end_of_row = None
        if self._count > 1:
            self._tell_several(ButtonEventType.MULTI_PRESS_END, self._count)
            self.async_write_ha_state()

    def _tell_end_of_row(self) -> None:
        """Tell how many short presses there were before one that is none, where another one of them was told."""
        if self._end_of_row is None:
            return
        self._end_of_row()
        self._end_of_row = None
        if self._count > 1:
            # The one that is held was taken for a further short one, as long as it could be.
            self._tell_several(ButtonEventType.MULTI_PRESS_END, self._count - self._is_down)
            self.async_write_ha_state()

    def _tell_several(self, event: ButtonEventType, count: int) -> None:
        self._trigger_event(event, {ATTR_MULTI_PRESS_COUNT: count})

    @override
    async def async_will_remove_from_hass(self) -> None:
        if self._end_of_row is not None:
            self._end_of_row()


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
