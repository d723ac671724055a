"""States of entities, as Home Assistant tells them to programs."""

import time
from typing import Any

from scripts.develop import HomeAssistant


def state(web: HomeAssistant, entity_id: str) -> str | None:
    """The state of an entity; None where there is none."""
    return _told(web, entity_id).get("state")


def wait_for_state(web: HomeAssistant, entity_id: str, wanted: str, seconds: float = 10) -> None:
    """Wait until an entity is shown to be in a state. Raises `TimeoutError` with the one that it is in."""
    end = time.monotonic() + seconds
    while (shown := state(web, entity_id)) != wanted:
        _wait(end, f"{entity_id} is {shown}")


def wait_for_attribute(web: HomeAssistant, entity_id: str, name: str, wanted: object, seconds: float = 10) -> None:
    """Wait until an attribute of an entity has a value. Raises `TimeoutError` with the attributes that it has."""
    end = time.monotonic() + seconds
    while (shown := _told(web, entity_id).get("attributes", {})).get(name) != wanted:
        _wait(end, f"{entity_id} has {shown}")


def _told(web: HomeAssistant, entity_id: str) -> dict[str, Any]:
    states = web.request("GET", "/api/states")
    return next((one for one in states if one["entity_id"] == entity_id), {})


def _wait(end: float, shown: str) -> None:
    if time.monotonic() > end:
        raise TimeoutError(shown)
    time.sleep(0.05)
