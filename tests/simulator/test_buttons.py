"""Contacts, CEN and CEN+ controls, auxiliaries, scenario modules and scenes."""

import asyncio

import pytest

from .kit import ACK, NACK, House, Wire, until, whole_plant

# Contacts


async def test_a_contact_says_whether_it_was_asked(house: House) -> None:
    house["25-31"].set_on(True)
    house["25-31"].set_on(True)
    house["25-31"].set_on(False)
    assert await house.told("*25*31#1*31##", "*25*32#1*31##")
    assert await house.ask("*#25*31##") == ["*25*32#0*31##", ACK]
    assert await house.ask("*#25*3201##") == ["*25*31#0*3201##", ACK]


async def test_all_contacts_answer_to_30(house: House) -> None:
    assert await house.ask("*#25*30##") == ["*25*32#0*31##", "*25*31#0*3201##", ACK]


# CEN+


async def test_a_short_press_of_a_cen_plus_button_is_one_frame(house: House) -> None:
    house["25-22047"].press(3)
    assert await house.events.rest() == ["*25*21#3*22047##"]


async def test_a_long_press_is_told_every_half_second(start) -> None:
    house = await House.of(await start(whole_plant(), time_factor=10))
    loop = asyncio.get_running_loop()
    began = loop.time()
    house["25-22047"].hold(1, 1.6)
    times = []
    for expected in ("22", "23", "23", "24"):
        assert await house.events.read() == f"*25*{expected}#1*22047##"
        times.append((loop.time() - began) * 10)
    assert times == pytest.approx([0.5, 1.0, 1.5, 1.61], abs=0.4)
    house["25-22047"].hold(1, 0.3)
    assert await house.told("*25*21#1*22047##")


@pytest.mark.parametrize(
    ("clockwise", "fast", "what"),
    [(True, False, "25"), (True, True, "26"), (False, False, "27"), (False, True, "28")],
)
async def test_a_knob_turns(house: House, clockwise: bool, fast: bool, what: str) -> None:
    house["25-22047"].rotate(2, clockwise=clockwise, fast=fast)
    assert await house.told(f"*25*{what}#2*22047##")


async def test_a_virtual_press_is_on_the_bus_as_a_real_one(house: House) -> None:
    assert await house.ask("*25*21#3*22047##") == [ACK]
    assert await house.ask("*15*04*73##") == [ACK]
    assert await house.ask("*15*04#1*73##") == [ACK]
    assert await house.told("*25*21#3*22047##", "*15*04*73##", "*15*04#1*73##")


async def test_an_mh200n_wants_somebody_to_hear_the_press(start) -> None:
    house = await House.of(await start(whole_plant(model="MH200N")))
    assert await house.ask("*25*21#3*22047##") == [ACK]
    assert await house.ask("*25*21#3*27##") == [NACK]
    assert await house.ask("*25*21*0001##") == [NACK]


async def test_an_mh202_swallows_presses(start) -> None:
    house = await House.of(await start(whole_plant(model="MH202")))
    assert await house.ask("*25*21#3*22047##") == [ACK]
    assert await house.events.rest() == []


# CEN


async def test_a_short_press_of_a_cen_button_has_a_release(house: House) -> None:
    house["15-73"].press(2)
    assert await house.told("*15*02*73##", "*15*02#1*73##")


async def test_a_long_press_of_a_cen_button_is_told_as_a_myhomeserver_did(start) -> None:
    house = await House.of(await start(whole_plant(), time_factor=10))
    loop = asyncio.get_running_loop()
    began = loop.time()
    house["15-73"].press(1, 2.2)
    assert await house.told("*15*01*73##", *["*15*01#3*73##"] * 4, "*15*01#2*73##")
    assert 0.2 < loop.time() - began < 0.6


async def test_an_mh200_shows_no_release(start) -> None:
    house = await House.of(await start(whole_plant(model="MH200")))
    house["15-73"].press(12)
    assert await house.events.rest() == ["*15*12*73##"]


@pytest.mark.parametrize("button", [-1, 32])
async def test_there_are_32_buttons(house: House, button: int) -> None:
    with pytest.raises(ValueError, match="0-31"):
        house["15-73"].press(button)


# Auxiliaries


async def test_an_aux_goes_off_by_itself(house: House) -> None:
    assert await house.ask("*9*1*1##") == [ACK]
    assert house["9-1"].on
    assert await house.told("*9*1*1##", "*9*0*1##")
    assert not house["9-1"].on


async def test_an_aux_toggles_and_tells_where_it_got_to(house: House) -> None:
    await house.ask("*9*2*9##")
    assert await house.told("*9*2*9##", "*9*1*9##")
    house["9-9"].press()
    assert await house.told("*9*0*9##")


async def test_all_auxiliaries_can_be_asked(start) -> None:
    house = await House.of(await start(whole_plant(model="F459")))
    for request in ("*#9##", "*#9*0##"):
        assert await house.ask(request) == ["*9*0*1##", "*9*0*9##", ACK]
    assert await house.ask("*#9*9##") == ["*9*0*9##", ACK]


# Scenarios


async def test_a_scenario_module_plays_what_it_knows(house: House) -> None:
    assert await house.ask("*0*3*01##") == [ACK]
    assert await house.ask("*0*4*01##") == [ACK]
    assert await house.told("*0*3*01##", "*0*4*01##")
    house["0-01"].press(5)
    assert await house.told("*0*5*01##")
    assert house["0-01"].played == [3, 5]


async def test_a_scenario_is_recorded_and_erased(house: House) -> None:
    module = house["0-01"]
    await house.ask("*0*40#7*01##")
    await house.ask("*0*41#7*01##")
    assert await house.told("*0*40#7*01##", "*0*41#7#0*01##")
    assert module.scenarios == {3, 5, 7}
    await house.ask("*0*42#3*01##")
    await house.simulator.wait_idle()
    assert module.scenarios == {5, 7}
    await house.ask("*0*42*01##")
    await house.simulator.wait_idle()
    assert module.scenarios == set()


async def test_a_locked_module_does_nothing(house: House) -> None:
    module = house["0-01"]
    await house.ask("*0*43*01##")
    await house.ask("*0*3*01##")
    await house.ask("*0*42*01##")
    await house.ask("*0*44*01##")
    await until(lambda: not module.locked and "*0*44*01##" in house.simulator.executed)
    assert module.played == []
    assert module.scenarios == {3, 5}
    module.tell_unavailable()
    module.tell_memory_full()
    assert (await house.events.rest())[-2:] == ["*0*45*01##", "*0*46*01##"]


async def test_a_scene_that_does_not_exist_is_refused(house: House) -> None:
    for frame in ("*17*1*1##", "*#17*1##", "*17*3*1##"):
        assert await house.ask(frame) == [NACK]
    assert house.simulator.executed == []


async def test_a_scene_runs_unless_it_is_disabled(house: House) -> None:
    assert await house.ask("*17*1*12##") == [ACK]
    assert await house.told("*17*1*12##")
    assert await house.ask("*#17*12##") == ["*17*1*12##", "*17*3*12##", ACK]
    for what in ("2", "4", "1"):
        await house.ask(f"*17*{what}*12##")
    await house.simulator.wait_idle()
    assert await house.ask("*#17*12##") == ["*17*2*12##", "*17*4*12##", ACK]


@pytest.mark.parametrize(("model", "refused"), [("MH200N", ("3", "8", "22", "5")), ("MyHomeServer1", ("3", "8"))])
async def test_what_a_model_does_not_route_is_refused(start, model: str, refused: tuple[str, ...]) -> None:
    simulator = await start(whole_plant(model=model))
    wire = await Wire.open(simulator, "0")
    frames = {"3": "*3*2*#2##", "8": "*8*19*20##", "22": "*22*1#4#3*3#3#1##", "5": "*#5*0##"}
    for who in refused:
        assert await wire.ask(frames[who]) == [NACK]
    assert simulator.executed == []
