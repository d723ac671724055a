"""What is taken of a `myhome.yaml`, and what is not and why."""

import pytest

from custom_components.openwebnet.flows.myhome_yaml import BrokenFile, Left, Reason, read_plan

from . import MAC


def _taken(text: str) -> dict[str, tuple[str | None, dict[str, object]]]:
    return {taken.key: (taken.name, dict(taken.settings)) for taken in read_plan(text, MAC).taken}


def _left(text: str) -> list[Left]:
    return read_plan(text, MAC).left


def test_every_kind_is_taken() -> None:
    taken = _taken("""
000350010203:
  mac: "00:03:50:01:02:03"
  light:
    table: {where: "12", name: Table, dimmable: true, model: F411}
    far: {where: "12", interface: 2}
    garden: {where: "31I02"}
    riser: {where: "13#4#01", interface: "01"}
    group: {where: "#7", name: All}
  switch:
    pump: {where: "21"}
    plug: {where: "22", class: outlet}
  cover:
    kitchen: {where: "14", class: blind, travel_time_up: 20, travel_time_down: 18.5, advanced: false}
    hall: {where: "15", travel_time: 31}
    bath: {where: "16", travel_time: {up: 12, down: 11}}
  climate:
    living: {zone: 1, heat: true, central: true}
    unit: {zone: "#0"}
  sensor:
    meter: {where: "51", class: power}
    outside: {where: "500", class: temperature}
    lux: {where: "19", class: illuminance}
  binary_sensor:
    door: {where: "31", class: door, inverted: true}
    moves: {where: "18", class: motion}
    detector: {where: "311", class: motion}
    channel: {where: "3"}
    explicit: {who: 25, where: "3201"}
  lock:
    gate: {where: "4001"}
  media_player:
    bath: {where: "11"}
  alarm_control_panel:
    home: {where: "0"}
""")
    assert taken == {
        "1-12": ("Table", {}),
        "1-12#4#02": (None, {}),
        "1-31#4#02": (None, {}),
        "1-13#4#01": (None, {}),
        "1-#7": ("All", {}),
        "1-21": (None, {"used_as": "switch"}),
        "1-22": (None, {"used_as": "outlet"}),
        "2-14": (None, {"device_class": "blind", "opening_time": 20.0, "closing_time": 18.5}),
        "2-15": (None, {"opening_time": 31.0, "closing_time": 31.0}),
        "2-16": (None, {"opening_time": 12.0, "closing_time": 11.0}),
        "4-1": (None, {}),
        "4-#0": (None, {}),
        "18-51": (None, {}),
        "4-500": (None, {}),
        "1-19": (None, {}),
        "25-31": (None, {"device_class": "door", "inverted": True}),
        "1-18": (None, {}),
        "25-311": (None, {"device_class": "motion"}),
        "9-3": (None, {}),
        "25-3201": (None, {}),
        "6-4001": (None, {}),
        "16-11": (None, {}),
        "5-0": (None, {}),
    }


def test_a_contact_is_known_for_one() -> None:
    [contact] = read_plan("gateway: {binary_sensor: {door: {where: '31'}}}", MAC).taken
    assert contact.traits == {"contact": 1}


def test_sections_without_a_gateway_and_lists_are_understood() -> None:
    assert _taken("light: [{where: '12', name: Table}, {address: '13'}]").keys() == {"1-12", "1-13"}


@pytest.mark.parametrize(
    ("device", "left"),
    [
        ("light: {hall: {name: Hall}}", Left("Hall", Reason.NO_ADDRESS)),
        ("light: {hall: 12}", Left("light hall", Reason.NO_ADDRESS)),
        ("light: {hall: {where: '1101'}}", Left("light hall (1101)", Reason.BAD_ADDRESS)),
        ("light: {hall: {where: 'kitchen'}}", Left("light hall (kitchen)", Reason.BAD_ADDRESS)),
        ("light: {hall: {where: '12', interface: 16}}", Left("light hall (12)", Reason.BAD_ADDRESS)),
        ("light: {hall: {where: '12', interface: no}}", Left("light hall (12)", Reason.BAD_ADDRESS)),
        ("light: {hall: {where: '12', who: 99}}", Left("light hall (12)", Reason.BAD_ADDRESS)),
        ("climate: {hall: {zone: 100}}", Left("climate hall (100)", Reason.BAD_ADDRESS)),
        ("climate: {hall: {zone: '1#2'}}", Left("climate hall (1#2)", Reason.BAD_ADDRESS)),
        ("media_player: {hall: {where: '#1#1'}}", Left("media_player hall (#1#1)", Reason.BAD_ADDRESS)),
        ("sensor: {hall: {where: '12', class: wind}}", Left("sensor hall", Reason.UNKNOWN_KIND)),
        ("binary_sensor: {hall: {where: '12'}}", Left("binary_sensor hall", Reason.UNKNOWN_KIND)),
        ("lock: {hall: {where: '12'}}", Left("lock hall", Reason.UNKNOWN_KIND)),
        ("fan: {hall: {where: '12'}}", Left("fan", Reason.UNKNOWN_KIND)),
    ],
)
def test_what_is_not_understood_is_reported(device: str, left: Left) -> None:
    assert _left(f"gateway: {{{device}}}") == [left]
    assert _taken(f"gateway: {{{device}}}") == {}


@pytest.mark.parametrize(
    ("device", "setting"),
    [
        ("light: {hall: {where: '12', members: [1]}}", "light hall, members"),
        ("cover: {hall: {where: '12', travel_time: 1000}}", "cover hall, travel_time"),
        ("cover: {hall: {where: '12', opening_time: yes}}", "cover hall, opening_time"),
        ("cover: {hall: {where: '12', class: submarine}}", "cover hall, class"),
    ],
)
def test_a_setting_that_is_not_understood_costs_itself_only(device: str, setting: str) -> None:
    assert _left(f"gateway: {{{device}}}") == [Left(setting, Reason.SETTING)]
    assert len(_taken(f"gateway: {{{device}}}")) == 1


def test_the_same_address_is_taken_once() -> None:
    text = "gateway: {light: {a: {where: '02'}, b: {where: '0002', name: B}}}"
    assert _taken(text).keys() == {"1-02"}
    assert _left(text) == [Left("B", Reason.TWICE)]


def test_of_several_gateways_the_one_of_the_entry_is_taken() -> None:
    text = """
first: {mac: "00:03:50:01:02:03", light: {a: {where: '11'}}}
00-03-50-aa-bb-cc: {light: {a: {where: '12'}}}
"""
    assert _taken(text).keys() == {"1-11"}
    assert _left(text) == [Left("00-03-50-aa-bb-cc", Reason.OTHER_GATEWAY)]


def test_the_only_gateway_of_a_file_may_have_been_replaced_since() -> None:
    assert _taken("000350aabbcc: {light: {a: {where: '11'}}}").keys() == {"1-11"}


@pytest.mark.parametrize("text", ["", "12", "- 1", "a: 1", "a: [", "a: !secret b"])
def test_what_is_no_configuration_is_told_from_one(text: str) -> None:
    with pytest.raises(BrokenFile):
        read_plan(text, MAC)
