"""Thermostats: zones and central units of WHO 4."""

from collections.abc import Iterable
from typing import Any, Final, override

from homeassistant.components.climate import (
    ATTR_HVAC_MODE,
    ATTR_TEMPERATURE,
    FAN_AUTO,
    FAN_HIGH,
    FAN_LOW,
    FAN_MEDIUM,
    PRESET_NONE,
    ClimateEntity,
    ClimateEntityFeature,
    HVACAction,
    HVACMode,
)
from homeassistant.const import Platform, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity, one_action
from .objects.key import ObjectKey
from .own import Where
from .own.items import BaseItem, CentralUnit, Temperature, ThermoActuator
from .own.items.thermo_values import FanSpeed, Season, ThermoKind, ThermoMode

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0

PRESET_PROTECTION: Final = "protection"
PRESET_HOLIDAY: Final = "holiday"
PRESET_VACATION: Final = "vacation"
PROGRAMS: Final = {f"program_{number}": number for number in range(1, 4)}
SCENARIOS: Final = {f"scenario_{number}": number for number in range(1, 17)}

_SEASON_MODES: Final = {Season.HEATING: HVACMode.HEAT, Season.COOLING: HVACMode.COOL}
_MODE_SEASONS: Final[dict[HVACMode, Season]] = {mode: season for season, mode in _SEASON_MODES.items()}
_RUNS_BY_ITSELF: Final = frozenset(
    (ThermoMode.AUTO, ThermoMode.PROGRAM, ThermoMode.SCENARIO, ThermoMode.HOLIDAY, ThermoMode.VACATION)
)
_MODE_PRESETS: Final = {
    ThermoMode.PROTECTION: PRESET_PROTECTION,
    ThermoMode.HOLIDAY: PRESET_HOLIDAY,
    ThermoMode.VACATION: PRESET_VACATION,
}
_FANS: Final = {
    FAN_AUTO: FanSpeed.AUTO,
    FAN_LOW: FanSpeed.SPEED_1,
    FAN_MEDIUM: FanSpeed.SPEED_2,
    FAN_HIGH: FanSpeed.SPEED_3,
}
_FAN_MODES: Final = {speed: mode for mode, speed in _FANS.items()}
_ACTUATORS: Final = range(1, 10)


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every zone and central unit its entity."""
    entry.runtime_data.add_platform(Platform.CLIMATE, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[ClimateEntity]:
    """Return the entities of an object."""
    match item:
        case Temperature(kind=ThermoKind.ZONE) if "only_measures" not in coordinator.traits(item):
            yield Zone(coordinator, item)
        case CentralUnit():
            yield Central(coordinator, item)


class Thermostat[ItemT: (Temperature, CentralUnit)](OpenWebNetEntity[ItemT], ClimateEntity):
    """What zones and central units share.

    Home Assistant 2026.11 reads the `native_` properties, 2026.10 the others.
    """

    _attr_translation_key = "thermostat"
    _attr_min_temp = 5.0
    _attr_max_temp = 40.0
    _attr_target_temperature_step = 0.5

    @property
    def native_temperature_unit(self) -> str:
        """The bus knows no other."""
        return UnitOfTemperature.CELSIUS

    @property
    @override
    def temperature_unit(self) -> str:
        return UnitOfTemperature.CELSIUS

    @property
    def native_current_temperature(self) -> float | None:
        """Degrees, measured."""
        return self.item.state.temperature

    @property
    @override
    def current_temperature(self) -> float | None:
        return self.item.state.temperature

    @property
    def native_target_temperature(self) -> float | None:
        """Degrees, as set."""
        return self.item.state.set_point

    @property
    @override
    def target_temperature(self) -> float | None:
        return self.item.state.set_point

    @property
    @override
    def hvac_mode(self) -> HVACMode | None:
        state = self.item.state
        if state.mode is ThermoMode.OFF:
            return HVACMode.OFF
        if state.mode in _RUNS_BY_ITSELF:
            return HVACMode.AUTO
        # Protection regulates too: it is a preset, not off. The season alone tells what a zone without orders does.
        return None if state.season is None else _SEASON_MODES[state.season]

    @override
    @one_action("regulation")
    async def async_turn_off(self) -> None:
        """Switch off."""
        await self.async_set_hvac_mode(HVACMode.OFF)

    @override
    @one_action("regulation")
    async def async_turn_on(self) -> None:
        """Regulate again: by the program where there is one."""
        auto = HVACMode.AUTO in self.hvac_modes
        season = self._wanted_season or Season.HEATING
        await self.async_set_hvac_mode(HVACMode.AUTO if auto else _SEASON_MODES[season])

    def _asked_season(self, kwargs: dict[str, Any]) -> Season | None:
        """Return the season that a set point is for: the one of the mode asked for with it, or the present one."""
        mode: HVACMode | None = kwargs.get(ATTR_HVAC_MODE)
        return self._wanted_season if mode is None else _MODE_SEASONS.get(mode, self._wanted_season)

    @property
    def _commanded(self) -> Temperature | CentralUnit:
        """The object that takes the commands."""
        return self.item

    @property
    def _wanted_season(self) -> Season | None:
        """The season that was asked for last, or told."""
        return self._commanded.wanted_season or self.item.wanted_season

    def _set_point(self) -> float:
        """Return the set point to regulate to by hand where only the mode is asked for: asked for last, or told."""
        asked = self._commanded.asked_set_point
        told = self.item.state.set_point
        temperature = asked if asked is not None else told if told is not None else self.item.state.temperature
        if temperature is None:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_set_point")
        return min(max(round(temperature * 2) / 2, self.min_temp), self.max_temp)


class Zone(Thermostat[Temperature]):
    """A zone, with a central unit or without."""

    _attr_preset_modes = [PRESET_NONE, PRESET_PROTECTION]
    _attr_fan_modes = list(_FANS)

    def __init__(self, coordinator: Coordinator, item: Temperature) -> None:
        """Show a zone."""
        super().__init__(coordinator, item)
        gateway = coordinator.gateway
        self._behind_central: Final = gateway.get_item(item.who, item.central)
        self._actuators: Final = [gateway.get_item(item.who, Where(f"{item.where}#{number}")) for number in _ACTUATORS]

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        for actuator in self._actuators:
            self.async_on_remove(actuator.add_listener(self._on_change))

    @property
    @override
    def _commanded(self) -> Temperature:
        """The zone as it takes commands: behind a central unit, where there is one (protocol.md 6, row 28)."""
        behind = self._behind_central
        return behind if self._has_central and isinstance(behind, Temperature) else self.item

    @property
    def _has_central(self) -> bool:
        """Tell whether there is a central unit: one that was heard, now or before a restart, or that the user added."""
        central_units = (item for item in self.coordinator.gateway.items if isinstance(item, CentralUnit))
        return any(item.heard or ObjectKey.of(item) in self.coordinator.store.objects for item in central_units)

    @property
    @override
    def hvac_modes(self) -> list[HVACMode]:
        modes = [HVACMode.OFF, HVACMode.HEAT, HVACMode.COOL]
        return [*modes, HVACMode.AUTO] if self._has_central or self.hvac_mode is HVACMode.AUTO else modes

    @property
    @override
    def supported_features(self) -> ClimateEntityFeature:
        features = (
            ClimateEntityFeature.TARGET_TEMPERATURE
            | ClimateEntityFeature.PRESET_MODE
            | ClimateEntityFeature.TURN_ON
            | ClimateEntityFeature.TURN_OFF
        )
        has_fan = "fan" in self.coordinator.traits(self.item)
        return features | ClimateEntityFeature.FAN_MODE if has_fan else features

    @property
    @override
    def current_humidity(self) -> float | None:
        return self.item.state.humidity

    @property
    @override
    def preset_mode(self) -> str:
        return PRESET_PROTECTION if self.item.state.mode is ThermoMode.PROTECTION else PRESET_NONE

    @property
    @override
    def hvac_action(self) -> HVACAction | None:
        state = self.item.state
        actuators = [
            actuator.state.is_active
            for actuator in self._actuators
            if isinstance(actuator, ThermoActuator) and actuator.state.is_active is not None
        ]
        cooling = state.cooling_valve
        heating = state.heating_valve
        if cooling is None and heating is None and actuators:
            cooling, heating = (any(actuators), False) if state.season is Season.COOLING else (False, any(actuators))
        if heating:
            return HVACAction.HEATING
        if cooling:
            return HVACAction.COOLING
        if state.mode is ThermoMode.OFF:
            return HVACAction.OFF
        return None if cooling is None and heating is None else HVACAction.IDLE

    @property
    @override
    def fan_mode(self) -> str | None:
        fan = self.item.state.fan
        return None if fan is None else _FAN_MODES.get(fan)

    @override
    @one_action("regulation")
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Regulate to a temperature by hand."""
        if kwargs.get(ATTR_HVAC_MODE) is HVACMode.OFF:
            await self.async_set_hvac_mode(HVACMode.OFF)
            return
        season = self._asked_season(kwargs)
        await self._command(self._commanded.set_temperature(kwargs[ATTR_TEMPERATURE], self._season(season)))

    @override
    @one_action("regulation")
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        """Switch off, follow the central unit, or heat or cool by hand."""
        match hvac_mode:
            case HVACMode.OFF:
                await self._command(self._commanded.set_off())
            case HVACMode.AUTO:
                await self._command(self._commanded.set_auto())
            case _:
                season = _MODE_SEASONS[hvac_mode]
                await self._command(self._commanded.set_temperature(self._set_point(), self._season(season)))

    def _season(self, season: Season | None) -> Season | None:
        # A zone of its own takes the generic form where its season is known to be that already.
        return season if self._has_central or self._wanted_season is not season else None

    @override
    @one_action("regulation")
    async def async_set_preset_mode(self, preset_mode: str) -> None:
        """Protect against frost or heat, or regulate again."""
        if preset_mode == PRESET_PROTECTION:
            await self._command(self._commanded.set_protection())
        else:
            await self.async_turn_on()

    @override
    @one_action("fan")
    async def async_set_fan_mode(self, fan_mode: str) -> None:
        """Set the speed of the fan coil."""
        await self._command(self.item.set_fan(_FANS[fan_mode]))


class Central(Thermostat[CentralUnit]):
    """A central unit: what it is set to, its zones follow."""

    _attr_translation_key = "central_unit"
    _attr_hvac_modes = [HVACMode.OFF, HVACMode.HEAT, HVACMode.COOL, HVACMode.AUTO]
    _attr_preset_modes = [
        PRESET_NONE,
        PRESET_PROTECTION,
        *PROGRAMS,
        *SCENARIOS,
        PRESET_HOLIDAY,
        PRESET_VACATION,
    ]
    _attr_supported_features = (
        ClimateEntityFeature.TARGET_TEMPERATURE
        | ClimateEntityFeature.PRESET_MODE
        | ClimateEntityFeature.TURN_ON
        | ClimateEntityFeature.TURN_OFF
    )

    @property
    @override
    def preset_mode(self) -> str | None:
        state = self.item.state
        if state.mode is None:
            return None
        numbered = {
            ThermoMode.PROGRAM: f"program_{state.program}",
            ThermoMode.SCENARIO: f"scenario_{state.scenario}",
        }.get(state.mode, "")
        if numbered in PROGRAMS or numbered in SCENARIOS:
            return numbered
        return _MODE_PRESETS.get(state.mode, PRESET_NONE)

    @override
    @one_action("regulation")
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Regulate all zones to a temperature by hand."""
        if kwargs.get(ATTR_HVAC_MODE) is HVACMode.OFF:
            await self.async_set_hvac_mode(HVACMode.OFF)
            return
        season = self._asked_season(kwargs)
        await self._command(self.item.set_temperature(kwargs[ATTR_TEMPERATURE], season))

    @override
    @one_action("regulation")
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        """Switch all zones off, run the program, or heat or cool by hand."""
        match hvac_mode:
            case HVACMode.OFF:
                await self._command(self.item.set_off())
            case HVACMode.AUTO:
                await self._command(self.item.set_auto())
            case _:
                season = _MODE_SEASONS[hvac_mode]
                if self._wanted_season is not season:
                    await self._command(self.item.set_season(season))
                await self._command(self.item.set_temperature(self._set_point(), season))

    @override
    @one_action("regulation")
    async def async_set_preset_mode(self, preset_mode: str) -> None:
        """Run a program or scenario, protect, or begin a holiday until midnight."""
        program = self.item.state.program or 1
        if preset_mode == PRESET_PROTECTION:
            await self._command(self.item.set_protection())
        elif preset_mode in PROGRAMS:
            await self._command(self.item.run_program(PROGRAMS[preset_mode]))
        elif preset_mode in SCENARIOS:
            await self._command(self.item.run_scenario(SCENARIOS[preset_mode]))
        elif preset_mode == PRESET_HOLIDAY:
            await self._command(self.item.start_holiday(program))
        elif preset_mode == PRESET_VACATION:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="vacation_needs_days")
        else:
            await self._command(self.item.set_auto())
