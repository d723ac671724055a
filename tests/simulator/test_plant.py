"""Plant files: what they may say, and that every error names the line."""

import asyncio
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from simulator import HOUSE, Auth, Plant, PlantError, Simulator
from simulator.objects import KINDS

from .kit import whole_plant


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "p:1: empty"),
        ("- a", "p:1: expected `name: value` pairs"),
        ("model: [", "p:1: "),
        ("model: F999", "p:1: unknown model 'F999'"),
        ("speed: fast", "p:1: speed: expected a number, not 'fast'"),
        ("speed: nan", "p:1: speed: expected a number, not 'nan'"),
        ("clock_offset: 1e999", "p:1: clock_offset: expected a number"),
        ("clock_offset: 1e17", "p:1: clock_offset has to be at most 1e+09"),
        (f"seed: {'9' * 400}", "p:1: seed: expected a whole number"),
        ("firmware: abc", "p:1: firmware: expected a version like 2.0.51"),
        ("? [a]\n: b", "p:1: a name has to be a single value"),
        ("a: " + "[" * 50000, "p:1: nested too deeply"),
        ('mac: "\\U00110000"', "p:1: "),
        ("speed: -1", "p:1: speed has to be at least 0"),
        ("model: F454\nmodell: F455", "p:2: the plant has no field 'modell'"),
        ("model: F454\nmodel: F455", "p:2: 'model' stands here twice"),
        ("mac: 12", "p:1: mac: expected a MAC address"),
        ("life: perhaps", "p:1: life: expected true or false"),
        ("auth: md5", "p:1: auth has to be one of"),
        ("model: MH201\nauth: sha256", "p:2: MH201 has no sha256 authentication"),
        ("model: MH201\npassword: Casa", "p:2: an open password consists of digits"),
        ("password: Casa\nauth: open", "p:2: an open password consists of digits"),
        ("objects: 3", "p:1: objects has to be a list"),
        ("objects:\n  - {where: '11'}", "p:2: an object needs a field 'kind'"),
        ("objects:\n  - {kind: lamp, where: '11'}", "p:2: unknown kind 'lamp'"),
        ("objects:\n  - {kind: [relay], where: '11'}", "p:2: kind has to be a single value"),
        ("objects:\n  - {kind: relay, where: '11', groups: [a]}", "p:2: groups: expected a whole number, not 'a'"),
        ("objects:\n  - {kind: relay}", "p:2: a relay needs a field 'where'"),
        (
            "objects:\n  - {kind: central_unit, where: '#0', mode: manual}",
            "p:2: mode has to be a WHAT with its parameters",
        ),
        ("objects:\n  - {kind: relay, where: '0'}", "p:2: '0' is not the address of a point"),
        ("objects:\n  - kind: relay\n    where: '101'", "p:3: '101' is not the address of a point"),
        ("objects:\n  - {kind: relay, where: '11', levle: 3}", "p:2: a relay has no field 'levle'"),
        ("objects:\n  - {kind: dimmer, where: '11', steps: 20}", "p:2: steps has to be one of 10, 100"),
        ("objects:\n  - {kind: relay, where: '11', groups: 3}", "p:2: groups has to be a list"),
        ("objects:\n  - {kind: relay, where: '11', groups: [300]}", "p:2: groups has to be at most 255"),
        ("objects:\n  - {kind: zone, where: '100'}", "p:2: '100' is not a zone 1-99"),
        ("objects:\n  - {kind: meter, where: '1'}", "p:2: '1' is not a meter 51-5255"),
        ("objects:\n  - {kind: probe, where: '1'}", "p:2: '1' is not a probe"),
        ("objects:\n  - {kind: central_unit, where: '0'}", "p:2: '0' is not a central unit"),
        (
            "objects:\n  - {kind: relay, where: '02'}\n  - {kind: dimmer, where: '0002'}",
            "p:3: 1-02 is already on line 2",
        ),
    ],
)
def test_errors_name_the_line(text: str, message: str) -> None:
    with pytest.raises(PlantError) as caught:
        Plant.parse(text, "p")
    assert str(caught.value).startswith(message)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(PlantError, match=r"missing\.yaml:1: cannot be read"):
        Plant.load(tmp_path / "missing.yaml")


def test_what_is_no_text_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "binary.yaml"
    file.write_bytes(b"\x80\x81")
    with pytest.raises(PlantError, match=r"binary\.yaml:1: cannot be read"):
        Plant.load(file)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "plant.yaml"
    file.write_text("model: MH202", encoding=encoding)
    assert Plant.load(file).model.name == "MH202"


@pytest.mark.parametrize("factor", [0, -1, float("nan"), float("inf")])
def test_time_cannot_run_by_a_factor_that_is_no_number_above_0(factor: float) -> None:
    with pytest.raises(ValueError, match="the time factor has to be a number above 0"):
        Simulator(Plant.parse("objects: []"), time_factor=factor)


def test_a_password_does_not_go_with_no_authentication() -> None:
    with pytest.raises(ValueError, match="a password is not asked for"):
        Plant.parse("objects: []").choose(password="12", auth="none")


def test_a_plant_with_habits_of_its_own_keeps_them_where_its_model_is_named() -> None:
    plant = Plant.parse("model: F454")
    plant.model = replace(plant.model, command_sessions=2)
    plant.choose("F454")
    assert plant.model.command_sessions == 2


def test_defaults() -> None:
    plant = Plant.parse("objects: []")
    assert (plant.model.name, plant.password, plant.auth, plant.speed, plant.life) == (
        "F454",
        None,
        Auth.OPEN,
        15,
        False,
    )


def test_the_model_gives_the_authentication_and_a_password_with_letters_needs_hmac() -> None:
    assert Plant.parse("model: f455\npassword: '123'").auth is Auth.SHA1
    assert Plant.parse("model: F454\npassword: Casa").auth is Auth.SHA256


def test_addresses_keep_their_zeros_without_quotes() -> None:
    simulator = Simulator(Plant.parse("objects:\n  - {kind: relay, where: 0115}"))
    assert list(simulator.objects) == ["1-0115"]


def test_a_password_of_letters_cannot_be_set_on_a_numeric_gateway() -> None:
    simulator = Simulator(Plant.parse("model: MH201\npassword: '12345'"))
    with pytest.raises(ValueError, match="digits"):
        simulator.password = "Casa"


def test_every_kind_can_be_documented_from_its_fields() -> None:
    for kind, cls in KINDS.items():
        assert all(entry.doc for entry in cls.all_fields()), kind


def test_the_tests_plant_has_one_of_each_kind() -> None:
    assert {spec.kind for spec in whole_plant().objects} == set(KINDS)


def test_a_full_bus_has_175_addresses() -> None:
    plant = Plant.load(HOUSE.parent / "full_bus.yaml")
    simulator = Simulator(plant)
    points = [item.address for item in simulator.objects.values()]
    assert len({(point.area, point.point) for point in points}) == len(plant.objects) == 175
    assert {point.area for point in points} == set(range(11))
    kinds = [spec.kind for spec in plant.objects]
    assert min(kinds.count(kind) for kind in ("relay", "dimmer", "shutter", "advanced_shutter")) >= 10


async def test_everything_in_the_house_can_live(start) -> None:
    """Whatever somebody in the house may do, all of it a few times."""
    simulator = await start(whole_plant(life="true", clock="false", seed="1"), time_factor=200)
    random = Random(1)
    for _ in range(5):
        for item in simulator._built.values():
            item.live_press(random)
            item.tick(2.0, random)
    await asyncio.sleep(0.1)
    assert simulator.executed == []


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("actuator", "1#0"),
        ("actuator", "01#1"),
        ("alarm", "1"),
        ("amplifier", "10"),
        ("aux", "0"),
        ("cen", "1"),
        ("cen_plus", "22048"),
        ("contact", "3202"),
        ("dali", "101"),
        ("door_station", "4100"),
        ("energy_actuator", "71"),
        ("energy_actuator", "7256#0"),
        ("light_management", "1000"),
        ("load", "#9"),
        ("load_control", "0"),
        ("scenario_module", "1"),
        ("scenario_module", "00"),
        ("scene", "301"),
        ("source", "100"),
        ("stop_and_go", "1128"),
    ],
)
def test_impossible_addresses_name_their_line(kind: str, where: str) -> None:
    with pytest.raises(PlantError, match=f"^p:2: '{where}' is not"):
        Plant.parse(f"objects:\n  - {{kind: {kind}, where: '{where}'}}", "p")


def test_an_alarm_has_certain_zones_only() -> None:
    with pytest.raises(PlantError, match=r"^p:2: an alarm has zones 0-8, 12 and 15, not \[9\]"):
        Plant.parse("objects:\n  - {kind: alarm, where: '0', zones: [1, 9]}", "p")


def test_the_house_is_a_house() -> None:
    plant = Plant.load(HOUSE)
    kinds = [spec.kind for spec in plant.objects]
    assert kinds.count("relay") + kinds.count("dimmer") >= 14
    assert kinds.count("shutter") + kinds.count("advanced_shutter") == 6
    assert kinds.count("zone") == 4
    assert kinds.count("meter") == 2
    assert plant.life
