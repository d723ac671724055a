"""Amplifiers and sources in both languages."""

import pytest

from .kit import ACK, NACK, House, plant, whole_plant


@pytest.fixture
async def screen(start) -> House:
    """A touch screen: it repeats WHO 16 as WHO 22."""
    return await House.of(await start(whole_plant(model="H4890")))


async def test_an_amplifier_switches_and_tells_its_volume(house: House) -> None:
    assert await house.ask("*16*3*31##") == [ACK]
    assert await house.told("*16*3*31##", "*#16*31*1*2##")
    assert await house.ask("*#16*31*#1*15##") == [ACK]
    assert await house.told("*#16*31*1*15##")
    await house.ask("*16*1003*31##")
    await house.ask("*16*1110*31##")
    await house.ask("*16*13*31##")
    assert await house.told("*#16*31*1*18##", "*#16*31*1*8##", "*16*13*31##")


async def test_nobody_at_the_address_is_nack(house: House) -> None:
    assert await house.ask("*16*3*45##") == [NACK]


async def test_an_environment_and_everybody(house: House) -> None:
    await house.ask("*16*3*#3##")
    assert house["16-31"].on
    assert house["16-32"].on
    await house.ask("*16*13*0##")
    assert not house["16-31"].on
    assert not house["16-32"].on


async def test_a_frame_to_many_is_shown_and_some_tell_nothing_of_what_it_made_of_them(start) -> None:
    two = """
  - {kind: amplifier, where: "41", on: true}
  - {kind: amplifier, where: "42", on: true, tells_of_many: false}
"""
    house = await House.of(await start(plant(two)))
    for frame in ("*16*13*0##", "*16*3*#4##", "*22*0#4#4*4#4##"):
        assert await house.ask(frame) == [ACK]
        told = await house.events.rest()
        assert frame in told
        assert any("41" in one or "3#4#1" in one for one in told)
        assert not any("42" in one or "3#4#2" in one for one in told)
        assert house["16-41"].on == house["16-42"].on == (frame == "*16*3*#4##")
    await house.ask("*16*3*42##")
    assert "*16*3*42##" in await house.events.rest()


async def test_dimension_5_finds_everything_and_the_bare_request_nothing(start) -> None:
    house = await House.of(await start(whole_plant(model="F459")))
    assert await house.ask("*#16*0##") == [NACK]
    assert await house.ask("*#16*31*5##") == ["*16*13*31##", ACK]
    states = ["*16*13*31##", "*16*13*32##", "*16*13*101##", "*16*13*103##"]
    assert await house.ask("*#16*0*5##") == [*states, ACK]


async def test_an_environment_is_connected_to_a_source(house: House) -> None:
    await house.ask("*16*3*133##")
    assert await house.told("*16*3*133##", "*16*3*103##")
    await house.ask("*16*3*131##")
    assert set(await house.events.rest()) == {"*16*3*131##", "*16*3*101##", "*16*13*103##"}
    assert house["16-31"].source == 1


async def test_a_touch_screen_says_everything_twice_as_it_was_captured(screen: House) -> None:
    screen["16-31"].press()
    assert await screen.told(
        "*16*3*31##",
        "*#22*3#3#1*12*1*4##",
        "*#16*31*1*2##",
        "*#22*3#3#1*1*2##",
    )
    screen["16-31"].press()
    assert await screen.told("*16*13*31##", "*#22*3#3#1*12*0*10##")


async def test_the_answer_comes_in_the_language_of_the_command(house: House) -> None:
    assert await house.ask("*22*1#4#3*3#3#1##") == [ACK]
    assert await house.told("*#22*3#3#1*12*1*4##", "*#22*3#3#1*1*2##")
    await house.ask("*22*3#5*3#3#1##")
    assert await house.told("*#22*3#3#1*1*7##")
    await house.ask("*#22*3#3#1*#19*11##")
    assert await house.told("*#22*3#3#1*19*11##")
    await house.ask("*22*35#4#3#3*3#3#1##")
    assert house["16-31"].source == 3


async def test_values_of_who_22_come_as_events(house: House) -> None:
    assert await house.ask("*#22*3#3#1##") == [ACK]
    assert await house.told("*#22*3#3#1*12*0*10##")
    assert await house.ask("*#22*5#2#1*5##") == [ACK]
    assert await house.told("*#22*5#2#1*5*1*96200##")
    assert await house.ask("*#22*3#3#1*20##") == [ACK]
    assert await house.told("*#22*3#3#1*20*1##")


async def test_a_tuner_needs_the_zero_before_the_frequency(house: House) -> None:
    assert await house.ask("*#16*101*#6*107000##") == [ACK]
    assert await house.events.rest() == []
    assert await house.ask("*#16*101*#6*0*107000##") == [ACK]
    assert await house.told("*#16*101*6*0*107000##", "*#16*101*8*32*32*32*32*32*32*32*32##")
    assert house["16-101"].frequency == 107000


async def test_a_tuner_steps_and_has_stations(house: House) -> None:
    await house.ask("*16*5005*101##")
    assert (await house.events.rest())[0] == "*#16*101*6*0*96450##"
    await house.ask("*#16*101*#7*3##")
    await house.ask("*16*6102*101##")
    assert await house.told("*#16*101*7*0*3##", "*#16*101*7*0*1##")
    await house.ask("*22*9*2#1##")
    assert await house.told("*#22*2#1*6*2##")


async def test_rds_is_eight_codes(house: House) -> None:
    assert await house.ask("*16*101*101##") == [ACK]
    assert await house.told("*#16*101*8*75*82*79*78*69*72*73*84##")
    house["16-101"].set_rds("RAI")
    assert await house.told("*#16*101*8*82*65*73*32*32*32*32*32##")
    await house.ask("*16*102*101##")
    house["16-101"].set_rds("RADIO 3")
    assert await house.events.rest() == []
