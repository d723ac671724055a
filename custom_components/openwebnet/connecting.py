"""Connecting the gateway of an entry: what it refuses becomes what Home Assistant and a person understand."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryNotReady

from .const import DOMAIN
from .issues import Issue, close_issue, report_another, report_problem
from .own import AnotherGateway, InvalidAuthentication, InvalidSession, OWNException
from .own.gateway import Gateway, Problem


async def async_connect_gateway(hass: HomeAssistant, entry: ConfigEntry, gateway: Gateway, *, identify: bool) -> None:
    """Connect, and make sure that it is the right one where `identify` says so.

    Raises `ConfigEntryAuthFailed` where the password is refused, `ConfigEntryNotReady` for everything else.
    """
    placeholders = {"host": str(entry.data[CONF_HOST])}
    try:
        await gateway.connect(identify=identify)
    except AnotherGateway as error:
        report_problem(hass, entry, None)
        raise _not_ready("gateway_replaced", report_another(hass, entry, error.mac)) from error
    except InvalidAuthentication as error:
        report_problem(hass, entry, Problem.PASSWORD_REFUSED)
        raise ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key="invalid_auth") from error
    except InvalidSession as error:
        report_problem(hass, entry, Problem.SESSION_REFUSED)
        raise _not_ready("session_refused", placeholders) from error
    except (OWNException, TimeoutError) as error:
        report_problem(hass, entry, None)
        raise _not_ready("cannot_connect", placeholders) from error
    report_problem(hass, entry, None)
    close_issue(hass, entry, Issue.GATEWAY_REPLACED)


def _not_ready(key: str, placeholders: dict[str, str]) -> ConfigEntryNotReady:
    return ConfigEntryNotReady(translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders)
