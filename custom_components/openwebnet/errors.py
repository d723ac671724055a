"""What becomes of a command that failed: an error that a person can read."""

import asyncio
from collections.abc import Awaitable
from typing import Final

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .const import DOMAIN
from .own import NotConfirmed, OWNException, ResponseError
from .own.exceptions import Busy

STOPPED: Final = "stopped"
"""The translation key of work that was ended because the entry is unloaded, or Home Assistant stops."""
NOT_CONFIRMED: Final = "not_confirmed"
"""The translation key of a command that may have been carried out or not."""


async def async_call_gateway[T](command: Awaitable[T], name: str, *, asks: bool = False) -> T:
    """Await the gateway's answer to a command, or, where it `asks`, to a request; `name` is what it is for."""
    try:
        return await command
    except ResponseError as error:
        raise _error("refused", name) from error
    except NotConfirmed as error:
        raise _error(NOT_CONFIRMED, name) from error
    except Busy as error:
        raise _error("busy", name) from error
    except TimeoutError as error:
        raise _error("not_answered" if asks else "not_sent", name) from error
    except OWNException as error:
        raise _error("not_sent", name) from error
    except ValueError as error:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="invalid_value", translation_placeholders={"name": name}
        ) from error


async def async_result_of[T](task: asyncio.Future[T], name: str) -> T:
    """Await what may be cancelled when all ends. Raises `HomeAssistantError` then, and what it raises otherwise."""
    await asyncio.wait((task,))
    if task.cancelled():
        raise _error(STOPPED, name)
    return task.result()


def _error(key: str, name: str) -> HomeAssistantError:
    return HomeAssistantError(translation_domain=DOMAIN, translation_key=key, translation_placeholders={"name": name})
