"""What a state can tell of a command whose answer was lost."""

import pytest

from custom_components.openwebnet.own import NormalMessage

from .items.kit import heard


@pytest.mark.parametrize("what", ["0", "10#001"])
def test_a_motor_that_stands_does_not_show_that_a_stop_was_carried_out(what: str) -> None:
    shutter = heard("*2*1*31##")
    assert shutter.shows(NormalMessage((shutter.who, what, "31"))) is None


@pytest.mark.parametrize(("what", "shown"), [("1", True), ("2", False)])
def test_a_motor_that_turns_shows_which_way_it_was_told_to(what: str, shown: bool) -> None:
    shutter = heard("*2*1*31##")
    assert shutter.shows(NormalMessage((shutter.who, what, "31"))) is shown
