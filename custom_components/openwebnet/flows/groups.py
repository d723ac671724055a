"""Naming the members of groups of lights and shutters: the bus does not tell who belongs to one."""

from typing import Any, Final

import probatio
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig, SelectSelectorMode

from ..const import CONF_MEMBERS
from ..objects.devices import gateway_id
from ..objects.key import ObjectKey
from ..own import Who
from .base import EntryOptionsFlow
from .forms import default_names

GROUPS: Final = "groups"
"""The step that chooses a group."""
CONF_GROUP: Final = "group"
_GROUPS: Final = ("light_group", "cover_group")
_MEMBERS: Final = ("light", "cover")
"""Kinds of what is a group, and of what can be in one."""


class GroupFlow(EntryOptionsFlow):
    """What an options flow has for groups."""

    _group = ObjectKey("")

    @property
    def _groups(self) -> list[ObjectKey]:
        return [key for key in self._store.objects if key.kind_name(self._store.traits(key)) in _GROUPS]

    async def async_step_groups(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose the group whose members are named."""
        if user_input is not None:
            self._group = ObjectKey(user_input[CONF_GROUP])
            return await self.async_step_members()
        schema = probatio.Schema({probatio.Required(CONF_GROUP): await self._choice(self._groups, multiple=False)})
        return self.async_show_form(step_id=GROUPS, data_schema=schema)

    async def async_step_members(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Name the members of a group; with none it has those that the bus shows."""
        if user_input is not None:
            self._name_members([str(ObjectKey(key)) for key in user_input[CONF_MEMBERS]])
            return self._finish()
        known = [key for key in self._store.members(self._group) if key in self._store.objects]
        possible = [key for key in self._store.objects if key.who is self._group.who and self._can_belong(key)]
        schema = probatio.Schema(
            {probatio.Required(CONF_MEMBERS, default=[*known]): await self._choice(possible, multiple=True)}
        )
        names = await self._names([self._group])
        return self.async_show_form(
            step_id=CONF_MEMBERS, data_schema=schema, description_placeholders={"name": names[self._group]}
        )

    def _can_belong(self, key: ObjectKey) -> bool:
        return key.who in (Who.LIGHTING, Who.AUTOMATION) and key.kind_name(self._store.traits(key)) in _MEMBERS

    def _name_members(self, members: list[str]) -> None:
        if self._coordinator is None:
            self._store.update(self._group, members=members)
        else:
            group = self._coordinator.gateway.get_item(self._group.who, self._group.where)
            self._coordinator.objects.set_settings(group, members=members)

    async def _names(self, keys: list[ObjectKey]) -> dict[ObjectKey, str]:
        """Return what a person calls objects, or what they are called by themselves."""
        registry = dr.async_get(self.hass)
        gateway = gateway_id(self.config_entry)
        names = await default_names(self.hass, {key: self._store.traits(key) for key in keys})
        for key in names:
            device = registry.async_get_device_by_identifier(key.identifier(gateway), self.config_entry.entry_id)
            if device is not None and device.name_by_user:
                names[key] = device.name_by_user
        return names

    async def _choice(self, keys: list[ObjectKey], *, multiple: bool) -> SelectSelector:
        names = await self._names(keys)
        options = [SelectOptionDict(value=key, label=f"{name} ({key.address})") for key, name in names.items()]
        return SelectSelector(SelectSelectorConfig(options=options, multiple=multiple, mode=SelectSelectorMode.LIST))
