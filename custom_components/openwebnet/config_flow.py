"""Setting up a gateway, by hand or discovered, and changing its settings later."""

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, override
from urllib.parse import urlparse

import probatio
from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.service_info.ssdp import ATTR_UPNP_MODEL_NAME, ATTR_UPNP_SERIAL, SsdpServiceInfo
from homeassistant.helpers.translation import async_get_translations

from .const import (
    CONF_ADD_AUTOMATICALLY,
    CONF_COMMAND_GAP,
    CONF_COMMAND_SESSIONS,
    CONF_IGNORED,
    CONF_OBJECTS,
    DEFAULT_PASSWORD,
    DEFAULT_PORT,
    DOMAIN,
)
from .coordinator import OpenWebNetConfigEntry
from .naming import device_kind
from .own import InvalidAuthentication, InvalidSession
from .own.gateway import Gateway, Identity

_LOGGER = logging.getLogger(__name__)

PASSWORD: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
CONNECTION_SCHEMA: Final = probatio.Schema(
    {
        probatio.Required(CONF_HOST): str,
        probatio.Required(CONF_PORT, default=DEFAULT_PORT): probatio.Port(),
        probatio.Optional(CONF_PASSWORD): PASSWORD,
    }
)
# A gateway that asks for no password does not look at this one.
DISCOVERED_SCHEMA: Final = probatio.Schema(
    {
        probatio.Required(CONF_PORT, default=DEFAULT_PORT): probatio.Port(),
        probatio.Optional(CONF_PASSWORD, default=DEFAULT_PASSWORD): PASSWORD,
    }
)
DISCOVERED_AGAIN_SCHEMA: Final = probatio.Schema(
    {
        probatio.Required(CONF_PORT, default=DEFAULT_PORT): probatio.Port(),
        probatio.Optional(CONF_PASSWORD): PASSWORD,
    }
)
PASSWORD_SCHEMA: Final = probatio.Schema({probatio.Optional(CONF_PASSWORD): PASSWORD})

UNNAMED: Final = "MyHOME"
"""What a gateway is called that tells no model."""
NEW_DEVICES: Final = "new_devices"
"""The step, and its field, that adds the objects that wait."""


class OpenWebNetConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets up a gateway."""

    VERSION = 1

    def __init__(self) -> None:
        """Know nothing yet."""
        self._host = ""
        """Where a gateway was discovered."""
        self._model: str | None = None

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OpenWebNetOptionsFlow:
        """Return the flow behind the entry's cog wheel."""
        return OpenWebNetOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take the address and the password of a gateway."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data = _connection(user_input)
            identity = await _identify(data, errors)
            if identity is not None:
                return await self._create(data, identity)
        return self.async_show_form(
            step_id="user", data_schema=self._filled_in(CONNECTION_SCHEMA, user_input), errors=errors
        )

    @override
    async def async_step_ssdp(self, discovery_info: SsdpServiceInfo) -> ConfigFlowResult:
        """Take a gateway that was discovered; one that is known gets its new address."""
        self._host = urlparse(discovery_info.ssdp_location or "").hostname or ""
        if not self._host:
            return self.async_abort(reason="no_address")
        self._model = _first(discovery_info.upnp.get(ATTR_UPNP_MODEL_NAME))
        mac = _mac(_first(discovery_info.upnp.get(ATTR_UPNP_SERIAL)))
        if mac is None:
            await self._async_handle_discovery_without_unique_id()
        else:
            await self.async_set_unique_id(mac)
            self._abort_if_unique_id_configured(updates={CONF_HOST: self._host})
        self.context["title_placeholders"] = {"name": f"{self._model or UNNAMED} ({self._host})"}
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take the port and the password of a discovered gateway."""
        errors: dict[str, str] = {}
        schema = DISCOVERED_SCHEMA
        if user_input is not None:
            data = _connection({CONF_HOST: self._host, **user_input})
            identity = await _identify(data, errors)
            if identity is not None:
                return await self._create(data, identity)
            schema = DISCOVERED_AGAIN_SCHEMA
        return self.async_show_form(
            step_id="confirm",
            data_schema=self._filled_in(schema, user_input),
            errors=errors,
            description_placeholders={"name": self._model or UNNAMED, "host": self._host},
        )

    @override
    async def async_step_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """Take the new address of a gateway that is known."""
        await self.async_set_unique_id(_mac(discovery_info.macaddress))
        self._abort_if_unique_id_configured(updates={CONF_HOST: discovery_info.ip})
        return self.async_abort(reason="not_configured")

    async def async_step_reauth(self, _: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin to ask for the password that the gateway refuses."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take the new password."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            data = _connection({**entry.data, CONF_PASSWORD: "", **user_input})
            identity = await _identify(data, errors)
            if identity is not None:
                await self._check_same_gateway(entry, identity)
                return self.async_update_reload_and_abort(entry, data_updates=data)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=PASSWORD_SCHEMA,
            errors=errors,
            description_placeholders={CONF_HOST: entry.data[CONF_HOST]},
        )

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take another address or password; a password that is left empty stays as it is."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            password = user_input.get(CONF_PASSWORD) or entry.data[CONF_PASSWORD]
            data = _connection({**user_input, CONF_PASSWORD: password})
            self._async_abort_entries_match({CONF_HOST: data[CONF_HOST], CONF_PORT: data[CONF_PORT]})
            identity = await _identify(data, errors)
            if identity is not None:
                await self._check_same_gateway(entry, identity)
                return self.async_update_reload_and_abort(entry, data_updates=data)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self._filled_in(CONNECTION_SCHEMA, user_input or entry.data),
            errors=errors,
        )

    def _filled_in(self, schema: probatio.Schema, values: Mapping[str, Any] | None) -> probatio.Schema:
        """Return a form with what was typed before, but never a password."""
        shown = {name: value for name, value in (values or {}).items() if name != CONF_PASSWORD}
        return self.add_suggested_values_to_schema(schema, shown)

    async def _create(self, data: dict[str, Any], identity: Identity) -> ConfigFlowResult:
        address = {CONF_HOST: data[CONF_HOST], CONF_PORT: data[CONF_PORT]}
        if identity.mac is None:
            self._async_abort_entries_match(address)
        else:
            # Also where discovery said otherwise, or is still waiting for the user.
            await self.async_set_unique_id(identity.mac, raise_on_progress=False)
        self._abort_if_unique_id_configured(updates=address)
        return self.async_create_entry(
            title=identity.model or self._model or f"{UNNAMED} ({data[CONF_HOST]})",
            data=data,
            options={CONF_OBJECTS: {}, CONF_IGNORED: [], CONF_ADD_AUTOMATICALLY: True},
        )

    async def _check_same_gateway(self, entry: ConfigEntry, identity: Identity) -> None:
        """Abort when another gateway answered than the one of the entry."""
        if identity.mac is None:
            return
        await self.async_set_unique_id(identity.mac, raise_on_progress=False)
        if entry.unique_id is None:
            self._abort_if_unique_id_configured()
        else:
            self._abort_if_unique_id_mismatch(reason="wrong_gateway")


class OpenWebNetOptionsFlow(OptionsFlowWithReload):
    """Changes how objects are taken in."""

    async def async_step_init(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show what there is to do."""
        menu = ["settings"]
        if self._waiting:
            menu.append(NEW_DEVICES)
        if self._ignored:
            menu.append(CONF_IGNORED)
        return self.async_show_menu(step_id="init", menu_options=menu)

    async def async_step_settings(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose whether what is heard is added by itself, and how much the gateway is asked for at once."""
        if user_input is not None:
            return self._save(
                {name: user_input.get(name) for name in (CONF_COMMAND_SESSIONS, CONF_COMMAND_GAP)} | user_input
            )
        options = self.config_entry.options
        schema = probatio.Schema(
            {
                probatio.Required(CONF_ADD_AUTOMATICALLY, default=options.get(CONF_ADD_AUTOMATICALLY, True)): bool,
                probatio.Optional(CONF_COMMAND_SESSIONS): _whole(1, 4),
                probatio.Optional(CONF_COMMAND_GAP): _whole(0, 1000, "ms"),
            }
        )
        return self.async_show_form(
            step_id="settings", data_schema=self.add_suggested_values_to_schema(schema, options)
        )

    async def async_step_new_devices(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Add objects that were heard; those that are not ticked go on waiting."""
        if user_input is not None:
            objects = self.config_entry.options.get(CONF_OBJECTS, {})
            added: dict[str, object] = {key: {} for key in user_input[NEW_DEVICES] if key not in objects}
            return self._save({CONF_OBJECTS: {**objects, **added}})
        choice = await self._choice(self._waiting)
        schema = probatio.Schema({probatio.Required(NEW_DEVICES, default=list(self._waiting)): choice})
        return self.async_show_form(step_id=NEW_DEVICES, data_schema=schema)

    async def async_step_ignored(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take back objects that were removed: they come again when they are heard."""
        if user_input is not None:
            wanted = user_input[CONF_IGNORED]
            return self._save({CONF_IGNORED: [key for key in self._ignored if key not in wanted]})
        choice = await self._choice(self._ignored)
        schema = probatio.Schema({probatio.Required(CONF_IGNORED, default=[]): choice})
        return self.async_show_form(step_id=CONF_IGNORED, data_schema=schema)

    @property
    def _waiting(self) -> list[str]:
        """The objects that wait; nothing does while the gateway is not connected."""
        entry: OpenWebNetConfigEntry = self.config_entry
        return list(entry.runtime_data.waiting) if entry.state is ConfigEntryState.LOADED else []

    @property
    def _ignored(self) -> list[str]:
        return list(self.config_entry.options.get(CONF_IGNORED, ()))

    async def _choice(self, keys: Iterable[str]) -> SelectSelector:
        """Return a list to tick objects in, named as their devices are."""
        names = await async_get_translations(self.hass, self.hass.config.language, "device", {DOMAIN})
        options = [
            SelectOptionDict(
                value=key,
                label=names[f"component.{DOMAIN}.device.{device_kind(key)}.name"].format(where=key.partition("-")[2]),
            )
            for key in keys
        ]
        return SelectSelector(
            SelectSelectorConfig(options=options, multiple=True, mode=SelectSelectorMode.LIST, sort=True)
        )

    def _save(self, changes: dict[str, Any]) -> ConfigFlowResult:
        options = {**self.config_entry.options, **changes}
        return self.async_create_entry(data={name: value for name, value in options.items() if value is not None})


def _whole(low: int, high: int, unit: str | None = None) -> NumberSelector:
    """Return a field for a whole number."""
    config = NumberSelectorConfig(min=low, max=high, step=1, mode=NumberSelectorMode.BOX)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


async def _identify(data: Mapping[str, Any], errors: dict[str, str]) -> Identity | None:
    """Connect to a gateway and ask what it is; where that fails, say why in `errors`."""
    gateway = Gateway(data[CONF_HOST], data[CONF_PORT], data[CONF_PASSWORD])
    try:
        await gateway.connect()
    except InvalidAuthentication:
        errors["base"] = "invalid_auth"
    except InvalidSession, TimeoutError, UnicodeError:
        # UnicodeError: a host that can be none, `192.168..1`.
        errors["base"] = "cannot_connect"
    except Exception:
        _LOGGER.exception("Cannot set up the gateway")
        errors["base"] = "unknown"
    finally:
        # A gateway has few sessions: the entry needs these in a moment.
        await gateway.close()
    return None if errors else gateway.identity


def _connection(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an entry."""
    return {
        CONF_HOST: values[CONF_HOST].strip(),
        CONF_PORT: values[CONF_PORT],
        CONF_PASSWORD: values.get(CONF_PASSWORD, ""),
    }


def _first(value: object) -> str | None:
    """Return a field of a UPnP description; gateways repeat some of them (gateways.md 10), which makes a list."""
    values = value if isinstance(value, list) else [value]
    return next((text for text in values if isinstance(text, str) and text), None)


def _mac(text: str | None) -> str | None:
    """Return a MAC address as 12 lower-case hex digits, `None` for what is none."""
    digits = re.sub(r"[\s:.-]", "", text or "").lower()
    return digits if re.fullmatch(r"[0-9a-f]{12}", digits) else None
