"""Setting up a gateway, by hand or discovered, with what is on its bus; changing its connection, replacing it."""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, override
from urllib.parse import urlparse

import probatio
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_REAUTH,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    FlowType,
)
from homeassistant.const import CONF_HOST, CONF_MODEL, CONF_PASSWORD, CONF_PORT, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.service_info.ssdp import ATTR_UPNP_MODEL_NAME, ATTR_UPNP_SERIAL, SsdpServiceInfo
from homeassistant.util.network import is_ip_address

from .const import (
    CONF_ADD_AUTOMATICALLY,
    CONF_IGNORED,
    CONF_OBJECTS,
    DEFAULT_PASSWORD,
    DEFAULT_PORT,
    DOMAIN,
)
from .flows.forms import choice, default_names
from .flows.move_in import MOVE_IN
from .flows.options_flow import OpenWebNetOptionsFlow
from .flows.scan import Scanner
from .moving.neighbour import neighbour_of, plan_of
from .objects.devices import async_replace_gateway, connection_params
from .objects.key import ObjectKey
from .objects.store import heard_settings
from .own import InvalidAuthentication, OWNException
from .own.gateway import Gateway
from .own.gateway.identity import Identity
from .own.profiles import PROFILES

_LOGGER = logging.getLogger(__name__)

PASSWORD: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
CONNECTION_SCHEMA: Final = probatio.Schema(
    {
        probatio.Required(CONF_HOST): str,
        probatio.Required(CONF_PORT, default=DEFAULT_PORT): probatio.Port(),
        probatio.Optional(CONF_PASSWORD): PASSWORD,
    }
)
# The factory password is tried first. A program that knows the right one may give it at once.
DISCOVERED_SCHEMA: Final = probatio.Schema(
    {probatio.Required(CONF_PORT, default=DEFAULT_PORT): probatio.Port()}, extra=probatio.ALLOW_EXTRA
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


class OpenWebNetConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets up a gateway."""

    VERSION = 1

    def __init__(self) -> None:
        """Know nothing yet."""
        self._host = ""
        """Where a gateway was discovered."""
        self._is_refused = False
        """Whether it refuses the factory password."""
        self._model: str | None = None
        self._presumed: str | None = None
        """What discovery says that a gateway is which does not tell it itself."""
        self._data: dict[str, Any] = {}
        self._title = ""
        """The data and the title of the entry that is being made."""
        self._scanner: Scanner | None = None
        self._scan: asyncio.Task[None] | None = None
        self._stop_listening: Callable[[], None] = lambda: None
        self._new_id = ""
        """The gateway that replaces the one of an entry."""

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
            gateway = await _connect(data, errors)
            if gateway is not None:
                return await self._take(data, gateway)
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
            self._abort_if_nameless(self._host)
            await self.async_set_unique_id(mac)
            self._abort_if_unique_id_configured(updates=self._new_address(self._host))
        self.context["title_placeholders"] = {"name": f"{self._model or UNNAMED} ({self._host})"}
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take the port and the password of a discovered gateway."""
        errors: dict[str, str] = {}
        schema = DISCOVERED_SCHEMA
        if user_input is not None:
            # A gateway that asks for no password does not look at this one.
            password = user_input.get(CONF_PASSWORD, "" if self._is_refused else DEFAULT_PASSWORD)
            data = _connection({CONF_HOST: self._host, **user_input, CONF_PASSWORD: password})
            gateway = await _connect(data, errors, self._model)
            if gateway is not None:
                return await self._take(data, gateway)
            self._is_refused = self._is_refused or errors["base"] == "invalid_auth"
            if self._is_refused:
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
        self._abort_if_unique_id_configured(updates=self._new_address(discovery_info.ip))
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
                return await self._update(entry, data, identity)
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
                return await self._update(entry, data, identity)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self._filled_in(CONNECTION_SCHEMA, user_input or entry.data),
            errors=errors,
        )

    async def _update(self, entry: ConfigEntry, data: dict[str, Any], identity: Identity) -> ConfigFlowResult:
        """Take a connection that works; where another gateway answers, ask whether it replaces that of the entry."""
        if identity.mac is None or identity.mac == entry.unique_id:
            return self.async_update_reload_and_abort(entry, data_updates=data)
        other = self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, identity.mac)
        if other is not None and other.source != SOURCE_IGNORE:
            return self.async_abort(reason="already_configured")
        if entry.unique_id is None:
            return self.async_update_reload_and_abort(entry, data_updates=data)
        self._data, self._new_id = data, identity.mac
        self._title = identity.model or UNNAMED
        return await self.async_step_replace()

    async def async_step_replace(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Give everything that there is to another gateway; nothing is lost, renamed or doubled."""
        entry = self._get_reauth_entry() if self.source == SOURCE_REAUTH else self._get_reconfigure_entry()
        if user_input is not None:
            await async_replace_gateway(self.hass, entry, self._new_id, self._data)
            return self.async_update_reload_and_abort(entry)
        return self.async_show_form(
            step_id="replace",
            data_schema=probatio.Schema({}),
            description_placeholders={
                "name": entry.title,
                "host": self._data[CONF_HOST],
                "model": self._title,
                "old": dr.format_mac(entry.unique_id or ""),
                "new": dr.format_mac(self._new_id),
            },
        )

    def _filled_in(self, schema: probatio.Schema, values: Mapping[str, Any] | None) -> probatio.Schema:
        """Return a form with what was typed before, but never a password."""
        shown = {name: value for name, value in (values or {}).items() if name != CONF_PASSWORD}
        filled = self.add_suggested_values_to_schema(schema, shown)
        return probatio.Schema(filled.schema, extra=schema.extra)

    async def _take(self, data: dict[str, Any], gateway: Gateway) -> ConfigFlowResult:
        """Take a gateway that answered, unless it is set up already; then look at what is on its bus."""
        self._scanner = Scanner(self.hass, connection_params(data), gateway)
        identity = gateway.identity
        address = {CONF_HOST: data[CONF_HOST], CONF_PORT: data[CONF_PORT]}
        if identity.mac is None:
            self._async_abort_entries_match(address)
        else:
            # Also where discovery said otherwise, or is still waiting for the user.
            self._abort_if_nameless(data[CONF_HOST], data[CONF_PORT])
            await self.async_set_unique_id(identity.mac, raise_on_progress=False)
        self._abort_if_unique_id_configured(updates=address)
        self._data = data
        self._presumed = self._model if identity.model is None and self._model in PROFILES else None
        self._title = identity.model or self._model or f"{UNNAMED} ({data[CONF_HOST]})"
        return await self.async_step_scan()

    def _abort_if_nameless(self, host: str, port: int | None = None) -> None:
        """Abort where a gateway at this address is set up that has not told who it is; it will, in its own time."""
        for entry in self._async_current_entries(include_ignore=False):
            is_here = entry.data[CONF_HOST] == host and port in (None, entry.data[CONF_PORT])
            if entry.unique_id is None and is_here:
                raise AbortFlow("already_configured")

    def _new_address(self, host: str) -> dict[str, str]:
        """Return what a discovery changes of the entry: its address, unless a name was entered."""
        entry = self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, self.unique_id or "")
        return {CONF_HOST: host} if entry is None or is_ip_address(str(entry.data.get(CONF_HOST))) else {}

    async def async_step_scan(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask the bus what is there, while the user looks on; Home Assistant ends it with the flow."""
        assert self._scanner is not None  # noqa: S101 - a gateway was taken
        if self._scan is None:
            self._scan = self.hass.async_create_task(self._scanner.scan(), f"{DOMAIN} scan")
            # Home Assistant would wait for it before it stops.
            self._stop_listening = self.hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self._end)
        if not self._scan.done():
            return self.async_show_progress(
                step_id="scan",
                progress_action="scan",
                progress_task=self._scan,
                description_placeholders={"name": self._title},
            )
        return self.async_show_progress_done(next_step_id="found")

    @callback
    def _end(self, _: Event) -> None:
        self.hass.config_entries.flow.async_abort(self.flow_id)

    @callback
    @override
    def async_remove(self) -> None:
        """Let go of the gateway, unless the entry has taken it over."""
        self._stop_listening()
        if self._scanner is not None:
            self.hass.async_create_task(self._scanner.close(), f"{DOMAIN} scan")

    async def async_step_found(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Add what was found, without what the user does not want."""
        found = {ObjectKey.of(item): item for item in self._scanner.found} if self._scanner else {}
        if user_input is not None or not found:
            wanted = (user_input or {}).get(CONF_OBJECTS, [])
            if self._scanner is not None:
                await self._scanner.hand_over()
            return self.async_create_entry(
                title=self._title,
                data=self._data,
                options={
                    CONF_OBJECTS: {key: heard_settings(found[key]) for key in wanted},
                    CONF_IGNORED: [key for key in found if key not in wanted],
                    CONF_ADD_AUTOMATICALLY: True,
                    **({CONF_MODEL: self._presumed} if self._presumed else {}),
                },
            )
        shown = {key: item.traits for key, item in found.items()}
        keys = list(await default_names(self.hass, shown))
        schema = probatio.Schema({probatio.Required(CONF_OBJECTS, default=keys): await choice(self.hass, shown)})
        return self.async_show_form(
            step_id="found",
            data_schema=schema,
            description_placeholders={"name": self._title, "count": str(len(found))},
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on with moving in, where the MyHOME integration has this gateway."""
        entry = result["result"]
        other = neighbour_of(self.hass, entry)
        if other is not None and plan_of(self.hass, entry, other).moves:
            flow = await self.hass.config_entries.options.async_init(entry.entry_id, data={MOVE_IN: True})
            result["next_flow"] = (FlowType.OPTIONS_FLOW, flow["flow_id"])
        return result


async def _identify(data: Mapping[str, Any], errors: dict[str, str]) -> Identity | None:
    """Ask a gateway what it is; where that fails, say why in `errors`."""
    gateway = await _connect(data, errors)
    if gateway is None:
        return None
    # A gateway has few sessions: the entry needs these in a moment.
    await gateway.close()
    return gateway.identity


async def _connect(data: Mapping[str, Any], errors: dict[str, str], model: str | None = None) -> Gateway | None:
    """Connect to a gateway, of a model if somebody says so, and ask what it is; if that fails, say why in `errors`."""
    gateway = Gateway(connection_params(data), model=model)
    try:
        await gateway.connect(identify=True)
    except InvalidAuthentication:
        errors["base"] = "invalid_auth"
    except OWNException, TimeoutError, UnicodeError:
        # UnicodeError: a host that can be none, `192.168..1`.
        errors["base"] = "cannot_connect"
    except Exception:
        _LOGGER.exception("Cannot set up the gateway")
        errors["base"] = "unknown"
    return None if errors else gateway


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
