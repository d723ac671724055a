"""Sound zones: the amplifiers of both sound systems."""

import asyncio
from functools import partial
from typing import Any

import pytest
from homeassistant.components.media_player import (
    ATTR_INPUT_SOURCE,
    ATTR_INPUT_SOURCE_LIST,
    ATTR_MEDIA_VOLUME_LEVEL,
    ATTR_MEDIA_VOLUME_MUTED,
    DOMAIN as MEDIA_PLAYER,
    SERVICE_SELECT_SOURCE,
    MediaPlayerEntityFeature,
)
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_SUPPORTED_FEATURES,
    SERVICE_MEDIA_NEXT_TRACK,
    SERVICE_MEDIA_PREVIOUS_TRACK,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    SERVICE_VOLUME_DOWN,
    SERVICE_VOLUME_MUTE,
    SERVICE_VOLUME_SET,
    SERVICE_VOLUME_UP,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

OLD, NEW = "16-31", "22-3#3#1"


@pytest.fixture
def plant() -> Plant:
    """A zone and a radio."""
    return plant_of("""
  - {kind: relay, where: "11"}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: meter, where: "51"}
  - {kind: amplifier, where: "31", volume: 8}
  - {kind: source, where: "102", frequency: 96200}
""")


async def begin(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, key: str) -> None:
    """Set up an entry that knows the amplifier in one of the two systems."""
    await set_up(hass, config_entry(options={CONF_OBJECTS: {key: {}, "18-51": {}}}))
    await settle(hass, simulator)


async def call(hass: HomeAssistant, service: str, key: str, **data: object) -> None:
    """Call an action of a player and wait for it."""
    data = {ATTR_ENTITY_ID: entity_id(hass, MEDIA_PLAYER, key), **data}
    await hass.services.async_call(MEDIA_PLAYER, service, data, blocking=True)


def _shows(hass: HomeAssistant, key: str, state: Any = None, **attributes: Any) -> bool:
    shown = state_of(hass, MEDIA_PLAYER, key)
    return state in (None, shown.state) and all(
        shown.attributes.get(name) == value for name, value in attributes.items()
    )


async def test_the_same_amplifier_is_one_player(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry)
    await until(lambda: OLD in entry.options[CONF_OBJECTS])
    simulator.emit("*#22*3#3#1*12*1*4##")
    await settle(hass, simulator)
    players = [
        known.unique_id
        for known in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        if known.domain == MEDIA_PLAYER
    ]
    assert [player.partition("-")[2] for player in players] == [OLD]


FRAMES = {
    OLD: ("*16*3*31##", "*16*13*31##", "*#16*31*#1*16##", "*16*1001*31##", "*16*1101*31##"),
    NEW: ("*22*1#4#3*3#3#1##", "*22*0#4#3*3#3#1##", "*#22*3#3#1*#1*16##", "*22*3#1*3#3#1##", "*22*4#1*3#3#1##"),
}
"""What is sent for on, off, a volume of 16, and a step up and down."""


@pytest.mark.parametrize("key", [OLD, NEW])
async def test_on_off_and_volume_both_ways(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, key: str
) -> None:
    on, off, volume, up, down = FRAMES[key]
    await begin(hass, simulator, config_entry, key)
    await until(lambda: _shows(hass, key, STATE_OFF))
    await call(hass, SERVICE_TURN_ON, key)
    assert simulator.executed[-1] == on
    await until(lambda: _shows(hass, key, STATE_ON, **{ATTR_MEDIA_VOLUME_LEVEL: 8 / 31}))
    await call(hass, SERVICE_VOLUME_SET, key, **{ATTR_MEDIA_VOLUME_LEVEL: 0.5})
    assert simulator.executed[-1] == volume
    await until(lambda: _shows(hass, key, **{ATTR_MEDIA_VOLUME_LEVEL: 16 / 31}))
    for service, frame, steps in ((SERVICE_VOLUME_UP, up, 17), (SERVICE_VOLUME_DOWN, down, 16)):
        await call(hass, service, key)
        assert simulator.executed[-1] == frame
        await until(partial(_shows, hass, key, **{ATTR_MEDIA_VOLUME_LEVEL: steps / 31}))
    await call(hass, SERVICE_TURN_OFF, key)
    assert simulator.executed[-1] == off
    await until(lambda: _shows(hass, key, STATE_OFF))
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as error:
        await call(hass, SERVICE_TURN_ON, key)
    assert error.value.translation_key == "refused"


async def test_the_wall_is_followed(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await begin(hass, simulator, config_entry, OLD)
    simulator.objects[OLD].press()
    simulator.objects[OLD].set_volume(31)
    await until(lambda: _shows(hass, OLD, STATE_ON, **{ATTR_MEDIA_VOLUME_LEVEL: 1.0}))


async def test_a_source_is_given_to_the_area_and_tuned(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry, OLD)
    assert state_of(hass, MEDIA_PLAYER, OLD).attributes[ATTR_INPUT_SOURCE_LIST] == ["Source 2"]
    assert (
        not state_of(hass, MEDIA_PLAYER, OLD).attributes[ATTR_SUPPORTED_FEATURES] & MediaPlayerEntityFeature.NEXT_TRACK
    )
    await call(hass, SERVICE_SELECT_SOURCE, OLD, **{ATTR_INPUT_SOURCE: "Source 2"})
    assert simulator.executed[-3:] == ["*16*3*102##", "*16*3*132##", "*16*3*31##"]
    await until(lambda: _shows(hass, OLD, **{ATTR_INPUT_SOURCE: "Source 2"}))
    for service, frame in (
        (SERVICE_MEDIA_NEXT_TRACK, "*16*6001*102##"),
        (SERVICE_MEDIA_PREVIOUS_TRACK, "*16*6101*102##"),
    ):
        await call(hass, service, OLD)
        assert simulator.executed[-1] == frame
    simulator.emit("*#16*102*6*0*98500##")
    await until(lambda: _shows(hass, OLD, media_channel="98.50 MHz"))
    simulator.emit("*#16*102*8*82*65*68*73*79*32*51*32##")
    await until(lambda: _shows(hass, OLD, media_channel="RADIO 3"))
    await call(hass, SERVICE_SELECT_SOURCE, OLD, **{ATTR_INPUT_SOURCE: "Source 2"})
    assert simulator.executed[-2:] == ["*16*3*102##", "*16*3*132##"]
    simulator.emit("*16*3*134##")
    await until(lambda: _shows(hass, OLD, **{ATTR_INPUT_SOURCE: "Source 4"}))
    assert state_of(hass, MEDIA_PLAYER, OLD).attributes[ATTR_INPUT_SOURCE_LIST] == ["Source 2", "Source 4"]


async def test_a_source_in_the_newer_system(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await begin(hass, simulator, config_entry, NEW)
    sources = state_of(hass, MEDIA_PLAYER, NEW).attributes[ATTR_INPUT_SOURCE_LIST]
    assert sources == ["Source 1", "Source 2", "Source 3", "Source 4"]
    await call(hass, SERVICE_SELECT_SOURCE, NEW, **{ATTR_INPUT_SOURCE: "Source 3"})
    assert simulator.executed[-1] == "*22*35#4#3#3*3#3#1##"
    simulator.emit("*22*35#4#3#3*3#3#1##")
    await until(lambda: _shows(hass, NEW, STATE_ON, **{ATTR_INPUT_SOURCE: "Source 3"}))
    # The source of another area is not that of this one.
    for area, source in ((4, "Source 3"), (3, "Source 2")):
        simulator.emit(f"*22*2#4#{area}*5#2#2##")
        await settle(hass, simulator)
        assert _shows(hass, NEW, **{ATTR_INPUT_SOURCE: source})
    for service, frame in ((SERVICE_MEDIA_NEXT_TRACK, "*22*9*2#2##"), (SERVICE_MEDIA_PREVIOUS_TRACK, "*22*10*2#2##")):
        await call(hass, service, NEW)
        assert simulator.executed[-1] == frame


async def test_what_does_not_answer_is_away_where_others_do(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry, "16-99")
    assert _shows(hass, "16-99", STATE_UNAVAILABLE)


async def begin_on(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, key: str) -> None:
    """Begin with an amplifier that is on, whose volume is known."""
    await begin(hass, simulator, config_entry, key)
    await call(hass, SERVICE_TURN_ON, key)
    await until(lambda: ATTR_MEDIA_VOLUME_MUTED in state_of(hass, MEDIA_PLAYER, key).attributes)


def _muted(hass: HomeAssistant, key: str) -> tuple[object, object]:
    attributes = state_of(hass, MEDIA_PLAYER, key).attributes
    return attributes[ATTR_MEDIA_VOLUME_MUTED], round(attributes[ATTR_MEDIA_VOLUME_LEVEL] * 31)


@pytest.mark.parametrize("key", [OLD, NEW])
async def test_mute_keeps_the_volume(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, key: str
) -> None:
    await begin_on(hass, simulator, config_entry, key)
    sound = simulator.objects[OLD]
    await call(hass, SERVICE_VOLUME_MUTE, key, **{ATTR_MEDIA_VOLUME_MUTED: True})
    await until(lambda: _muted(hass, key) == (True, 8))
    assert sound.volume == 0
    # Again changes nothing.
    await call(hass, SERVICE_VOLUME_MUTE, key, **{ATTR_MEDIA_VOLUME_MUTED: True})
    await call(hass, SERVICE_VOLUME_MUTE, key, **{ATTR_MEDIA_VOLUME_MUTED: False})
    await until(lambda: _muted(hass, key) == (False, 8))
    assert sound.volume == 8


async def test_turning_it_up_at_the_wall_ends_the_mute(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin_on(hass, simulator, config_entry, OLD)
    sound = simulator.objects[OLD]
    await call(hass, SERVICE_VOLUME_MUTE, OLD, **{ATTR_MEDIA_VOLUME_MUTED: True})
    await until(lambda: _muted(hass, OLD) == (True, 8))
    sound.set_volume(5)
    await until(lambda: _muted(hass, OLD) == (False, 5))
    await call(hass, SERVICE_VOLUME_MUTE, OLD, **{ATTR_MEDIA_VOLUME_MUTED: False})
    assert sound.volume == 5
    sound.set_volume(0)
    await until(lambda: _muted(hass, OLD) == (False, 0))


async def test_a_volume_a_mute_and_its_end_at_once_leave_the_volume_that_was_asked_for(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin_on(hass, simulator, config_entry, OLD)
    await asyncio.gather(
        call(hass, SERVICE_VOLUME_SET, OLD, **{ATTR_MEDIA_VOLUME_LEVEL: 20 / 31}),
        call(hass, SERVICE_VOLUME_MUTE, OLD, **{ATTR_MEDIA_VOLUME_MUTED: True}),
        call(hass, SERVICE_VOLUME_MUTE, OLD, **{ATTR_MEDIA_VOLUME_MUTED: False}),
    )
    await asyncio.sleep(3)
    assert simulator.objects[OLD].volume == 20
    assert _muted(hass, OLD) == (False, 20)


async def _refused(hass: HomeAssistant, simulator: Simulator, service: str, key: str, **data: object) -> None:
    """Call an action that the gateway refuses, and wait until it is known what has become of it."""
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as error:
        await call(hass, service, key, **data)
    assert error.value.translation_key == "refused"
    await asyncio.sleep(5)


async def _mute(hass: HomeAssistant, key: str, *, mute: bool) -> None:
    await call(hass, SERVICE_VOLUME_MUTE, key, **{ATTR_MEDIA_VOLUME_MUTED: mute})
    await asyncio.sleep(2)


@pytest.mark.parametrize("key", [OLD, NEW])
async def test_a_volume_that_was_refused_is_not_played_after_a_mute(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, key: str
) -> None:
    await begin_on(hass, simulator, config_entry, key)
    await _refused(hass, simulator, SERVICE_VOLUME_SET, key, **{ATTR_MEDIA_VOLUME_LEVEL: 28 / 31})
    assert _muted(hass, key) == (False, 8)
    await _mute(hass, key, mute=True)
    assert _muted(hass, key) == (True, 8)
    await _mute(hass, key, mute=False)
    assert (simulator.objects[OLD].volume, _muted(hass, key)) == (8, (False, 8))


@pytest.mark.parametrize("key", [OLD, NEW])
async def test_what_was_not_unmuted_stays_muted_and_can_be_unmuted_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, key: str
) -> None:
    await begin_on(hass, simulator, config_entry, key)
    await _mute(hass, key, mute=True)
    await _refused(hass, simulator, SERVICE_VOLUME_MUTE, key, **{ATTR_MEDIA_VOLUME_MUTED: False})
    assert (simulator.objects[OLD].volume, _muted(hass, key)) == (0, (True, 8))
    await _mute(hass, key, mute=False)
    assert (simulator.objects[OLD].volume, _muted(hass, key)) == (8, (False, 8))


async def test_a_mute_that_was_refused_keeps_no_volume(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin_on(hass, simulator, config_entry, OLD)
    await _refused(hass, simulator, SERVICE_VOLUME_MUTE, OLD, **{ATTR_MEDIA_VOLUME_MUTED: True})
    assert _muted(hass, OLD) == (False, 8)
    simulator.objects[OLD].set_volume(20)
    await until(lambda: _muted(hass, OLD) == (False, 20))
    await _mute(hass, OLD, mute=True)
    await _mute(hass, OLD, mute=False)
    assert (simulator.objects[OLD].volume, _muted(hass, OLD)) == (20, (False, 20))


async def test_what_is_silent_already_can_be_muted(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin_on(hass, simulator, config_entry, OLD)
    await call(hass, SERVICE_VOLUME_SET, OLD, **{ATTR_MEDIA_VOLUME_LEVEL: 0})
    await until(lambda: _muted(hass, OLD) == (False, 0))
    await _mute(hass, OLD, mute=True)
    assert _muted(hass, OLD) == (True, 0)
    await _mute(hass, OLD, mute=False)
    assert _muted(hass, OLD) == (False, 0)
    await _mute(hass, OLD, mute=True)
    simulator.objects[OLD].set_volume(5)
    await until(lambda: _muted(hass, OLD) == (False, 5))


async def test_off_and_a_source_at_once_leave_it_on(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin_on(hass, simulator, config_entry, OLD)
    await asyncio.gather(
        call(hass, SERVICE_TURN_OFF, OLD),
        call(hass, SERVICE_SELECT_SOURCE, OLD, **{ATTR_INPUT_SOURCE: "Source 2"}),
    )
    await asyncio.sleep(3)
    assert _shows(hass, OLD, STATE_ON, source="Source 2")
    assert simulator.objects[OLD].on


async def test_what_is_muted_is_as_loud_as_before_after_a_reload(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin_on(hass, simulator, config_entry, OLD)
    simulator.objects[OLD].set_volume(20)
    await until(lambda: state_of(hass, MEDIA_PLAYER, OLD).attributes.get("volume_level") == pytest.approx(20 / 31))
    await call(hass, "volume_mute", OLD, is_volume_muted=True)
    await until(lambda: simulator.objects[OLD].volume == 0)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass, simulator)
    assert state_of(hass, MEDIA_PLAYER, OLD).attributes["is_volume_muted"]
    await call(hass, "volume_mute", OLD, is_volume_muted=False)
    await until(lambda: simulator.objects[OLD].volume == 20)


async def test_sources_have_the_names_that_a_person_gives_them(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin_on(hass, simulator, config_entry, OLD)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    await call(hass, SERVICE_SELECT_SOURCE, OLD, **{ATTR_INPUT_SOURCE: "Source 2"})
    await until(lambda: _shows(hass, OLD, source="Source 2"))
    flows = hass.config_entries.options
    shown = await flows.async_init(entry.entry_id)
    step = await flows.async_configure(shown["flow_id"], {"next_step_id": "sources"})
    await flows.async_configure(step["flow_id"], {"source_2": "Radio", "source_3": " "})
    # At once, without a frame.
    assert _shows(hass, OLD, source="Radio")
    for names in ({"source_3": "Radio"}, {"source_2": "Source 3"}):
        # A name of two, or of another, cannot be chosen.
        again = await flows.async_init(entry.entry_id)
        step = await flows.async_configure(again["flow_id"], {"next_step_id": "sources"})
        await flows.async_configure(step["flow_id"], {"source_2": "Radio", **names})
        assert _shows(hass, OLD, source="Source 2")
    again = await flows.async_init(entry.entry_id)
    step = await flows.async_configure(again["flow_id"], {"next_step_id": "sources"})
    await flows.async_configure(step["flow_id"], {"source_2": "Radio"})
    assert "Radio" in state_of(hass, MEDIA_PLAYER, OLD).attributes["source_list"]
    for name in ("Source 2", "Radio"):
        simulator.executed.clear()
        await call(hass, SERVICE_SELECT_SOURCE, OLD, **{ATTR_INPUT_SOURCE: name})
        assert "*16*3*132##" in simulator.executed
