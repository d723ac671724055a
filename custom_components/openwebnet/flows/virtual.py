"""Virtual actuators in the options flow: listed, added, changed and removed."""

from collections.abc import Mapping
from typing import Any, Final

import probatio
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import CONF_ENTITY_ID
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from ..const import CONF_FOLLOWS_ALL, CONF_VIRTUAL, VIRTUAL_DOMAINS
from ..objects.key import ObjectKey
from ..objects.kinds import ADDABLE
from ..objects.store import VIRTUAL_KINDS, Virtual
from ..own.items.kinds import AddressError
from .base import EntryOptionsFlow
from .forms import address_fields, default_names, lines

_ADD: Final = "virtual_add"
_CHANGE: Final = "virtual_change"
_REMOVE: Final = "virtual_remove"
_DETAILS: Final = "virtual_details"
_KIND: Final = "kind"
_ACTUATOR: Final = "actuator"
_ACTUATORS: Final = "actuators"
_BASE: Final = "base"
_EFFECT: Final[Mapping[probatio.Marker, Any]] = {
    probatio.Required(CONF_ENTITY_ID): EntitySelector(EntitySelectorConfig(domain=list(VIRTUAL_DOMAINS))),
    probatio.Required(CONF_FOLLOWS_ALL, default=True): bool,
}


class VirtualFlow(EntryOptionsFlow):
    """What an options flow has for virtual actuators."""

    _actuator = ObjectKey("")
    """The one that is changed."""

    async def async_step_virtual(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """List them, and what can be done; where there is none, one can be added."""
        found = await self._labels()
        if not found:
            return await self.async_step_virtual_add()
        return self.async_show_menu(
            step_id=CONF_VIRTUAL,
            menu_options=[_ADD, _CHANGE, _REMOVE],
            description_placeholders={"actuators": lines(list(found.values()))},
        )

    async def async_step_virtual_add(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take an address where no actuator is, and the entity that it drives."""
        errors: dict[str, str] = {}
        objects, virtual = self._store.objects, self._store.virtual
        kind = ADDABLE[user_input[_KIND] if user_input is not None else VIRTUAL_KINDS[0]]
        if user_input is not None:
            try:
                key, _ = kind.object_of(user_input)
            except AddressError as error:
                errors[error.name] = f"bad_{error.name}"
            else:
                if key in objects:
                    errors[kind.last_field or _BASE] = "is_device"
                elif key in virtual:
                    errors[kind.last_field or _BASE] = "already_virtual"
                else:
                    return self._keep_virtual(key, user_input)
        kinds = SelectSelectorConfig(
            options=list(VIRTUAL_KINDS), mode=SelectSelectorMode.DROPDOWN, translation_key=_KIND
        )
        schema = probatio.Schema(
            {
                probatio.Required(_KIND, default=VIRTUAL_KINDS[0]): SelectSelector(kinds),
                **address_fields(kind),
                **_EFFECT,
            }
        )
        shown = user_input if user_input is not None else kind.first_free([*objects, *virtual])
        return self.async_show_form(
            step_id=_ADD, data_schema=self.add_suggested_values_to_schema(schema, shown), errors=errors
        )

    async def async_step_virtual_change(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose the one that is changed."""
        if user_input is not None:
            self._actuator = ObjectKey(user_input[_ACTUATOR])
            return await self.async_step_virtual_details()
        schema = probatio.Schema({probatio.Required(_ACTUATOR): await self._selector(multiple=False)})
        return self.async_show_form(step_id=_CHANGE, data_schema=schema)

    async def async_step_virtual_details(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Change what it drives, and what it follows."""
        if user_input is not None:
            return self._keep_virtual(self._actuator, user_input)
        known = self._store.virtual.get(self._actuator)
        return self.async_show_form(
            step_id=_DETAILS,
            data_schema=self.add_suggested_values_to_schema(
                probatio.Schema(dict(_EFFECT)), known._asdict() if known else None
            ),
            description_placeholders={"address": self._actuator.address},
        )

    async def async_step_virtual_remove(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Remove those that are selected."""
        if user_input is not None:
            for key in user_input[_ACTUATORS]:
                self._store.set_virtual(ObjectKey(key), None)
            return self._finish()
        schema = probatio.Schema({probatio.Required(_ACTUATORS, default=[]): await self._selector(multiple=True)})
        return self.async_show_form(step_id=_REMOVE, data_schema=schema)

    def _keep_virtual(self, key: ObjectKey, values: Mapping[str, Any]) -> ConfigFlowResult:
        self._store.set_virtual(key, Virtual(values[CONF_ENTITY_ID], values[CONF_FOLLOWS_ALL]))
        return self._finish()

    async def _selector(self, *, multiple: bool) -> SelectSelector:
        options = [SelectOptionDict(value=key, label=label) for key, label in (await self._labels()).items()]
        return SelectSelector(SelectSelectorConfig(options=options, multiple=multiple, mode=SelectSelectorMode.LIST))

    async def _labels(self) -> dict[ObjectKey, str]:
        """Return what each is called in lists: its address, and what it drives."""
        entities = {key: self._entity_name(one.entity_id) for key, one in self._store.virtual.items()}
        names = await default_names(self.hass, {key: {} for key in entities})
        return {key: f"{name} ({key.address}): {entities[key]}" for key, name in names.items()}

    def _entity_name(self, entity_id: str) -> str:
        state = self.hass.states.get(entity_id)
        return state.name if state else entity_id
