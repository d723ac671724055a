"""Every object tells Python how it is, and switches on the wall are pressed alike."""

import pytest

from simulator.objects import KINDS

from .kit import House, until

# They only tell of presses, and keep nothing.
WITHOUT_STATE = {"cen", "cen_plus", "light_button", "shutter_button"}


async def test_every_object_tells_how_it_is(house: House) -> None:
    for key, item in house.simulator.objects.items():
        assert bool(item.truth()) is (item.kind not in WITHOUT_STATE), key
        assert item.truth() == {name: getattr(item, name) for name in item.facets}
    assert {item.kind for item in house.simulator.objects.values()} == set(KINDS)


@pytest.mark.parametrize(
    ("key", "what", "expected"),
    [
        ("1-11", "1", {"on": True, "level": 100}),
        ("1-12", "5", {"on": True, "level": 30}),
        ("2-14", "2", {"moving": "down"}),
        ("2-15", "1", {"moving": "up"}),
        ("4-1", "off", {"mode": "off", "acting": "off"}),
        ("4-1", "23.5", {"mode": "manual", "set_point": 23.5}),
        ("9-1", "1", {"on": True}),
        ("0-01", "3", {"played": [3]}),
    ],
)
async def test_a_switch_on_the_wall_is_pressed(house: House, key: str, what: str, expected: dict[str, object]) -> None:
    item = house[key]
    item.press(int(what) if key == "0-01" else what)
    await until(lambda: {name: item.truth()[name] for name in expected} == expected)


async def test_an_amplifier_is_switched_by_hand(house: House) -> None:
    house["16-31"].press()
    await until(lambda: house["16-31"].truth() == {"on": True, "volume": 2, "source": 3})


async def test_an_alarm_tells_what_nobody_asked(house: House) -> None:
    house["5-0"].arm()
    house["5-0"].intrude(3)
    truth = house["5-0"].truth()
    assert (truth["armed"], truth["pending"]) == (True, ["*5*15*#3##"])
