"""What other systems read wrongly (the notes on the field, part D), each by name."""

from operator import attrgetter
from typing import Any, override

import pytest
from freezegun.api import FrozenDateTimeFactory

from custom_components.openwebnet.own import BaseMessage, ResponseError, Where, parse_message
from custom_components.openwebnet.own.items import (
    AlarmSystem,
    CenPlus,
    CentralUnit,
    EnergyActuator,
    Light,
    Temperature,
    item_class,
)
from custom_components.openwebnet.own.items.central_unit import CentralFlag
from custom_components.openwebnet.own.items.energy_history import Sample, Series
from custom_components.openwebnet.own.items.press import Press
from custom_components.openwebnet.own.items.store import ItemStore
from custom_components.openwebnet.own.items.thermo_values import ThermoKind, ThermoMode
from custom_components.openwebnet.own.wire.tags import Who

from .kit import Recorder, heard, make, sent_by


def state(*frames: str) -> Any:
    return heard(*frames).state


@pytest.mark.parametrize("where", ["1", "#1", "#0", "#0#1"])
@pytest.mark.parametrize("what", ["102", "202", "302"])
def test_protection_is_not_off(what: str, where: str) -> None:
    assert state(f"*4*{what}*{where}##").mode is ThermoMode.PROTECTION


def test_110_and_111_are_manual_and_automatic() -> None:
    assert state("*4*110*1##").mode is ThermoMode.MANUAL
    assert state("*4*111*1##").mode is ThermoMode.AUTO


def test_a_season_is_no_mode() -> None:
    zone = state("*4*303*5##", "*4*1*5##")
    assert zone.mode is ThermoMode.OFF
    assert zone.season is not None


def test_a_central_unit_for_four_zones_is_not_zone_1() -> None:
    central, zone = make("4", "#0#1"), make("4", "1")
    assert isinstance(central, CentralUnit)
    assert isinstance(zone, Temperature)
    assert central.key != zone.key
    bus = ItemStore()
    bus.receive(parse_message("*4*20*#0#1##"), Recorder())
    bus.receive(parse_message("*#4*1*0*0215##"), Recorder())
    assert {item.key for item in bus.items} == {"#0#1", "1"}


def test_an_actuator_of_a_zone_is_not_the_zone() -> None:
    assert make("4", "1#2").key == "1#2"
    assert not make("4", "1#2").is_device
    assert not make("4", "0#2").is_device


def test_a_zone_and_its_orders_are_two_objects() -> None:
    own, ordered = heard("*4*303*5##"), heard("*4*311*#5##")
    assert isinstance(own, Temperature)
    assert isinstance(ordered, Temperature)
    assert (own.kind, ordered.kind) == (ThermoKind.ZONE, ThermoKind.ZONE_BEHIND_CENTRAL)
    assert str(own.central) == str(ordered.central) == "#5"
    assert str(own.own) == str(ordered.own) == "5"
    assert (own.is_device, ordered.is_device) == (True, False)


@pytest.mark.parametrize(
    ("text", "degrees"), [("1015", -1.5), ("1048", -4.8), ("0215", 21.5), ("025", 2.5), ("1000", 0.0), ("#0210", 21.0)]
)
def test_temperatures_have_a_sign(text: str, degrees: float) -> None:
    if "#" not in text:
        assert state(f"*#4*1*0*{text}##").temperature == degrees
    assert str(state(f"*#4*1*14*{text.removeprefix('#')}##").set_point) == str(degrees)


def test_a_temperature_below_zero_is_told_in_manual_too() -> None:
    assert state("*4*110#1015*1##").set_point == -1.5


def test_a_holiday_is_no_temperature() -> None:
    central = state("*4*115#1102*#0##")
    assert central.mode is ThermoMode.HOLIDAY
    assert central.set_point is None
    assert central.program == 2


def test_an_external_probe_is_heard() -> None:
    assert state("*#4*500*15*1*0215##").temperature == 21.5
    assert make("4", "500").is_device


def test_a_cooling_valve_counts() -> None:
    zone = state("*#4*1*19*2*5##")
    assert zone.cooling_valve is True
    assert zone.heating_valve is False


@pytest.mark.parametrize("where", ["51", "71#0"])
@pytest.mark.parametrize(("dimension", "field"), [("113", "power"), ("51", "energy_total"), ("54", "energy_day")])
def test_4294967295_is_no_data(where: str, dimension: str, field: str) -> None:
    meter = state(f"*#18*{where}*{dimension}*5##", f"*#18*{where}*{dimension}*4294967295##")
    assert getattr(meter, field) is None


def test_an_empty_energy_is_zero() -> None:
    assert state("*#18*51*51*##").energy_total == 0


def test_an_actuator_keeps_its_address() -> None:
    actuator = heard("*#18*71#0*113*17##")
    assert isinstance(actuator, EnergyActuator)
    assert actuator.key == "71#0"
    assert actuator.state.power == 17


def test_level_100_is_off() -> None:
    light = state("*#1*11*1*200*5##", "*#1*11*1*100*0##")
    assert (light.on, light.level) == (False, 0)


@pytest.mark.parametrize("level", ["0", "50", "99", "201", "255", "4294967295"])
def test_level_0_or_above_200_is_ignored(level: str) -> None:
    light = heard("*#1*11*1*150*5##")
    assert not light.receive(parse_message(f"*#1*11*1*{level}*0##"))
    assert (light.state.on, light.state.level) == (True, 50)  # type: ignore[attr-defined]


def test_a_bad_speed_does_not_lose_the_level() -> None:
    light = state("*#1*11*1*150*999##")
    assert (light.level, light.speed) == (50, None)


def test_a_level_without_speed_is_a_level() -> None:
    assert state("*#1*11*1*150##").level == 50


def test_19_is_a_fault_and_not_on() -> None:
    light = state("*1*0*74##", "*1*19*74##")
    assert (light.on, light.fault) == (False, True)


@pytest.mark.parametrize("what", [*range(1, 19), *range(20, 30)])
def test_timers_and_blinking_are_on(what: int) -> None:
    assert state(f"*1*{what}*12##").on is True


@pytest.mark.parametrize("what", [30, 31, 32, 34, 39, 33, 99])
def test_steps_and_motion_are_not_on(what: int) -> None:
    assert state(f"*1*{what}*12##").on is None


@pytest.mark.parametrize("frame", ["*#1*14*13*2*130*5*0##", "*#1*14*4*130*5##"])
def test_dimensions_4_and_13_keep_a_dimmers_state(frame: str) -> None:
    light = state("*#1*14*1*180*5##", frame)
    assert (light.on, light.level, light.steps) == (True, 30, 100)


def test_dimension_4_tells_that_a_dimmer_went_off() -> None:
    assert state("*#1*14*1*180*5##", "*#1*14*4*100*0##").on is False


def test_colour_that_a_lamp_has_not() -> None:
    lamp = state("*#1*11*12*511*127*255##", "*#1*11*14*1##")
    assert (lamp.has_colour, lamp.has_white, lamp.hsv, lamp.mired) == (False, False, None, None)


@pytest.mark.parametrize("frame", ["*#1*11*12*360*0*0##", "*#1*11*12*0*101*0##", "*#1*11*14*65535##", "*#1*11*14*0##"])
def test_colour_that_cannot_be_is_dropped(frame: str) -> None:
    lamp = state("*#1*11*12*10*20*30##", "*#1*11*14*250##", frame)
    assert (lamp.hsv, lamp.mired) == ((10, 20, 30), 250)


def test_contacts_and_buttons_are_told_apart_by_what() -> None:
    contact, button = heard("*25*31#1*322##"), heard("*25*21#1*322##")
    assert isinstance(contact, CenPlus)
    assert isinstance(button, CenPlus)
    assert (contact.is_contact, button.is_contact) == (True, False)
    assert contact.state.buttons == frozenset()
    assert button.state.contact is None


def test_a_contact_of_the_alarm_is_heard() -> None:
    assert state("*25*31*399##").contact is True


def test_a_button_behind_an_interface_is_heard() -> None:
    assert state("*25*21#1*25#4#02##").press.what.press is Press.PRESS_END


@pytest.mark.parametrize("frame", ["*5*8*##", "*5*8**##", "*5*8*0##"])
def test_the_alarm_without_where_is_the_system(frame: str) -> None:
    system = heard(frame)
    assert isinstance(system, AlarmSystem)
    assert system.key == "0"
    assert system.state.armed is True


def test_the_alarm_is_one_object_however_it_is_written() -> None:
    bus = ItemStore()
    items = {bus.receive(parse_message(f), Recorder()) for f in ("*5*8*##", "*5*7**##", "*5*1*0##", "*5*5*##")}
    assert len(items) == 1


def test_an_active_system_or_zone_is_not_armed() -> None:
    assert state("*5*1*0##").armed is None
    assert state("*5*9*0##", "*5*1*0##").armed is False
    assert state("*5*11*#2##").armed is None


def test_a_gateway_without_an_alarm_shows_none() -> None:
    assert not heard("*5*9*##").is_device
    assert heard("*5*9*##", "*5*7*##").is_device
    assert heard("*5*8*##").is_device


def test_an_alarm_with_a_silent_zone_does_not_raise() -> None:
    assert state("*5*31*#9##").alarm is not None


@pytest.mark.parametrize(
    "frame",
    [
        "*#13**1*00*31*02*2026##",
        "*#13**1*00*01*99*2020##",
        "*#13**1*07*22*09*2026##",
        "*#13**1*00*1*1*99999999999999999999##",
        "*#13**0*25*00*00*001##",
        "*#13**0*12*60*00*001##",
        "*#13**0*12*00*00*200##",
        "*#13**0*12*00*00*01##",
        "*#13**#0*21*10*00*01##",
        "*#13**22*15*00*01*002*03*31*02*2026##",
        "*#13**19*99999999999999999999*0*0*0##",
        "*#4*#0*30*31*02*2026##",
        "*#4*#0*31*24*00##",
        "*#18*71#0*72#1*100*31*2*26*0*0##",
        "*#18*51*513#1*32*100##",
        "*#18*51*511#2#30*1*100##",
        "*#18*51*511#13#1*1*100##",
        "*#18*51*511#1#1*26*100##",
    ],
)
def test_impossible_dates_and_times_are_dropped(frame: str) -> None:
    item = heard(frame)
    assert not item.heard


def test_29_february_needs_a_leap_year(freezer: FrozenDateTimeFactory) -> None:
    frame = "*#18*51*511#2#29*1*100##"
    freezer.move_to("2026-11-22 12:00")
    assert not heard(frame).heard
    freezer.move_to("2028-03-01 12:00")
    assert state(frame).sample.what == Sample(Series.HOURS, 2028, 2, 29, 0, 100)
    # In January 2029, February is last year's.
    freezer.move_to("2029-01-01 12:00")
    assert state(frame).sample.what.year == 2028


def test_an_event_repeated_by_the_other_sound_system_is_about_the_same() -> None:
    for older, newer in (("*16*3*31##", "*22*1#4#3*3#3#1##"), ("*16*13*101##", "*22*0#4#0*5#2#1##")):
        one, two = heard(older), heard(newer)
        assert one.address == two.address  # type: ignore[attr-defined]
        assert (one.twin, two.twin) == ((two.who, two.where), (one.who, one.where))
        assert one.state.on == two.state.on  # type: ignore[attr-defined]


async def test_the_sender_of_a_sound_event_is_no_part_of_its_address() -> None:
    amplifier = heard("*#22*5#3#1#1*12*1*4##")
    assert amplifier.key == "3#1#1"
    await amplifier.set_volume(5)  # type: ignore[attr-defined]
    assert sent_by(amplifier) == ["*#22*3#1#1*#1*5##"]


def test_a_radio_text_of_twelve_characters_is_dropped() -> None:
    assert not heard("*#16*101*8*42*42*79*79*69*42*79*79*69*42*42*32##").heard


@pytest.mark.parametrize("dimension", ["1000#1", "1000#0", "1000#11#100#001"])
@pytest.mark.parametrize("who", ["1", "2"])
def test_a_translation_changes_no_state(who: str, dimension: str) -> None:
    assert not heard(f"*{who}*{dimension}*12##").heard


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        ("*#18*71*113*5##", {"power": 5}),
        ("*#18*26*113*5##", {"power": 5}),
        ("*#18*51*113*##", {"power": 0}),
        ("*#18*51*52#24#11*12345##", {"sample.what": Sample(Series.MONTH, 2024, 11, energy=12345)}),
        ("*#13**16*1*2##", {"firmware": None}),
        ("*#1*11*5*4##", {"on": None}),
    ],
)
def test_frames_that_crashed_others_are_read_as_far_as_they_make_sense(frame: str, told: dict[str, object]) -> None:
    item = heard(frame)
    assert {path: attrgetter(path)(item.state) for path in told} == told
    assert item.heard is any(value is not None for value in told.values())


def test_an_interface_and_the_riser_are_not_one_light() -> None:
    assert make("1", "12#4#02").key != make("1", "12").key
    assert make("1", "12#3").key == make("1", "12").key
    assert make("1", "0002").key == make("1", "02").key != make("1", "2").key
    assert not make("1", "2").is_device


async def test_a_reply_for_another_address_inside_an_answer_is_not_taken() -> None:
    class Answering(Recorder):
        @override
        async def request(self, message: BaseMessage, **options: Any) -> list[BaseMessage]:
            return [parse_message(frame) for frame in ("*#4*5*0*0215##", "*#4*6*0*0100##", "*#1*5*1*150*5##")]

    zone = item_class(Who.THERMOREGULATION, Where("5"))(Answering(), Where("5"))
    await zone.send_status_request()
    assert zone.state.temperature == 21.5  # type: ignore[attr-defined]


async def test_an_answer_that_the_sender_delivers_is_not_taken_twice() -> None:
    class Delivering(Recorder):
        delivers_answers = True

        @override
        async def request(self, message: BaseMessage, **options: Any) -> list[BaseMessage]:
            return [parse_message("*#4*5*0*0215##")]

    zone = item_class(Who.THERMOREGULATION, Where("5"))(Delivering(), Where("5"))
    await zone.send_status_request()
    assert not zone.heard


def test_an_unknown_phase_of_a_button_is_dropped() -> None:
    for frame in ("*15*01#99*11##", "*25*29#1*21##", "*25*21#32*21##", "*15*32*11##", "*15*99#1*11##"):
        assert not heard(frame).heard


def test_what_names_nothing_has_no_class() -> None:
    bus = ItemStore()
    for frame in ("*1*1*##", "*17*1*##", "*22*1*9#1#2##", "*22*1*3#1##", "*1*1*12#*##", "*1027*1*1##"):
        assert bus.receive(parse_message(frame), Recorder()) is None


def test_flags_of_a_central_unit_last_until_a_report_leaves_them_out() -> None:
    central = heard("*4*21*#0##", "*4*30*#0##", "*4*311*#0##")

    def hear(*frames: str) -> CentralUnit:
        for frame in frames:
            central.receive(parse_message(frame))
        assert isinstance(central, CentralUnit)
        return central

    assert hear().state.has(CentralFlag.FAILURE) is True
    assert hear().state.has(CentralFlag.BATTERY) is False
    # Nothing flickers while a report comes in.
    assert hear("*4*21*#0##").state.has(CentralFlag.FAILURE) is True
    assert hear("*4*31*#0##").state.has(CentralFlag.BATTERY) is True
    assert hear("*4*1102*#0##").state.has(CentralFlag.FAILURE) is False
    assert hear().state.has(CentralFlag.BATTERY) is True
    # After a change the mode comes first, and no frame ends the report but the next one.
    assert hear("*4*303*#0##", "*4*20*#0##", "*4*22*#0##").state.has(CentralFlag.BATTERY) is True
    assert hear("*4*20*#0##").state.has(CentralFlag.BATTERY) is False
    assert hear().state.remote_control is False


@pytest.mark.parametrize("frame", ["*1*1*#" + "9" * 5000 + "##", "*5*11*#" + "9" * 5000 + "##"])
def test_a_group_of_thousands_of_digits_does_no_harm(frame: str) -> None:
    item: Any = heard(frame)
    assert getattr(item, "zone", None) is None
    assert not item.is_device


class Refusing(Recorder):
    """A gateway that knows one spelling of an address."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    @override
    async def request(self, message: BaseMessage, **options: Any) -> list[BaseMessage]:
        await super().request(message)
        if str(message.where) != self.where:
            raise ResponseError(str(message))
        return []


@pytest.mark.parametrize("typed", ["02", "0002"])
async def test_an_address_of_area_0_typed_by_hand_is_tried_in_both_spellings(typed: str) -> None:
    gateway = Refusing("0002")
    light = Light(gateway, Where(typed))
    await light.turn_on()
    assert gateway.sent == ["*1*1*02##", "*1*1*0002##"]
    await light.turn_off()
    assert gateway.sent[2:] == ["*1*0*0002##"]
    assert light.key == "02"


async def test_the_first_spelling_that_is_taken_stays() -> None:
    gateway = Refusing("02#4#01")
    light = Light(gateway, Where("0002#4#01"))
    await light.set_hsv(1, 2, 3)
    await light.turn_off()
    assert gateway.sent == ["*#1*02#4#01*#12*1*2*3##", "*1*0*02#4#01##"]


async def test_what_is_refused_in_both_spellings_raises() -> None:
    gateway = Refusing("nowhere")
    with pytest.raises(ResponseError):
        await Light(gateway, Where("02")).turn_on()
    assert gateway.sent == ["*1*1*02##", "*1*1*0002##"]
    with pytest.raises(ResponseError):
        await Light(gateway, Where("12")).turn_on()
    assert gateway.sent[2:] == ["*1*1*12##"]


async def test_the_spelling_of_the_gateway_is_kept() -> None:
    gateway = Refusing("02")
    light = Light(gateway, Where("02"))
    light.receive(parse_message("*1*0*0002##"))
    with pytest.raises(ResponseError):
        await light.turn_on()
    assert gateway.sent == ["*1*1*0002##"]


def test_the_step_that_a_dimmer_has_told_for_its_level_is_no_news_of_that() -> None:
    lamp = ("*1*4*12##", "*#1*12*1*120*1##")
    again = state(*lamp, "*1*4*12##")
    assert (again.level, again.level_is_nominal) == (20, True), "it may be another of the same step, and is asked for"
    assert state(*lamp, "*1*5*12##").level == 50
    assert state(*lamp, "*#1*12*1*160*1##", "*1*4*12##").level == 40, "that is another level than the step was told for"
    assert state(*lamp, "*1*0*12##", "*1*4*12##").level == 40
