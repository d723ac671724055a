"""How a shutter moves, by what is set of it."""

from ..const import (
    CONF_CLOSING_HALF,
    CONF_CLOSING_TIME,
    CONF_OPENING_HALF,
    CONF_OPENING_TIME,
    CONF_SLAT_SHARE,
    CONF_SLAT_TIME,
    CONF_START_DELAY,
    DEFAULT_TRAVEL_TIME,
)
from ..objects.key import ObjectKey
from ..objects.store import ObjectStore
from ..own.travel import Mechanics


def mechanics_of(store: ObjectStore, key: ObjectKey) -> Mechanics:
    """Return how the shutter with a key moves."""

    def half(name: str) -> float | None:
        return store.number(key, name, 0.0) or None

    return Mechanics(
        opening_time=store.number(key, CONF_OPENING_TIME, DEFAULT_TRAVEL_TIME),
        closing_time=store.number(key, CONF_CLOSING_TIME, DEFAULT_TRAVEL_TIME),
        start_delay=store.number(key, CONF_START_DELAY, 0.0),
        slat_share=store.number(key, CONF_SLAT_SHARE, 0.0),
        slat_time=store.number(key, CONF_SLAT_TIME, 0.0),
        opening_half=half(CONF_OPENING_HALF),
        closing_half=half(CONF_CLOSING_HALF),
    )
