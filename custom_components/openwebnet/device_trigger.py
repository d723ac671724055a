"""Triggers of the buttons of CEN and CEN+ commands: what happens to which button, for automations by device.

They follow the event entities, which outlive a reload of the entry.
"""

from typing import Any, Final

import probatio
from homeassistant.components.device_automation import DEVICE_TRIGGER_BASE_SCHEMA, InvalidDeviceAutomationConfig
from homeassistant.components.event import (
    ATTR_EVENT_TYPE,
    ATTR_EVENT_TYPES,
    ATTR_MULTI_PRESS_COUNT,
    ButtonEventType,
)
from homeassistant.const import (
    CONF_DEVICE_ID,
    CONF_DOMAIN,
    CONF_PLATFORM,
    CONF_TYPE,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HassJob, HomeAssistant, State, callback
from homeassistant.helpers import config_validation as cv, device_registry as dr, entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.helpers.trigger import TriggerActionType, TriggerInfo
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN
from .own.items.press import Press

CONF_SUBTYPE: Final = "subtype"
BUTTON: Final = "button_"
"""What a subtype begins with; the number of the button follows."""

SEVERAL: Final = {"double_press": 2, "triple_press": 3}
"""Presses in a row, which are told when no further one has come; and how many they are."""

TRIGGER_SCHEMA: Final = DEVICE_TRIGGER_BASE_SCHEMA.extend(
    {
        probatio.Required(CONF_TYPE): probatio.In([*(press.value for press in Press), *SEVERAL]),
        probatio.Required(CONF_SUBTYPE): cv.string,
    }
)


def _buttons(hass: HomeAssistant, device_id: str) -> dict[str, er.RegistryEntry]:
    """Return the event entities of a device's buttons, by subtype."""
    entries = er.async_entries_for_device(er.async_get(hass), device_id)
    return {
        f"{BUTTON}{number}": entry
        for entry in entries
        if entry.domain == Platform.EVENT
        and entry.platform == DOMAIN
        and (number := entry.unique_id.rpartition("-")[2]).isdecimal()
    }


def _is(press: str, state: State) -> bool:
    """Tell whether a button has just been pressed so."""
    if press not in SEVERAL:
        return bool(state.attributes.get(ATTR_EVENT_TYPE) == press)
    is_several = state.attributes.get(ATTR_EVENT_TYPE) == ButtonEventType.MULTI_PRESS_END
    return is_several and state.attributes.get(ATTR_MULTI_PRESS_COUNT) == SEVERAL[press]


async def async_get_triggers(hass: HomeAssistant, device_id: str) -> list[dict[str, Any]]:
    """Return a trigger for each kind of press of each button that was heard."""
    return [
        {
            CONF_PLATFORM: "device",
            CONF_DOMAIN: DOMAIN,
            CONF_DEVICE_ID: device_id,
            CONF_TYPE: press,
            CONF_SUBTYPE: subtype,
        }
        for subtype, entry in _buttons(hass, device_id).items()
        for press in (*(entry.capabilities or {}).get(ATTR_EVENT_TYPES, ()), *SEVERAL)
        if press not in (ButtonEventType.MULTI_PRESS_ONGOING, ButtonEventType.MULTI_PRESS_END)
    ]


async def async_attach_trigger(
    hass: HomeAssistant, config: ConfigType, action: TriggerActionType, trigger_info: TriggerInfo
) -> CALLBACK_TYPE:
    """Run an action at each press of a kind of a button."""
    subtype, press = config[CONF_SUBTYPE], config[CONF_TYPE]
    entry = _buttons(hass, config[CONF_DEVICE_ID]).get(subtype)
    if entry is None:
        device = dr.async_get(hass).async_get(config[CONF_DEVICE_ID])
        name = (device.name_by_user or device.name) if device else None
        raise InvalidDeviceAutomationConfig(
            translation_domain=DOMAIN,
            translation_key="no_such_button",
            translation_placeholders={
                "name": name or config[CONF_DEVICE_ID],
                "button": subtype.removeprefix(BUTTON),
            },
        )
    job = HassJob(action, f"{DOMAIN} device trigger {trigger_info}")
    data = trigger_info["trigger_data"]

    @callback
    def on_change(event: Event[EventStateChangedData]) -> None:
        before, after = event.data["old_state"], event.data["new_state"]
        # What comes back from being unavailable shows the last press again.
        if before is None or after is None or before.state == STATE_UNAVAILABLE:
            return
        if after.state in (STATE_UNAVAILABLE, STATE_UNKNOWN) or after.state == before.state:
            return
        if _is(press, after):
            trigger = {**data, **config, "description": f"{press} of {subtype} of {after.name}"}
            hass.async_run_hass_job(job, {"trigger": trigger}, event.context)

    followed = {entry.entity_id: async_track_state_change_event(hass, [entry.entity_id], on_change)}

    @callback
    def on_rename(event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        """Follow an entity that gets another id."""
        old = event.data.get("old_entity_id")
        if isinstance(old, str) and old in followed:
            followed.pop(old)()
            new = event.data["entity_id"]
            followed[new] = async_track_state_change_event(hass, [new], on_change)

    remove = hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, on_rename)

    @callback
    def detach() -> None:
        remove()
        for stop in followed.values():
            stop()

    return detach
