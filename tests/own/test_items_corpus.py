"""What every frame of the corpus means to the object that it is about, and which method builds it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from custom_components.openwebnet.own import InvalidMessage, Where, parse_message
from custom_components.openwebnet.own.addresses import Scope, parse_address
from custom_components.openwebnet.own.items import GatewayItem, item_class
from custom_components.openwebnet.own.items.sound_values import SoundScope, sound_address
from custom_components.openwebnet.own.items.thermo_values import ThermoKind, thermo_kind
from custom_components.openwebnet.own.tags import Who

from .items.apart import APART
from .items.builders import BUILDERS
from .items.kit import make, sent_by
from .items.vocabulary import ABOUT_THE_ADDRESS, ABOUT_THE_FORM, CHOOSERS, FIELDS

type Fact = dict[str, Any]

FACTS: list[Fact] = [
    json.loads(line) for line in (Path(__file__).parent / "facts/frames.jsonl").read_text().splitlines()
]
INVALID = [fact for fact in FACTS if fact["kind"] == "invalid"]
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


def ids(facts: list[Fact]) -> list[str]:
    return [fact["frame"] for fact in facts]


def test_every_row_has_its_place() -> None:
    assert len(FACTS) == 986
    assert len(INVALID) + len(OF_NO_OBJECT) + len(OF_OBJECTS) == len(FACTS)
    assert set(APART) <= set(ids(OF_OBJECTS))


@pytest.mark.parametrize("fact", NEWS, ids=ids(NEWS))
def test_the_meaning_of_a_frame_is_in_the_state(fact: Fact) -> None:
    who, meaning = fact["who"], fact["meaning"]
    item = make(str(who), where_of(fact))
    item.receive(parse_message(fact["frame"]))
    for word, value in meaning.items():
        if word in ABOUT_THE_FORM or (word in ABOUT_THE_ADDRESS and (who, word) not in FIELDS):
            continue
        if (who, word) in CHOOSERS:
            chosen = CHOOSERS[who, word](meaning, value)
            if chosen is None:
                continue
            read, expect = chosen
        else:
            read, expect = FIELDS[who, word]
        assert read(item.state) == expect(value), word


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
    try:
        item = make(message.who, str(message.where or ""))
    except KeyError:
        return
    item.receive(message)


@pytest.mark.parametrize("fact", INVALID, ids=ids(INVALID))
def test_what_makes_no_sense_changes_nothing(fact: Fact) -> None:
    try:
        message = parse_message(fact["frame"])
    except InvalidMessage:
        return
    if message.who is None:
        return
    where = message.where or Where()
    try:
        item = item_class(message.who, where)(make("13", "").client, where)
    except KeyError:
        return
    before = item.state
    assert not item.receive(message)
    assert item.state is before


@pytest.mark.parametrize("fact", OF_NO_OBJECT, ids=ids(OF_NO_OBJECT))
def test_signals_and_handshakes_are_of_no_object(fact: Fact) -> None:
    assert parse_message(fact["frame"]).who is None


@pytest.mark.parametrize("fact", TO_BUILD, ids=ids(TO_BUILD))
async def test_a_command_is_built_as_it_is_known(fact: Fact) -> None:
    frame = fact["frame"]
    found = next(((call, match) for pattern, call in BUILDERS if (match := re.fullmatch(pattern, frame))), None)
    assert found is not None, "no builder, and no reason why there is none"
    call, match = found
    if isinstance(call, str):
        # Why there is none.
        return
    item = make(str(fact["who"]), where_of(fact))
    await call(item, *match.groups())
    assert frame in sent_by(item)


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
    if expected.get("kind") == "all_sources":
        assert address.scope is SoundScope.ALL
    else:
        assert address.scope is SOUND_SCOPES[expected.get("scope") or expected["kind"]]
    assert address.area == expected.get("area", expected.get("environment"))
    assert (address.point, address.source) == (expected.get("point"), expected.get("source"))


def test_the_gateway_is_where_nothing_is() -> None:
    assert item_class(Who.GATEWAY, Where()) is GatewayItem
