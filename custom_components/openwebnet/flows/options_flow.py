"""Behind the cog wheel of an entry: what is known of its bus, and how it is asked. Nothing here needs a reload."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import probatio
from homeassistant.components.file_upload import process_uploaded_file
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import ATTR_AREA_ID, CONF_CODE, CONF_MODEL, CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    AreaSelector,
    FileSelector,
    FileSelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.translation import async_get_translations

from ..const import (
    CONF_ADD_AUTOMATICALLY,
    CONF_CLOSING_TIME,
    CONF_COMMAND_GAP,
    CONF_COMMAND_SESSIONS,
    CONF_FILL_GAPS,
    CONF_IGNORED,
    CONF_KEEP_CLOCK,
    CONF_LOCK_CODE,
    CONF_OPENING_TIME,
    CONF_USED_AS,
    CONF_VIRTUAL,
    DOMAIN,
    HEATING_PROGRAMS,
    HEATING_SCENARIOS,
    SOURCE_NAMES,
    USED_AS_LIGHT,
    USED_AS_LOCK,
    USES,
)
from ..objects.devices import async_set_device_name_and_area, gateway_id
from ..objects.key import ObjectKey
from ..objects.kinds import ADDABLE, AddableKind
from ..objects.store import Setting, Settings
from ..own import Who
from ..own.items import Traits
from ..own.items.kinds import AddressError
from ..own.profiles import PROFILES
from .forms import address_fields, choice, default_names, lines, whole, with_reason
from .groups import GROUPS, GroupFlow
from .move_in import MOVE_IN, MoveInFlow
from .myhome_yaml import BrokenFile, Plan, read_plan
from .virtual import VirtualFlow

ALARM: Final = ObjectKey("5-0")
_MODELS: Final = SelectSelectorConfig(options=sorted(PROFILES), mode=SelectSelectorMode.DROPDOWN)
_SECRET: Final = TextSelectorConfig(type=TextSelectorType.PASSWORD)
NEW_DEVICES: Final = "new_devices"
"""The step, and its field, that adds the objects that wait."""
PROGRAMS: Final = "programs"
"""The step that names the programs and scenarios of the heating."""
CONF_KIND: Final = "kind"
CONF_FILE: Final = "file"
CONF_ONE_BY_ONE: Final = "one_by_one"
MAX_TRAVEL_TIME: Final = 300


class OpenWebNetOptionsFlow(GroupFlow, MoveInFlow, VirtualFlow):
    """Changes what the running gateway is told, and keeps it."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._kind = ""
        self._key = ObjectKey("")
        self._traits: dict[str, int] = {}
        """The kind, the key and the traits of the object that is being added."""
        self._plan = Plan()
        self._wanted: list[ObjectKey] = []
        self._area: str | None = None
        """The objects that are added one by one, and the area that is suggested for them."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show what there is to do; who has just set up the gateway may move in at once."""
        if user_input is not None and MOVE_IN in user_input:
            return await self.async_step_move_in()
        waiting = len(self._discovered)
        ignored = len(self._store.ignored)
        alarm = int(ALARM in self._store.objects)
        menu = {NEW_DEVICES: waiting, "add": 1, CONF_IGNORED: ignored, "settings": 1, "alarm": alarm}
        menu |= {CONF_LOCK_CODE: int(self._has_locks), "sources": int(self._has_sound)}
        menu |= {PROGRAMS: int(self._has_central), "import_yaml": 1}
        menu |= {GROUPS: len(self._groups), CONF_VIRTUAL: 1}
        menu |= dict.fromkeys(await self._moving_steps(), 1)
        return self.async_show_menu(
            step_id="init",
            menu_options=[step for step, shown in menu.items() if shown],
            description_placeholders={"waiting": str(waiting), "ignored": str(ignored)},
        )

    async def async_step_settings(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose what is done by itself, and how much the gateway is asked for at once."""
        if user_input is not None:
            return self._change_settings(user_input)
        options = self.config_entry.options
        schema = probatio.Schema(
            {
                probatio.Required(CONF_ADD_AUTOMATICALLY, default=options.get(CONF_ADD_AUTOMATICALLY, True)): bool,
                probatio.Required(CONF_KEEP_CLOCK, default=options.get(CONF_KEEP_CLOCK, False)): bool,
                probatio.Required(CONF_FILL_GAPS, default=options.get(CONF_FILL_GAPS, False)): bool,
                probatio.Optional(CONF_MODEL): SelectSelector(_MODELS),
                probatio.Optional(CONF_COMMAND_SESSIONS): whole(1, 4),
                probatio.Optional(CONF_COMMAND_GAP): whole(0, 1000, "ms"),
            }
        )
        return self.async_show_form(
            step_id="settings", data_schema=self.add_suggested_values_to_schema(schema, options)
        )

    def _change_settings(self, values: Mapping[str, Any]) -> ConfigFlowResult:
        left_empty = dict.fromkeys((CONF_MODEL, CONF_COMMAND_SESSIONS, CONF_COMMAND_GAP))
        self._store.set_options(**{**left_empty, **values})
        if self._coordinator is not None:
            store = self._store
            self._coordinator.gateway.tune(store.command_sessions, store.command_gap, store.model)
            self._coordinator.show_gateway()
            if values[CONF_ADD_AUTOMATICALLY]:
                self._coordinator.objects.add_discovered()
        return self._finish()

    async def async_step_alarm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Set the code that Home Assistant asks for; left empty, it asks for none."""
        if user_input is not None:
            code = _code(user_input)
            if self._coordinator is not None:
                self._coordinator.objects.set_settings(
                    self._coordinator.gateway.get_item(ALARM.who, ALARM.where), code=code
                )
            else:
                self._store.update(ALARM, code=code)
            return self._finish()
        schema = probatio.Schema({probatio.Optional(CONF_CODE): TextSelector(_SECRET)})
        return self.async_show_form(step_id="alarm", data_schema=schema)

    @property
    def _has_locks(self) -> bool:
        objects = self._store.objects.items()
        return any(key.who is Who.DOOR_ENTRY_SYSTEM or self._store.used_as(key) == USED_AS_LOCK for key, _ in objects)

    async def async_step_lock_code(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Set the code that Home Assistant asks for before it unlocks; left empty, it asks for none."""
        if user_input is not None:
            self._keep({CONF_LOCK_CODE: _code(user_input) or None})
            return self._finish()
        schema = probatio.Schema({probatio.Optional(CONF_CODE): TextSelector(_SECRET)})
        return self.async_show_form(step_id=CONF_LOCK_CODE, data_schema=schema)

    @property
    def _has_sound(self) -> bool:
        return any(key.who in (Who.SOUND_DIFFUSION_1, Who.SOUND_DIFFUSION_2) for key in self._store.objects)

    async def async_step_sources(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Name the sources of sound; one without a name is called by its number."""
        return self._name_all("sources", SOURCE_NAMES, user_input)

    @property
    def _has_central(self) -> bool:
        return any(key.kind_name().startswith("central_unit") for key in self._store.objects)

    async def async_step_programs(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Name the programs and scenarios of the heating."""
        return self._name_all(PROGRAMS, (*HEATING_PROGRAMS, *HEATING_SCENARIOS), user_input)

    def _name_all(self, step_id: str, names: Collection[str], user_input: dict[str, Any] | None) -> ConfigFlowResult:
        if user_input is not None:
            self._keep({name: str(user_input.get(name) or "").strip() or None for name in names})
            return self._finish()
        schema = probatio.Schema({probatio.Optional(name): TextSelector() for name in names})
        shown = self.add_suggested_values_to_schema(schema, self.config_entry.options)
        return self.async_show_form(step_id=step_id, data_schema=shown)

    def _keep(self, options: Mapping[str, str | None]) -> None:
        """Keep options that are shown at once."""
        self._store.set_options(**options)
        if self._coordinator is not None:
            self._coordinator.objects.show_all()

    async def async_step_new_devices(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Add objects that were heard, ignore others; those that are not ticked go on waiting."""
        if user_input is not None:
            unwanted = [ObjectKey(key) for key in user_input.get(CONF_IGNORED, [])]
            wanted = [ObjectKey(key) for key in user_input[NEW_DEVICES] if key not in unwanted]
            self._ignore(unwanted)
            if user_input.get(CONF_ONE_BY_ONE):
                self._wanted = wanted
                self._area = user_input.get(ATTR_AREA_ID)
                return await self.async_step_new_device()
            for key in wanted:
                self._add(key, self._discovered.get(key, {}), area_id=user_input.get(ATTR_AREA_ID))
            return self._finish()
        waiting = await choice(self.hass, self._discovered)
        schema = probatio.Schema(
            {
                probatio.Required(NEW_DEVICES, default=list(self._discovered)): waiting,
                probatio.Optional(ATTR_AREA_ID): AreaSelector(),
                probatio.Optional(CONF_ONE_BY_ONE, default=False): bool,
                probatio.Optional(CONF_IGNORED, default=[]): waiting,
            }
        )
        return self.async_show_form(step_id=NEW_DEVICES, data_schema=schema)

    async def async_step_new_device(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Add the objects that were ticked, one after the other, each with name, kind and area."""
        if user_input is not None:
            key = self._wanted.pop(0)
            settings = {name: user_input[name] for name in (CONF_USED_AS,) if name in user_input}
            self._add(
                key,
                self._discovered.get(key, {}),
                settings,
                name=user_input.get(CONF_NAME, "").strip() or None,
                area_id=user_input.get(ATTR_AREA_ID),
            )
        # One that waits no longer was added, or ignored, from another window.
        self._wanted = [key for key in self._wanted if key in self._discovered]
        if not self._wanted:
            return self._finish()
        key = self._wanted[0]
        traits = self._discovered[key]
        fields: dict[probatio.Marker, Any] = {
            probatio.Optional(CONF_NAME): TextSelector(),
            probatio.Optional(ATTR_AREA_ID): AreaSelector(),
        }
        if key.kind_name(traits) == "light" and "steps" not in traits:
            fields[probatio.Required(CONF_USED_AS, default=USED_AS_LIGHT)] = SelectSelector(
                SelectSelectorConfig(options=list(USES), translation_key=CONF_USED_AS)
            )
        names = await default_names(self.hass, {key: traits})
        return self.async_show_form(
            step_id="new_device",
            data_schema=self.add_suggested_values_to_schema(probatio.Schema(fields), {ATTR_AREA_ID: self._area}),
            description_placeholders={
                "name": names[key],
                "model": key.address,
                "left": str(len(self._wanted)),
            },
            last_step=len(self._wanted) == 1,
        )

    async def async_step_ignored(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take back objects that were removed or ignored: those that were heard are there at once."""
        if user_input is not None:
            wanted = user_input[CONF_IGNORED]
            if self._coordinator is None:
                self._store.restore_ignored(wanted)
            else:
                self._coordinator.objects.restore_ignored(wanted)
            return self._finish()
        schema = probatio.Schema(
            {
                probatio.Required(CONF_IGNORED, default=[]): await choice(
                    self.hass, {key: {} for key in self._store.ignored}
                )
            }
        )
        return self.async_show_form(step_id=CONF_IGNORED, data_schema=schema)

    async def async_step_add(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose what kind of object is added by hand."""
        if user_input is not None:
            self._kind = user_input[CONF_KIND]
            return await self.async_step_address(None if ADDABLE[self._kind].kind.fields else {})
        kinds = SelectSelector(
            SelectSelectorConfig(options=list(ADDABLE), mode=SelectSelectorMode.DROPDOWN, translation_key=CONF_KIND)
        )
        schema = probatio.Schema({probatio.Required(CONF_KIND, default="light"): kinds})
        return self.async_show_form(step_id="add", data_schema=schema)

    async def async_step_address(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take the address of an object."""
        kind = ADDABLE[self._kind]
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                self._key, self._traits = kind.object_of(user_input)
            except AddressError as error:
                errors[error.name] = f"bad_{error.name}"
            else:
                self._traits = self._with_known(self._traits)
                where = kind.last_field or "base"
                if self._key in self._store.virtual:
                    errors[where] = "is_virtual"
                elif self._key not in self._store.objects or self._traits != self._store.traits(self._key):
                    return await self.async_step_details()
                errors.setdefault(where, "already_added")
        shown = user_input or kind.first_free([*self._store.objects, *self._store.virtual])
        return self.async_show_form(
            step_id="address",
            data_schema=self.add_suggested_values_to_schema(probatio.Schema(address_fields(kind)), shown),
            errors=errors,
            description_placeholders={"kind": await self._kind_name()},
        )

    async def async_step_details(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Say what an object will be called; take a better name, an area, and what is known of it."""
        kind = ADDABLE[self._kind]
        if user_input is not None:
            settings: Settings = dict(kind.settings)
            settings |= {name: user_input[name] for name in _times(kind) if name in user_input}
            self._add(
                self._key,
                self._traits,
                settings,
                name=user_input.get(CONF_NAME, "").strip() or None,
                area_id=user_input.get(ATTR_AREA_ID),
            )
            return self._finish()
        fields = {probatio.Optional(CONF_NAME): TextSelector(), probatio.Optional(ATTR_AREA_ID): AreaSelector()}
        seconds = NumberSelector(
            NumberSelectorConfig(
                min=1, max=MAX_TRAVEL_TIME, step=0.1, unit_of_measurement="s", mode=NumberSelectorMode.BOX
            )
        )
        times = {probatio.Optional(name): seconds for name in _times(kind)}
        names = await default_names(self.hass, {self._key: self._traits})
        return self.async_show_form(
            step_id="details",
            data_schema=probatio.Schema({**fields, **times}),
            description_placeholders={"name": names[self._key], "model": self._key.address},
        )

    async def async_step_import_yaml(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Take the configuration file of the MyHOME integration."""
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                self._plan = await self.hass.async_add_executor_job(
                    _read, self.hass, user_input[CONF_FILE], gateway_id(self.config_entry)
                )
            except BrokenFile:
                errors[CONF_FILE] = "broken_file"
            else:
                return await self.async_step_import_summary()
        schema = probatio.Schema({probatio.Required(CONF_FILE): FileSelector(FileSelectorConfig(accept=".yaml,.yml"))})
        return self.async_show_form(step_id="import_yaml", data_schema=schema, errors=errors)

    async def async_step_import_summary(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Report what is taken of the file and what is not; take it when that is right."""
        if user_input is not None:
            for one in self._plan.taken:
                self._add(one.key, one.traits, one.settings, name=one.name)
            return self._finish()
        names = await default_names(self.hass, {one.key: one.traits for one in self._plan.taken})
        taken = [f"{one.name} ({names[one.key]})" if one.name else names[one.key] for one in self._plan.taken]
        texts = await async_get_translations(self.hass, self.hass.config.language, "config_panel", {DOMAIN})
        left = [with_reason(texts, left.what, left.reason) for left in self._plan.left]
        return self.async_show_form(
            step_id="import_summary",
            data_schema=probatio.Schema({}),
            description_placeholders={
                "count": str(len(taken)),
                "left_count": str(len(left)),
                "taken": lines(taken),
                "left": lines(left),
            },
        )

    @property
    def _discovered(self) -> dict[ObjectKey, Traits]:
        discovered = {} if self._coordinator is None else self._coordinator.objects.discovered
        return {key: item.traits for key, item in discovered.items()}

    def _with_known(self, traits: Mapping[str, int]) -> dict[str, int]:
        """Return traits together with those that are known; of several buttons at an address, all."""
        known = dict(self._store.traits(self._key))
        return known | {name: value | known.get(name, 0) for name, value in traits.items()}

    async def _kind_name(self) -> str:
        texts = await async_get_translations(self.hass, self.hass.config.language, "selector", {DOMAIN})
        return texts[f"component.{DOMAIN}.selector.{CONF_KIND}.options.{self._kind}"]

    def _add(
        self,
        key: ObjectKey,
        traits: Mapping[str, int] | None = None,
        settings: Mapping[str, Setting] | None = None,
        *,
        name: str | None = None,
        area_id: str | None = None,
    ) -> None:
        """Add an object: at once where the gateway is running."""
        # First, so that its entities are called after it.
        async_set_device_name_and_area(self.hass, self.config_entry, key, traits or {}, name=name, area_id=area_id)
        if self._coordinator is None:
            self._store.add(key, traits or {}, settings or {})
        else:
            item = self._coordinator.objects.add(key, traits, **(settings or {}))
            # It may have been there as something else.
            self._coordinator.objects.recreate_entities(item)

    def _ignore(self, keys: list[ObjectKey]) -> None:
        if self._coordinator is None:
            self._store.remove(*keys)
        else:
            for key in keys:
                self._coordinator.remove_object(key)


def _code(user_input: dict[str, Any]) -> str:
    """Return a code as it is typed; nothing can be asked for that is only spaces."""
    return str(user_input.get(CONF_CODE) or "").strip()


def _times(kind: AddableKind) -> tuple[str, ...]:
    return (CONF_OPENING_TIME, CONF_CLOSING_TIME) if kind.who is Who.AUTOMATION else ()


def _read(hass: HomeAssistant, file_id: str, gateway: str) -> Plan:
    """Read an uploaded file. Raises `BrokenFile`."""
    with process_uploaded_file(hass, file_id) as path:
        try:
            return read_plan(Path(path).read_text("utf-8"), gateway)
        except UnicodeDecodeError as error:
            raise BrokenFile from error
