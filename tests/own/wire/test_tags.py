"""What a frame is made of: tags that hold digits and hashes, and addresses that have more than one spelling."""

import pytest

from custom_components.openwebnet.own import Dimension, InvalidMessage, InvalidTag, What, Where, Who
from custom_components.openwebnet.own.wire.tags import cached_dimension, cached_what, cached_where


def test_a_where_compares_by_address_and_keeps_its_spelling() -> None:
    """protocol.md 3.1: area 0 has two spellings."""
    assert Where("0002") == Where("02")
    assert hash(Where("0002")) == hash(Where("02"))
    assert str(Where("0002")) == "0002"
    assert Where("0002").key == "02"
    assert Where("0002#4#01") == Where("02#4#01")
    assert Where("0112") != Where("112")
    assert Where("0015") != Where("15")
    assert Where("0000").key == "0000"
    assert Where("#1") != Where("1")
    assert Where("12") != "12"


@pytest.mark.parametrize("text", ["1a", "*", "1##2", "²", " "])
@pytest.mark.parametrize("tag", [What, Dimension, Where])
def test_tags_hold_digits_and_hashes_only(tag: type, text: str) -> None:
    """A tag with anything else never gets into a frame."""
    with pytest.raises(InvalidTag) as raised:
        tag(text)
    assert raised.value.text == text
    assert isinstance(raised.value, InvalidMessage)


def test_tags_know_their_parameters() -> None:
    """An empty parameter counts."""
    assert What("5#").parameters == ("",)
    assert What("5#").tag == "5"
    assert What("5").parameters == ()
    assert Dimension("511#3#12").parameters == ("3", "12")
    assert Where("11#4#02").parameters == ("4", "02")
    assert Where("11#4#02").tag == "11"
    assert Where("#5").tag == ""


def test_tags_show_what_they_are() -> None:
    assert repr(What("1#2")) == "What('1#2')"
    assert repr(Dimension("12")) == "Dimension('12')"
    assert repr(Where("0002")) == "Where('0002')"


def test_a_tag_is_made_of_a_number_too() -> None:
    assert What(12) == "12"
    assert Dimension(113) == Dimension("113")


def test_leading_zeros_of_a_tag_count() -> None:
    assert What("01") != What("1")


def test_a_remembered_tag_is_the_same_object_for_the_same_spelling_only() -> None:
    assert cached_where("12") is cached_where("12")
    assert cached_what("1") is cached_what("1")
    assert cached_dimension("1") is cached_dimension("1")
    # Equal addresses keep their own spelling.
    assert str(cached_where("0002")) == "0002"
    assert str(cached_where("02")) == "02"


def test_a_text_that_is_no_tag_is_not_remembered_as_one() -> None:
    for _ in range(2):
        for make in (cached_where, cached_what, cached_dimension):
            with pytest.raises(InvalidTag):
                make("1a")


def test_a_subsystem_is_its_number() -> None:
    assert Who("18") is Who.ENERGY_MANAGEMENT
    with pytest.raises(ValueError, match="19"):
        Who("19")
