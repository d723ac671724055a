"""What the forms of the flows share."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import probatio
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

from ..const import DOMAIN
from ..objects.key import ObjectKey
from ..objects.kinds import AddableKind

MAX_SHOWN: Final = 50
"""Lines of a report: a list that is longer does not help."""

type Found = Mapping[ObjectKey, Mapping[str, int]]
"""Objects by their keys, and what each has shown itself to be."""


async def default_names(hass: HomeAssistant, objects: Found) -> dict[ObjectKey, str]:
    """Return what objects are called until the user says better, sorted by kind and address."""
    names = await async_get_translations(hass, hass.config.language, "device", {DOMAIN})

    def order(key: ObjectKey) -> tuple[int, str, int, str]:
        where = str(key.where)
        return int(key.who), key.kind_name(objects[key]), len(where), where

    def name(key: ObjectKey) -> str:
        return names[f"component.{DOMAIN}.device.{key.kind_name(objects[key])}.name"].format(where=key.label)

    return {key: name(key) for key in sorted(objects, key=order)}


async def choice(hass: HomeAssistant, objects: Found) -> SelectSelector:
    """Return a list to tick objects in, named as their devices are, with their addresses."""
    names = await default_names(hass, objects)
    options = [SelectOptionDict(value=key, label=_label(key, name)) for key, name in names.items()]
    return SelectSelector(SelectSelectorConfig(options=options, multiple=True, mode=SelectSelectorMode.LIST))


def _label(key: ObjectKey, name: str) -> str:
    return f"{name} ({key.place})" if key.place is not None else name


def whole(low: float, high: float, unit: str | None = None) -> NumberSelector:
    """Return a field for a whole number."""
    config = NumberSelectorConfig(min=low, max=high, step=1, mode=NumberSelectorMode.BOX)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def address_fields(kind: AddableKind) -> dict[probatio.Marker, Any]:
    """Return the fields of a form for the address of an object.

    A form wants `first_free` of the kind suggested: the browser fills in the lowest number of each field otherwise,
    and point 0 of area 0 is none.
    """
    return {
        (probatio.Required if limits.required else probatio.Optional)(name): whole(limits.low, limits.high)
        for name, limits in kind.kind.fields.items()
    }


def pair(texts: Mapping[str, str], name: str, what: str) -> str:
    """Return a name and what is said of it, with the colon of the language; `texts` are those of the panel."""
    return texts[f"component.{DOMAIN}.config_panel.monitor.pair"].format(name=name, what=what)


def with_reason(texts: Mapping[str, str], name: str, reason: str) -> str:
    """Return what is left, and why; `texts` are those of the panel."""
    return pair(texts, name, texts[f"component.{DOMAIN}.config_panel.reason.{reason}"])


def lines(texts: Sequence[str]) -> str:
    """Return a report as a list, cut where it gets too long."""
    more = ["…"] if len(texts) > MAX_SHOWN else []
    return "\n".join(f"* {line}" for line in (*texts[:MAX_SHOWN], *more)) or "-"
