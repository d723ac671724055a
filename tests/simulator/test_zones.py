"""What zones do and tell, as captures show it, and what people do at the thermostat."""

from random import Random

import pytest

from .kit import ACK, NACK, House, plant


async def zone_of(start, fields: str, **changes: str) -> House:
    """Start a house with zone 7 of no central unit."""
    return await House.of(await start(plant(f"\n  - {{kind: zone, where: '7', central: none, {fields}}}\n", **changes)))


# Off, protection, manual


async def test_antifreeze_is_in_effect_while_the_set_point_stays(start) -> None:
    """MyHOME issue 383 (gateways.md 12)."""
    house = await zone_of(start, "set_point: 17, temperature: 19")
    house["4-7"].press("protection")
    assert await house.told("*4*102*7##", "*#4*7*12*0070*3##", "*#4*7*0*0190##")
    await house.ask("*4*302*7##")
    assert await house.told("*4*102*7##", "*#4*7*12*0070*3##", "*#4*7*14*0170*3##", "*#4*7*0*0190##")
    assert await house.ask("*#4*7*12##") == ["*#4*7*12*0070*3##", ACK]


@pytest.mark.parametrize(("degrees", "opened"), [(12.0, False), (7.1, False), (6.5, True)])
async def test_antifreeze_opens_the_valve_below_7_degrees_only(start, degrees: float, opened: bool) -> None:
    house = await zone_of(start, f"mode: protection, temperature: {degrees}")
    house["4-7"].tick(2.0, Random(1))
    assert house["4-7"].valve is opened


async def test_an_f461_zone_answers_as_captured(start) -> None:
    """F461, sessions.jsonl: zone 6 in protection, zone 3 off while the plant cools."""
    more = (
        "\n  - {kind: zone, where: '6', season: cooling, mode: protection, temperature: 22.7, set_point: 23}"
        "\n  - {kind: zone, where: '3', season: cooling, mode: off, temperature: 24.1, set_point: 23}\n"
    )
    house = await House.of(await start(plant(more, model="F461")))
    await house.ask("*#4*6##")
    assert await house.told("*#4*6*0*0227##", "*#4*6*12*0350*3##", "*4*202*6##", "*#4*6*14*0230*3##", "*#4*6*13*00##")
    await house.ask("*#4*3##")
    assert await house.told("*#4*3*0*0241##", "*#4*3*12*0230*3##", "*4*303*3##", "*#4*3*14*0230*3##", "*#4*3*13*00##")


async def test_what_follows_a_set_point_on_an_f454(start) -> None:
    """F454, sessions.jsonl: `*#4*1*#14*0200*1##`."""
    house = await zone_of(start, "temperature: 24.5")
    await house.ask("*#4*7*#14*0200*1##")
    assert await house.told(
        "*#4*7*12*0200*3##",
        "*4*1*7##",
        "*#4*7*0*0245##",
        "*#4*7*12*0200*3##",
        "*4*1*7##",
        "*#4*7*14*0200*3##",
        "*#4*7*13*00##",
    )


async def test_what_follows_a_set_point_on_an_f461(start) -> None:
    """F461, sessions.jsonl: `*#4*2*#14*0210*2##`, and no dimension 14."""
    house = await zone_of(start, "temperature: 23.1", model="F461")
    await house.ask("*#4*7*#14*0210*2##")
    assert await house.told("*#4*7*12*0210*3##", "*4*0*7##", "*#4*7*0*0231##")
    house["4-7"].set_knob("off")
    assert await house.told("*#4*7*13*4##")


@pytest.mark.parametrize(
    ("family", "season", "off", "protection"),
    [
        ("live", "heating", "303", "102"),
        ("live", "cooling", "303", "202"),
        ("season", "cooling", "203", "202"),
        ("generic", "heating", "303", "302"),
    ],
)
async def test_the_whats_of_off_and_protection(start, family: str, season: str, off: str, protection: str) -> None:
    house = await zone_of(start, f"season: {season}, family: {family}")
    await house.ask("*4*303*7##")
    assert (await house.events.read_until(f"*4*{off}*7##"))[-1] == f"*4*{off}*7##"
    await house.ask("*4*302*7##")
    assert (await house.events.read_until(f"*4*{protection}*7##"))[-1] == f"*4*{protection}*7##"


async def test_the_protection_of_the_other_season_is_ignored(start) -> None:
    """protocol.md 4.4, commands: 102 is ignored in cooling, 202 in heating."""
    house = await zone_of(start, "set_point: 21")
    await house.ask("*4*202*7##")
    await house.simulator.wait_idle()
    assert house["4-7"].mode == "manual"
    await house.ask("*4*102*7##")
    await house.simulator.wait_idle()
    assert house["4-7"].mode == "protection"


# The knob


@pytest.mark.parametrize(("position", "degrees", "opened"), [("off", 5.0, False), ("protection", 12.0, False)])
async def test_a_knob_on_off_or_protection_does_not_heat(start, position: str, degrees: float, opened: bool) -> None:
    house = await zone_of(start, f"set_point: 21, temperature: {degrees}")
    zone = house["4-7"]
    zone.tick(2.0, Random(1))
    assert zone.valve
    zone.set_knob(position)
    assert zone.valve is opened
    zone.tick(2.0, Random(1))
    assert (zone.valve, zone.mode, zone.acting) == (opened, "manual", position)
    zone.turn_knob(0)
    zone.tick(2.0, Random(1))
    assert (zone.valve, zone.acting) == (True, "manual")


async def test_a_knob_on_protection_still_keeps_the_frost_out(start) -> None:
    house = await zone_of(start, "set_point: 21, temperature: 6")
    house["4-7"].set_knob("protection")
    house["4-7"].tick(2.0, Random(1))
    assert house["4-7"].valve
    assert await house.ask("*#4*7*13##") == ["*#4*7*13*5##", ACK]


# At the thermostat


async def test_somebody_switches_an_f461_zone_off_and_chooses_24_degrees(start) -> None:
    """F461: `*4*303*1##` `*#4*1*0*0234##` (sessions.jsonl), `*4*0*1##` `*#4*1*12*0240*3##` (gateways.md 12)."""
    house = await zone_of(start, "season: cooling, temperature: 23.4, set_point: 21", model="F461")
    house["4-7"].press("off")
    assert await house.told("*4*303*7##", "*#4*7*0*0234##")
    house["4-7"].press("24.0")
    assert await house.told("*4*0*7##", "*#4*7*12*0240*3##")
    truth = house["4-7"].truth()
    assert (truth["mode"], truth["acting"], truth["set_point"], truth["effective"]) == ("manual", "manual", 24.0, 24.0)


async def test_a_smart_thermostat_that_is_off_tells_state_2_and_no_mode(start) -> None:
    """MyHomeServer1, sessions.jsonl: `*#4*4*7*1*2##` `*#4*4*0*0274##`."""
    house = await zone_of(start, "smart: true, temperature: 27.4", model="MyHomeServer1")
    house["4-7"].press("off")
    assert await house.told("*#4*7*7*1*2##", "*#4*7*0*0274##")
    await house.ask("*4*303*7##")
    assert await house.told("*#4*7*7*1*2##", "*#4*7*0*0274##")


async def test_a_smart_thermostat_that_is_switched_on_is_first_at_what_was_in_effect(start) -> None:
    """MyHomeServer1, sessions.jsonl: zone 2, off to manual, plant in cooling."""
    house = await zone_of(
        start, "smart: true, season: cooling, mode: off, temperature: 27.4, set_point: 23", model="MyHomeServer1"
    )
    house["4-7"].press("26.0")
    assert await house.told(
        "*#4*7*7*2*1*0350##",
        "*4*0*7##",
        "*#4*7*12*0350*3##",
        "*#4*7*0*0274##",
        "*#4*7*7*2*1*0260##",
        "*#4*7*12*0260*3##",
        "*4*0*7##",
    )


@pytest.mark.parametrize(
    ("states", "off", "protection"), [("live", "2", "5"), ("documented", "5", "2")], ids=["live", "documented"]
)
async def test_the_states_of_dimension_7_both_ways(start, states: str, off: str, protection: str) -> None:
    house = await zone_of(start, f"smart: true, smart_states: {states}, smart_whats: true")
    zone = house["4-7"]
    zone.press("off")
    assert await house.told(f"*#4*7*7*1*{off}##", "*4*303*7##", "*#4*7*0*0200##")
    await house.ask(f"*#4*7*#7*1*{protection}##")
    await house.simulator.wait_idle()
    assert zone.mode == "protection"


@pytest.mark.parametrize("what", ["nonsense", ""])
async def test_a_thermostat_has_no_other_choices(house: House, what: str) -> None:
    with pytest.raises(ValueError, match="could not convert"):
        house["4-1"].press(what)


# Central units and gateways


async def test_a_zone_hears_hash_z_only_where_it_hangs_on_a_central_unit(start) -> None:
    house = await zone_of(start, "set_point: 21")
    assert await house.ask("*4*303*#7##") == [ACK]
    assert await house.ask("*4*303*#1##") == [ACK]
    await house.events.read_until("*4*303*1##")
    assert (house["4-1"].mode, house["4-7"].mode) == ("off", "manual")
    assert await house.ask("*#4*#7##") == [NACK]
    await house.ask("*4*303*#0##")
    await house.events.read_until("*4*303*2##")
    assert house["4-7"].mode == "manual"


async def test_without_its_central_unit_no_zone_hears_hash_z(start) -> None:
    house = await zone_of(start, "set_point: 21")
    house["4-#0"].unplugged = True
    await house.ask("*4*303*#1##")
    await house.simulator.wait_idle()
    assert house["4-1"].mode == "manual"


async def test_a_disabled_remote_control_is_refused(house: House) -> None:
    house["4-#0"].set_remote(False)
    assert await house.ask("*4*303*#0##") == [NACK]
    assert await house.ask("*#4*#0*#14*0180*1##") == [NACK]
    assert await house.ask("*4*303*#1##") == [NACK]
    assert await house.ask("*4*303*1##") == [ACK]
    assert house.simulator.executed == ["*4*303*1##"]
    house["4-#0"].set_remote(True)
    assert await house.ask("*4*303*#0##") == [ACK]


@pytest.mark.parametrize(
    ("model", "setting", "frame", "answer"),
    [
        ("MyHomeServer1", "", "*#4*1*#14*0215*1##", NACK),
        ("MyHomeServer1", "", "*#4*1*#14*0215*3##", NACK),
        ("MyHomeServer1", "", "*#4*#1*#14*0215*1##", ACK),
        ("MyHomeServer1", "true", "*#4*1*#14*0215*1##", ACK),
        ("F454", "", "*#4*1*#14*0215*1##", ACK),
        ("F454", "false", "*#4*1*#14*0215*1##", NACK),
    ],
)
async def test_a_myhomeserver1_takes_no_set_point_to_heat(
    start, model: str, setting: str, frame: str, answer: str
) -> None:
    """protocol.md 4.4 [FB]; through a central unit it passes (sessions.jsonl, thermo-ts10)."""
    changes = {"model": model} | ({"manual_heating": setting} if setting else {})
    house = await House.of(await start(plant(**changes)))
    assert await house.ask(frame) == [answer]
    assert house.simulator.executed == ([frame] if answer == ACK else [])
