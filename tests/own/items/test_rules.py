"""Frames of the kinds that the corpus has no example of: decoded by rule."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from operator import attrgetter
from typing import Any

import pytest

from custom_components.openwebnet.own import Where, parse_message
from custom_components.openwebnet.own.items import (
    AlarmDevice,
    AlarmZone,
    Energy,
    EnergyActuator,
    SplitUnit,
    StopAndGo,
    Temperature,
    ThermoActuator,
    all_classes,
    item_class,
)
from custom_components.openwebnet.own.items.alarm import AlarmKind
from custom_components.openwebnet.own.items.automation_state import Movement
from custom_components.openwebnet.own.items.energy import Totalizer
from custom_components.openwebnet.own.items.energy_history import Series
from custom_components.openwebnet.own.items.lighting_management import (
    LightSensor,
    ManagementExit,
    ManagementMode,
    Setting,
)
from custom_components.openwebnet.own.items.press import Press
from custom_components.openwebnet.own.items.sound_values import Modulation, SoundAddress, SoundScope, sound_address
from custom_components.openwebnet.own.items.stop_and_go import BreakerBit
from custom_components.openwebnet.own.items.temperature import FanSpeed, Knob, Season, ThermoMode
from custom_components.openwebnet.own.items.thermo_actuators import SplitFan, SplitMode
from custom_components.openwebnet.own.items.thermo_values import ThermoKind, thermo_kind
from custom_components.openwebnet.own.priority import Priority
from custom_components.openwebnet.own.wire.tags import Who

from .kit import Recorder, heard, make, sent_by

ZONE_24 = "1001#11#00#0#8"

MEANINGS: Mapping[str, Mapping[str, object]] = {
    "*0*31*99#4#02##": {"activated.what": 31},
    "*0*41#5#0*06##": {"recording": None},
    "*0*43*06##": {"locked": True},
    "*0*44*06##": {"locked": False},
    "*0*45*06##": {"available": False},
    "*0*46*06##": {"memory_full": True},
    "*1*1#20*12##": {"on": True, "speed": 20},
    "*#1*12*2*1*30*0##": {"timer": 5400},
    "*#1*12*8*1200##": {"working_hours": 1200},
    "*#1*12*9*5000##": {"max_working_hours": 5000},
    "*#1*#7*15*0##": {"group_on": False},
    "*2*12#30#100*0915##": {"movement": Movement.DOWN, "priority": "100"},
    "*#2*12*10*13*30*000*14##": {"movement": Movement.UP, "position": 30, "information": 14, "priority": "000"},
    "*#3*10*1*230##": {"voltage": 230},
    "*#3*10*2*12##": {"current": 12},
    "*#3*10*3*2760##": {"power": 2760},
    "*#3*10*4*1520##": {"energy": 1520},
    "*4*3*7##": {"mode": None, "season": None},
    "*4*203*7##": {"mode": ThermoMode.OFF, "season": Season.COOLING},
    "*4*23255#3103*#0##": {"mode": ThermoMode.VACATION, "days": 255, "program": 3, "season": Season.COOLING},
    "*4*33000*#0##": {"mode": ThermoMode.VACATION, "days": 0},
    "*4*3100*#0##": {"mode": ThermoMode.PROGRAM, "program": None},
    "*4*3200*#0##": {"mode": ThermoMode.SCENARIO, "scenario": None},
    "*4*1216*#0#4##": {"mode": ThermoMode.SCENARIO, "scenario": 16, "season": Season.HEATING},
    "*4*3117*#0##": {"mode": None},
    "*4*1299*#0##": {"mode": None},
    "*4*3000#3102*#0##": {"mode": ThermoMode.PROGRAM, "program": 2},
    "*4*115#2*#0##": {"mode": ThermoMode.HOLIDAY, "program": 2},
    "*4*215#99*#0##": {"mode": None},
    "*#4*#0*31*08*59##": {"vacation_end_time": dt.time(8, 59)},
    "*#4*5*11*15##": {"fan": FanSpeed.OFF},
    "*#4*5*13*05##": {"offset": None, "knob": Knob.PROTECTION},
    "*#4*5*7*3*4##": {"zone_mode.name": "ECO", "season": None},
    "*#4*5*20*9##": {"actuator.is_active": True},
    "*#4*5#0*20*16##": {"code.name": "OFF_AT_3", "is_active": False},
    "*#4*3#1#2*22*2*210*4*1##": {
        "mode": SplitMode.SUMMER,
        "set_point": 21.0,
        "fan": SplitFan.SILENT,
        "swing": True,
    },
    "*#4*3#1#2*22*1**2*##": {"mode": SplitMode.WINTER, "set_point": None, "fan": SplitFan.SPEED_2, "swing": None},
    "*5*26*0##": {"programming": True},
    "*5*27*0##": {"programming": False},
    "*5*5**##": {"battery_fault": False, "battery_low": False},
    "*5*12#1*#3##": {"alarm.what": AlarmKind.TECHNICAL, "alarms": {AlarmKind.TECHNICAL}},
    "*6*0*4001##": {"camera": True},
    "*6*9*4001##": {"camera": False},
    "*6*12*4000##": {"stair_light": True},
    "*6*11*4000##": {"stair_light": False},
    "*6*22*4002##": {"lock_opened.number": 1},
    "*7*0*4000*##": {"on": True},
    "*8*19*20##": {"last.what.event.name": "LOCK_PRESSED"},
    "*#8**33*0##": {"bell_muted": True},
    "*9*2*1##": {"on": None, "last.what.name": "TOGGLE"},
    "*9*6*9##": {"enabled": True, "on": None},
    "*#13**19*400*3*2*1##": {"uptime": dt.timedelta(days=400, hours=3, minutes=2, seconds=1)},
    "*#13**17*1*0*0##": {"hardware": "1.0.0"},
    "*#13**1*00*25*10*2026##": {"date": dt.date(2026, 10, 25), "weekday": 0},
    "*14*1*0311#4#01##": {"locked": False},
    "*15*00*12##": {"press.what.button": 0},
    "*#16*23*1*31##": {"volume": 31},
    "*#16*23*2*5##": {"treble": 5},
    "*#16*23*3*6##": {"bass": 6},
    "*#16*23*4*7##": {"balance": 7},
    "*#16*101*6*0*96200##": {"frequency": 96200},
    "*#16*101*7*0*4##": {"station": 4},
    "*17*4*300##": {"enabled": False, "running": None},
    "*#18*71#0*72#1*12345*24*12*25*18*30##": {
        "totalizer_1": Totalizer(12345, dt.datetime(2025, 12, 24, 18, 30)),  # noqa: DTZ001
        "totalizer_2": None,
    },
    "*#18*71#0*72#2*1*1*1*2024*0*0##": {"totalizer_2": Totalizer(1, dt.datetime(2024, 1, 1))},  # noqa: DTZ001
    "*#18*71#0*72#3*1*1*1*2024*0*0##": {"totalizer_1": None, "totalizer_2": None},
    "*#18*71#0*73*2##": {"differential_level": 2},
    "*#18*71#0*71*1*0*1*1*0*2##": {"enabled": False, "forced": False, "below_threshold": True, "advanced": False},
    "*#18*51*52#24#3*4294967295##": {"sample.what.year": 2024, "sample.what.month": 3, "sample.what.energy": None},
    "*#18*51*512#3*25*7##": {"sample.what.series": Series.AVERAGE_DAY, "sample.what.hour": None},
    "*#18*51*512#3*1*7##": {"sample.what.day": None, "sample.what.hour": 0},
    "*#18*51*514#3*31*7##": {"sample.what.day": 31, "sample.what.series": Series.DAYS_LAST_YEAR},
    "*#18*1127*252*1##": {"up": {BreakerBit.FAILURE}, "known": {BreakerBit.FAILURE}},
    "*#18*11*250*1000000000000##": {"up": {BreakerBit.POWER_FAILURE_UPSTREAM}},
    "*#18*11*250*10##": {"known": frozenset()},
    "*#22*2#1*5*1*98500##": {"modulation": Modulation.FM, "frequency": 98500},
    "*#22*2#1*11*3*1000*4##": {"modulation": Modulation.MEDIUM_WAVE, "frequency": 1000, "station": 4},
    "*#22*2#1*6*7##": {"station": 7},
    "*#22*2#1*10*72*105*32*32*32*32*32*32##": {"rds": "Hi      "},
    "*#22*2#1*7*1##": {"play_status": "1"},
    "*#22*3#1#1*3*20##": {"mid": 20},
    "*#22*3#1#1*17*32##": {"balance": 32},
    "*#22*3#1#1*19*12##": {"preset": None},
    "*#22*3#1#1*1*12*##": {"volume": 12},
    f"*24*1#3*{ZONE_24}##": {"profile": 3},
    f"*24*2#1*{ZONE_24}##": {"slave_offset": True},
    f"*#24*{ZONE_24}*3*200##": {"maintained_lux": 200},
    f"*#24*{ZONE_24}*4*1##": {"auto_on": True},
    f"*#24*{ZONE_24}*7*901##": {"off_delay": None},
    f"*#24*{ZONE_24}*17*1*2*1*30*0##": {
        "mode": ManagementMode.AUTO,
        "exit": ManagementExit.AFTER_TIME,
        "exit_time": dt.timedelta(hours=1, minutes=30),
    },
    f"*#24*{ZONE_24}*18#1*1*350*0##": {"sensor": LightSensor(1, 350, 0)},
    "*25*14#0#5*11##": {"scenario_plus.what.name": "DECREASE"},
    "*25*32#1*3201##": {"contact": False},
    "*#1001*74*11*111110111111111111110111##": {"faults": {4, 19}},
    "*#1001*12*1*2*6*2*4##": {"model": 2, "bits": None},
    "*#1001*12*2*1*2*3##": {"firmware": "1.2.3"},
    "*#1001*12*3*1*0*0##": {"hardware": "1.0.0"},
    "*#1001*12*13*12345678##": {"factory_id": 12345678},
    "*1001*3*0##": {"aborted": True},
    "*#1004*#0*7*111111111011111111111111##": {"faults": {15}},
    "*#1004*5*21*1111101111111111##": {"faults": {11}},
    "*#1004*#0*23*1*2##": {"silent_zones": 1, "failed_zones": 2},
    "*#1018*51*7*12##": {"bits": None, "faults": None},
    "*#1013**1*134*15*5*0##": {"model": 134},
}


@pytest.mark.parametrize(("frame", "expected"), MEANINGS.items(), ids=list(MEANINGS))
def test_the_meaning_of_a_frame(frame: str, expected: Mapping[str, object]) -> None:
    state = heard(frame).state
    assert {path: attrgetter(path)(state) for path in expected} == expected


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ("0", ThermoKind.GENERAL),
        ("1", ThermoKind.ZONE),
        ("99", ThermoKind.ZONE),
        ("001", ThermoKind.PROBE),
        ("305", ThermoKind.PROBE),
        ("900", ThermoKind.PROBE),
        ("#0", ThermoKind.CENTRAL),
        ("#0#1", ThermoKind.CENTRAL),
        ("#0#1#2", ThermoKind.OTHER),
        ("#7", ThermoKind.ZONE_BEHIND_CENTRAL),
        ("#23#1", ThermoKind.ZONE_BEHIND_CENTRAL),
        ("0#0", ThermoKind.ACTUATOR),
        ("12#9", ThermoKind.ACTUATOR),
        ("3#12#9", ThermoKind.SPLIT),
        ("2#12#9", ThermoKind.OTHER),
        ("1#", ThermoKind.OTHER),
        ("", ThermoKind.OTHER),
        ("1234", ThermoKind.OTHER),
    ],
)
def test_what_an_address_of_the_heating_names(where: str, kind: ThermoKind) -> None:
    assert thermo_kind(Where(where)) is kind


@pytest.mark.parametrize(
    ("who", "where", "item_type"),
    [
        (Who.THERMOREGULATION, "0#0", ThermoActuator),
        (Who.THERMOREGULATION, "3#1#1", SplitUnit),
        (Who.THERMOREGULATION, "105", Temperature),
        (Who.ENERGY_MANAGEMENT, "11", StopAndGo),
        (Who.ENERGY_MANAGEMENT, "1127", StopAndGo),
        (Who.ENERGY_MANAGEMENT, "1", Energy),
        (Who.ENERGY_MANAGEMENT, "51", Energy),
        (Who.ENERGY_MANAGEMENT, "7255#0", EnergyActuator),
        (Who.BURGLAR_ALARM, "#12", AlarmZone),
        (Who.BURGLAR_ALARM, "12", AlarmDevice),
    ],
)
def test_the_class_of_an_address(who: Who, where: str, item_type: type) -> None:
    assert item_class(who, Where(where)) is item_type


@pytest.mark.parametrize(
    ("who", "where", "address"),
    [
        (Who.SOUND_DIFFUSION_1, "0", SoundAddress(SoundScope.ALL_AMPLIFIERS)),
        (Who.SOUND_DIFFUSION_1, "#9", SoundAddress(SoundScope.AREA, area=9)),
        (Who.SOUND_DIFFUSION_1, "1234", SoundAddress(SoundScope.OTHER)),
        (Who.SOUND_DIFFUSION_2, "5#4#3", SoundAddress(SoundScope.AREA, area=3)),
        (Who.SOUND_DIFFUSION_2, "3#2#0", SoundAddress(SoundScope.AREA, area=2)),
        (Who.SOUND_DIFFUSION_2, "3#0#6", SoundAddress(SoundScope.AMPLIFIER, area=0, point=6)),
        (Who.SOUND_DIFFUSION_2, "5#3#0#0", SoundAddress(SoundScope.ALL_AMPLIFIERS)),
        (Who.SOUND_DIFFUSION_2, "9#1#2", SoundAddress(SoundScope.OTHER)),
    ],
)
def test_what_an_address_of_a_sound_system_names(who: Who, where: str, address: SoundAddress) -> None:
    assert sound_address(who, Where(where)) == address


def test_an_address_that_the_older_sound_system_has_not() -> None:
    assert SoundAddress(SoundScope.AMPLIFIER, area=10, point=1).where(Who.SOUND_DIFFUSION_1) is None
    assert SoundAddress(SoundScope.ALL).where(Who.SOUND_DIFFUSION_1) is None
    assert str(SoundAddress(SoundScope.ROUTE, area=2, source=3).where(Who.SOUND_DIFFUSION_1)) == "123"


async def test_a_source_for_an_area() -> None:
    amplifier: Any = make("16", "23")
    await amplifier.select_source(2)
    assert sent_by(amplifier) == ["*16*3*102##", "*16*3*122##"]
    with pytest.raises(ValueError, match="no area"):
        await make("16", "0").select_source(2)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("who", "where", "frame", "device"),
    [
        ("9", "0", "*9*1*0##", False),
        ("9", "1", "*9*1*1##", True),
        ("17", "0", "*17*1*0##", False),
        ("25", "30", "*25*31#0*30##", False),
        ("3", "#2", "*3*2*#2##", True),
        ("3", "10", "*#3*10*1*230##", True),
        ("3", "0", "*3*1*0##", False),
        ("16", "100", "*16*13*100##", False),
        ("16", "31", "*16*13*31##", True),
        ("22", "6", "*22*0*6##", False),
        ("4", "0", "*#4*0*0*0215##", False),
        ("4", "001", "*#4*001*0*0215##", False),
        ("4", "#5", "*4*303*#5##", False),
        ("1001", "12", "*#1001*12*2*1*2*3##", False),
    ],
)
def test_what_is_a_device(who: str, where: str, frame: str, device: bool) -> None:
    item = make(who, where)
    item.receive(parse_message(frame))
    assert item.is_device is device


@pytest.mark.parametrize(
    ("who", "where", "call"),
    [
        ("0", "01", lambda i: i.activate(0)),
        ("0", "01", lambda i: i.erase(32)),
        ("1", "12", lambda i: i.set_level(101)),
        ("1", "12", lambda i: i.turn_on(speed=256)),
        ("1", "12", lambda i: i.step_up(0)),
        ("1", "12", lambda i: i.turn_on_timed(45)),
        ("1", "12", lambda i: i.blink(5.5)),
        ("1", "12", lambda i: i.set_hsv(360, 0, 0)),
        ("1", "12", lambda i: i.set_mired(0)),
        ("2", "12", lambda i: i.move_to(101)),
        ("2", "12", lambda i: i.step_up(100)),
        ("2", "12", lambda i: i.stop_with_priority("2")),
        ("4", "5", lambda i: i.set_temperature(4.5)),
        ("4", "5", lambda i: i.set_fan(FanSpeed.OFF)),
        ("4", "#0", lambda i: i.run_program(17)),
        ("4", "#0", lambda i: i.start_vacation(256, 1)),
        ("4", "3#1#1", lambda i: i.set(SplitMode.AUTO, temperature=100)),
        ("13", "", lambda i: i.set_clock(dt.datetime(2026, 1, 1))),  # noqa: DTZ001
        ("16", "21", lambda i: i.set_volume(32)),
        ("16", "21", lambda i: i.change_volume(0)),
        ("18", "51", lambda i: i.start_power_reports(256)),
        ("18", "51", lambda i: i.send_history_request(Series.MONTH, 1)),
        ("18", "51", lambda i: i.send_history_request(Series.HOURS, 1)),
        ("18", "51", lambda i: i.start_history(Series.MONTH, 1)),
        ("18", "71#0", lambda i: i.force(255)),
        ("22", "2#1", lambda i: i.turn_on()),
        ("22", "3#1#1", lambda i: i.set_tone(5, 1)),
        ("22", "3#1#1", lambda i: i.set_preset(12)),
        ("24", ZONE_24, lambda i: i.set(Setting.MAX_LUX, 2001)),
        ("25", "25", lambda i: i.send_phase(1, Press.PRESS_START)),
    ],
)
async def test_what_cannot_be_is_not_sent(who: str, where: str, call: Callable[[Any], Awaitable[None]]) -> None:
    item = make(who, where)
    with pytest.raises(ValueError, match=r"\w"):
        await call(item)
    assert sent_by(item) == []


def test_alarms_last_until_the_system_is_engaged_or_disengaged() -> None:
    system: Any = heard("*5*8*0##", "*5*15*0##", "*5*12*0##")
    assert system.state.alarms == {AlarmKind.INTRUSION, AlarmKind.TECHNICAL}
    # A status answer tells once more that it is engaged.
    system.receive(parse_message("*5*8*##"))
    system.receive(parse_message("*5*13*##"))
    assert system.state.alarms == {AlarmKind.INTRUSION}
    system.receive(parse_message("*5*9*##"))
    assert system.state.alarms == frozenset()


def test_what_was_shown_is_taken_back() -> None:
    for frame, traits in (
        ("*#1*12*12*10*20*30##", {"colour": 1}),
        ("*#1*12*14*250##", {"white": 1}),
        ("*25*32#1*322##", {"contact": 1}),
        ("*5*7*0##", {"panel": 1}),
        ("*0*3*06##", {"scenarios": 8}),
    ):
        item = heard(frame)
        assert item.traits == traits
        message = parse_message(frame)
        again = make(str(message.who), str(message.where))
        again.restore(traits)
        assert again.traits == traits


def test_a_contact_is_asked_and_a_button_is_not() -> None:
    assert [str(request) for request in make("25", "3201").status_requests()] == ["*#25*3201##"]
    assert not make("25", "25").status_requests()
    assert make("25", "3201").object_number == 201  # type: ignore[attr-defined]
    assert make("25", "0001").object_number is None  # type: ignore[attr-defined]


def test_the_load_and_the_zone_know_their_numbers() -> None:
    assert make("3", "#8").priority == 8  # type: ignore[attr-defined]
    assert make("3", "0").priority is None  # type: ignore[attr-defined]
    assert make("5", "#12").zone == 12  # type: ignore[attr-defined]


def test_a_load_that_was_enabled_or_cut_off_is_forced_no_longer() -> None:
    for what, enabled in (("0", False), ("1", True)):
        load: Any = heard("*3*2*#2##", f"*3*{what}*#2##")
        assert (load.state.enabled, load.state.forced) == (enabled, False)


def test_a_load_and_its_meter_are_asked_in_their_ways() -> None:
    assert [str(request) for request in make("3", "#2").status_requests()] == ["*#3*#2##"]
    assert [str(request) for request in make("3", "10").status_requests()] == ["*#3*10*0##"]
    assert not make("3", "0").status_requests()
    assert make("3", "10").periodic_tasks()
    assert not make("3", "#2").periodic_tasks()


def test_a_toggled_channel_is_asked_again() -> None:
    assert not heard("*9*1*1##").completion_requests()
    assert [str(request) for request in heard("*9*2*1##").completion_requests()] == ["*#9*1##"]


def test_a_central_unit_without_a_mode_is_asked() -> None:
    assert [str(request) for request in heard("*4*20*#0##").completion_requests()] == ["*#4*#0##"]
    assert not heard("*4*311*#0##").completion_requests()


def test_a_breaker_tells_what_it_knows() -> None:
    breaker: Any = heard("*#18*11*250*0000000000001##", "*#18*11*251*0##")
    assert breaker.state.has(BreakerBit.OPEN) is False
    assert StopAndGo.table.find(parse_message("*#18*11*251##")) is None
    assert make("18", "11").state.has(BreakerBit.OPEN) is None  # type: ignore[attr-defined]


def test_every_subsystem_has_a_class() -> None:
    # What these say is counted, and means nothing to anybody.
    assert set(Who) - {item_type.who for item_type in all_classes()} == {
        Who.DIAGNOSTICS,
        Who.ALARM_DIAGNOSTICS,
        Who.DOOR_ENTRY_DIAGNOSTICS,
        Who.SOUND_DIAGNOSTICS,
        Who.ACCESS_CONTROL_DIAGNOSTICS,
        Who.SYSTEM_DIAGNOSTICS,
    }


@pytest.mark.parametrize(
    ("who", "where", "call", "option"),
    [
        ("2", "12", lambda i: i.stop(), (Priority.STOP, "")),
        ("2", "12", lambda i: i.stop_with_priority("001"), (Priority.STOP, "")),
        ("2", "12", lambda i: i.move_to(40), (None, "position")),
        ("2", "12", lambda i: i.close(), (None, "position")),
        ("2", "12", lambda i: i.step_up(10), (None, "")),
        ("1", "12", lambda i: i.set_level(40), (None, "level")),
        ("1", "12", lambda i: i.set_level(0), (None, "level")),
        ("1", "12", lambda i: i.turn_on(), (None, "")),
        ("1", "12", lambda i: i.toggle(), (None, "")),
        ("1", "12", lambda i: i.set_hsv(1, 2, 3), (None, "colour")),
        ("4", "5", lambda i: i.set_temperature(20), (None, "set point")),
        ("22", "3#1#1", lambda i: i.set_volume(3), (None, "volume")),
        ("22", "3#1#1", lambda i: i.change_volume(3), (None, "")),
        ("15", "22", lambda i: i.send_phase(1, Press.PRESS_START), (None, "")),
    ],
)
async def test_what_goes_first_and_what_takes_the_place_of_what(
    who: str, where: str, call: Callable[[Any], Awaitable[None]], option: tuple[Priority | None, str]
) -> None:
    item = make(who, where)
    await call(item)
    assert isinstance(item.client, Recorder)
    assert item.client.options == [option]


def test_the_position_of_an_advanced_shutter_counts_until_it_has_moved() -> None:
    position = "*#2*22*10*10*30*001*0##"
    assert not heard(position, "*2*0*22##").completion_requests()
    moved = heard(position, "*2*1*22##", "*2*0*22##")
    assert [str(request) for request in moved.completion_requests()] == ["*#2*22*10##"]


@pytest.mark.parametrize(
    ("switch", "volume", "told"),
    [("*16*3*12##", "*#16*12*1*13##", "*16*3*12##"), ("*22*1#4#1*3#1#2##", "*#22*3#1#2*1*13##", "*#22*3#1#2*12*1*4##")],
)
def test_how_loud_an_amplifier_is_does_not_tell_whether_it_is_on(switch: str, volume: str, told: str) -> None:
    item = heard(switch)
    changed = item.changes(parse_message(switch))
    assert changed.isdisjoint(item.tells(parse_message(volume)))
    assert changed <= item.tells(parse_message(told))


def test_a_step_of_a_volume_is_followed_by_the_volume() -> None:
    item = heard("*16*3*12##")
    assert item.changes(parse_message("*16*1001*12##")) == item.tells(parse_message("*#16*12*1*14##"))
