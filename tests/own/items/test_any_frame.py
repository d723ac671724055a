"""Whatever a bus says, an object takes it without raising."""

from hypothesis import given, settings, strategies as st

from custom_components.openwebnet.own import InvalidMessage, Where, parse_message
from custom_components.openwebnet.own.items import all_classes
from custom_components.openwebnet.own.items.store import ItemStore
from custom_components.openwebnet.own.wire.tags import Who

from ..corpus import FACTS
from .kit import Recorder

numbers = st.one_of(
    st.integers(0, 99).map(str),
    st.integers(0, 99).map("{:02}".format),
    st.integers(0, 4000).map(str),
    st.sampled_from(
        ["", "0", "000", "4294967295", "9" * 30, "9" * 5000, "110", "13012", "1000", "511", "0215", "1048"]
    ),
)
tags = st.lists(numbers, min_size=1, max_size=3).map("#".join)
wheres = st.one_of(tags, numbers.map("#{}".format), st.sampled_from(["", "#0", "#0#1", "0", "12", "51", "71#0"]))
keys = st.sampled_from(
    sorted({key for c in all_classes() for key in (*c.table.whats, *c.table.dimensions)})  # type: ignore[attr-defined]
).map(lambda key: key.replace("?", "1"))
whats = st.one_of(tags, st.tuples(keys, tags).map("#".join), keys)
values = st.lists(tags, max_size=10)
whos = st.sampled_from([who.value for who in Who])
normal = st.tuples(whos, whats, wheres).map(lambda parts: f"*{'*'.join(parts)}##")
dimension = st.tuples(whos, wheres, st.sampled_from(["", "#"]), whats, values).map(
    lambda p: f"*#{p[0]}*{p[1]}*{'*'.join((p[2] + p[3], *p[4]))}##"
)
recorded = st.sampled_from([fact["frame"] for fact in FACTS])


@settings(max_examples=500, deadline=None)
@given(st.lists(st.one_of(normal, dimension, recorded), max_size=20), st.booleans())
def test_no_frame_raises_in_the_object_it_is_about(frames: list[str], is_answer: bool) -> None:
    bus = ItemStore()
    for frame in frames:
        try:
            message = parse_message(frame)
        except InvalidMessage:
            continue
        item = bus.receive(message, Recorder(), is_answer=is_answer)
        if item is not None:
            item.completion_requests()
            item.status_requests()
            item.restore(item.traits)
            assert isinstance(item.is_device, bool)
            assert item.key == item.canonical(item.where)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(all_classes()), wheres, st.lists(st.one_of(normal, dimension, recorded), max_size=10))
def test_no_frame_raises_in_any_object(item_type: type, where: str, frames: list[str]) -> None:
    try:
        item = item_type(Recorder(), Where(where))
    except ValueError, InvalidMessage:
        return
    for frame in frames:
        try:
            message = parse_message(frame)
        except InvalidMessage:
            continue
        item.receive(message)
        assert isinstance(item.is_device, bool)
