"""What a person can do about an issue, step by step."""

import contextlib
from typing import Any, Final, cast, override

import probatio
from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .errors import async_call_gateway
from .flows.move_in import MOVE_IN, preview
from .issues import ENTRY, ISSUE, KEY, MAC, Issue, close_issue
from .moving.moved import Moved, StillRunning
from .moving.neighbour import async_disable, neighbour_of, plan_of
from .objects.devices import async_come_to_rest, async_replace_gateway
from .objects.key import ObjectKey
from .objects.store import ObjectStore
from .own import Where, Who
from .own.items import GatewayItem, Light
from .own.items.point import PointItem
from .virtual.search import is_answered

type Data = dict[str, str | int | float | None]


async def async_create_fix_flow(hass: HomeAssistant, issue_id: str, data: Data | None) -> RepairsFlow:
    """Return the flow that mends an issue."""
    found = data or {}
    entry: OpenWebNetConfigEntry | None = hass.config_entries.async_get_entry(str(found.get(ENTRY)))
    if entry is None:
        return GoneFlow()
    return FLOWS[Issue(str(found[ISSUE]))](entry, str(found[KEY]), str(found[MAC]))


class GoneFlow(RepairsFlow):
    """For a gateway that is not there any more."""

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """End."""
        return self.async_abort(reason="gone")


class Flow(RepairsFlow):
    """What the flows share: a step that explains, and tries to mend when it is submitted."""

    def __init__(self, entry: OpenWebNetConfigEntry, key: str, mac: str) -> None:
        """Mend something of a gateway, or of the object with `key` behind it, or because of another gateway `mac`."""
        self._entry: Final = entry
        self._key: Final = key
        self._mac: Final = mac

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Explain; then try, until it is mended."""
        errors: dict[str, str] = {}
        if user_input is not None:
            error = await self._fix()
            if error is None:
                return self.async_create_entry(data={})
            errors["base"] = error
        return self.async_show_form(
            step_id="confirm", data_schema=probatio.Schema({}), errors=errors, description_placeholders=self._texts
        )

    async def _fix(self) -> str | None:
        """Try; return why it was in vain."""
        raise NotImplementedError

    @property
    def _texts(self) -> dict[str, str]:
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        return dict(issue.translation_placeholders or {}) if issue else {}

    @property
    def _coordinator(self) -> Coordinator | None:
        return self._entry.runtime_data if self._entry.state is ConfigEntryState.LOADED else None


class SessionFlow(Flow):
    """Connects once more, when a person has closed another program or allowed this address."""

    @override
    async def _fix(self) -> str | None:
        await async_come_to_rest(self._entry)
        await self.hass.config_entries.async_reload(self._entry.entry_id)
        coordinator = self._coordinator
        return None if coordinator is not None and coordinator.available else "still_refused"


class ReplacedFlow(Flow):
    """Gives everything that an entry has to the gateway that answers now."""

    @override
    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        other = self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, self._mac)
        if other is not None and other.source != SOURCE_IGNORE:
            # It has an entry of its own: this one has the wrong address.
            return self.async_abort(reason="already_configured", description_placeholders=self._texts)
        return await super().async_step_confirm(user_input)

    @override
    async def _fix(self) -> str | None:
        await async_replace_gateway(self.hass, self._entry, self._mac)
        self.hass.config_entries.async_schedule_reload(self._entry.entry_id)
        return None


class ClockFlow(Flow):
    """Sets the clock with its time zone."""

    @override
    async def _fix(self) -> str | None:
        coordinator = self._coordinator
        if coordinator is None:
            return "not_connected"
        item = cast("GatewayItem", coordinator.gateway.get_item(Who.GATEWAY, Where()))
        try:
            await async_call_gateway(item.set_clock(dt_util.now()), self._entry.title)
            await async_call_gateway(item.send_dimension_request("0"), self._entry.title, asks=True)
        except HomeAssistantError:
            return "no_answer"
        return "still_unset" if item.state.zone_is_unset else None


class SilentFlow(Flow):
    """Lets a person say whether a device is gone for good."""

    @override
    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        return self.async_show_menu(
            step_id="init", menu_options=["remove", "leave"], description_placeholders=self._texts
        )

    async def async_step_remove(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Remove it; it stays away until it is asked for again."""
        coordinator = self._coordinator
        if coordinator is None:
            return self.async_abort(reason="not_connected")
        key = ObjectKey(self._key)
        coordinator.remove_object(key)
        registry = dr.async_get(self.hass)
        device = registry.async_get_device_by_identifier(key.identifier(coordinator.gateway_id), self._entry.entry_id)
        if device is not None:
            registry.async_remove_device(device.id)
        return self.async_create_entry(data={})

    async def async_step_leave(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say no more about it until it has answered again."""
        ir.async_ignore_issue(self.hass, DOMAIN, self.issue_id, True)
        return self.async_abort(reason="left")


class FaultFlow(Flow):
    """Asks an actuator again, when a person has looked after it."""

    @override
    async def _fix(self) -> str | None:
        coordinator = self._coordinator
        if coordinator is None:
            return "not_connected"
        light = coordinator.objects.item_of(ObjectKey(self._key))
        if not isinstance(light, Light):
            return None
        try:
            await async_call_gateway(light.send_status_request(), self._entry.title, asks=True)
        except HomeAssistantError:
            return "no_answer"
        return "still_faulty" if light.state.fault else None


class VirtualFlow(Flow):
    """Lets a person say which of the two at an address goes: the actuator, or the virtual one."""

    @override
    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        return self.async_show_menu(
            step_id="init", menu_options=["confirm", "remove"], description_placeholders=self._texts
        )

    @override
    async def _fix(self) -> str | None:
        coordinator = self._coordinator
        key = ObjectKey(self._key)
        if coordinator is None or not coordinator.is_connected:
            return "not_connected"
        item = coordinator.objects.item_of(key)
        is_there = await is_answered(coordinator.gateway, item) if isinstance(item, PointItem) else False
        if is_there is not False:
            return "still_answers" if is_there else "not_connected"
        close_issue(self.hass, self._entry, Issue.VIRTUAL_ADDRESS_TAKEN, self._key)
        coordinator.objects.show_all()
        return None

    async def async_step_remove(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Remove the virtual actuator: the other one is a device as any, as soon as it tells something."""
        key = ObjectKey(self._key)
        ObjectStore(self.hass, self._entry).set_virtual(key, None)
        close_issue(self.hass, self._entry, Issue.VIRTUAL_ADDRESS_TAKEN, key)
        item = self._coordinator.objects.item_of(key) if self._coordinator is not None else None
        if item is not None:
            with contextlib.suppress(HomeAssistantError):
                await async_call_gateway(item.send_status_request(), self._entry.title, asks=True)
        return self.async_create_entry(data={})


class CorruptedFlow(Flow):
    """Drops what cannot be read of the options; all else stays."""

    @override
    async def _fix(self) -> str | None:
        ObjectStore(self.hass, self._entry).drop_corrupted()
        self.hass.config_entries.async_schedule_reload(self._entry.entry_id)
        return None


class NeighbourFlow(Flow):
    """Leaves a gateway to one of two integrations."""

    @override
    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        other = neighbour_of(self.hass, self._entry)
        if other is None:
            return self.async_abort(reason="gone")
        can_move = bool(plan_of(self.hass, self._entry, other).moves)
        return self.async_show_menu(
            step_id="init",
            menu_options=[MOVE_IN, "disable"] if can_move else ["disable"],
            description_placeholders=self._texts,
        )

    async def async_step_move_in(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Show what moves; move it when that is right."""
        other = neighbour_of(self.hass, self._entry)
        if other is None:
            return self.async_abort(reason="gone")
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                await Moved(self.hass, self._entry).async_move_in(other)
            except StillRunning:
                errors["base"] = "still_running"
            else:
                return self.async_create_entry(data={})
        return self.async_show_form(
            step_id=MOVE_IN,
            data_schema=probatio.Schema({}),
            errors=errors,
            description_placeholders=await preview(self.hass, self._entry, other),
        )

    async def async_step_disable(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Disable the other integration, and take nothing of it."""
        other = neighbour_of(self.hass, self._entry)
        if other is None:
            return self.async_abort(reason="gone")
        await async_disable(self.hass, other)
        return self.async_create_entry(data={})


FLOWS: Final[dict[Issue, type[Flow]]] = {
    Issue.SESSION_REFUSED: SessionFlow,
    Issue.GATEWAY_REPLACED: ReplacedFlow,
    Issue.CLOCK_WITHOUT_TIME_ZONE: ClockFlow,
    Issue.SILENT_DEVICE: SilentFlow,
    Issue.ACTUATOR_FAULT: FaultFlow,
    Issue.CORRUPTED_OPTIONS: CorruptedFlow,
    Issue.TWO_INTEGRATIONS: NeighbourFlow,
    Issue.VIRTUAL_ADDRESS_TAKEN: VirtualFlow,
}
