"""The classes of bus objects: what each says of itself, and what is derived from it."""

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given, strategies as st

from custom_components.openwebnet.own import Where, Who
from custom_components.openwebnet.own.items import BaseItem, all_classes, item_class
from custom_components.openwebnet.own.items.base import Item
from custom_components.openwebnet.own.items.kinds import (
    AREA,
    BUTTON,
    INTERFACE,
    NUMBER,
    POINT,
    SCENARIO,
    AddressError,
    Field,
    Kind,
    label,
    place,
)
from custom_components.openwebnet.own.items.registry import (
    diagnosed_by,
    general_requests,
    has_class,
    kind_of,
    kinds,
    system_of,
    tells_answers_apart,
)

from .kit import make

CLASSES = all_classes()
KINDS = kinds()
KIND_IDS = [f"{who.value}-{kind.name}" for who, kind in KINDS]
each_kind = pytest.mark.parametrize(("who", "kind"), KINDS, ids=KIND_IDS)
each_class = pytest.mark.parametrize("item_type", CLASSES, ids=[item_type.__name__ for item_type in CLASSES])

NO_DEVICES = {
    "ActuatorLock",
    "AlarmDevice",
    "AutomationDiagnostics",
    "Camera",
    "DoorEntryTelephony",
    "EnergyDiagnostics",
    "GatewayDiagnostics",
    "GatewayItem",
    "LightingManagement",
    "SplitUnit",
    "ThermoActuator",
    "ThermoDiagnostics",
}
"""Classes of what is heard and is no device."""
BESIDE = (BUTTON, SCENARIO)
"""Numbers that stand beside an address and not in it."""


# Classes


@each_class
def test_every_class_says_what_it_is(item_type: type[BaseItem]) -> None:
    assert item_type.title.strip()
    assert has_class(item_type.who)
    assert issubclass(item_type, Item)
    assert item_type.table.whats or item_type.table.dimensions


@each_class
def test_every_class_has_kinds_or_is_one_of_those_that_are_no_device(item_type: type[BaseItem]) -> None:
    assert bool(item_type.own_kinds()) is (item_type.__name__ not in NO_DEVICES)
    # None is a device by what another class says of itself.
    assert list(item_type.kinds) == list(item_type.own_kinds())


def test_the_classes_of_one_subsystem_share_its_name() -> None:
    for who in {item_type.who for item_type in CLASSES}:
        assert len({item_type.title for item_type in CLASSES if item_type.who is who}) == 1, who


def test_kinds_are_told_apart_by_their_names_but_for_the_two_systems_of_sound() -> None:
    names = [kind.name for _, kind in KINDS]
    assert sorted({name for name in names if names.count(name) > 1}) == ["sound_zone"]
    # One of them can be added by hand.
    assert [kind.by_hand for _, kind in KINDS if kind.name == "sound_zone"] == [True, False]


@pytest.mark.parametrize("who", [Who.SYSTEM_DIAGNOSTICS, Who.ALARM_DIAGNOSTICS])
def test_a_subsystem_without_objects_has_no_class(who: Who) -> None:
    assert not has_class(who)
    with pytest.raises(KeyError):
        item_class(who, Where("1"))
    assert kind_of(who, Where("1")) is None


def test_nothing_has_no_class() -> None:
    assert not has_class(None)


@each_class
def test_an_address_that_could_not_be_sent_back_names_nothing(item_type: type[BaseItem]) -> None:
    for where in ("1#", "12#", "#", "#0#"):
        with pytest.raises(KeyError):
            item_class(item_type.who, Where(where))


@given(st.sampled_from(CLASSES), st.text("0123456789#", max_size=8).filter(lambda text: "##" not in text))
def test_no_two_classes_of_a_subsystem_accept_one_address(item_type: type[BaseItem], where: str) -> None:
    accepting = [other for other in CLASSES if other.who is item_type.who and other.accepts(Where(where))]
    assert len(accepting) <= 1


# Kinds: addresses made of numbers, and read


def extremes(kind: Kind) -> Iterable[dict[str, int]]:
    """Return numbers at the limits: every combination, without what need not be and with it."""
    choices = {
        name: [limits.low, limits.high] if limits.required else [None, limits.low, limits.high]
        for name, limits in kind.fields.items()
    }
    for values in itertools.product(*choices.values()):
        numbers = {name: value for name, value in zip(choices, values, strict=True) if value is not None}
        if POINT not in kind.fields or kind.pattern or (numbers[AREA], numbers[POINT]) != (0, 0):
            yield numbers


def in_address(numbers: dict[str, int]) -> dict[str, int]:
    """Return those of the numbers that an address is made of."""
    return {name: number for name, number in numbers.items() if name not in BESIDE}


@each_kind
def test_an_address_at_the_limits_is_read_as_the_numbers_it_was_made_of(who: Who, kind: Kind) -> None:
    for numbers in extremes(kind):
        where, traits = kind.address(numbers)
        assert kind.numbers(where) == in_address(numbers), where
        # And made again of what was read.
        assert kind.address({**numbers, **(kind.numbers(where) or {})}) == (where, traits)


@each_kind
def test_an_address_at_the_limits_is_a_device_of_its_kind(who: Who, kind: Kind) -> None:
    for numbers in extremes(kind):
        where, traits = kind.address(numbers)
        item_type = item_class(who, where)
        assert kind in item_type.own_kinds()
        assert item_type.kind_of(where, traits) is kind_of(who, where, traits) is kind
        # It is canonical as it was made, so that it is the object that is heard.
        assert item_type.canonical(where) == str(where) == where.key


@each_kind
def test_what_is_beside_the_limits_makes_no_address_and_the_field_is_blamed(who: Who, kind: Kind) -> None:
    fine = next(iter(extremes(kind)))
    for name, limits in kind.fields.items():
        for wrong in (limits.low - 1, limits.high + 1, limits.low + 0.5, -1, 100_000):
            with pytest.raises(AddressError) as raised:
                kind.address({**fine, name: wrong})
            assert raised.value.name == name
        # A form gives whole numbers as floats.
        kind.address({**fine, AREA: 1.0, name: float(limits.high)})


@each_kind
def test_what_is_missing_is_blamed_where_it_has_to_be_there(who: Who, kind: Kind) -> None:
    fine = next(iter(extremes(kind)))
    for name, limits in kind.fields.items():
        rest = {other: number for other, number in fine.items() if other != name}
        if limits.required:
            with pytest.raises(AddressError) as raised:
                kind.address(rest)
            assert raised.value.name == name
        else:
            kind.address(rest)


def test_point_0_of_area_0_would_be_spelled_as_area_0_is() -> None:
    for _, kind in KINDS:
        if not kind.pattern and POINT in kind.fields:
            with pytest.raises(AddressError) as raised:
                kind.address({AREA: 0, POINT: 0, BUTTON: 0})
            assert raised.value.name == POINT


BEYOND = {
    "light": ("0", "00", "0000", "5", "100", "1101", "0116", "1016", "12#4#00", "12#4#16", "12#4#1", "12#3#4#02", ""),
    "motion_sensor": ("0", "00", "1101", "0116", "12#4#16"),
    "light_sensor": ("0", "00", "1101", "0116", "12#4#16"),
    "light_group": ("#", "#0", "#256", "#1#4#00", "#1#4#16", "#1#2", "1"),
    "light_area": ("0", "11", "01", "0100", "10", "5#4#00", "5#4#16", "5#1", "#5"),
    "light_all": ("00", "1", "#0", "0#1", "0#4#01"),
    "cover_area": ("0", "11", "01", "0100", "10", "5#4#00", "5#4#16", "5#1", "#5"),
    "cover_all": ("00", "1", "#0", "0#1", "0#4#01"),
    "cover": ("0", "00", "9", "1101", "0116", "12#4#16"),
    "cover_group": ("#0", "#256", "#1#4#16"),
    "load": ("#0", "#9", "1", "10", "#1#1"),
    "load_control": ("0", "1", "#1", "#10", "10#1"),
    "zone": ("0", "100", "001", "01", "#1", "1#1", "1#4#01"),
    "temperature_sensor": ("0", "100", "001", "01", "#1", "1#1", "1#4#01"),
    "probe": ("99", "1000", "001", "0100", "500#1"),
    "central_unit": ("0", "#0#", "#0#0", "#00", "#"),
    "central_unit_4": ("#0#0", "#0#100", "#0#01", "#0", "#0#1#1"),
    "alarm": ("", "1", "#0", "00"),
    "alarm_zone": ("0", "#16", "#01", "#1#1"),
    "door_station": ("4101", "40", "3900", "40000", "40100", "4000#1"),
    "auxiliary": ("0", "10", "01", "1#4#01"),
    "cen": ("0", "00", "5", "#1", "1101", "0116", "12#4#16"),
    "scene": ("0", "10000", "012", "12#1"),
    "stop_and_go": ("1", "10", "1128", "101", "11#0"),
    "meter": ("5", "50", "5256", "501", "51#0", "61"),
    "energy_actuator": ("71", "7#0", "70#0", "7256#0", "701#0", "71#1"),
    "contact": ("3", "30", "3202", "301", "21", "31#4#16"),
    "cen_plus": ("2", "22048", "200", "201", "31"),
    "scenario_module": ("00", "0", "100", "005", "05#4#00", "05#4#16", "05#1"),
}


@pytest.mark.parametrize(("name", "wheres"), BEYOND.items(), ids=list(BEYOND))
def test_an_address_beyond_the_limits_is_none_of_the_kind(name: str, wheres: tuple[str, ...]) -> None:
    (kind,) = (kind for _, kind in KINDS if kind.name == name)
    assert [where for where in wheres if kind.numbers(Where(where)) is not None] == []


def test_the_limits_of_every_kind_are_crossed() -> None:
    assert {kind.name for _, kind in KINDS} - set(BEYOND) == {"sound_zone"}


@pytest.mark.parametrize(
    ("who", "wheres"),
    [(Who.SOUND_DIFFUSION_1, ("0", "10", "101", "#1", "1", "011")), (Who.SOUND_DIFFUSION_2, ("3#1", "3#10#1", "2#1"))],
)
def test_an_address_beyond_the_limits_is_no_amplifier(who: Who, wheres: tuple[str, ...]) -> None:
    assert [where for where in wheres if kind_of(who, Where(where)) is not None] == []


@each_kind
@given(where=st.text("0123456789#", max_size=10).filter(lambda text: "##" not in text))
def test_whatever_is_read_makes_the_same_object(who: Who, kind: Kind, where: str) -> None:
    numbers = kind.numbers(Where(where))
    if numbers is None:
        return
    made, _ = kind.address({**dict.fromkeys(BESIDE, 1), **numbers})
    assert kind.numbers(made) == numbers
    if "{number:02}" not in kind.pattern:
        # Of modules, one digit is read as two are.
        item_type = item_class(who, made)
        assert item_type.canonical(Where(where)) == item_type.canonical(made)


@pytest.mark.parametrize("digits", ["9" * 6, "9" * 5000])
def test_a_number_of_thousands_of_digits_does_no_harm(digits: str) -> None:
    for who, kind in KINDS:
        for where in (digits, f"#{digits}", f"#0#{digits}", f"3{digits}", f"7{digits}#0", f"12#4#{digits}"):
            assert kind.numbers(Where(where)) is None, (who, kind)


@pytest.mark.parametrize(
    ("number", "holds"), [(1, True), (3, True), (2.0, True), (0, False), (4, False), (1.5, False), (-1, False)]
)
def test_a_field_holds_whole_numbers_within_its_limits(number: float, holds: bool) -> None:
    assert Field(1, 3).holds(number) is holds


# Traits


@pytest.mark.parametrize(
    ("name", "values", "where", "traits"),
    [
        ("cen", {AREA: 7, POINT: 3, BUTTON: 4}, "73", {"buttons": 16}),
        ("cen_plus", {NUMBER: 2047, BUTTON: 0}, "22047", {"buttons": 1}),
        ("scenario_module", {NUMBER: 5, SCENARIO: 3, INTERFACE: 2}, "05#4#02", {"scenarios": 8}),
        ("contact", {NUMBER: 201}, "3201", {"contact": 1}),
        ("alarm", {}, "0", {"panel": 1}),
        ("light", {AREA: 0, POINT: 2}, "02", {}),
        ("light", {AREA: 1, POINT: 10, INTERFACE: 1}, "0110#4#01", {}),
        ("cover_group", {NUMBER: 255, INTERFACE: 15}, "#255#4#15", {}),
        ("door_station", {NUMBER: 7}, "4007", {}),
    ],
)
def test_what_is_added_by_hand_has_the_traits_that_it_would_have_shown(
    name: str, values: dict[str, float], where: str, traits: dict[str, int]
) -> None:
    ((who, kind),) = ((who, kind) for who, kind in KINDS if kind.name == name)
    made, told = kind.address(values)
    assert (str(made), told) == (where, traits)
    # The object takes them back.
    item = make(who, where)
    item.restore(told)
    assert item.traits == traits
    # A group is none: its members are.
    assert item.is_device is ("group" not in name)


@pytest.mark.parametrize(
    ("traits", "name"),
    [
        ((), "light"),
        (("motion",), "motion_sensor"),
        (("illuminance",), "light_sensor"),
        # One that tells both is one of motion.
        (("illuminance", "motion"), "motion_sensor"),
        (("motion", "light"), "light"),
        (("steps", "fault"), "light"),
    ],
)
def test_what_shares_the_addresses_of_lights_is_known_by_what_it_has_told(traits: tuple[str, ...], name: str) -> None:
    kind = kind_of(Who.LIGHTING, Where("12"), traits)
    assert kind is not None
    assert kind.name == name
    group = kind_of(Who.LIGHTING, Where("#12"), traits)
    assert group is not None
    assert group.name == "light_group"


# Labels and places


@pytest.mark.parametrize(
    ("who", "where", "its_label", "its_place"),
    [
        (Who.LIGHTING, "12", "12", "A 1 / PL 2"),
        (Who.LIGHTING, "02", "02", "A 0 / PL 2"),
        (Who.LIGHTING, "0110", "0110", "A 1 / PL 10"),
        (Who.LIGHTING, "1015", "1015", "A 10 / PL 15"),
        (Who.LIGHTING, "12#4#02", "12 / I 2", "A 1 / PL 2 / I 2"),
        (Who.LIGHTING, "#5", "5", "G 5"),
        (Who.LIGHTING, "#255#4#15", "255 / I 15", "G 255 / I 15"),
        (Who.AUTOMATION, "0115#4#04", "0115 / I 4", "A 1 / PL 15 / I 4"),
        (Who.AUTOMATION, "#3", "3", "G 3"),
        (Who.CEN_1, "73#4#01", "73 / I 1", "A 7 / PL 3 / I 1"),
        (Who.LOAD_CONTROL, "#2", "#2", None),
        (Who.THERMOREGULATION, "1", "1", None),
        (Who.THERMOREGULATION, "105", "105", None),
        (Who.THERMOREGULATION, "#0", "#0", None),
        (Who.THERMOREGULATION, "#0#3", "3", None),
        (Who.BURGLAR_ALARM, "0", "0", None),
        (Who.BURGLAR_ALARM, "#12", "12", None),
        (Who.DOOR_ENTRY_SYSTEM, "4007", "4007", None),
        (Who.AUXILIARY, "9", "9", None),
        (Who.SOUND_DIFFUSION_1, "23", "23", None),
        (Who.SOUND_DIFFUSION_2, "3#2#3", "3#2#3", None),
        (Who.MH200N_SCENE, "300", "300", None),
        (Who.ENERGY_MANAGEMENT, "51", "1", None),
        (Who.ENERGY_MANAGEMENT, "7255#0", "255", None),
        (Who.ENERGY_MANAGEMENT, "1127", "127", None),
        (Who.CEN_2, "3201", "201", None),
        (Who.CEN_2, "22047", "2047", None),
        (Who.SCENE, "05", "05", None),
        (Who.SCENE, "05#4#02", "05 / I 2", None),
        # No kind, or none that the address is of.
        (Who.GATEWAY, "", "", None),
        (Who.LIGHTING, "0", "0", None),
        (Who.LIGHTING, "702053501#9", "702053501#9", None),
        (Who.SYSTEM_DIAGNOSTICS, "12", "12", None),
    ],
)
def test_what_tells_an_object_from_others_and_where_it_is(
    who: Who, where: str, its_label: str, its_place: str | None
) -> None:
    kind = kind_of(who, Where(where))
    assert (label(kind, Where(where)), place(kind, Where(where))) == (its_label, its_place)


def test_an_address_of_another_kind_is_labelled_as_it_stands() -> None:
    (meter,) = (kind for _, kind in KINDS if kind.name == "meter")
    assert label(meter, Where("71#0")) == "71#0"
    assert place(meter, Where("71#0")) is None


@each_kind
def test_no_two_addresses_of_a_kind_have_one_label(who: Who, kind: Kind) -> None:
    wheres = {kind.address(numbers)[0] for numbers in extremes(kind)}
    assert len({label(kind, where) for where in wheres}) == len(wheres)


# What is derived


def test_colours_are_asked_for_only_where_there_are_any() -> None:
    plain, colours = general_requests(has_colours=False), general_requests(has_colours=True)
    assert [str(request) for request in plain] == [
        "*#1*0##",
        "*#2*0##",
        "*#1018*0*7##",
        "*#25*30##",
        "*#9*0##",
        "*#5*0##",
        "*#16*0*5##",
        # The last: a gateway without heating says nothing for a minute (gateways.md 1).
        "*#4*0##",
        "*#1004*0*7##",
        "*#4*#0##",
    ]
    assert [str(request) for request in colours[len(plain) :]] == ["*#1*0*12##", "*#1*0*14##"]
    assert list(colours[: len(plain)]) == list(plain)


def test_every_general_request_has_a_rank_of_its_own() -> None:
    ranks = [request.rank for item_type in CLASSES for request in vars(item_type).get("general_requests", ())]
    assert len(set(ranks)) == len(ranks) == len(general_requests(has_colours=True))


def test_an_answer_means_something_else_than_an_event_of_scenes_scenarios_alarms_and_lamps_with_colour() -> None:
    """Asked, a scene is running, an alarm is as it was, a lamp tells its colour and white, whichever it shines in."""
    assert tells_answers_apart() == {Who.SCENE, Who.MH200N_SCENE, Who.LIGHTING, Who.BURGLAR_ALARM}


@pytest.mark.parametrize(
    ("who", "system"),
    [
        (Who.LIGHTING, Who.LIGHTING),
        (Who.THERMOREGULATION_DIAGNOSTICS, Who.THERMOREGULATION),
        (Who.ENERGY_DIAGNOSTICS, Who.ENERGY_MANAGEMENT),
        (Who.AUTOMATION_DIAGNOSTICS, Who.AUTOMATION_DIAGNOSTICS),
        (Who.SYSTEM_DIAGNOSTICS, Who.SYSTEM_DIAGNOSTICS),
    ],
)
def test_diagnostics_belong_to_the_subsystem_whose_devices_they_are_about(who: Who, system: Who) -> None:
    assert system_of(who) is system


@pytest.mark.parametrize(
    ("who", "where", "device"),
    [
        ("1004", "5", (Who.THERMOREGULATION, Where("5"))),
        ("1018", "51", (Who.ENERGY_MANAGEMENT, Where("51"))),
        # All, and none.
        ("1004", "0", None),
        ("1018", "0", None),
        ("1001", "12", None),
        ("1013", "", None),
        ("4", "5", None),
    ],
)
def test_who_answers_a_request_for_diagnostics_is_a_device(
    who: str, where: str, device: tuple[Who, Where] | None
) -> None:
    assert diagnosed_by(make(who, where)) == device
