"""Light: a lamp or dimmer, what it can do, its fades and its flashes."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final, override

from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_COLOR_MODE,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_FLASH,
    ATTR_HS_COLOR,
    ATTR_TRANSITION,
    ColorMode,
    LightEntity,
    LightEntityFeature,
)
from homeassistant.core import Context, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.restore_state import ExtraStoredData, RestoredExtraData, RestoreEntity
from homeassistant.util.color import brightness_to_value, value_to_brightness
from homeassistant.util.hass_dict import HassKey

from ..const import CONF_COLOUR, CONF_FADING, DOMAIN, FADING_SPEED
from ..coordinator import Coordinator
from ..entity import OpenWebNetEntity, one_action
from ..identify.blink import TAKE_OVERS, before_showing
from ..own.exceptions import ResponseError
from ..own.items import BaseItem, Fade, Light
from ..own.items.action import unless_overruled
from ..own.items.before import Before
from ..own.items.light_state import DEFAULT_SPEED, MAX_LEVEL, MIN_LEVEL
from ..own.priority import Priority
from .flash import Flash

_LOGGER = logging.getLogger(__name__)

_OF_DIMMER: Final = LightEntityFeature.TRANSITION | LightEntityFeature.FLASH
LEVELS = (MIN_LEVEL, MAX_LEVEL)
_WHITE: Final = "is_white"
_LEVEL: Final = "level_before_off"
_LAST: Final = "last_level"
LIGHTS: Final[HassKey[dict[BaseItem, OpenWebNetLight]]] = HassKey(f"{DOMAIN}_lights")
"""The lights that have an entity: a group lets each of its members fade for itself."""


class OpenWebNetLight(OpenWebNetEntity[Light], LightEntity, RestoreEntity):
    """A light actuator; what it can do is what it has reported."""

    _attr_min_color_temp_kelvin = 2000
    _attr_max_color_temp_kelvin = 6535

    owed: int | None = None
    """Percent that it is given when its group has been switched on: it was led there."""
    times_ended = 0
    """How often what went on was ended by somebody who wanted something else."""
    _fade: Fade | None = None
    """What the lamp is led through, until it is there or somebody does something else with it."""
    _fading: asyncio.Task[None] | None = None
    _goes_out = False
    """Whether it is being switched off from here: what it tells of its light is not of somebody who has lit it."""
    _level_before_off: int | None = None
    """Percent it had before it was faded out: the dimmer itself goes on with the last step of that."""
    _last_level: int | None = None
    """Percent that it was told to have last, of its own or asked for."""
    _was_white: bool | None = None
    """Whether it shone white before a restart."""

    def __init__(self, coordinator: Coordinator, item: Light) -> None:
        """Show a lamp."""
        super().__init__(coordinator, item)
        self._flash: Final = Flash(item, send=self._command, run_in_background=coordinator.run_in_background)

    @property
    @override
    def is_on(self) -> bool | None:
        return self.item.state.on

    @property
    @override
    def supported_color_modes(self) -> set[ColorMode]:
        state = self.item.state
        if not (state.has_colour or state.has_white):
            return {ColorMode.ONOFF if state.steps is None else ColorMode.BRIGHTNESS}
        if self.coordinator.store.settings(self.object_key).get(CONF_COLOUR) is False:
            return {ColorMode.BRIGHTNESS}
        shown = {ColorMode.HS: state.has_colour, ColorMode.COLOR_TEMP: state.has_white}
        return {mode for mode, has_it in shown.items() if has_it}

    @property
    @override
    def color_mode(self) -> ColorMode:
        modes = self.supported_color_modes
        if len(modes) == 1:
            return next(iter(modes))
        # White and colour exclude each other; the one reported last counts, also over a restart.
        state = self.item.state
        is_white = self._was_white if state.is_white is None else state.is_white
        if is_white is None:
            is_white = not (state.hsv and state.hsv[1])
        return ColorMode.COLOR_TEMP if is_white else ColorMode.HS

    @property
    @override
    def supported_features(self) -> LightEntityFeature:
        is_dimmer = self.item.state.steps is not None or self.item.has_hundred_steps
        return _OF_DIMMER if is_dimmer else LightEntityFeature.FLASH

    @property
    @override
    def brightness(self) -> int | None:
        level = self.item.state.level
        return value_to_brightness(LEVELS, level) if level else None

    @property
    @override
    def hs_color(self) -> tuple[float, float] | None:
        hsv = self.item.state.hsv
        return None if hsv is None else (float(hsv[0]), float(hsv[1]))

    @property
    @override
    def color_temp_kelvin(self) -> int | None:
        mired = self.item.state.mired
        if not mired:
            return None
        # A limit is no whole number of mired: what was set to it is shown as it.
        return min(max(round(1_000_000 / mired), self.min_color_temp_kelvin), self.max_color_temp_kelvin)

    @property
    def led_to(self) -> int | None:
        """The percent that it is faded to, or was faded out from; `None` where it goes on as bright as it was."""
        return self.owed or self._wanted_level({})

    async def turn_on_with_others(self, kwargs: dict[str, Any], context: Context | None) -> None:
        """Switch on with the other members of a group, as far as it can do what is asked for."""
        self.act_with(context)
        modes = self.supported_color_modes
        lacking = {
            *({ATTR_BRIGHTNESS} if modes == {ColorMode.ONOFF} else ()),
            *({ATTR_HS_COLOR} if ColorMode.HS not in modes else ()),
            *({ATTR_COLOR_TEMP_KELVIN} if ColorMode.COLOR_TEMP not in modes else ()),
        }
        await self.async_turn_on(**{name: value for name, value in kwargs.items() if name not in lacking})

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Switch on, blink, or set colour and brightness, as far as they are asked for."""
        # What waits to be written is what it is to be afterwards.
        aspects = {"flash"} if ATTR_FLASH in kwargs else {"on"}
        has_colour = ATTR_HS_COLOR in kwargs or ATTR_COLOR_TEMP_KELVIN in kwargs
        # A colour is given the level that was asked for before, which is not asked for anew where no fade is ended.
        keeps_level = has_colour and ATTR_BRIGHTNESS not in kwargs and self._on_its_way_to is None
        if ATTR_FLASH not in kwargs and not keeps_level and self._wanted_level(kwargs) is not None:
            aspects.add("level")
        if has_colour:
            aspects.add("colour")
        await self.perform(frozenset(aspects), partial(self._turn_on, kwargs))

    async def _turn_on(self, kwargs: dict[str, Any]) -> None:
        has_colour = ATTR_HS_COLOR in kwargs or ATTR_COLOR_TEMP_KELVIN in kwargs
        if ATTR_FLASH in kwargs:
            before, fade, led_to = self._as_it_is_to_be, self._fade, self._on_its_way_to
            self.end_what_goes_on()
            self._flash.level_after = led_to
            await self._begin_flash(kwargs[ATTR_FLASH], before, fade)
            return
        level = self._wanted_level(kwargs)
        self.end_what_goes_on()
        number = self.times_ended
        if ATTR_COLOR_TEMP_KELVIN in kwargs:
            self._check_kelvin(kwargs[ATTR_COLOR_TEMP_KELVIN])
        seconds = self._fade_time(kwargs)
        fades = seconds is not None and level is not None
        if fades and has_colour and not self.is_on:
            # A colour lights a lamp: it begins as dark as it can.
            await self._command(self.item.set_level(MIN_LEVEL))
        if has_colour:
            await self._set_colour(kwargs, None if fades else level)
        if seconds is not None and level is not None:
            await self._fade_to(level, seconds)
        elif level is not None and ATTR_HS_COLOR not in kwargs:
            speed = self._speed(kwargs)
            await self._command(self.item.set_level(level, speed=DEFAULT_SPEED if speed is None else speed))
        elif not has_colour or (ATTR_COLOR_TEMP_KELVIN in kwargs and not self.item.is_expected_on):
            await self._command(self.item.turn_on(speed=self._speed(kwargs)))
        if self.times_ended == number:
            self._goes_out = False
            if level is not None and not fades:
                # It has that now, whether it tells it or not.
                self._level_before_off = None

    async def _set_colour(self, kwargs: dict[str, Any], level: int | None) -> None:
        """Give it white, or a colour, and a level with that: without one, the level that it has, or had last."""
        if ATTR_HS_COLOR not in kwargs:
            with unless_overruled():
                await self._command(self.item.set_mired(round(1_000_000 / kwargs[ATTR_COLOR_TEMP_KELVIN])))
            return
        hue, saturation = kwargs[ATTR_HS_COLOR]
        if level is None:
            await self._command(self._read_level())
        value = level or self.item.expected_level or self._last_level or MAX_LEVEL
        with unless_overruled():
            await self._command(self.item.set_hsv(round(hue) % 360, round(saturation), value))

    async def _read_level(self) -> None:
        """Read a level that is to stay, where only its nominal step was told. Raises `OWNException`."""
        if self.item.state.level_is_nominal and not self.item.untold_levels:
            with suppress(ResponseError, TimeoutError):
                await self.item.send_level_request(priority=Priority.USER)

    async def _read_state(self) -> None:
        """Read whether it is on, where nothing has told that yet. Raises `OWNException`."""
        with suppress(ResponseError, TimeoutError):
            for request in self.item.status_requests():
                await self.coordinator.gateway.request(request, priority=Priority.USER)

    def _wanted_level(self, kwargs: dict[str, Any]) -> int | None:
        """Return the percent that is asked for; `None` where that is the dimmer's own affair."""
        if ATTR_BRIGHTNESS in kwargs:
            return max(round(brightness_to_value(LEVELS, kwargs[ATTR_BRIGHTNESS])), MIN_LEVEL)
        if self._on_its_way_to is not None:
            return self._on_its_way_to
        if self.is_on:
            return None
        # A dimmer goes on at its last level by itself, but at once; a colour has a value, which is all that counts.
        needs_level = ATTR_HS_COLOR in kwargs or self._fade_time(kwargs) is not None
        return self._level_before_off or ((self.item.expected_level or self._last_level) if needs_level else None)

    @property
    def _on_its_way_to(self) -> int | None:
        """The percent to be on at as it was asked to be, or was before it was faded out, where a fade has not ended."""
        if self._fade is not None and not self._fade.is_over:
            return self._fade.percent or self._level_before_off
        return self._flash.level_after

    @override
    @one_action("on", "level", "colour")
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Switch off."""
        level, seconds = self.item.expected_level, self._fade_time(kwargs)
        self.end_what_goes_on()
        fades = seconds is not None and self.is_on and level is not None
        with self._going_out(level if fades else None):
            if seconds is not None and fades:
                await self._fade_to(0, seconds)
            else:
                await self._command(self.item.turn_off(speed=self._speed(kwargs)))

    @contextmanager
    def _going_out(self, level: int | None) -> Iterator[None]:
        """Keep the percent that it comes back with, unless it is on its way out already: it comes back as it was."""
        is_lit, number = self.is_on and not self._goes_out, self.times_ended
        if is_lit:
            self._goes_out, self._level_before_off = True, level
        try:
            yield
        except BaseException:
            if is_lit and self.times_ended == number:
                self._goes_out = False
            raise

    def _fade_time(self, kwargs: dict[str, Any]) -> float | None:
        """Return the seconds that a transition is to take by levels; `None` for none."""
        seconds: float | None = kwargs.get(ATTR_TRANSITION)
        can_fade = bool(seconds) and LightEntityFeature.TRANSITION in self.supported_features
        return seconds if can_fade and not self._has_own_speed else None

    def _speed(self, kwargs: dict[str, Any]) -> int | None:
        """Return the speed of the bus for a transition.

        Nobody has documented its unit (protocol.md 4.1); it goes from 1 to 254, and the seconds are taken for it.
        """
        seconds: float | None = kwargs.get(ATTR_TRANSITION)
        return min(max(round(seconds), 1), 254) if seconds is not None and self._has_own_speed else None

    @property
    def _has_own_speed(self) -> bool:
        chosen = self.coordinator.store.settings(self.object_key).get(CONF_FADING)
        return chosen == FADING_SPEED and self.item.has_hundred_steps

    async def _fade_to(self, level: int, seconds: float) -> None:
        """Go to a level in a time; the first step tells whether it can be done, the others follow by themselves."""
        fade = self._fade = Fade(self.item, level, seconds)
        await self._command(fade.begin())
        self._fading = self.coordinator.run_in_background(fade.run(), "fade")

    def _check_kelvin(self, kelvin: float) -> None:
        """Raise `ServiceValidationError` for a white that no lamp has: it would lose its white."""
        low, high = self.min_color_temp_kelvin, self.max_color_temp_kelvin
        if not low <= kelvin <= high:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="bad_kelvin",
                translation_placeholders={"low": str(low), "high": str(high)},
            )

    @property
    def _as_it_is_to_be(self) -> Before:
        """Whether it is on, and its percent: where it is being led to, or was asked to be."""
        if (before := before_showing(self.item)) is not None:
            return before
        if self._flash.is_running:
            return self._flash.before
        if self._fade is not None and not self._fade.is_over:
            return Before(self._fade.percent > 0, self._fade.percent)
        return Before(self.item.is_expected_on, self.item.expected_level, self.item.timed_until)

    async def _begin_flash(self, length: str, before: Before, fade: Fade | None) -> None:
        """Blink for some seconds, and be as it was before, or where `fade` was to lead it."""
        if before.is_on is None:
            await self._command(self._read_state())
            before = self._as_it_is_to_be
        if self.item.state.level_is_nominal and before.level == self.item.state.level:
            await self._command(self._read_level())
            before = self._as_it_is_to_be
        await self._flash.begin(length, before, fade)

    def _take_over(self) -> Before:
        """End what goes on, and return how it is to be: its percent only where it was being led to that."""
        is_led = self._on_its_way_to is not None or self._flash.is_running
        before = self._as_it_is_to_be
        self.end_what_goes_on()
        return before if is_led else before._replace(level=None)

    def end_what_goes_on(self) -> None:
        """Leave it as it is from now on: somebody wants something else of it."""
        self.times_ended += 1
        self.owed = None
        self._flash.end()
        if self._fade is not None:
            self._fade.end()
            self._fade = None
        if self._fading is not None:
            self._fading.cancel()
            self._fading = None

    @callback
    @override
    def _on_change(self) -> None:
        self._flash.hear()
        if self.item.state.level and not self.item.state.level_is_nominal:
            self._last_level = self.item.state.level
        if self._goes_out and self._fade is not None and self._fade.is_taken_over:
            self._goes_out, self._level_before_off = False, None
        if self.item.state.on is False:
            self._goes_out = False
        elif self._level_before_off is not None and self.item.state.on and not self._is_lit_from_here:
            # Somebody has lit it since.
            self._level_before_off = None
        super()._on_change()

    @property
    def _is_lit_from_here(self) -> bool:
        return self._goes_out or self._is_settling or before_showing(self.item) is not None

    @property
    def _is_settling(self) -> bool:
        """Whether a level of a fade that has ended may be on its way to the lamp."""
        return self._fade is not None and self._fade.is_over and self._fading is not None and not self._fading.done()

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """Keep whether it shines white, and how bright it was before it was off, or faded out: none tells that.

        What was asked last may not be told yet.
        """
        expected = self.item.is_expected_white
        white = self._was_white if expected is None else expected
        last = self.item.expected_level or self._last_level
        return RestoredExtraData({_WHITE: white, _LEVEL: self._level_before_off, _LAST: last})

    async def _shut_down(self) -> None:
        if self._fade is not None and not self._fade.is_over:
            # Nobody would lead it there any more.
            level = self._fade.percent
            self.end_what_goes_on()
            with suppress(HomeAssistantError):
                await self._command(self.item.set_level(level))
        await self._flash.shut_down()

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        last = await self.async_get_last_state()
        mode = last.attributes.get(ATTR_COLOR_MODE) if last else None
        self._was_white = {ColorMode.COLOR_TEMP: True, ColorMode.HS: False}.get(mode) if mode else None
        kept = await self.async_get_last_extra_data()
        self._take_back({} if kept is None else kept.as_dict())
        self.async_on_remove(self.coordinator.add_shutdown(self._shut_down))
        lights, take_overs = self.hass.data.setdefault(LIGHTS, {}), self.hass.data.setdefault(TAKE_OVERS, {})
        lights[self.item], take_overs[self.item] = self, self._take_over
        self.async_on_remove(partial(lights.__delitem__, self.item))
        self.async_on_remove(partial(take_overs.__delitem__, self.item))

    def _take_back(self, kept: Mapping[str, object]) -> None:
        """Take what was kept over a restart; what is not understood is ignored."""
        white, level, last = kept.get(_WHITE), _kept_level(kept.get(_LEVEL)), _kept_level(kept.get(_LAST))
        if isinstance(white, bool):
            self._was_white = white
        if not self.is_on:
            self._level_before_off = level
        self._last_level = self._last_level or last

    @override
    async def async_will_remove_from_hass(self) -> None:
        await self._shut_down()


def _kept_level(kept: object) -> int | None:
    """Return what was kept of a percent, where it is one."""
    return kept if isinstance(kept, int) and MIN_LEVEL <= kept <= MAX_LEVEL else None
