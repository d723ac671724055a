"""What every frame of the corpus means to the object that it is about, and which method builds it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory

from custom_components.openwebnet.own import Where, parse_message
from custom_components.openwebnet.own.items import GatewayItem, item_class
from custom_components.openwebnet.own.items.sound_values import SoundAddress, SoundScope, sound_address
from custom_components.openwebnet.own.items.thermo_values import ThermoKind, thermo_kind
from custom_components.openwebnet.own.wire.addresses import Scope, parse_address
from custom_components.openwebnet.own.wire.tags import Who

from ..corpus import FACTS, NO_SENSE, SENSELESS, Fact, ids
from .apart import APART
from .builders import BUILDERS, Call
from .kit import make, sent_by
from .vocabulary import ABOUT_THE_ADDRESS, ABOUT_THE_FORM, CHOOSERS, FIELDS, Read

OF_NO_OBJECT = [fact for fact in FACTS if fact["kind"] in ("ack", "nack", "session", "auth")]
OF_OBJECTS = [fact for fact in FACTS if "who" in fact and fact["kind"] != "invalid"]


def is_news(fact: Fact) -> bool:
    """Tell whether a frame may change a state: not for requests, echoes and translations; a gateway's clock is news."""
    if fact["kind"] == "write":
        return bool(fact["who"] == 13)
    return fact["kind"] != "request" and "command_translation" not in fact["meaning"]


NEWS = [fact for fact in OF_OBJECTS if is_news(fact) and fact["frame"] not in APART]
NO_NEWS = [fact for fact in OF_OBJECTS if not is_news(fact)]
TO_BUILD = [
    fact
    for fact in OF_OBJECTS
    if fact["kind"] in ("command", "write", "request") or (fact.get("also_command") and is_news(fact))
]


def where_of(fact: Fact) -> str:
    """Return the address; a request for all of a subsystem has none, and concerns what is at `0` too."""
    return str(parse_message(fact["frame"]).where or ("" if fact["who"] in (5, 7, 13) else "0"))


def test_every_row_has_its_place() -> None:
    places = [*ids(SENSELESS), *ids(OF_NO_OBJECT), *ids(OF_OBJECTS)]
    assert sorted(places) == sorted(ids(FACTS))
    assert set(APART) <= set(ids(OF_OBJECTS))
    # One row for each frame.
    assert len(set(places)) == len(places)


def told_by(fact: Fact) -> Iterator[tuple[str, Read, object]]:
    """Return the words of a row that are about the state, how each is read from it, and what it has to be."""
    who, meaning = fact["who"], fact["meaning"]
    for word, value in meaning.items():
        if word in ABOUT_THE_FORM or (word in ABOUT_THE_ADDRESS and (who, word) not in FIELDS):
            continue
        if (who, word) not in CHOOSERS:
            read, expect = FIELDS[who, word]
        elif chosen := CHOOSERS[who, word](meaning, value):
            read, expect = chosen
        else:
            continue
        yield word, read, expect(value)


TELLING = [fact for fact in NEWS if any(told_by(fact))]
TELLING_NOTHING = [fact for fact in NEWS if fact not in TELLING]


@pytest.mark.parametrize("fact", TELLING, ids=ids(TELLING))
def test_the_meaning_of_a_frame_is_in_the_state(fact: Fact) -> None:
    item = make(str(fact["who"]), where_of(fact))
    item.receive(parse_message(fact["frame"]))
    assert {word: read(item.state) for word, read, _ in told_by(fact)} == {
        word: expected for word, _, expected in told_by(fact)
    }


SAYS_MORE: Mapping[str, Mapping[str, object]] = {
    "*7*9**##": {"on": False},
    "*18*73#15*71#0##": {"forced": True},
    "*18*74*71#0##": {"forced": False},
    "*22*35#4#1#2*3#1#1##": {"on": True, "media": 4, "source": 2},
    "*22*35#4#2#7*3#2#0##": {"on": True, "media": 4, "source": 7},
    "*22*35#4#0#7*3#0#0##": {"on": True, "media": 4, "source": 7},
}
"""What some commands tell of the state that the words of their rows do not say."""


@pytest.mark.parametrize("fact", TELLING_NOTHING, ids=ids(TELLING_NOTHING))
def test_a_command_that_was_seen_changes_nothing_but_what_it_says(fact: Fact) -> None:
    item = make(str(fact["who"]), where_of(fact))
    before: Any = item.state
    item.receive(parse_message(fact["frame"]))
    assert item.state == before._replace(**SAYS_MORE.get(fact["frame"], {}))


@pytest.mark.parametrize("fact", NO_NEWS, ids=ids(NO_NEWS))
def test_requests_echoes_and_translations_change_nothing(fact: Fact) -> None:
    item = make(str(fact["who"]), where_of(fact))
    before = item.state
    assert not item.receive(parse_message(fact["frame"]))
    assert item.state is before
    assert not item.heard


@pytest.mark.parametrize("frame", APART, ids=list(APART))
def test_what_is_kept_apart_is_taken_all_the_same(frame: str) -> None:
    message = parse_message(frame)
    assert message.who is not None
    make(message.who, str(message.where or "")).receive(message)


NAMES_NOTHING = frozenset(("*#16*1*1*##", "*22*1*9#1#2##", "*1*1*##", "*17*1*##", "*22*1*3#1##"))
"""Senseless frames whose address is none."""
SENSELESS_OF_OBJECTS = [fact for fact in NO_SENSE if fact["frame"] not in NAMES_NOTHING]


@pytest.mark.parametrize("fact", SENSELESS_OF_OBJECTS, ids=ids(SENSELESS_OF_OBJECTS))
def test_what_makes_no_sense_changes_nothing(fact: Fact, freezer: FrozenDateTimeFactory) -> None:
    # One of them would make sense in a leap year, and in the year after it.
    freezer.move_to("2026-11-22 12:00")
    message = parse_message(fact["frame"])
    assert message.who is not None
    item = make(message.who, str(message.where or ""))
    before = item.state
    assert not item.receive(message)
    assert item.state is before


@pytest.mark.parametrize("frame", sorted(NAMES_NOTHING))
def test_what_names_nothing_is_of_no_object(frame: str) -> None:
    message = parse_message(frame)
    assert message.who is not None
    assert frame in ids(NO_SENSE)
    with pytest.raises(KeyError):
        item_class(message.who, message.where or Where())


@pytest.mark.parametrize("fact", OF_NO_OBJECT, ids=ids(OF_NO_OBJECT))
def test_signals_and_handshakes_are_of_no_object(fact: Fact) -> None:
    assert parse_message(fact["frame"]).who is None


def builder_of(frame: str) -> tuple[Call | str, tuple[str, ...]] | None:
    """Return what builds a frame, and with what, or why nothing does."""
    for pattern, call in BUILDERS:
        if match := re.fullmatch(pattern, frame):
            return call, match.groups()
    return None


def test_every_command_has_a_builder_or_a_reason_why_there_is_none() -> None:
    assert [frame for frame in ids(TO_BUILD) if not builder_of(frame)] == []


BUILT = [
    (fact, call, arguments)
    for fact in TO_BUILD
    for call, arguments in (builder_of(fact["frame"]) or ("", ()),)
    if not isinstance(call, str)
]


@pytest.mark.parametrize(("fact", "call", "arguments"), BUILT, ids=[fact["frame"] for fact, _, _ in BUILT])
async def test_a_command_is_built_as_it_is_known(fact: Fact, call: Call, arguments: tuple[str, ...]) -> None:
    item = make(str(fact["who"]), where_of(fact))
    await call(item, *arguments)
    assert fact["frame"] in sent_by(item)


SCOPES = {"general": Scope.GENERAL, "area": Scope.AREA, "group": Scope.GROUP, "point": Scope.POINT}
WITH_POINTS = [fact for fact in OF_OBJECTS if fact["meaning"].get("address", {}).get("scope") in SCOPES]


@pytest.mark.parametrize("fact", WITH_POINTS, ids=ids(WITH_POINTS))
def test_the_address_of_a_point(fact: Fact) -> None:
    expected = fact["meaning"]["address"]
    address = parse_address(Where(fact["where"]))
    assert address.scope is SCOPES[expected["scope"]]
    assert (address.area, address.point, address.group) == (
        expected.get("area"),
        expected.get("point"),
        expected.get("group"),
    )
    assert address.bus == (f"#4#{expected['interface']}" if "interface" in expected else "")


THERMO_KINDS = {
    "all_zones": ThermoKind.GENERAL,
    "central_unit": ThermoKind.CENTRAL,
    "probe": ThermoKind.PROBE,
    "zone_actuator": ThermoKind.ACTUATOR,
}
HEATING = [fact for fact in OF_OBJECTS if fact["who"] == 4]


@pytest.mark.parametrize("fact", HEATING, ids=ids(HEATING))
def test_the_address_of_the_heating(fact: Fact) -> None:
    expected = fact["meaning"]["address"]
    where = fact["where"]
    if where == "012":
        kind = ThermoKind.PROBE  # All probes of zone 12.
    elif expected["scope"] == "zone":
        kind = ThermoKind.ZONE_BEHIND_CENTRAL if where.startswith("#") else ThermoKind.ZONE
    else:
        kind = THERMO_KINDS[expected["scope"]]
    assert thermo_kind(Where(where)) is kind


SOUND_SCOPES = {
    "all_amplifiers": SoundScope.ALL_AMPLIFIERS,
    "all_sources": SoundScope.ALL_SOURCES,
    "amplifier": SoundScope.AMPLIFIER,
    "amplifier_area": SoundScope.AREA,
    "source": SoundScope.SOURCE,
    "source_for_environment": SoundScope.ROUTE,
}
SOUND = [
    fact for fact in OF_OBJECTS if fact["who"] in (16, 22) and "raw" not in fact["meaning"].get("address", {"raw": ""})
]


@pytest.mark.parametrize("fact", SOUND, ids=ids(SOUND))
def test_the_address_of_a_sound_system(fact: Fact) -> None:
    expected = fact["meaning"]["address"]
    address = sound_address(Who(str(fact["who"])), Where(fact["where"]))
    if expected.get("point") == 0:
        # The words of these are those of an amplifier; its point 0 is all of the area, and of area 0 all there are.
        area = expected["area"]
        assert address == (
            SoundAddress(SoundScope.AREA, area=area) if area else SoundAddress(SoundScope.ALL_AMPLIFIERS)
        )
        return
    if expected.get("kind") == "all_sources":
        assert address.scope is SoundScope.ALL
    else:
        assert address.scope is SOUND_SCOPES[expected.get("scope") or expected["kind"]]
    assert address.area == expected.get("area", expected.get("environment"))
    assert (address.point, address.source) == (expected.get("point"), expected.get("source"))


def test_the_gateway_is_where_nothing_is() -> None:
    assert item_class(Who.GATEWAY, Where()) is GatewayItem
