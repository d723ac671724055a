"""Presses: buttons of CEN and CEN+ controls that people press once, some times in a row, or hold."""

from dataclasses import replace
from random import Random
from typing import Any, Final, NamedTuple

from homeassistant.components.event import ATTR_EVENT_TYPE, ATTR_MULTI_PRESS_COUNT, DOMAIN as EVENT
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er

from .houses import carries
from .steps import MAC, AnyStep, House, Thing, Wall

CEN: Final = "cen"
CEN_PLUS: Final = "cen_plus"


class Told(NamedTuple):
    """What an entity has told of a button."""

    at: float
    key: str
    """WHO and WHERE of the control, and the button."""
    event: str
    presses: int | None
    """Of presses in a row."""


class PressWatch:
    """Notes everything that entities tell of buttons, with the loop's time."""

    def __init__(self) -> None:
        """Know of nothing yet."""
        self.told: Final[list[Told]] = []

    def listen(self, hass: HomeAssistant) -> None:
        """Listen to a Home Assistant that starts."""

        @callback
        def note(event: Event[Any]) -> None:
            state: State | None = event.data["new_state"]
            if state is None or state.domain != EVENT or state.attributes.get(ATTR_EVENT_TYPE) is None:
                return
            entry = er.async_get(hass).async_get(state.entity_id)
            if entry is not None:
                self.told.append(told(hass.loop.time(), entry.unique_id.removeprefix(f"{MAC}-"), state))

        @callback
        def is_event(data: Any) -> bool:
            return str(data["entity_id"]).startswith(f"{EVENT}.")

        hass.bus.async_listen(EVENT_STATE_CHANGED, note, event_filter=is_event)
        # The time of day does not go on as fast as the house: twice the same may be told in one moment of it.
        hass.bus.async_listen(EVENT_STATE_REPORTED, note, event_filter=is_event)


def told(at: float, key: str, state: State) -> Told:
    """Return what the state of an entity tells."""
    return Told(at, key, str(state.attributes[ATTR_EVENT_TYPE]), state.attributes.get(ATTR_MULTI_PRESS_COUNT))


# By chance


def furnish(chance: Random, house: House) -> House:
    """Return a house that has, now and then, a control more."""
    found = [
        Thing(kind, key)
        for kind, key in ((CEN, "15-56"), (CEN_PLUS, "25-22"))
        if chance.random() < 0.2 and carries(house.model, int(key.partition("-")[0]))
    ]
    return replace(house, things=(*house.things, *found))


def use(chance: Random, house: House) -> list[AnyStep]:
    """Press a button once, or some times in a row, or hold it."""
    controls = [thing for thing in house.things if thing.kind in (CEN, CEN_PLUS)]
    if not controls:
        return []
    thing, button = chance.choice(controls), chance.randint(1, 3)
    first = chance.choice((1.0, 2.0, 20.0))
    if chance.random() < 0.2:
        return [Wall(thing.key, "hold" if thing.kind == CEN_PLUS else "press", (button, 1.2), after=first)]
    # Nobody presses a button again before it was released.
    again = [Wall(thing.key, "press", (button,), after=chance.choice((0.2, 0.3, 0.4, 0.9))) for _ in range(2)]
    return [Wall(thing.key, "press", (button,), after=first), *again[: chance.randint(0, 2)]]
