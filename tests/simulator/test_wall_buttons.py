"""Wall buttons for addresses where nothing is: everybody hears of the press, and nobody answers."""

import pytest

from simulator import Plant

from .kit import ACK, NACK, House

PLANT = """
model: {model}
speed: 0
command_idle: 0
event_idle: 0
objects:
  - {{kind: relay, where: "11"}}
  - {{kind: relay, where: "21"}}
  - {{kind: light_button, where: "21"}}
  - {{kind: light_button, where: "22"}}
  - {{kind: shutter_button, where: "23"}}
"""


async def test_a_press_is_told_as_a_command_and_followed_by_no_state(start) -> None:
    house = await House.of(await start(Plant.parse(PLANT.format(model="F454"))))
    house["1-22-button"].press()
    house["1-22-button"].press("0")
    house["1-22-button"].dim(37)
    house["2-23-button"].press("2")
    house["2-23-button"].move_to(40)
    assert await house.events.rest() == [
        "*1*1000#1*22##",
        "*1*1000#0*22##",
        "*#1*22*#1*137*255##",
        "*2*1000#2*23##",
        "*#2*23*#11#001*40##",
    ]


async def test_it_switches_an_actuator_at_its_address(start) -> None:
    house = await House.of(await start(Plant.parse(PLANT.format(model="F454"))))
    house["1-21-button"].press()
    assert await house.told("*1*1000#1*21##", "*1*1*21##")
    house["1-22-button"].press_all("1")
    assert await house.events.rest() == ["*1*1*0##", "*1*1*11##", "*1*1*21##"]


async def test_it_answers_nothing_and_confirms_nothing(start) -> None:
    house = await House.of(await start(Plant.parse(PLANT.format(model="MyHomeServer1"))))
    assert await house.ask("*#1*22##") == [NACK]
    assert await house.ask("*1*1*22##") == [NACK]
    assert await house.ask("*1*1*21##") == [ACK]


async def test_what_no_control_can_send_is_refused(start) -> None:
    house = await House.of(await start(Plant.parse(PLANT.format(model="F454"))))
    with pytest.raises(ValueError, match="a level is 1 to 100"):
        house["1-22-button"].dim(0)
    with pytest.raises(ValueError, match="a position is 0 to 100"):
        house["2-23-button"].move_to(101)
