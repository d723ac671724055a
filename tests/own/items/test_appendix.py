"""The frames of the protocol notes' appendix A, and what they mean."""

import datetime as dt
from collections.abc import Mapping
from operator import attrgetter

import pytest

from custom_components.openwebnet.own import InvalidMessage, NormalMessage, parse_message
from custom_components.openwebnet.own.items import CentralUnit, SoundSystem
from custom_components.openwebnet.own.items.automation_state import Movement
from custom_components.openwebnet.own.items.press import ButtonPress, Press
from custom_components.openwebnet.own.items.sound_values import SoundScope
from custom_components.openwebnet.own.items.stop_and_go import BreakerBit
from custom_components.openwebnet.own.items.thermo_values import ActuatorCode, Season, ThermoMode
from custom_components.openwebnet.own.wire.framing import FrameSplitter

from .kit import heard

UTC_PLUS_1 = dt.timezone(dt.timedelta(hours=1))
UTC_MINUS_2 = dt.timezone(dt.timedelta(hours=-2))

MEANINGS: Mapping[str, Mapping[str, object]] = {
    "*1*1*0311#4#01##": {"on": True},
    "*1*8*12##": {"on": True, "level": 80},
    "*#1*12*1*173*255##": {"on": True, "level": 73, "speed": 255},
    "*#1*12*1*100*0##": {"on": False, "level": 0},
    "*1*19*74##": {"on": None, "fault": True},
    "*1*34*12##": {"motion": True, "on": None},
    "*1*39*12##": {"motion": False, "on": None},
    "*#1*12*6*350##": {"illuminance": 350},
    "*1*1*702053501#9##": {"on": True},
    "*#2*55*10*10*100*0*0##": {"movement": Movement.STOPPED, "position": 100, "is_advanced": True},
    "*#2*55*10*11*255*000*0##": {"movement": Movement.UP, "position": None},
    "*#4*6*12*1048*3##": {"local_set_point": -4.8},
    "*#4*1*0*0215*3##": {"temperature": 21.5},
    "*#4*1*0*0215##": {"temperature": 21.5},
    "*#4*1*14*0210##": {"set_point": 21.0},
    "*4*13012*#0##": {"mode": ThermoMode.VACATION, "season": Season.HEATING, "days": 12},
    "*4*3000*#0##": {"mode": ThermoMode.PROGRAM, "days": None},
    "*4*115#1102*#0##": {"mode": ThermoMode.HOLIDAY, "season": Season.HEATING, "program": 2},
    "*4*2215*#0##": {"mode": ThermoMode.SCENARIO, "season": Season.COOLING, "scenario": 15},
    "*4*110#0215*#0##": {"mode": ThermoMode.MANUAL, "season": Season.HEATING, "set_point": 21.5},
    "*#4*1#1*20*0##": {"code": ActuatorCode.OFF},
    "*4*21*#0#1##": {"remote_control": True},
    "*#4*1*13*12##": {"offset": -2},
    "*5*8*##": {"armed": True},
    "*5*8**##": {"armed": True},
    "*5*8*0##": {"armed": True},
    "*5*11*#2##": {"zone_active": True, "armed": None},
    "*9*1*1##": {"on": True},
    "*#13**16*1*2*3##": {"firmware": "1.2.3"},
    "*#13**22*09*37*30*102*03*01*05*2019##": {"clock": dt.datetime(2019, 5, 1, 9, 37, 30, tzinfo=UTC_MINUS_2)},
    "*#13**#0*12*00*30*001##": {"time": dt.time(12, 0, 30, tzinfo=UTC_PLUS_1)},
    "*#13**12*0*3*80*1*2*255##": {"mac": "0003500102ff"},
    "*15*01#3*0001##": {"press.what": ButtonPress(1, Press.LONG_PRESS_START)},
    "*15*02*22##": {"press.what": ButtonPress(2, Press.PRESS_START)},
    "*25*22#2*22047##": {"press.what": ButtonPress(2, Press.LONG_PRESS_START), "contact": None},
    "*25*31#0*3201##": {"contact": True, "press": None},
    "*#18*51*113*486##": {"power": 486},
    "*#18*71#0*71*0*1*0*0*1*1##": {
        "enabled": True,
        "forced": True,
        "below_threshold": False,
        "protection": False,
        "local_phase": True,
        "advanced": True,
    },
    "*#18*51*511#3#12*25*8450##": {
        "sample.what.month": 3,
        "sample.what.day": 12,
        "sample.what.hour": None,
        "sample.what.energy": 8450,
    },
    "*#18*11*250*0000000000001##": {"up": frozenset((BreakerBit.OPEN,)), "known": frozenset(BreakerBit)},
    "*16*3*102##": {"on": True},
    "*#22*3#1#1*12*1*4##": {"on": True, "media": 4},
}
NO_STATE = (
    "*#1*#25#4#01##",
    "*1*1000#1#01#2#3*0311#4#01##",
    "*#1*12*#1*150*5##",
    "*2*1000#0*55##",
)
REJECTED = ("*1*a*123##", "**12", "4##", "*1##", "*1*##", "*1**##")


@pytest.mark.parametrize(("frame", "expected"), MEANINGS.items(), ids=list(MEANINGS))
def test_the_meaning_of_a_frame(frame: str, expected: Mapping[str, object]) -> None:
    state = heard(frame).state
    assert {path: attrgetter(path)(state) for path in expected} == expected


@pytest.mark.parametrize("frame", NO_STATE)
def test_a_frame_without_news(frame: str) -> None:
    assert not heard(frame).heard


def test_what_is_at_the_addresses() -> None:
    assert isinstance(heard("*4*21*#0#1##"), CentralUnit)
    source = heard("*16*3*102##")
    assert isinstance(source, SoundSystem)
    assert (source.address.scope, source.address.source) == (SoundScope.SOURCE, 2)


def test_a_translation_keeps_its_parameters() -> None:
    message = parse_message("*1*1000#1#01#2#3*0311#4#01##")
    assert isinstance(message, NormalMessage)
    assert message.is_translation
    assert message.what.parameters == ("1", "01", "2", "3")


@pytest.mark.parametrize("frame", REJECTED)
def test_a_text_that_is_no_frame(frame: str) -> None:
    with pytest.raises(InvalidMessage):
        parse_message(frame)


@pytest.mark.parametrize(
    ("chunks", "frames"),
    [
        ([b"*1*1*12##*1*0*13##"], ["*1*1*12##", "*1*0*13##"]),
        ([b"*1*1*1", b"2#", b"#*#*1##"], ["*1*1*12##", "*#*1##"]),
        ([b"xx\r\n*1*1*12##"], ["*1*1*12##"]),
    ],
)
def test_frames_in_chunks(chunks: list[bytes], frames: list[str]) -> None:
    splitter = FrameSplitter()
    assert [frame for chunk in chunks for frame in splitter.feed(chunk)] == frames
