"""Settings of an object: what there is to set, by the entities that set it, enabled or not; set for one, or copied."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeGuard

from homeassistant.components.number import NumberEntity
from homeassistant.components.select import SelectEntity
from homeassistant.components.switch import SwitchEntity
from homeassistant.exceptions import ServiceValidationError

from ..const import CONF_USED_AS, DOMAIN
from ..coordinator import Coordinator
from ..entity import SettingEntity
from ..objects.key import ObjectKey
from ..objects.store import Setting
from ..own.items import BaseItem

NUMBER: Final = "number"
CHOICE: Final = "choice"
FLAG: Final = "flag"

type Field = dict[str, Any]


def fields(coordinator: Coordinator, item: BaseItem) -> list[Field]:
    """Return what can be set of an object, with what is set; `default` tells what nobody has set."""
    known = coordinator.store.settings(ObjectKey.of(item))
    return [
        {**field, "is_set": field["name"] in known}
        for entity in coordinator.objects.make_entities_of(item)
        if isinstance(entity, SettingEntity) and (field := _field(entity)) is not None
    ]


def _field(entity: SettingEntity[BaseItem]) -> Field | None:
    shown = {"name": entity.setting, "translation_key": entity.translation_key}
    match entity:
        case NumberEntity():
            return {
                **shown,
                "type": NUMBER,
                "value": entity.native_value,
                "min": entity.native_min_value,
                "max": entity.native_max_value,
                "step": entity.native_step,
                "is_whole": entity.is_whole,
                "unit": entity.native_unit_of_measurement,
            }
        case SelectEntity():
            return {**shown, "type": CHOICE, "value": entity.current_option, "options": list(entity.options)}
        case SwitchEntity():
            return {**shown, "type": FLAG, "value": entity.is_on}
    return None


def check(coordinator: Coordinator, item: BaseItem, values: Mapping[str, object]) -> dict[str, Setting]:
    """Return values that an object can be set to. Raises `ServiceValidationError` for one that it cannot."""
    known = {field["name"]: field for field in fields(coordinator, item)}
    checked: dict[str, Setting] = {}
    for name, value in values.items():
        field = known.get(name)
        if field is None or not _fits(value, field):
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="invalid_value",
                translation_placeholders={"name": ObjectKey.of(item).address},
            )
        checked[name] = value
    return checked


def _fits(value: object, field: Field) -> TypeGuard[str | float | bool]:
    match field["type"]:
        case "number":
            if isinstance(value, bool) or not isinstance(value, int | float):
                return False
            is_possible = not field["is_whole"] or float(value).is_integer()
            return is_possible and bool(field["min"] <= value <= field["max"])
        case "choice":
            return value in field["options"]
        case _:
            return isinstance(value, bool)


def apply(coordinator: Coordinator, item: BaseItem, values: Mapping[str, Setting]) -> None:
    """Keep settings that were checked; what depends on them follows at once."""
    coordinator.objects.set_settings(item, **values)
    if CONF_USED_AS in values:
        coordinator.objects.recreate_entities(item)


def changes(
    coordinator: Coordinator, source: BaseItem, targets: Iterable[BaseItem], names: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """Return what would change if objects were set as `source` is: one row for each object and setting.

    Only what both can be set to; `names` are the settings that are wanted, all by default.
    """
    set_there = {field["name"]: field["value"] for field in fields(coordinator, source)}
    wanted = {name: value for name, value in set_there.items() if names is None or name in names}
    return [
        {
            "key": ObjectKey.of(target),
            "name": field["name"],
            "translation_key": field["translation_key"],
            "old": field["value"],
            "new": wanted[field["name"]],
        }
        for target in targets
        for field in fields(coordinator, target)
        if field["name"] in wanted and field["value"] != wanted[field["name"]] and _fits(wanted[field["name"]], field)
    ]
