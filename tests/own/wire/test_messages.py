"""What a text means as a frame."""

import pytest
from hypothesis import given, strategies as st

from custom_components.openwebnet.own import (
    ACK,
    NACK,
    BaseMessage,
    Dimension,
    DimensionRequest,
    DimensionResponse,
    DimensionWriting,
    GenericMessage,
    InvalidMessage,
    MessageType,
    NormalMessage,
    SessionType,
    StatusRequest,
    What,
    Where,
    Who,
    parse_message,
)

from ..corpus import FACTS, NO_FRAMES, NO_SENSE, Fact, ids

KINDS = {
    "command": MessageType.NORMAL,
    "event": MessageType.NORMAL,
    "write": MessageType.DIMENSION_WRITING,
    "dimension_reply": MessageType.DIMENSION_RESPONSE,
    "ack": MessageType.ACK,
    "nack": MessageType.NACK,
    "session": MessageType.GENERIC,
    "auth": MessageType.GENERIC,
}
# A MH201 answers with a dimension and no value (gateways.md 5): by its form it is a request, and it tells nothing.
KINDS_BY_FRAME = {"*#4*0#0*17##": MessageType.DIMENSION_REQUEST}
KNOWN = [fact for fact in FACTS if fact["kind"] != "invalid"]


@pytest.mark.parametrize("fact", KNOWN, ids=ids(KNOWN))
def test_every_frame_seen_in_the_field_is_taken_apart(fact: Fact) -> None:
    """Kind, tags and text of all recorded frames."""
    text = str(fact["frame"])
    message = parse_message(text)
    assert str(message) == text
    assert parse_message(str(message)) == message
    if fact["kind"] == "request":
        has_dimension = "dimension" in fact
        assert message.type is (MessageType.DIMENSION_REQUEST if has_dimension else MessageType.STATUS_REQUEST)
    else:
        assert message.type is KINDS_BY_FRAME.get(text, KINDS[str(fact["kind"])])
    if fact.get("who") is not None:
        assert message.who == str(fact["who"])
    if "what" in fact:
        assert message.what is not None
        assert message.what.tag == fact["what"]
        assert list(message.what.parameters) == fact.get("what_params", [])
    if "dimension" in fact:
        assert message.dimension is not None
        assert message.dimension.tag == str(fact["dimension"])
        assert list(message.dimension.parameters) == fact.get("dimension_params", [])
    if "where" in fact and message.where is not None:
        # The facts write the address of an alarm frame with two empty tags as "*"; it is empty.
        assert str(message.where) == str(fact["where"]).strip("*")
    if "values" in fact:
        assert list(message.values) == fact["values"]


@pytest.mark.parametrize("fact", NO_FRAMES, ids=ids(NO_FRAMES))
def test_a_text_of_the_field_that_is_no_frame_is_refused(fact: Fact) -> None:
    with pytest.raises(InvalidMessage):
        parse_message(fact["frame"])


@pytest.mark.parametrize("fact", NO_SENSE, ids=ids(NO_SENSE))
def test_a_frame_that_makes_no_sense_is_one_by_its_form(fact: Fact) -> None:
    """What it means is for the items to drop."""
    assert str(parse_message(fact["frame"])) == fact["frame"]


@pytest.mark.parametrize(
    "text",
    [
        "*1*a*123##",
        "**12",
        "4##",
        "*1##",
        "*1*##",
        "*1**##",
        "",
        "##",
        "*##",
        "*###",
        "*1*1*12",
        "*1*1*12###",
        "*1*1*1²##",
        "*1*1*12##*1*0*12##",
        " *1*1*12##",
        "*1*1*12##\n",
        "*#1*12*##",
        "*#1*12*#*5##",
        "**1*12##",
        "*#*##",
        "*1*1*12## ",
    ],
)
def test_what_is_no_frame_is_refused(text: str) -> None:
    """The list of protocol.md 1.7 and what else could slip through."""
    with pytest.raises(InvalidMessage):
        parse_message(text)


@pytest.mark.parametrize(
    ("text", "where"),
    [("*5*8*##", ""), ("*5*8**##", ""), ("*5*9*0##", "0"), ("*7*0*4000*##", "4000"), ("*7*9**##", "")],
)
def test_alarm_and_camera_frames_with_empty_tags_are_normal(text: str, where: str) -> None:
    """protocol.md 1.7: they look malformed and do occur."""
    message = parse_message(text)
    assert message.type is MessageType.NORMAL
    assert str(message.where) == where


def test_a_frame_without_where_has_none() -> None:
    """An address that is left out is not an empty one."""
    assert parse_message("*7*120##").where is None
    assert parse_message("*#5##").where is None
    assert parse_message("*#13**1##").where == Where("")


def test_signals_are_told_apart() -> None:
    """Every signal but 1 is a refusal."""
    assert parse_message("*#*1##") == ACK()
    busy = parse_message("*#*6##")
    assert isinstance(busy, NACK)
    assert busy.code == "6"
    assert parse_message("*#*0##") == NACK()
    assert parse_message("*#*12##").type is MessageType.GENERIC


def test_a_subsystem_that_nobody_knows_is_generic() -> None:
    """It is a frame, but says nothing."""
    for text in ("*19*1*123##", "*#19*12##", "*#603356072##", "*99*0##", "*1*2*3*4##"):
        message = parse_message(text)
        assert message.type is MessageType.GENERIC
        assert message.who is None
        assert str(message) == text


def test_a_translation_is_not_a_state() -> None:
    """1000 is the mark, 10001 would not be."""
    message = parse_message("*1*1000#1#01#2#3*0311#4#01##")
    assert isinstance(message, NormalMessage)
    assert message.is_translation
    assert message.what.parameters == ("1", "01", "2", "3")
    plain = parse_message("*4*10001*1##")
    assert isinstance(plain, NormalMessage)
    assert not plain.is_translation


def test_messages_are_made_of_parts() -> None:
    """As a client makes them."""
    assert str(NormalMessage((Who.LIGHTING, What("1"), Where("12")))) == "*1*1*12##"
    assert str(StatusRequest((Who.LIGHTING, "0"))) == "*#1*0##"
    assert str(StatusRequest((Who.BURGLAR_ALARM,))) == "*#5##"
    assert str(DimensionRequest((Who.GATEWAY, "", Dimension("12")))) == "*#13**12##"
    assert str(DimensionWriting((Who.LIGHTING, Where("12"), "1", "150", "255"))) == "*#1*12*#1*150*255##"
    assert str(DimensionResponse((Who.LIGHTING, "12", "1", "150", "5"))) == "*#1*12*1*150*5##"
    assert str(GenericMessage(["99", "0"])) == "*99*0##"
    assert str(SessionType.EventSession.to_message()) == "*99*1##"
    assert str(SessionType.CommandSession.to_message()) == "*99*9##"
    assert str(SessionType.OldCommandSession.to_message()) == "*99*0##"


@pytest.mark.parametrize(
    "make",
    [
        lambda: NormalMessage((Who.LIGHTING, "1", "a")),
        lambda: NormalMessage((Who.LIGHTING, "", "12")),
        lambda: StatusRequest((Who.LIGHTING, "12", "1")),
        lambda: DimensionRequest((Who.LIGHTING, "12")),
        lambda: GenericMessage(["1*", "x"]),
    ],
)
def test_parts_that_make_no_frame_of_the_kind_are_refused(make: object) -> None:
    """A wrong part is found where it is made, not by the gateway."""
    assert callable(make)
    with pytest.raises(InvalidMessage):
        make()


def test_a_message_shows_itself() -> None:
    """For the log."""
    message = parse_message("*1*1*12##")
    assert repr(message) == "<NormalMessage *1*1*12##>"
    assert message.tags == ("1", "1", "12")
    assert message != "*1*1*12##"
    assert len({message, parse_message("*1*1*12##")}) == 1


FRAMES = st.text(alphabet="0123456789*#", max_size=40)


@given(st.one_of(FRAMES, FRAMES.map(lambda text: f"*{text}##"), st.text(max_size=60)))
def test_no_text_raises_anything_but_invalid_message(text: str) -> None:
    """Whatever is read, whatever is then asked of it."""
    try:
        message: BaseMessage = parse_message(text)
    except InvalidMessage:
        return
    assert str(message) == text
    assert parse_message(str(message)) == message
    for part in (message.who, message.what, message.where, message.dimension, message.values):
        str(part)
