"""Sound zones: the amplifiers of WHO 16 and WHO 22."""

from collections.abc import Iterable
from typing import Final, override

from homeassistant.components.media_player import (
    MediaPlayerDeviceClass,
    MediaPlayerEntity,
    MediaPlayerEntityFeature,
    MediaPlayerState,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import ExtraStoredData, RestoredExtraData, RestoreEntity
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN, SOURCE_NAMES
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity, one_action
from .errors import NOT_CONFIRMED
from .loudness import Change, Loudness, Volume
from .own.items import BaseItem, SoundDiffusion, SoundSystem
from .own.items.sound import MAX_VOLUME
from .own.items.sound_values import SoundAddress, SoundScope

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0

SOURCES: Final = range(1, len(SOURCE_NAMES) + 1)
"""What a matrix can take, as long as no source was heard."""

type Sound = SoundSystem | SoundDiffusion


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every amplifier its entity."""
    entry.runtime_data.add_platform(Platform.MEDIA_PLAYER, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[SoundZone]:
    """Return the entities of an object; a source is what a zone plays, not a player."""
    if isinstance(item, SoundSystem | SoundDiffusion) and item.address.scope is SoundScope.AMPLIFIER:
        yield SoundZone(coordinator, item)


_BEFORE_MUTE: Final = "before_mute"


class SoundZone(OpenWebNetEntity[Sound], MediaPlayerEntity, RestoreEntity):
    """An amplifier, and the source that its area plays, as far as it was told."""

    _attr_device_class = MediaPlayerDeviceClass.SPEAKER
    _attr_volume_step = 1 / MAX_VOLUME
    _source: int | None = None
    _was_turned_off = False
    """By the last that was asked of its power here."""
    _listed: list[str] | None = None
    """The sources as they were shown last."""

    _source_name = "{number}"
    """What sources are called in the language of the house."""

    def __init__(self, coordinator: Coordinator, item: Sound) -> None:
        """Show an amplifier."""
        super().__init__(coordinator, item)
        self._volume: Final = Volume()

    def _name(self, source: int) -> str:
        names = [self.coordinator.store.source_name(number) for number in SOURCES]
        defaults = {number: self._source_name.format(number=number) for number in SOURCES}
        name = self.coordinator.store.source_name(source)
        # Who chooses by a name that two have could not choose the second.
        is_own = name is not None and names.count(name) == 1 and name not in defaults.values()
        return name if name is not None and is_own else self._source_name.format(number=source)

    @override
    async def async_added_to_hass(self) -> None:
        texts = await async_get_translations(self.hass, self.hass.config.language, "common", {DOMAIN})
        self._source_name = texts.get(f"component.{DOMAIN}.common.source", self._source_name)
        await super().async_added_to_hass()
        kept = await self.async_get_last_extra_data()
        volume = None if kept is None else kept.as_dict().get(_BEFORE_MUTE)
        self._volume.restore(volume if isinstance(volume, int) else None, self.item.state.volume)
        self.async_on_remove(self.coordinator.objects.add_frame_listener(self._on_any_frame))

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """Keep how loud it is to be when it is not muted any more."""
        return RestoredExtraData({_BEFORE_MUTE: self._volume.loudness.before_mute})

    @callback
    @override
    def _on_change(self) -> None:
        self._source = self.item.state.source or self._source
        self._volume.on_told(self.item.state.volume)
        super()._on_change()

    @callback
    def _on_any_frame(self, item: BaseItem) -> None:
        """Follow which source the area is given, and what that source plays."""
        if not isinstance(item, SoundSystem | SoundDiffusion):
            return
        given, before = self._given(item), self._source
        if given is not None:
            self._source = given
        elif self._is_taken_away(item):
            self._source = None
        names = self._names()
        if given is not None or self._source != before or item is self._tuner or names != self._listed:
            self._listed = names
            self.async_write_ha_state()

    def _is_taken_away(self, item: Sound) -> bool:
        """Tell whether the source that is played, or its route, was told to be off; which one is, is not known then.

        What plays no more keeps its source, and the source may be off meanwhile.
        """
        address = item.address
        if address.source != self._source or item.state.on is not False:
            return False
        if address.scope is SoundScope.ROUTE:
            return address.area == self.item.address.area
        return address.scope is SoundScope.SOURCE and item.who is self.item.who and bool(self.item.state.on)

    def _given(self, item: Sound) -> int | None:
        """Return the source that a frame of `item` gave to this area: a route in WHO 16, the source in WHO 22."""
        area = self.item.address.area
        if not item.state.on:
            return None
        match item.address:
            case SoundAddress(SoundScope.ROUTE, area=routed, source=source) if routed == area:
                return source
            case SoundAddress(SoundScope.SOURCE, source=source) if item.state.area is not None:
                return source if item.state.area == area else None
        return None

    @property
    def _tuner(self) -> Sound | None:
        """The source that is played, if it was heard of."""
        if self._source is None:
            return None
        address = SoundAddress(SoundScope.SOURCE, source=self._source)
        return next((source for source in self._sources if source.address == address), None)

    @property
    def _sources(self) -> list[Sound]:
        return [
            item
            for item in self.coordinator.gateway.items
            if isinstance(item, SoundSystem | SoundDiffusion)
            and item.who is self.item.who
            and item.address.scope is SoundScope.SOURCE
            and item.heard
        ]

    @property
    @override
    def supported_features(self) -> MediaPlayerEntityFeature:
        features = (
            MediaPlayerEntityFeature.TURN_ON
            | MediaPlayerEntityFeature.TURN_OFF
            | MediaPlayerEntityFeature.VOLUME_SET
            | MediaPlayerEntityFeature.VOLUME_STEP
            | MediaPlayerEntityFeature.SELECT_SOURCE
        )
        if self.item.state.volume is not None:
            features |= MediaPlayerEntityFeature.VOLUME_MUTE
        if self._tuner is None:
            return features
        return features | MediaPlayerEntityFeature.NEXT_TRACK | MediaPlayerEntityFeature.PREVIOUS_TRACK

    @property
    @override
    def state(self) -> MediaPlayerState | None:
        on = self.item.state.on
        if on is None:
            return None
        return MediaPlayerState.ON if on else MediaPlayerState.OFF

    @property
    @override
    def volume_level(self) -> float | None:
        loudness = self._volume.loudness
        volume = loudness.before_mute if loudness.is_muted else loudness.told
        return None if volume is None else volume / MAX_VOLUME

    @property
    @override
    def is_volume_muted(self) -> bool | None:
        return self._volume.loudness.is_muted

    @property
    @override
    def source(self) -> str | None:
        return None if self._source is None else self._name(self._source)

    @property
    @override
    def source_list(self) -> list[str]:
        return self._names()

    def _names(self) -> list[str]:
        numbers = {source.address.source for source in self._sources} or set(SOURCES)
        return [
            self._name(number) for number in sorted(number for number in {*numbers, self._source} if number is not None)
        ]

    @property
    @override
    def media_channel(self) -> str | None:
        """What a tuner plays: the name of the station where it tells one, or the frequency."""
        tuner = self._tuner
        if tuner is None:
            return None
        name, frequency = (tuner.state.rds or "").strip(), tuner.state.frequency
        return name or (None if frequency is None else f"{frequency / 1000:.2f} MHz")

    @override
    @one_action("power")
    async def async_turn_on(self) -> None:
        """Switch on."""
        self._was_turned_off = False
        await self._command(self.item.turn_on())

    @override
    @one_action("power", "source")
    async def async_turn_off(self) -> None:
        """Switch off."""
        self._was_turned_off = True
        await self._command(self.item.turn_off())

    @override
    @one_action("volume")
    async def async_set_volume_level(self, volume: float) -> None:
        """Set the volume: 32 steps."""
        await self._make_it(lambda loudness: loudness.with_volume(round(volume * MAX_VOLUME)))

    @override
    @one_action("volume")
    async def async_mute_volume(self, mute: bool) -> None:
        """Turn the volume down to nothing, or back to what it was."""
        if mute:
            await self._make_it(Loudness.muted)
        elif self._volume.loudness.before_mute is not None:
            await self._make_it(Loudness.unmuted)

    async def _make_it(self, change: Change) -> None:
        """Set the volume that it comes to by `change`; what the gateway does not take leaves it as it was."""
        order = self._volume.begin(change)
        try:
            await self._command(self.item.set_volume(order.after.expected or 0))
            self._volume.carried_out(order)
        except HomeAssistantError as error:
            self._volume.failed(order, may_be_done=error.translation_key == NOT_CONFIRMED)
            raise
        finally:
            self._volume.drop(order)
            # What it is muted for, no frame tells.
            self.async_write_ha_state()

    @override
    async def async_volume_up(self) -> None:
        """Turn the volume up by a step of the amplifier."""
        await self._command(self.item.change_volume(1))

    @override
    async def async_volume_down(self) -> None:
        """Turn the volume down by a step of the amplifier."""
        await self._command(self.item.change_volume(-1))

    @override
    @one_action("power", "source")
    async def async_select_source(self, source: str) -> None:
        """Give a source to the area of this amplifier, and switch the amplifier on, which WHO 22 does in one."""
        number = self._number(source)
        if number is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="no_such_source",
                translation_placeholders={"name": self.device_name, "source": source},
            )
        match self.item:
            case SoundSystem():
                await self._command(self.item.select_source(number))
                if not self.item.state.on or self._was_turned_off:
                    await self._command(self.item.turn_on())
            case SoundDiffusion():
                await self._command(self.item.turn_on_with(number))
        self._was_turned_off = False

    def _number(self, source: str) -> int | None:
        """Return the number of a source; one that has got a name since is known by its number, too."""
        names = [(number, name) for number in SOURCES for name in (self._name(number),)]
        names += [(number, self._source_name.format(number=number)) for number in SOURCES]
        return next((number for number, name in names if name == source), None)

    @override
    async def async_media_next_track(self) -> None:
        """Go to the next station or track of the source."""
        await self._skip(forward=True)

    @override
    async def async_media_previous_track(self) -> None:
        """Go to the station or track before."""
        await self._skip(forward=False)

    async def _skip(self, *, forward: bool) -> None:
        match self._tuner:
            case SoundSystem() as tuner:
                await self._command(tuner.skip(1 if forward else -1))
            case SoundDiffusion() as tuner:
                await self._command(tuner.skip_station(forward=forward))
