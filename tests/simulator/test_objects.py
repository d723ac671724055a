"""What the objects of the bus do, seen from a command and an event session."""

import asyncio
import re

import pytest

from simulator import Simulator
from simulator.objects.automation import Shutter
from simulator.objects.dimming import Dimmer100
from simulator.objects.lighting import Relay

from .kit import ACK, FAST, NACK, Wire, plant, until


async def after(seconds: float) -> None:
    """Let simulated seconds pass."""
    await asyncio.sleep(seconds / FAST)


# Lights


async def test_a_relay_switches_and_tells(simulator: Simulator, command: Wire, events: Wire) -> None:
    assert await command.ask("*1*1*11##") == [ACK]
    assert await events.read() == "*1*1*11##"
    assert simulator.objects["1-11"].on
    assert await command.ask("*#1*11##") == ["*1*1*11##", ACK]
    assert await command.ask("*1*32*11##") == [ACK]
    await events.read_until("*1*0*11##")
    assert simulator.objects["1-11"].level == 0
    assert simulator.executed == ["*1*1*11##", "*1*32*11##"]


async def test_a_hundred_step_dimmer_tells_what_and_level(simulator: Simulator, command: Wire, events: Wire) -> None:
    await command.ask("*1*5*12##")
    assert [await events.read(), await events.read()] == ["*1*5*12##", "*#1*12*1*130*5##"]
    assert simulator.objects["1-12"].level == 30
    await command.ask("*1*0*12##")
    assert await events.rest() == ["*1*0*12##"]
    await command.ask("*1*1*12##")
    assert await events.rest() == ["*1*5*12##", "*#1*12*1*130*5##"]


async def test_a_level_write_with_speed_0_is_reported_with_5_and_read_with_2(command: Wire, events: Wire) -> None:
    assert await command.ask("*#1*12*#1*150*0##") == [ACK]
    assert await events.read() == "*#1*12*1*150*5##"
    assert await command.ask("*#1*12*1##") == ["*#1*12*1*150*2##", ACK]
    assert await command.ask("*#1*12##") == ["*1*7*12##", ACK]


async def test_an_off_with_a_speed_is_told_as_a_level(command: Wire, events: Wire) -> None:
    await command.ask("*1*1*12##")
    await events.rest()
    await command.ask("*1*0#20*12##")
    assert await events.read() == "*#1*12*1*100*20##"


@pytest.mark.parametrize(
    ("frame", "level", "expected"),
    [
        ("*1*30#7#10*12##", 50, 57),
        ("*1*31#7*12##", 50, 43),
        ("*1*30*12##", 50, 60),
        ("*1*30#7*12##", 98, 100),
        ("*1*30*13##", 50, 60),
        ("*1*31#2*13##", 50, 30),
        ("*1*6*13##", 50, 60),
        ("*1*31*11##", 100, 100),
    ],
)
async def test_steps(simulator: Simulator, command: Wire, frame: str, level: int, expected: int) -> None:
    light = simulator.objects[f"1-{frame[-4:-2]}"]
    light.set_level(level)
    await command.ask(frame)
    await simulator.wait_idle()
    assert light.level == expected


async def test_a_ten_step_dimmer_has_no_level_dimension(simulator: Simulator, command: Wire, events: Wire) -> None:
    await command.ask("*1*6*13##")
    assert await events.rest() == ["*1*6*13##"]
    assert await command.ask("*#1*13*1##") == [NACK]


async def test_a_timer_ends_by_itself(simulator: Simulator, command: Wire, events: Wire) -> None:
    await command.ask("*1*18*12##")
    assert await events.read_until("*1*0*12##") == ["*1*18*12##", "*#1*12*1*160*5##", "*1*0*12##"]
    assert not simulator.objects["1-12"].on


async def test_a_new_command_ends_a_timer(simulator: Simulator, command: Wire) -> None:
    await command.ask("*1*18*11##")
    await command.ask("*1*1*11##")
    await after(2)
    assert simulator.objects["1-11"].on


async def test_dimension_2_counts_down(start) -> None:
    simulator = await start(time_factor=200)
    command, events = await Wire.open(simulator, "0"), await Wire.open(simulator, "1")
    await command.ask("*#1*11*#2*0*1*0##")
    answer = await command.ask("*#1*11*2##")
    assert re.fullmatch(r"\*#1\*11\*2\*0\*(1\*0|0\*5\d|0\*4\d)##", answer[0])
    frames = await events.read_until("*1*0*11##")
    assert frames[0] == "*1*1*11##"


async def test_a_blinking_light_says_so(simulator: Simulator, command: Wire) -> None:
    await command.ask("*1*21*11##")
    assert await command.ask("*#1*11##") == ["*1*21*11##", ACK]


async def test_a_faulty_light_tells_19_and_stays_as_it_is(simulator: Simulator, command: Wire, events: Wire) -> None:
    light = simulator.object(Relay, "1-11")
    light.set_fault(True)
    fault = ["*1*19*11##", "*#1001*11*11*111110111111111111110111##"]
    assert [await events.read(), await events.read()] == fault
    await command.ask("*1*1*11##")
    assert not light.on
    assert await command.ask("*#1*11##") == [*fault, ACK]
    light.set_fault(False)
    assert (await events.rest())[-1] == "*1*0*11##"


async def test_a_wall_switch_shows_the_translation_and_then_the_status(simulator: Simulator, events: Wire) -> None:
    simulator.objects["1-11"].press()
    assert [await events.read(), await events.read()] == ["*1*1000#1*11##", "*1*1*11##"]
    simulator.objects["1-11"].press("0")
    assert [await events.read(), await events.read()] == ["*1*1000#0*11##", "*1*0*11##"]


# Addressing


@pytest.mark.parametrize(
    ("where", "lit"),
    [
        ("0", {"11", "12", "13", "21", "02", "11#4#02"}),
        ("0#3", {"11", "12", "13", "21", "02"}),
        ("0#4#02", {"11#4#02"}),
        ("1", {"11", "12", "13"}),
        ("1#4#02", {"11#4#02"}),
        ("00", {"02"}),
        ("2", {"21"}),
        ("100", set()),
        ("#1", {"11", "12"}),
        ("#2", {"12"}),
        ("#1#4#02", {"11#4#02"}),
        ("11", {"11"}),
        ("11#3", {"11"}),
        ("11#4#02", {"11#4#02"}),
    ],
)
async def test_addresses_reach_the_right_lights(simulator: Simulator, command: Wire, where: str, lit: set[str]) -> None:
    await command.ask(f"*1*1*{where}##")
    await simulator.wait_idle()
    assert {key[2:] for key, item in simulator.objects.items() if key.startswith("1-") and item.on} == lit


async def test_a_shutter_hears_no_light_command(simulator: Simulator, command: Wire) -> None:
    await command.ask("*1*1*0##")
    await after(1)
    assert simulator.objects["2-14"].moving is None


# Shutters


async def test_a_basic_shutter_starts_late_and_stops_at_the_end(
    simulator: Simulator,
    command: Wire,
    events: Wire,
) -> None:
    shutter = simulator.object(Shutter, "2-14")
    await command.ask("*2*2*14##")
    assert shutter.moving is None
    assert await events.read() == "*2*2*14##"
    assert shutter.moving == "down"
    assert await command.ask("*#2*14##") == ["*2*2*14##", ACK]
    assert await events.read_until("*2*0*14##") == ["*2*2*14##", "*2*0*14##"]
    assert shutter.position == 0


async def test_a_stop_leaves_it_on_the_way(simulator: Simulator, command: Wire, events: Wire) -> None:
    await command.ask("*2*2*14##")
    await events.read_until("*2*2*14##")
    await after(4)
    await command.ask("*2*0*14##")
    await events.read_until("*2*0*14##")
    assert 5 < simulator.objects["2-14"].position < 65
    assert simulator.objects["2-14"].moving is None


async def test_a_basic_shutter_knows_no_position(command: Wire) -> None:
    assert await command.ask("*#2*14*10##") == [NACK]


async def test_an_advanced_shutter_goes_to_a_position_in_pairs_of_frames(
    simulator: Simulator,
    command: Wire,
    events: Wire,
) -> None:
    assert await command.ask("*#2*15*10##") == ["*#2*15*10*10*40*001*0##", ACK]
    assert await command.ask("*#2*15*#11#001*60##") == [ACK]
    assert (await events.read_until("*2*0*15##"))[1:] == [
        "*#2*15*10*11*40*001*0##",
        "*2*1*15##",
        "*#2*15*10*10*60*001*0##",
        "*2*0*15##",
    ]
    assert simulator.objects["2-15"].position == 60
    assert await command.ask("*#2*15##") == ["*#2*15*10*10*60*001*0##", "*2*0*15##", ACK]


@pytest.mark.parametrize(
    ("what", "position"),
    [("11#10#001", 50), ("12#10#001", 30), ("11#100#001", 100), ("12#50#001", 0), ("11#001", 100)],
)
async def test_advanced_steps(simulator: Simulator, command: Wire, events: Wire, what: str, position: int) -> None:
    await command.ask(f"*2*{what}*15##")
    await events.read_until("*2*0*15##")
    assert simulator.objects["2-15"].position == position


async def test_a_central_keypad_closes_the_group(simulator: Simulator, events: Wire) -> None:
    simulator.objects["2-15"].transmit("*2*2*#5##")
    frames = await events.read_until("*2*0*14##")
    assert frames[0] == "*2*2*#5##"
    await events.rest()
    assert simulator.objects["2-14"].position == simulator.objects["2-15"].position == 0


async def test_a_wall_switch_turns_a_moving_shutter_around(simulator: Simulator, events: Wire) -> None:
    shutter = simulator.objects["2-14"]
    shutter.press("2")
    await events.read_until("*2*2*14##")
    await after(5)
    shutter.press("1")
    assert await events.read_until("*2*1*14##") == ["*2*1000#1*14##", "*2*0*14##", "*2*1*14##"]
    await events.read_until("*2*0*14##")
    assert shutter.position == 100


# Heating


async def test_a_zone_answers_with_five_frames_in_the_order_of_real_gateways(command: Wire) -> None:
    assert await command.ask("*#4*1##") == [
        "*#4*1*0*0205##",
        "*#4*1*12*0210*3##",
        "*4*1*1##",
        "*#4*1*14*0210*3##",
        "*#4*1*13*00##",
        ACK,
    ]


async def test_a_set_point_with_mode_1_is_reported_with_3(simulator: Simulator, command: Wire, events: Wire) -> None:
    assert await command.ask("*#4*1*#14*0235*1##") == [ACK]
    frames = await events.read_until("*#4*1*13*00##")
    assert frames[:2] == ["*#4*1*12*0235*3##", "*4*1*1##"]
    assert "*#4*1*14*0235*3##" in frames
    assert simulator.objects["4-1"].set_point == 23.5


async def test_off_and_protection(simulator: Simulator, command: Wire, events: Wire) -> None:
    await command.ask("*4*303*#1##")
    await events.read_until("*4*303*1##")
    assert simulator.objects["4-1"].mode == "off"
    await command.ask("*4*102*#1##")
    await events.read_until("*4*102*1##")
    assert simulator.objects["4-1"].mode == "protection"
    await command.ask("*#4*1*#14*0200*2##")
    await events.read_until("*4*0*1##")


async def test_off_while_cooling_reads_35_degrees(simulator: Simulator, command: Wire) -> None:
    simulator.objects["4-1"].season = "cooling"
    await command.ask("*4*303*#1##")
    await simulator.wait_idle()
    assert await command.ask("*#4*1*12##") == ["*#4*1*12*0350*3##", ACK]


async def test_the_knob_moves_the_effective_set_point(simulator: Simulator, command: Wire, events: Wire) -> None:
    simulator.objects["4-1"].turn_knob(-2)
    assert [await events.read(), await events.read()] == ["*#4*1*13*12##", "*#4*1*12*0190*3##"]
    await command.ask("*4*40*1##")
    await events.read_until("*#4*1*13*00##")


async def test_temperatures_are_pushed(simulator: Simulator, events: Wire) -> None:
    simulator.objects["4-1"].set_temperature(-4.8)
    simulator.objects["4-105"].set_temperature(29.6)
    assert [await events.read(), await events.read()] == ["*#4*1*0*1048##", "*#4*105*0*0296##"]


async def test_a_probe_refuses_a_poll(command: Wire) -> None:
    assert await command.ask("*#4*105*0##") == [NACK]


async def test_valves_and_central_unit(command: Wire) -> None:
    assert await command.ask("*#4*1*19##") == ["*#4*1*19*0*0##", ACK]
    assert await command.ask("*#4*#0##") == ["*4*21*#0##", "*4*110#0200*#0##", ACK]
    assert await command.ask("*#4*#1##") == ["*4*110#0210*#1##", ACK]
    assert await command.ask("*4*3102*#0##") == [ACK]
    assert await command.ask("*#4*#0##") == ["*4*21*#0##", "*4*3102*#0##", ACK]


async def test_a_room_follows_its_heating_when_there_is_life(start) -> None:
    simulator = await start(plant(life="true", clock="false", seed="1"), time_factor=2000)
    zone = simulator.objects["4-1"]
    zone.set_temperature(20.0)
    zone.set_point = 22.0
    await until(lambda: zone.temperature > 20.3)
    assert zone.valve


# Energy


async def test_a_meter_tells_power_and_totals(command: Wire) -> None:
    assert await command.ask("*#18*51*113##") == ["*#18*51*113*350##", ACK]
    assert await command.ask("*#18*51*51##") == ["*#18*51*51*1234567##", ACK]
    assert await command.ask("*#18*51*53##") == ["*#18*51*53*43210##", ACK]
    assert await command.ask("*#18*51*54##") == ["*#18*51*54*1234##", ACK]
    assert await command.ask("*#18*51*52#10#1##") == ["*#18*51*52#10#1*4294967295##", ACK]


async def test_a_day_has_hours_and_a_total(command: Wire) -> None:
    frames = await command.ask("*#18*51*511#3#12##")
    assert len(frames) == 26
    assert frames[0].startswith("*#18*51*511#3#12*1*")
    assert frames[24].startswith("*#18*51*511#3#12*25*")
    assert frames == await command.ask("*#18*51*511#3#12##")


async def test_power_is_pushed_at_changes_until_the_minutes_are_over(start) -> None:
    simulator = await start(time_factor=200)
    command, events = await Wire.open(simulator, "0"), await Wire.open(simulator, "1")
    meter = simulator.objects["18-51"]
    assert await command.ask("*#18*51*#1200#1*1##") == [ACK]
    assert [await events.read(), await events.read()] == ["*#18*51*1200#1*1##", "*#18*51*113*350##"]
    meter.set_power(480)
    await events.read_until("*#18*51*113*480##")
    await events.rest(0.35)
    assert not meter.pushing
    meter.set_power(99)
    assert await events.rest() == []


async def test_zero_minutes_stop_the_pushing(simulator: Simulator, command: Wire, events: Wire) -> None:
    await command.ask("*#18*51*#1200#1*255##")
    await events.read_until("*#18*51*113*350##")
    await command.ask("*#18*51*#1200#1*0##")
    await events.read_until("*#18*51*1200#1*0##")
    assert not simulator.objects["18-51"].pushing


async def test_meters_count_when_there_is_life(start) -> None:
    simulator = await start(plant(life="true", clock="false", seed="3"), time_factor=2000)
    meter = simulator.objects["18-51"]
    await until(lambda: meter.total > 1234570)
    assert meter.day > 1234


async def test_life_with_a_seed_repeats_itself(start) -> None:
    first, second = [await start(plant(life="true", clock="false", seed="5"), time_factor=200) for _ in range(2)]
    wires = [await Wire.open(simulator, "1") for simulator in (first, second)]
    # Switches only: the times of temperatures depend on the clock of the machine.
    seen = []
    for wire in wires:
        pressed: list[str] = []
        while len(pressed) < 3:
            frame = await wire.read()
            if "1000#" in frame:
                pressed.append(frame)
        seen.append(pressed)
    assert seen[0] == seen[1]


def test_an_object_can_be_asked_for_by_class() -> None:
    simulator = Simulator(plant())
    assert simulator.object(Dimmer100, "1-12").level == 0
    with pytest.raises(TypeError):
        simulator.object(Relay, "1-12")
