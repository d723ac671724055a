"""Thermostats: zones and central units of WHO 4."""

import contextlib
from collections.abc import Iterable
from typing import Final, override

from homeassistant.components.climate import (
    FAN_AUTO,
    FAN_HIGH,
    FAN_LOW,
    FAN_MEDIUM,
    PRESET_COMFORT,
    PRESET_ECO,
    PRESET_NONE,
    ClimateEntity,
    ClimateEntityFeature,
    HVACAction,
    HVACMode,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import ExtraStoredData, RestoredExtraData

from .const import DOMAIN, HEATING_PROGRAMS, HEATING_SCENARIOS
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import one_action
from .objects.key import ObjectKey
from .own import ResponseError
from .own.items import BaseItem, CentralUnit, Temperature
from .own.items.temperature import Knob, ZoneMode
from .own.items.thermo_values import FanSpeed, Season, ThermoKind, ThermoMode
from .thermostats.demand import Demand
from .thermostats.thermostat import SEASON_MODES, Thermostat, one_season, season_of

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0

PRESET_PROTECTION: Final = "protection"
PRESET_HOLIDAY: Final = "holiday"
PRESET_VACATION: Final = "vacation"

_CENTRAL_PRESETS: Final = (
    PRESET_NONE,
    PRESET_PROTECTION,
    *HEATING_PROGRAMS,
    *HEATING_SCENARIOS,
    PRESET_HOLIDAY,
    PRESET_VACATION,
)

_MODE_PRESETS: Final = {
    ThermoMode.PROTECTION: PRESET_PROTECTION,
    ThermoMode.HOLIDAY: PRESET_HOLIDAY,
    ThermoMode.VACATION: PRESET_VACATION,
}
_PRESET_RUNS: Final = frozenset((*_MODE_PRESETS, ThermoMode.PROGRAM, ThermoMode.SCENARIO))
_SMART_PRESETS: Final = {ZoneMode.COMFORT: PRESET_COMFORT, ZoneMode.ECO: PRESET_ECO}
_FANS: Final = {
    FAN_AUTO: FanSpeed.AUTO,
    FAN_LOW: FanSpeed.SPEED_1,
    FAN_MEDIUM: FanSpeed.SPEED_2,
    FAN_HIGH: FanSpeed.SPEED_3,
}
_FAN_MODES: Final = {speed: mode for mode, speed in _FANS.items()}


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every zone and central unit its entity."""
    entry.runtime_data.add_platform(Platform.CLIMATE, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[ClimateEntity]:
    """Return the entities of an object."""
    match item:
        case Temperature(kind=ThermoKind.ZONE) if "only_measures" not in coordinator.objects.traits(item):
            yield Zone(coordinator, item)
        case CentralUnit():
            yield Central(coordinator, item)


class Zone(Thermostat[Temperature]):
    """A zone, with a central unit or without."""

    _attr_fan_modes = list(_FANS)

    def __init__(self, coordinator: Coordinator, item: Temperature) -> None:
        """Show a zone."""
        super().__init__(coordinator, item)
        gateway = coordinator.gateway
        self._behind_central: Final = gateway.get_item(item.who, item.central)
        if isinstance(self._behind_central, Temperature):
            self._behind_central.acts_for(item)
            self._behind_central.goes_after = self._find_central_units
        item.goes_after = self._find_central_units
        self._demand: Final = Demand(gateway, item)

    @override
    async def async_added_to_hass(self) -> None:
        self.item.kept_season = season_of((await self._restored()).get("season"))
        await super().async_added_to_hass()
        for actuator in self._demand.actuators:
            self.async_on_remove(actuator.add_listener(self._on_change))

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """Keep the season: a zone that is off, or in a program, tells none."""
        season = self.item.state.season or self.item.kept_season
        return RestoredExtraData({"season": None if season is None else season.value})

    @property
    @override
    def _commanded(self) -> Temperature:
        """The zone as it takes commands: behind a central unit, where there is one (protocol.md 6, row 28)."""
        behind = self._behind_central
        return behind if self._has_central and isinstance(behind, Temperature) else self.item

    def _find_central_units(self) -> list[CentralUnit]:
        return [item for item in self.coordinator.gateway.items if isinstance(item, CentralUnit)]

    @property
    def _has_central(self) -> bool:
        """Tell whether there is a central unit: one that was heard, now or before a restart, or that the user added."""
        return any(
            item.heard or ObjectKey.of(item) in self.coordinator.store.objects for item in self._find_central_units()
        )

    @property
    @override
    def _plant_season(self) -> Season | None:
        return one_season({unit.state.season for unit in self._find_central_units()})

    @property
    @override
    def hvac_modes(self) -> list[HVACMode]:
        return self._modes(is_auto=self._has_central)

    @property
    @override
    def supported_features(self) -> ClimateEntityFeature:
        features = (
            ClimateEntityFeature.TARGET_TEMPERATURE
            | ClimateEntityFeature.PRESET_MODE
            | ClimateEntityFeature.TURN_ON
            | ClimateEntityFeature.TURN_OFF
        )
        has_fan = "fan" in self.coordinator.objects.traits(self.item)
        return features | ClimateEntityFeature.FAN_MODE if has_fan else features

    @property
    @override
    def _target(self) -> float | None:
        state = self.item.state
        match state.acting:
            case ThermoMode.OFF:
                return None
            case ThermoMode.PROTECTION:
                return self.item.effective_set_point
            case _ if state.zone_mode is not None:
                return self.item.smart_set_point
            case _:
                return state.set_point

    @property
    @override
    def current_humidity(self) -> float | None:
        return self.item.state.humidity

    @property
    @override
    def preset_modes(self) -> list[str]:
        smart = _SMART_PRESETS.values() if self.item.state.zone_mode is not None else ()
        return [PRESET_NONE, PRESET_PROTECTION, *smart]

    @property
    @override
    def preset_mode(self) -> str:
        state = self.item.state
        if state.acting is ThermoMode.PROTECTION:
            return PRESET_PROTECTION
        is_smart = state.zone_mode is not None and state.acting is ThermoMode.AUTO
        return _SMART_PRESETS.get(state.zone_mode, PRESET_NONE) if is_smart and state.zone_mode else PRESET_NONE

    @property
    @override
    def hvac_action(self) -> HVACAction | None:
        seasons = self._demand.seasons
        if seasons:
            return HVACAction.HEATING if Season.HEATING in seasons else HVACAction.COOLING
        if self.item.state.acting is ThermoMode.OFF:
            return HVACAction.OFF
        return HVACAction.IDLE if seasons is not None else None

    @property
    @override
    def fan_mode(self) -> str | None:
        fan = self.item.state.fan
        return None if fan is None else _FAN_MODES.get(fan)

    @override
    async def _set_temperature(self, temperature: float, season: Season | None) -> None:
        await self._regulate(temperature, season or self._wanted_season)

    @override
    async def _regulate(self, temperature: float, season: Season | None) -> None:
        # A zone of its own takes the generic form where its season is known to be that already.
        in_doubt = season is not None and self.item.was_asked_for_other(season)
        needed = self._has_central or self._wanted_season is not season or in_doubt
        await self._command(self._commanded.set_temperature(temperature, season if needed else None))

    @override
    def _known_set_point(self) -> float | None:
        known = super()._known_set_point()
        return self.item.smart_set_point if known is None else known

    @override
    async def _ask_set_point(self) -> None:
        await self.item.send_dimension_request("14")

    @property
    @override
    def _runs_preset(self) -> bool:
        mode = self.item.wanted_mode
        is_smart = mode is ThermoMode.AUTO and self.preset_mode in _SMART_PRESETS.values()
        return mode is ThermoMode.PROTECTION or is_smart

    @override
    async def _set_preset(self, preset_mode: str) -> None:
        before = self._before
        if preset_mode == PRESET_PROTECTION:
            season = self._wanted_season
            if before is not None and before.set_point is not None and self._known_set_point() != before.set_point:
                await self._command(self._commanded.set_temperature(before.set_point, season))
            if self.item.state.knob is not Knob.PROTECTION or before is None:
                await self._command(self._commanded.set_protection())
        elif preset_mode in _SMART_PRESETS.values():
            # Nobody has seen a gateway take them; where such a zone runs by itself, one of them is in effect.
            runs = before is not None and before.mode is HVACMode.AUTO
            is_so = self.item.wanted_mode is ThermoMode.AUTO and self.preset_mode == preset_mode
            if not (runs or is_so):
                raise ServiceValidationError(translation_domain=DOMAIN, translation_key="preset_of_thermostat")
        elif self.item.wanted_mode is ThermoMode.PROTECTION:
            await self.async_turn_on()
        elif before is None or before.mode is not HVACMode.AUTO:
            # Beside that it runs by itself, none was kept before its preset was told: that one is in effect.
            await self.async_set_hvac_mode(SEASON_MODES[self._wanted_season or self._seasons[0]])

    @override
    @one_action("fan")
    async def async_set_fan_mode(self, fan_mode: str) -> None:
        """Set the speed of the fan coil."""
        await self._command(self.item.set_fan(_FANS[fan_mode]))


class Central(Thermostat[CentralUnit]):
    """A central unit: what it is set to, its zones follow."""

    _attr_translation_key = "central_unit"
    _kept_set_point: float | None = None
    """Degrees by hand before a restart."""
    _season_of_zones: Season | None = None
    """The season that the zones told first, of which the unit tells none."""
    _attr_supported_features = (
        ClimateEntityFeature.TARGET_TEMPERATURE
        | ClimateEntityFeature.PRESET_MODE
        | ClimateEntityFeature.TURN_ON
        | ClimateEntityFeature.TURN_OFF
    )

    @override
    async def async_added_to_hass(self) -> None:
        kept = await self._restored()
        self.item.kept_season = season_of(kept.get("season"))
        self._kept_set_point = number if isinstance(number := kept.get("set_point"), float) else None
        if isinstance(program := kept.get("program"), int):
            self.item.restore_program(program)
        await super().async_added_to_hass()

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """Keep what a central unit tells only when it changes, or its zones do."""
        season = self.item.state.season or self._plant_season or self.item.kept_season
        return RestoredExtraData(
            {
                "season": None if season is None else season.value,
                "set_point": self._own_set_point(),
                "program": self.item.return_program,
            }
        )

    @property
    @override
    def hvac_modes(self) -> list[HVACMode]:
        return self._modes(is_auto=True)

    @property
    def _zones(self) -> list[Temperature]:
        items = self.coordinator.gateway.items
        return [item for item in items if isinstance(item, Temperature) and item.kind is ThermoKind.ZONE]

    @property
    @override
    def _plant_season(self) -> Season | None:
        # Its zones may be given another one by themselves later.
        if self._season_of_zones is None:
            self._season_of_zones = one_season({zone.state.season for zone in self._zones})
        return self._season_of_zones

    @property
    @override
    def _target(self) -> float | None:
        state = self.item.state
        is_by_hand = state.acting in (ThermoMode.MANUAL, ThermoMode.MANUAL_TIMED)
        return state.set_point if is_by_hand else None

    def _named(self, preset: str) -> str:
        """Return what a person calls a preset; only programs and scenarios have names of their own."""
        name = self.coordinator.store.program_names.get(preset, preset)
        return preset if name in _CENTRAL_PRESETS else name

    @property
    @override
    def preset_modes(self) -> list[str]:
        return [self._named(preset) for preset in _CENTRAL_PRESETS]

    @property
    @override
    def preset_mode(self) -> str | None:
        preset = self._preset
        return None if preset is None else self._named(preset)

    @property
    def _preset(self) -> str | None:
        state = self.item.state
        if state.mode is None:
            return None
        numbered = {
            ThermoMode.PROGRAM: f"program_{state.program}",
            ThermoMode.SCENARIO: f"scenario_{state.scenario}",
        }.get(state.mode, "")
        if numbered in HEATING_PROGRAMS or numbered in HEATING_SCENARIOS:
            return numbered
        return _MODE_PRESETS.get(state.mode, PRESET_NONE)

    @override
    async def _run(self) -> None:
        # A holiday and a vacation run by themselves already, and would end: that one goes on has to be sure.
        if not {self.item.accepted_mode, self.item.wanted_mode} <= {ThermoMode.HOLIDAY, ThermoMode.VACATION}:
            await super()._run()

    @override
    async def _set_temperature(self, temperature: float, season: Season | None) -> None:
        await self._command(self.item.set_temperature(temperature, season or self._wanted_season))

    @override
    async def _regulate(self, temperature: float, season: Season) -> None:
        if self._wanted_season is not season:
            with self.item.about_to_ask(temperature):
                await self._command(self.item.set_season(season))
        await self._command(self.item.set_temperature(temperature, season))

    @override
    @one_action("regulation")
    async def async_end_vacation(self, program: int | None = None) -> None:
        """End a vacation, and let a weekly program run."""
        wanted = self.item.wanted_mode
        # One that was asked to end, and has not told it yet, is ended with what is asked for now.
        may_run = {wanted, self.item.state.mode} if wanted is ThermoMode.PROGRAM else {wanted}
        if may_run.isdisjoint((ThermoMode.VACATION, ThermoMode.HOLIDAY, None)):
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_vacation")
        await self._command(self.item.end_vacation(program))

    def _own_set_point(self) -> float | None:
        known = super()._known_set_point()
        return self._kept_set_point if known is None else known

    @override
    def _known_set_point(self) -> float | None:
        known = self._own_set_point()
        if known is not None:
            return known
        # It cannot be asked (gateways.md 5): what most of its zones are set to.
        told = [zone.state.set_point for zone in self._zones if zone.state.set_point is not None]
        return max(sorted(set(told)), key=told.count, default=None)

    @override
    async def _ask_set_point(self) -> None:
        for zone in self._zones:
            # It cannot be asked itself; one that refuses says nothing of the others.
            with contextlib.suppress(ResponseError):
                await zone.send_dimension_request("14")
            if zone.state.set_point is not None:
                return

    @property
    @override
    def _runs_preset(self) -> bool:
        asked = self.item.asked_mode
        return self._preset not in (PRESET_NONE, None) if asked is None else asked in _PRESET_RUNS

    @override
    async def _set_preset(self, preset_mode: str) -> None:
        preset = next(one for one in _CENTRAL_PRESETS if self._named(one) == preset_mode)
        if preset == PRESET_PROTECTION:
            await self._command(self.item.set_protection())
        elif preset in HEATING_PROGRAMS:
            await self._command(self.item.run_program(HEATING_PROGRAMS[preset]))
        elif preset in HEATING_SCENARIOS:
            await self._command(self.item.run_scenario(HEATING_SCENARIOS[preset]))
        elif preset == PRESET_HOLIDAY:
            await self._command(self.item.start_holiday(self.item.return_program or 1))
        elif preset == PRESET_VACATION:
            if self.item.wanted_mode is not ThermoMode.VACATION:
                raise ServiceValidationError(translation_domain=DOMAIN, translation_key="vacation_needs_days")
        else:
            await self._command(self.item.set_auto())
