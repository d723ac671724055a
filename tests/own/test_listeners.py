"""Who wants to hear of something: in order, each in spite of the others, and until it ends."""

import pytest

from custom_components.openwebnet.own.listeners import Listeners


def test_all_hear_in_order() -> None:
    listeners = Listeners[str]()
    heard: list[str] = []
    listeners.add(lambda what: heard.append(f"first {what}"))
    listeners.add(lambda what: heard.append(f"second {what}"))
    listeners.notify("on")
    assert heard == ["first on", "second on"]


def test_one_that_fails_keeps_it_from_no_other(caplog: pytest.LogCaptureFixture) -> None:
    listeners = Listeners[str]()
    heard: list[str] = []

    def fail(_: str) -> None:
        raise RuntimeError("listener")

    listeners.add(fail)
    listeners.add(heard.append)
    listeners.notify("on")
    assert heard == ["on"]
    assert "Error in a listener" in caplog.text


def test_one_that_ended_hears_no_more_and_may_end_twice() -> None:
    listeners = Listeners[str]()
    heard: list[str] = []
    end = listeners.add(heard.append)
    listeners.notify("on")
    end()
    end()
    listeners.notify("off")
    assert heard == ["on"]


def test_listeners_may_come_and_go_while_they_are_told() -> None:
    listeners = Listeners[str]()
    heard: list[str] = []

    def once(what: str) -> None:
        heard.append(f"once {what}")
        end()
        listeners.add(lambda what: heard.append(f"later {what}"))

    end = listeners.add(once)
    listeners.add(lambda what: heard.append(f"always {what}"))
    listeners.notify("1")
    assert heard == ["once 1", "always 1"]
    listeners.notify("2")
    assert heard == ["once 1", "always 1", "always 2", "later 2"]
