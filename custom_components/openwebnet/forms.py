"""What the forms of the flows share."""

from collections.abc import Iterable

from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN
from .naming import device_kind


async def default_names(hass: HomeAssistant, keys: Iterable[str]) -> dict[str, str]:
    """Return what objects are called until the user says better, sorted by kind and address."""
    names = await async_get_translations(hass, hass.config.language, "device", {DOMAIN})

    def name(key: str) -> str:
        return names[f"component.{DOMAIN}.device.{device_kind(key)}.name"].format(where=key.partition("-")[2])

    return {key: name(key) for key in sorted(keys, key=_order)}


def _order(key: str) -> tuple[int, str, int, str]:
    who, _, where = key.partition("-")
    return int(who), device_kind(key), len(where), where


async def choice(hass: HomeAssistant, keys: Iterable[str]) -> SelectSelector:
    """Return a list to tick objects in, named as their devices are."""
    names = await default_names(hass, keys)
    options = [SelectOptionDict(value=key, label=name) for key, name in names.items()]
    return SelectSelector(SelectSelectorConfig(options=options, multiple=True, mode=SelectSelectorMode.LIST))


def whole(low: float, high: float, unit: str | None = None) -> NumberSelector:
    """Return a field for a whole number."""
    config = NumberSelectorConfig(min=low, max=high, step=1, mode=NumberSelectorMode.BOX)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)
