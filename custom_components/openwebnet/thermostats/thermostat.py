"""Thermostat: what the climate entities of zones and central units share.

A scene gives back mode, temperature and preset in three actions of one row (see `own.items.action`):

    mode           temperature                               preset
    -------------  ----------------------------------------  ----------------------------------------------------------
    off            stays off: to set one would switch it on  none: nothing runs that it could end
    auto           the program has its own                   none: goes on; another: is begun
    heat, cool     by hand                                   protection: the set point by hand is put back before it
"""

import contextlib
from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.components.climate import (
    ATTR_HVAC_MODE,
    ATTR_TEMPERATURE,
    PRESET_NONE,
    ClimateEntity,
    HVACMode,
)
from homeassistant.const import UnitOfTemperature
from homeassistant.core import callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.restore_state import RestoreEntity

from ..const import DOMAIN
from ..entity import OpenWebNetEntity, one_action
from ..own import OWNException
from ..own.items import CentralUnit, Temperature
from ..own.items.action import Action, current_action, current_row
from ..own.items.thermo_values import Season, ThermoMode
from .modes import SEASONS, modes_of

SEASON_MODES: Final = {Season.HEATING: HVACMode.HEAT, Season.COOLING: HVACMode.COOL}
MODE_SEASONS: Final[dict[HVACMode, Season]] = {mode: season for season, mode in SEASON_MODES.items()}
RUNS_BY_ITSELF: Final = frozenset(
    (ThermoMode.AUTO, ThermoMode.PROGRAM, ThermoMode.SCENARIO, ThermoMode.HOLIDAY, ThermoMode.VACATION)
)


@dataclass(frozen=True, slots=True)
class Before:
    """What an action leaves to the next one of the same caller."""

    mode: HVACMode
    """The mode that was asked for, and accepted."""
    set_point: float | None
    """Degrees by hand before that."""


class Thermostat[ItemT: (Temperature, CentralUnit)](OpenWebNetEntity[ItemT], ClimateEntity, RestoreEntity):
    """What zones and central units share.

    Home Assistant 2026.11 reads the `native_` properties; for 2026.10 see the end of this module.
    """

    _attr_translation_key = "thermostat"
    _attr_min_temp = 5.0
    _attr_max_temp = 40.0
    _attr_target_temperature_step = 0.5

    _by_hand: Action | None = None
    """The action that lets it heat or cool by hand, begun last: it may take several frames."""

    @property
    def _before(self) -> Before | None:
        """What the caller of this action has asked just before it."""
        row = current_row()
        return row.memory if row is not None and isinstance(row.memory, Before) else None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        for item in self.coordinator.gateway.items:
            if isinstance(item, Temperature | CentralUnit) and item is not self.item:
                self.async_on_remove(item.add_listener(self._on_neighbour))

    @callback
    def _on_neighbour(self) -> None:
        """Show the season of the plant, where none of its own was told."""
        if self.item.state.season is None:
            self.async_write_ha_state()

    @property
    def native_temperature_unit(self) -> str:  # type: ignore[explicit-override, unused-ignore]
        """The bus knows no other."""
        return UnitOfTemperature.CELSIUS

    @property
    def native_current_temperature(self) -> float | None:  # type: ignore[explicit-override, unused-ignore]
        """Degrees, measured."""
        return self.item.state.temperature

    @property
    def native_target_temperature(self) -> float | None:  # type: ignore[explicit-override, unused-ignore]
        """Degrees that a person would turn to change what happens; None where nothing is regulated by them."""
        return self._target

    @property
    @abstractmethod
    def _target(self) -> float | None:
        """The target temperature, for both."""

    @property
    @override
    def hvac_mode(self) -> HVACMode | None:
        acting = self.item.state.acting
        if acting is ThermoMode.OFF:
            return HVACMode.OFF
        if acting in RUNS_BY_ITSELF:
            return HVACMode.AUTO
        # Protection regulates too: it is a preset, not off. The season alone tells what a zone without orders does.
        season = self.item.state.season
        if season is None and acting is not None:
            season = self._plant_season or self.item.kept_season
        return None if season is None else SEASON_MODES[season]

    @property
    def _seasons(self) -> tuple[Season, ...]:
        """What the house has."""
        return SEASONS[modes_of(self.coordinator, self.item)]

    def _modes(self, *, is_auto: bool) -> list[HVACMode]:
        """Return the modes to choose from; the one that is told is always among them."""
        mode = self.hvac_mode
        offered: list[HVACMode] = [HVACMode.OFF, *(SEASON_MODES[season] for season in self._seasons)]
        if mode is not None and mode in MODE_SEASONS and mode not in offered:
            offered.append(mode)
        return [*offered, HVACMode.AUTO] if is_auto or mode is HVACMode.AUTO else offered

    @property
    @abstractmethod
    def _plant_season(self) -> Season | None:
        """The season of what belongs to it, where all of that agrees."""

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
        season = self._wanted_season or self._seasons[0]
        await self.async_set_hvac_mode(HVACMode.AUTO if auto else SEASON_MODES[season])

    @override
    @one_action("regulation")
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        """Switch off, run by itself, or heat or cool by hand."""
        set_point = self._known_set_point()
        match hvac_mode:
            case HVACMode.OFF:
                await self._command(self._commanded.set_off())
            case HVACMode.AUTO:
                await self._run()
            case _:
                self._by_hand = current_action.get()
                await self._regulate(await self._find_set_point(), MODE_SEASONS[hvac_mode])
        if (row := current_row()) is not None:
            row.memory = Before(hvac_mode, set_point)

    @override
    @one_action("regulation")
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Regulate to a temperature by hand, or switch off."""
        mode: HVACMode | None = kwargs.get(ATTR_HVAC_MODE)
        if mode is not None:
            self._valid_mode_or_raise("hvac", mode, self.hvac_modes)
        before = self._before
        if mode is HVACMode.OFF:
            await self.async_set_hvac_mode(HVACMode.OFF)
        elif mode is HVACMode.AUTO:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="program_has_temperature")
        elif mode is not None or before is None or before.mode not in (HVACMode.OFF, HVACMode.AUTO):
            await self._set_temperature(kwargs[ATTR_TEMPERATURE], MODE_SEASONS.get(mode) if mode else None)

    @one_action("regulation")
    async def async_boost(self, temperature: float, hours: int) -> None:
        """Regulate to a temperature by hand for some hours; then what ran before goes on."""
        await self._command(self._commanded.set_temperature_for(temperature, hours))

    async def async_end_vacation(self, program: int | None = None) -> None:
        """End a vacation; only a central unit has one."""
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_central_unit",
            translation_placeholders={"name": self.device_name},
        )

    @override
    async def async_set_preset_mode(self, preset_mode: str) -> None:
        """Begin what a preset stands for, or end it; where nothing of the kind runs, none changes nothing."""
        will_be_by_hand = self._by_hand is not None and self._by_hand.is_under_way
        if preset_mode != PRESET_NONE or (self._runs_preset and not will_be_by_hand):
            await self._change_preset(preset_mode)

    @one_action("regulation")
    async def _change_preset(self, preset_mode: str) -> None:
        await self._set_preset(preset_mode)

    @property
    @abstractmethod
    def _runs_preset(self) -> bool:
        """Whether a preset runs that none would end, by what was asked last."""

    @abstractmethod
    async def _set_preset(self, preset_mode: str) -> None:
        """Begin what a preset stands for, or with none end the one that runs."""

    async def _run(self) -> None:
        """Run by itself."""
        await self._command(self._commanded.set_auto())

    @abstractmethod
    async def _regulate(self, temperature: float, season: Season) -> None:
        """Heat or cool by hand, whatever season it is."""

    @abstractmethod
    async def _set_temperature(self, temperature: float, season: Season | None) -> None:
        """Regulate to a temperature by hand; without a season in the present one."""

    @property
    def _commanded(self) -> Temperature | CentralUnit:
        """The object that takes the commands."""
        return self.item

    @property
    def _wanted_season(self) -> Season | None:
        """The season that was asked for last, or told."""
        return self.item.wanted_season or self._plant_season

    def _known_set_point(self) -> float | None:
        """Return the set point by hand: asked for last, or told."""
        asked = self.item.asked_set_point
        return self.item.state.set_point if asked is None else asked

    async def _find_set_point(self) -> float:
        """Return the set point to regulate to by hand where only the mode is asked for: known, or asked for."""
        is_known = self._known_set_point() is not None
        if isinstance(self.item, Temperature) and self.item.is_set_point_in_doubt:
            is_known = False
        if self.item.wished_set_point is None and not is_known:
            with contextlib.suppress(OWNException, TimeoutError):
                await self._ask_set_point()
        wished = self.item.wished_set_point
        temperature = self._known_set_point() if wished is None else wished
        if temperature is None:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_set_point")
        return min(max(round(temperature * 2) / 2, self.min_temp), self.max_temp)

    async def _ask_set_point(self) -> None:
        """Ask for the set point by hand, where it can be asked for. Raises `OWNException` or `TimeoutError`."""

    async def _restored(self) -> dict[str, Any]:
        """Return what was kept before a restart."""
        kept = await self.async_get_last_extra_data()
        return {} if kept is None else kept.as_dict()


def season_of(name: object) -> Season | None:
    """Return the season that was kept by its name; `None` for anything else."""
    return next((season for season in Season if season.value == name), None)


def one_season(seasons: set[Season | None]) -> Season | None:
    """Return the season on which all agree that know one."""
    known = seasons - {None}
    return known.pop() if len(known) == 1 else None


_NAMES_BEFORE_2026_11: Final = ("temperature_unit", "current_temperature", "target_temperature")
for _name in _NAMES_BEFORE_2026_11:
    if not hasattr(ClimateEntity, f"native_{_name}"):
        # 2026.11 has made these final.
        setattr(Thermostat, _name, getattr(Thermostat, f"native_{_name}"))
