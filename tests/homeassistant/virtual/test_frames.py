"""Frames of an address and what they ask for; states and the frames that tell them; who said what."""

import pytest

from custom_components.openwebnet.own import Where, Who, parse_message
from custom_components.openwebnet.virtual.frames import Act, Shown, Talk, Wanted, wanted


@pytest.mark.parametrize(
    ("frame", "asked"),
    [
        ("*1*0*12##", Wanted(Act.OFF)),
        ("*1*0#5*12##", Wanted(Act.OFF)),
        ("*1*1*12##", Wanted(Act.ON)),
        ("*1*1000#1*12##", Wanted(Act.ON)),
        ("*1*1000#1#01#2#3*0311#4#01##", Wanted(Act.ON)),
        ("*1*4*12##", Wanted(Act.LEVEL, 40)),
        ("*1*1000#10*12##", Wanted(Act.LEVEL, 100)),
        ("*1*17*12##", Wanted(Act.ON, seconds=30)),
        ("*1*30*12##", Wanted(Act.STEP, 10)),
        ("*1*31#5#255*12##", Wanted(Act.STEP, -5)),
        ("*1*32*12##", Wanted(Act.TOGGLE)),
        ("*#1*12*#1*150*5##", Wanted(Act.LEVEL, 50)),
        ("*#1*12*#1*100*5##", Wanted(Act.OFF)),
        ("*#1*12*#2*1*2*3##", Wanted(Act.ON, seconds=3723)),
        ("*2*1*14##", Wanted(Act.ON)),
        ("*2*2*14##", Wanted(Act.OFF)),
        ("*2*0*14##", Wanted(Act.STOP)),
        ("*2*1000#0*14##", Wanted(Act.STOP)),
        ("*2*1000#12#100#001#1*14##", Wanted(Act.OFF)),
        ("*2*11#20#001*14##", Wanted(Act.STEP, 20)),
        ("*2*10#001#1*14##", Wanted(Act.STOP)),
        ("*#2*14*#11#001*35##", Wanted(Act.LEVEL, 35)),
    ],
)
def test_what_a_frame_asks_for(frame: str, asked: Wanted) -> None:
    assert wanted(parse_message(frame)) == asked


@pytest.mark.parametrize(
    "frame",
    [
        "*#1*12##",
        "*#1*12*1##",
        "*#1*12*1*150*5##",
        "*#1*12*#1*220*5##",
        "*#1*12*#2*1*2##",
        "*#1*12*#12*10*20*30##",
        "*1*19*12##",
        "*1*25*12##",
        "*1*34*12##",
        "*1*1000*12##",
        "*2*13*14##",
        "*#2*14*10*10*40*000*0##",
        "*#2*14*#11#001*101##",
    ],
)
def test_what_asks_for_nothing_that_an_entity_can_do(frame: str) -> None:
    assert wanted(parse_message(frame)) is None


@pytest.mark.parametrize(
    ("shown", "who", "frame"),
    [
        (Shown("0"), Who.LIGHTING, "*1*0*12##"),
        (Shown("1"), Who.LIGHTING, "*1*1*12##"),
        (Shown("1", 1), Who.LIGHTING, "*1*2*12##"),
        (Shown("1", 63), Who.LIGHTING, "*1*6*12##"),
        (Shown("1", 100), Who.LIGHTING, "*1*10*12##"),
        (Shown("2"), Who.AUTOMATION, "*2*2*12##"),
    ],
)
def test_a_state_is_told_by_the_frame_that_sets_it(shown: Shown, who: Who, frame: str) -> None:
    assert str(shown.message(who, Where("12"))) == frame


def test_a_level_that_was_rounded_is_the_same() -> None:
    assert Shown("1", 45).is_told_by(Shown("1", 44))
    assert Shown("1", 43).is_told_by(Shown("1", 38)), "one WHAT tells both"
    assert not Shown("1", 60).is_told_by(Shown("1", 40))
    assert not Shown("1", 60).is_told_by(Shown("1"))
    assert not Shown("1").is_told_by(Shown("0"))
    assert not Shown("0").is_told_by(None)


def test_a_press_that_is_shown_twice_is_one() -> None:
    talk = Talk(Who.LIGHTING)
    assert talk.hear(parse_message("*1*1000#1*12##"), 0) == Wanted(Act.ON)
    assert talk.hear(parse_message("*1*1*12##"), 0.2) is None
    assert talk.hear(parse_message("*1*1*12##"), 0.3) == Wanted(Act.ON), "that is the next one"
    assert talk.told == Shown("1")


def test_a_level_that_a_touch_screen_sets_is_no_echo_of_another_frame() -> None:
    talk = Talk(Who.LIGHTING)
    talk.write(parse_message("*1*4*12##"), 0)
    assert talk.hear(parse_message("*1*1000#4*12##"), 0.1) is None
    assert talk.hear(parse_message("*#1*12*#1*140*255##"), 0.3) == Wanted(Act.LEVEL, 40)


def test_two_presses_that_are_translated_are_two() -> None:
    talk = Talk(Who.LIGHTING)
    toggle = parse_message("*1*1000#32*12##")
    assert [talk.hear(toggle, at) for at in (0, 0.3)] == [Wanted(Act.TOGGLE)] * 2
    assert talk.told is None, "nobody knows what it is after that"


def test_a_frame_to_all_counts_once_however_often_it_is_sent() -> None:
    talk = Talk(Who.LIGHTING)
    off = parse_message("*1*0*0##")
    assert [talk.hear(off, at, to_all=True) for at in (0, 0.2, 0.4, 5)] == [
        Wanted(Act.OFF),
        None,
        None,
        Wanted(Act.OFF),
    ]


def test_what_comes_back_of_what_was_written_asks_for_nothing() -> None:
    talk = Talk(Who.LIGHTING)
    talk.write(parse_message("*1*1*12##"), 0)
    talk.write(parse_message("*1*0*12##"), 0.5)
    assert talk.hear(parse_message("*1*1000#1*12##"), 0.6) is None, "the echo of the older one, after the newer"
    assert talk.hear(parse_message("*1*1000#0*12##"), 0.7) is None
    assert talk.told == Shown("0")
    assert talk.hear(parse_message("*1*1000#1*12##"), 0.8) == Wanted(Act.ON), "somebody has pressed"


def test_what_came_to_the_bus_last_is_what_it_was_told() -> None:
    talk = Talk(Who.LIGHTING)
    talk.write(parse_message("*1*8*12##"), 0)
    assert talk.hear(parse_message("*#1*12*#1*200*255##"), 0.1) == Wanted(Act.LEVEL, 100)
    assert talk.told == Shown("1", 100)
    assert talk.hear(parse_message("*1*1000#8*12##"), 0.2) is None
    assert talk.told == Shown("1", 80), "ours was carried after that of the wall"


def test_what_was_written_to_all_asks_for_nothing_either_however_often_it_is_shown() -> None:
    talk = Talk(Who.LIGHTING)
    for at in range(0, 50, 10):
        talk.write(parse_message("*1*1*12##"), at)
    on = parse_message("*1*1*1##")
    talk.write(on, 50, to_all=True)
    assert [talk.hear(on, at, to_all=True) for at in (50.1, 50.5, 51)] == [None] * 3
    assert talk.hear(on, 54, to_all=True) == Wanted(Act.ON), "somebody has pressed"
    talk.write(on, 60, to_all=True)
    assert talk.hear(on, 70, to_all=True) is None, "a busy bus shows it late"
    talk.write(on, 80, to_all=True)
    assert talk.hear(parse_message("*1*0*1##"), 82, to_all=True) == Wanted(Act.OFF)
    assert talk.hear(on, 84, to_all=True) == Wanted(Act.ON), "somebody has said so after something else"


def test_an_echo_that_is_shown_twice_is_one() -> None:
    talk = Talk(Who.LIGHTING)
    talk.write(parse_message("*1*1*12##"), 0)
    assert talk.hear(parse_message("*1*1000#1*12##"), 0.1) is None
    assert talk.hear(parse_message("*1*1*12##"), 0.2) is None


def test_a_gateway_that_has_never_shown_what_was_written_shows_what_others_do() -> None:
    talk = Talk(Who.LIGHTING)
    for at in (0, 10, 20, 30):
        talk.write(parse_message("*1*1*12##"), at)
    talk.write(parse_message("*1*0*12##"), 30.2)
    assert talk.hear(parse_message("*1*1000#1*12##"), 30.4) == Wanted(Act.ON)


def test_a_stop_that_a_gateway_relays_before_a_direction_asks_for_nothing() -> None:
    talk = Talk(Who.AUTOMATION)
    talk.write(parse_message("*2*1*14##"), 0)
    assert talk.hear(parse_message("*2*0*14##"), 0.1) is None
    assert talk.told == Shown("1")
    assert talk.hear(parse_message("*2*1000#0*14##"), 0.2) == Wanted(Act.STOP), "that is somebody's"
    assert talk.hear(parse_message("*2*0*14##"), 2) == Wanted(Act.STOP)


def test_who_presses_while_a_frame_of_ours_is_on_its_way_may_have_been_the_first_or_the_last() -> None:
    talk = Talk(Who.LIGHTING)
    talk.write(parse_message("*1*8*12##"), 0)
    assert talk.hear(parse_message("*1*1000#0*12##"), 0.1) == Wanted(Act.OFF)
    assert talk.is_crossed
    talk.write(parse_message("*1*0*12##"), 5)
    assert not talk.is_crossed
    assert talk.hear(parse_message("*1*1000#1*12##"), 9) == Wanted(Act.ON)
    assert not talk.is_crossed


def test_what_comes_back_of_several_commands_to_all_asks_for_nothing() -> None:
    talk = Talk(Who.LIGHTING)
    talk.write(parse_message("*1*1*0##"), 0, to_all=True)
    talk.write(parse_message("*1*0*0##"), 0.1, to_all=True)
    for text in ("*1*1*0##", "*1*1*0##", "*1*0*0##", "*1*0*0##"):
        assert talk.hear(parse_message(text), 0.5, to_all=True) is None
    assert talk.hear(parse_message("*1*1*0##"), 0.6, to_all=True) == Wanted(Act.ON), "somebody has pressed"
