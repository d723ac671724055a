"""What the frames of a zone tell of it, and what they leave in doubt."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from custom_components.openwebnet.own import parse_message
from custom_components.openwebnet.own.items import Temperature
from custom_components.openwebnet.own.items.temperature import Knob, ZoneMode
from custom_components.openwebnet.own.items.thermo_values import ActuatorCode, FanSpeed, Season, ThermoMode
from custom_components.openwebnet.own.timing import TIMING

from .kit import make

HEATING, COOLING = Season.HEATING, Season.COOLING
OFF, MANUAL, AUTO, PROTECTION = ThermoMode.OFF, ThermoMode.MANUAL, ThermoMode.AUTO, ThermoMode.PROTECTION

type Fields = dict[str, Any]

LIVE: list[tuple[str, str, str, Fields]] = [
    # Exchanges of real gateways: model, zone, frames in their order, what is so after them.
    (
        "F454",
        "1",
        "*#4*1*12*0200*3## *4*1*1## *#4*1*0*0245## *#4*1*12*0200*3## *4*1*1## *#4*1*14*0200*3## *#4*1*13*00##",
        {"mode": MANUAL, "season": HEATING, "set_point": 20.0, "local_set_point": 20.0, "temperature": 24.5},
    ),
    ("F454", "2", "*#4*2*#5*0## *#4*2*5*0##", {"mode": None, "season": None, "set_point": None}),
    ("MH200N", "105", "*#4*105*0*0296##", {"temperature": 29.6}),
    ("MH200N", "4", "*#4*4*13*00## *#4*4*13*01## *#4*4*13*02## *#4*4*13*03##", {"offset": 3, "knob": None}),
    ("MH200N", "4", "*#4*4*13*00## *#4*4*13*11## *#4*4*13*12## *#4*4*13*13## *#4*4*13*12##", {"offset": -2}),
    ("MH200N", "3", "*#4*3*14*0180*3##", {"set_point": 18.0, "mode": None, "local_set_point": None}),
    (
        "F461",
        "1",
        "*4*0*1## *#4*1*12*0200*3## *4*0*1## *#4*1*0*0234##",
        {"mode": MANUAL, "season": COOLING, "local_set_point": 20.0, "set_point": None},
    ),
    (
        "F461",
        "3",
        "*#4*3*0*0241## *#4*3*12*0230*3## *4*303*3## *#4*3*14*0230*3## *#4*3*13*00##",
        {"mode": OFF, "season": None, "set_point": 23.0, "offset": 0},
    ),
    (
        "F461",
        "6",
        "*#4*6*0*0227## *#4*6*12*0350*3## *4*202*6## *#4*6*14*0230*3## *#4*6*13*00##",
        {"mode": PROTECTION, "season": COOLING, "set_point": 23.0, "local_set_point": 35.0},
    ),
    (
        "F461",
        "4",
        "*#4*4*0*0244## *#4*4*12*0230*3## *4*303*4## *#4*4*14*0230*3## *#4*4*13*00##",
        {"mode": OFF, "temperature": 24.4},
    ),
    (
        "F461",
        "2",
        "*#4*2*0*0247## *#4*2*12*0230*3## *4*303*2## *#4*2*14*0230*3## *#4*2*13*00##",
        {"mode": OFF, "set_point": 23.0},
    ),
    (
        "F461",
        "5",
        "*#4*5*0*0245## *#4*5*12*0230*3## *4*303*5## *#4*5*14*0230*3## *#4*5*13*00## *#4*5*11*0##",
        {"mode": OFF, "fan": FanSpeed.AUTO},
    ),
    (
        "F461",
        "1",
        "*#4*1*0*0250## *#4*1*12*0220*3## *4*303*1## *#4*1*14*0220*3## *#4*1*13*00##",
        {"mode": OFF, "set_point": 22.0},
    ),
    ("F461", "2", "*#4*2*12*0210*3## *4*0*2## *#4*2*0*0231##", {"mode": MANUAL, "season": COOLING}),
    ("F461", "2", "*#4*2*12*0265*3## *4*0*2## *#4*2*0*0231##", {"mode": MANUAL, "local_set_point": 26.5}),
    ("F461", "1", "*4*303*1## *#4*1*0*0234##", {"mode": OFF, "season": None}),
    ("F461", "1", "*4*303*1## *4*0*1## *#4*1*12*0240*3##", {"mode": MANUAL, "local_set_point": 24.0}),
    ("F461", "1", "*4*4002*1##", {"mode": None, "season": None}),
    ("MyHomeServer1", "4", "*#4*4*7*1*2## *#4*4*0*0274##", {"mode": OFF, "season": HEATING, "set_point": None}),
    ("MyHomeServer1", "4", "*#4*4*60*46##", {"humidity": 46, "mode": None}),
    (
        "MyHomeServer1",
        "2",
        "*#4*2*7*2*1*0350## *4*0*2## *#4*2*12*0350*3## *#4*2*0*0274##",
        {"mode": MANUAL, "season": COOLING, "set_point": 35.0},
    ),
    (
        "MyHomeServer1",
        "2",
        "*#4*2*7*2*2## *#4*2*7*2*1*0350## *4*0*2## *#4*2*12*0350*3## *#4*2*7*2*1*0260## *#4*2*12*0260*3## *4*0*2##",
        {"mode": MANUAL, "season": COOLING, "set_point": 26.0, "zone_mode": ZoneMode.SET_POINT},
    ),
    ("MyHomeServer1", "2", "*#4*2*7*2*2##", {"mode": OFF, "season": COOLING}),
    ("MyHomeServer1", "2", "*#4*2*7*1*1*0160##", {"mode": MANUAL, "season": HEATING, "set_point": 16.0}),
    (
        "MyHOME 383",
        "2",
        "*4*102*2## *#4*2*12*0070*3## *#4*2*14*0170*3##",
        {"mode": PROTECTION, "season": HEATING, "local_set_point": 7.0, "set_point": 17.0},
    ),
]


def zone_at(where: str = "1") -> Temperature:
    item = make("4", where)
    assert isinstance(item, Temperature)
    return item


def hear(zone: Temperature, *frames: str) -> None:
    for text in frames:
        zone.receive(parse_message(text))


def shown(zone: Temperature, fields: Fields) -> Fields:
    return {name: getattr(zone.state, name) for name in fields}


@pytest.mark.parametrize(("model", "where", "frames", "fields"), LIVE, ids=[f"{row[0]} {row[2][:48]}" for row in LIVE])
async def test_the_state_after_an_exchange_of_a_real_gateway(
    model: str, where: str, frames: str, fields: Fields
) -> None:
    zone = zone_at(where)
    hear(zone, *frames.split())
    assert shown(zone, fields) == fields, model


# What belongs together ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["111", "303", "202", "102"])
@pytest.mark.parametrize("order", ["12 first", "season first"])
@pytest.mark.parametrize(("pause", "is_by_hand"), [(0.2, True), (0.9, True), (3.0, False)])
async def test_a_season_says_by_hand_next_to_the_set_point_in_effect_and_nothing_3_s_later(
    mode: str, order: str, pause: float, is_by_hand: bool
) -> None:
    zone = zone_at()
    hear(zone, f"*4*{mode}*1##")
    before = zone.state.mode
    await asyncio.sleep(10)
    frames = ["*#4*1*12*0210*3##", "*4*1*1##"]
    first, second = frames if order == "12 first" else reversed(frames)
    hear(zone, first)
    await asyncio.sleep(pause)
    hear(zone, second)
    assert zone.state.mode is (MANUAL if is_by_hand else before)
    assert zone.state.season is HEATING


async def test_a_mode_between_the_set_point_and_the_season_counts() -> None:
    zone = zone_at()
    hear(zone, "*#4*1*12*0210*3##", "*4*303*1##", "*4*1*1##")
    assert zone.state.mode is OFF


@pytest.mark.parametrize(
    ("frame", "mode"),
    [
        ("*#4*1*7*1*2##", OFF),
        ("*#4*1*7*1*5##", PROTECTION),
        ("*#4*1*7*1*3##", AUTO),
        ("*#4*1*7*1*4##", AUTO),
        ("*#4*1*7*1*1*0210##", MANUAL),
    ],
)
def test_dimension_7_tells_the_mode_of_a_smart_zone(frame: str, mode: ThermoMode) -> None:
    zone = zone_at()
    hear(zone, frame)
    assert zone.state.mode is mode


@pytest.mark.parametrize("order", [1, -1], ids=["7 first", "WHAT first"])
async def test_a_mode_beside_dimension_7_tells_what_2_and_5_are_in_this_zone(order: int) -> None:
    zone = zone_at()
    hear(zone, *["*#4*1*7*1*2##", "*4*302*1##"][::order])
    assert zone.state.mode is PROTECTION
    for frame, mode in (("*#4*1*7*1*5##", OFF), ("*#4*1*7*1*2##", PROTECTION)):
        await asyncio.sleep(10)
        hear(zone, frame)
        assert zone.state.mode is mode


@pytest.mark.parametrize(("position", "acting"), [("4", OFF), ("04", OFF), ("5", PROTECTION), ("05", PROTECTION)])
def test_the_knob_goes_before_the_mode_and_gives_it_back(position: str, acting: ThermoMode) -> None:
    zone = zone_at()
    hear(zone, "*4*111*1##", f"*#4*1*13*{position}##")
    assert (zone.state.acting, zone.state.mode) == (acting, AUTO)
    hear(zone, "*#4*1*13*00##")
    assert zone.state.acting is AUTO


def test_a_knob_on_protection_does_not_switch_on() -> None:
    zone = zone_at()
    hear(zone, "*4*303*1##", "*#4*1*13*5##")
    assert zone.state.knob is Knob.PROTECTION
    assert zone.state.acting is OFF


@pytest.mark.parametrize(
    ("degrees", "season"), [("0070", HEATING), ("0120", HEATING), ("0350", COOLING), ("0200", None)]
)
def test_what_protection_regulates_to_tells_the_season(degrees: str, season: Season | None) -> None:
    zone = zone_at()
    hear(zone, "*4*302*1##", f"*#4*1*12*{degrees}*3##")
    assert zone.state.season is season


def test_an_actuator_without_number_tells_of_its_zone() -> None:
    zone = zone_at()
    hear(zone, "*#4*1*20*1##")
    assert zone.state.actuator is ActuatorCode.ON


# What is in doubt ------------------------------------------------------------------------------------------------

KNOWN = ("*#4*1*0*0200##", "*#4*1*12*0210*3##", "*4*1*1##", "*#4*1*14*0210*3##", "*#4*1*13*00##")


@pytest.mark.parametrize(
    ("before", "frames"),
    [
        pytest.param((), ["*#4*1*12*0240*3##", "*4*1*1##"], id="F461: the set point in effect alone"),
        pytest.param(("*4*303*1##",), ["*#4*1*12*0240*3##"], id="off, and another set point in effect"),
        pytest.param(
            ("*4*102*1##", "*#4*1*12*0070*3##"), ["*#4*1*12*0240*3##"], id="protection, and no protection in effect"
        ),
        pytest.param(
            ("*#4*1*13*5##", "*#4*1*12*0070*3##"),
            ["*#4*1*12*0240*3##"],
            id="the knob on protection, and none in effect",
        ),
        pytest.param(
            ("*#4*1*12*0240*3##", "*4*1*1##", "*#4*1*14*0240*3##"),
            ["*#4*1*14*0210*3##"],
            id="F454: a set point a second late, after the next is in effect",
        ),
        pytest.param((), ["*#4*1*13*5##"], id="the knob on protection"),
        pytest.param((), ["*#4*1*13*02##"], id="the knob turned"),
        pytest.param((), ["*4*102*1##"], id="protection without what is in effect"),
        pytest.param(("*4*111*1##",), ["*4*1*1##"], id="a season alone"),
        pytest.param((), ["*4*303*1##", "*#4*1*12*0210*3##", "*4*1*1##"], id="two modes at once"),
        pytest.param((), ["*4*0*1##", "*#4*1*12*0210*3##", "*4*1*1##"], id="two seasons at once"),
    ],
)
async def test_what_frames_leave_in_doubt_is_asked_until_it_is_told(before: tuple[str, ...], frames: list[str]) -> None:
    zone = zone_at()
    hear(zone, *KNOWN)
    await asyncio.sleep(TIMING.restless + 1)
    hear(zone, *before)
    await asyncio.sleep(TIMING.restless + 1)
    assert not zone.completion_requests()
    hear(zone, *frames)
    await ask(zone)
    offset = zone.state.offset or 0
    hear(zone, f"*#4*1*12*0{240 + 10 * offset}*3##", "*4*1*1##", "*#4*1*14*0240*3##", "*#4*1*13*00##")
    if zone.completion_requests():
        # That was another than was told just before.
        await asyncio.sleep(TIMING.restless + 1)
        await ask(zone)
        hear(zone, "*#4*1*12*0240*3##", "*4*1*1##", "*#4*1*14*0240*3##", "*#4*1*13*00##")
    assert not zone.completion_requests()


async def ask(zone: Temperature) -> None:
    """Ask for what a zone has left open, as is done a moment later."""
    await asyncio.sleep(TIMING.completion_delay)
    (request,) = zone.completion_requests()
    assert str(request) == "*#4*1##"
    zone.written(request)
    await asyncio.sleep(0.1)


async def test_a_mode_that_was_told_late_is_no_answer() -> None:
    zone = zone_at()
    hear(zone, *KNOWN)
    await asyncio.sleep(TIMING.restless + 1)
    # Protection was asked for right after a set point, of which a zone tells once more a second later.
    hear(zone, "*4*102*1##", "*#4*1*12*0070*3##")
    for _ in range(3):
        await asyncio.sleep(TIMING.completion_delay / 2 + 0.1)
        hear(zone, "*#4*1*12*0210*3##", "*4*1*1##", "*#4*1*14*0210*3##")
    await ask(zone)
    hear(zone, "*#4*1*12*0070*3##", "*4*102*1##", "*#4*1*14*0210*3##", "*#4*1*13*00##")
    assert zone.state.mode is PROTECTION


async def test_a_knob_that_was_told_late_is_asked() -> None:
    zone = zone_at()
    hear(zone, *KNOWN)
    await asyncio.sleep(TIMING.restless + 1)
    # It was turned while the zone was answering: the rest of the answer is older.
    hear(zone, "*#4*1*13*4##", "*#4*1*13*00##")
    await ask(zone)
    hear(zone, "*#4*1*12*0210*3##", "*4*1*1##", "*#4*1*14*0210*3##", "*#4*1*13*4##")
    assert zone.state.acting is OFF


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param(["*#4*1*13*02##", "*#4*1*12*0230*3##"], id="the knob and what comes of it"),
        pytest.param(["*4*202*1##", "*#4*1*12*0350*3##"], id="protection"),
        pytest.param(["*4*303*1##"], id="off"),
        pytest.param(["*4*203*1##", "*#4*1*12*0350*3##"], id="off reads 35 in the cooling season"),
        pytest.param(["*4*111*1##", "*#4*1*12*0180*3##"], id="a program has its own set point"),
    ],
)
async def test_what_is_told_as_a_whole_is_not_asked(frames: list[str]) -> None:
    zone = zone_at()
    hear(zone, *KNOWN)
    await asyncio.sleep(TIMING.restless + 1)
    hear(zone, *frames)
    assert not zone.completion_requests()


# Intent ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "mode"),
    [
        (lambda zone: zone.set_off(), OFF),
        (lambda zone: zone.set_auto(), AUTO),
        (lambda zone: zone.set_protection(), PROTECTION),
        (lambda zone: zone.set_temperature(21), MANUAL),
    ],
)
async def test_the_mode_that_was_asked_counts_until_another_is_told(
    ask: Callable[[Temperature], Any], mode: ThermoMode
) -> None:
    zone, behind = zone_at("1"), zone_at("#1")
    behind.acts_for(zone)
    hear(zone, "*4*102*1##")
    await ask(behind)
    assert zone.wanted_mode is mode
    other = "*4*110*1##" if mode is not MANUAL else "*4*111*1##"
    hear(zone, other)
    # A zone tells what it was set to before.
    assert zone.wanted_mode is mode
    hear(zone, "*4*115*1##")
    await asyncio.sleep(2)
    hear(zone, other)
    assert zone.wanted_mode is zone.state.mode


def test_a_set_point_that_is_not_in_effect_is_in_doubt_before_the_knob_was_told() -> None:
    zone = zone_at()
    hear(zone, "*4*1*1##", "*#4*1*12*0160*3##", "*#4*1*14*0160*3##")
    assert not zone.is_set_point_in_doubt
    # The rest of an answer that is older.
    hear(zone, "*#4*1*14*0200*3##")
    assert zone.is_set_point_in_doubt


async def test_a_set_point_that_another_has_replaced_a_moment_ago_is_in_doubt() -> None:
    zone = zone_at()
    hear(zone, *KNOWN)
    await zone.set_temperature(16)
    hear(zone, "*#4*1*12*0160*3##", "*4*1*1##")
    # The rest of an answer that is older, and agrees with itself.
    hear(zone, "*#4*1*12*0210*3##", "*4*1*1##", "*#4*1*14*0210*3##")
    assert zone.is_set_point_in_doubt
    await asyncio.sleep(TIMING.effect + 1)
    assert not zone.is_set_point_in_doubt
