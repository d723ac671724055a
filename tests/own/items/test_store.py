"""The objects of a bus: one for each address, however it is spelled and whoever asks."""

import pytest

from custom_components.openwebnet.own import Where, Who, parse_message
from custom_components.openwebnet.own.items import Light, Scene
from custom_components.openwebnet.own.items.store import ItemStore

from .kit import Recorder


@pytest.fixture
def store() -> ItemStore:
    """Return the objects of a bus of which nothing was heard yet."""
    return ItemStore()


def test_the_same_address_is_the_same_object(store: ItemStore) -> None:
    light = store.get(Who.LIGHTING, Where("12"), Recorder())
    assert isinstance(light, Light)
    assert store.get(Who.LIGHTING, Where("12"), Recorder()) is light
    assert store.receive(parse_message("*1*1*12##"), Recorder()) is light
    assert store.items == [light]


@pytest.mark.parametrize(
    ("who", "spellings"),
    [
        (Who.LIGHTING, ("0002", "02", "0002")),
        (Who.LIGHTING, ("0102", "12", "12#3")),
        (Who.LIGHTING, ("#012", "#12")),
        (Who.LIGHTING, ("0002#4#01", "02#4#01")),
        (Who.BURGLAR_ALARM, ("", "0")),
        (Who.SOUND_DIFFUSION_2, ("5#3#1#1", "3#1#1")),
        (Who.DEVICE_DIAGNOSTICS, ("0", "")),
    ],
)
def test_an_object_is_found_by_each_spelling_of_its_address(
    store: ItemStore, who: Who, spellings: tuple[str, ...]
) -> None:
    first = store.get(who, Where(spellings[0]), Recorder())
    for spelling in (*spellings, *reversed(spellings)):
        assert store.get(who, Where(spelling), Recorder()) is first, spelling
    assert store.items == [first]


@pytest.mark.parametrize(
    ("who", "wheres"),
    [
        (Who.LIGHTING, ("12", "12#4#01", "12#4#02")),
        (Who.LIGHTING, ("1", "01", "0", "00", "#1")),
        (Who.THERMOREGULATION, ("1", "#1", "001", "1#1", "#0#1")),
    ],
)
def test_other_addresses_are_other_objects(store: ItemStore, who: Who, wheres: tuple[str, ...]) -> None:
    items = [store.get(who, Where(where), Recorder()) for where in wheres]
    assert len(set(items)) == len(wheres)
    assert store.items == items


def test_one_address_of_two_subsystems_is_two_objects(store: ItemStore) -> None:
    light = store.get(Who.LIGHTING, Where("12"), Recorder())
    cover = store.get(Who.AUTOMATION, Where("12"), Recorder())
    assert light is not cover
    assert [item.who for item in store.items] == [Who.LIGHTING, Who.AUTOMATION]


def test_two_stores_have_nothing_in_common(store: ItemStore) -> None:
    light = store.get(Who.LIGHTING, Where("12"), Recorder())
    other = ItemStore()
    assert other.items == []
    assert other.get(Who.LIGHTING, Where("12"), Recorder()) is not light


def test_an_object_keeps_the_sender_that_it_was_made_with(store: ItemStore) -> None:
    first, second = Recorder(), Recorder()
    light = store.get(Who.LIGHTING, Where("12"), first)
    store.get(Who.LIGHTING, Where("12"), second)
    store.receive(parse_message("*1*1*12##"), second)
    assert light.client is first
    new = store.receive(parse_message("*1*1*13##"), second)
    assert new is not None
    assert new.client is second


@pytest.mark.parametrize(
    ("who", "where"),
    [
        (Who.SYSTEM_DIAGNOSTICS, "12"),
        (Who.LIGHTING, ""),
        (Who.MH200N_SCENE, ""),
        (Who.LIGHTING, "12#"),
        (Who.SOUND_DIFFUSION_2, "9#1#2"),
    ],
)
def test_what_names_nothing_is_no_object(store: ItemStore, who: Who, where: str) -> None:
    with pytest.raises(KeyError):
        store.get(who, Where(where), Recorder())
    assert store.items == []


@pytest.mark.parametrize(
    "frame", ["*#*1##", "*#*0##", "*99*1##", "*#603356072##", "*77*1*12##", "*1*1*##", "*1*1*12#*##", "*1027*1*1##"]
)
def test_a_frame_of_no_object_makes_none_and_raises_nothing(store: ItemStore, frame: str) -> None:
    assert store.receive(parse_message(frame), Recorder()) is None
    assert store.items == []


def test_a_frame_is_taken_in_by_the_object_that_it_is_about(store: ItemStore) -> None:
    told: list[str] = []
    light = store.get(Who.LIGHTING, Where("02"), Recorder())
    other = store.get(Who.LIGHTING, Where("12"), Recorder())
    light.add_listener(lambda: told.append("light"))
    other.add_listener(lambda: told.append("other"))
    assert store.receive(parse_message("*1*1*0002##"), Recorder()) is light
    assert told == ["light"]
    assert light.state._asdict()["on"] is True
    # What is sent goes to the address as the gateway spells it.
    assert str(light.where) == "0002"


def test_whether_a_frame_is_an_answer_is_passed_on(store: ItemStore) -> None:
    start = parse_message("*17*1*12##")
    scene = store.receive(start, Recorder(), is_answer=True)
    assert isinstance(scene, Scene)
    assert (scene.state.running, scene.state.activated) == (True, None)
    store.receive(start, Recorder())
    assert scene.state.activated is not None
    assert scene.state.activated.number == 1


def test_objects_are_told_of_in_the_order_in_which_their_subsystems_were_heard(store: ItemStore) -> None:
    for frame in ("*2*1*21##", "*1*1*12##", "*2*1*22##", "*1*1*11##", "*2*0*21##"):
        store.receive(parse_message(frame), Recorder())
    assert [f"{item.who.value}-{item.key}" for item in store.items] == ["2-21", "2-22", "1-12", "1-11"]
