"""Who observes a gateway: each in order, in spite of the others, until it ends; of frames only who wants them."""

from collections.abc import Callable
from typing import override

import pytest

from custom_components.openwebnet.own import BaseItem, BaseMessage, parse_message
from custom_components.openwebnet.own.commands.exchange import Exchange
from custom_components.openwebnet.own.observer import GatewayObserver, Observers, Way
from custom_components.openwebnet.own.priority import Priority

from .items.kit import heard

MESSAGE = parse_message("*1*1*11##")
ITEM = heard("*1*1*11##")
EXCHANGE = Exchange(MESSAGE, Priority.USER, 0.0)

NEWS: dict[str, Callable[[GatewayObserver], None]] = {
    "frame": lambda observer: observer.on_frame(Way.EVENT, MESSAGE, ITEM),
    "exchange": lambda observer: observer.on_exchange(EXCHANGE),
    "connecting": lambda observer: observer.on_connecting(),
    "state": lambda observer: observer.on_state(),
    "silence": lambda observer: observer.on_silence(ITEM),
}


class Noting(GatewayObserver):
    """Notes all that it is told of, under its name."""

    def __init__(self, name: str, notes: list[object]) -> None:
        self.name = name
        self.notes = notes

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        self.notes.append((self.name, "frame", way, message, item))

    @override
    def on_exchange(self, exchange: Exchange) -> None:
        self.notes.append((self.name, "exchange", exchange))

    @override
    def on_connecting(self) -> None:
        self.notes.append((self.name, "connecting"))

    @override
    def on_state(self) -> None:
        self.notes.append((self.name, "state"))

    @override
    def on_silence(self, item: BaseItem) -> None:
        self.notes.append((self.name, "silence", item))


class Failing(GatewayObserver):
    """Raises whatever it is told of."""

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        raise RuntimeError("of a frame")

    @override
    def on_exchange(self, exchange: Exchange) -> None:
        raise RuntimeError("of an exchange")

    @override
    def on_connecting(self) -> None:
        raise RuntimeError("of an attempt")

    @override
    def on_state(self) -> None:
        raise RuntimeError("of a state")

    @override
    def on_silence(self, item: BaseItem) -> None:
        raise RuntimeError("of silence")


def test_each_piece_of_news_is_told_with_what_it_is_about() -> None:
    observers, notes = Observers(), list[object]()
    observers.add(Noting("one", notes))
    for tell in NEWS.values():
        tell(observers)
    assert notes == [
        ("one", "frame", Way.EVENT, MESSAGE, ITEM),
        ("one", "exchange", EXCHANGE),
        ("one", "connecting"),
        ("one", "state"),
        ("one", "silence", ITEM),
    ]


@pytest.mark.parametrize("news", NEWS)
def test_all_are_told_in_the_order_in_which_they_were_added(news: str) -> None:
    observers, notes = Observers(), list[object]()
    for name in ("one", "two", "three"):
        observers.add(Noting(name, notes))
    NEWS[news](observers)
    assert [note[:2] for note in notes if isinstance(note, tuple)] == [(name, news) for name in ("one", "two", "three")]


@pytest.mark.parametrize("news", NEWS)
def test_one_that_raises_keeps_the_news_from_no_other_and_is_logged(
    news: str, caplog: pytest.LogCaptureFixture
) -> None:
    observers, notes = Observers(), list[object]()
    observers.add(Noting("before", notes))
    observers.add(Failing())
    observers.add(Noting("after", notes))
    for _ in range(2):
        NEWS[news](observers)
    assert [note[0] for note in notes if isinstance(note, tuple)] == ["before", "after"] * 2
    assert [record.levelname for record in caplog.records] == ["ERROR"] * 2
    assert all("Error in an observer" in record.message and record.exc_info for record in caplog.records)


@pytest.mark.parametrize("news", NEWS)
def test_who_listens_to_nothing_hears_everything_and_does_nothing(news: str) -> None:
    observers = Observers()
    observers.add(GatewayObserver())
    NEWS[news](observers)


def test_of_frames_only_those_are_told_who_listen_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame is the only thing that happens often."""

    class OfStates(GatewayObserver):
        @override
        def on_state(self) -> None:
            notes.append("state")

    class Inheriting(Noting):
        """Listens as the class does that it is made of."""

    observers, notes = Observers(), list[object]()
    of_states = OfStates()
    # Its class does not listen, so it is not called, whatever it has in that place.
    monkeypatch.setattr(of_states, "on_frame", lambda *_: notes.append("called in vain"))
    observers.add(of_states)
    observers.add(Inheriting("inheriting", notes))
    NEWS["frame"](observers)
    assert notes == [("inheriting", "frame", Way.EVENT, MESSAGE, ITEM)]
    NEWS["state"](observers)
    assert notes[1:] == ["state", ("inheriting", "state")]


@pytest.mark.parametrize("news", NEWS)
def test_one_that_ended_hears_no_more_and_may_end_twice(news: str) -> None:
    observers, notes = Observers(), list[object]()
    end = observers.add(Noting("one", notes))
    observers.add(Noting("other", notes))
    NEWS[news](observers)
    end()
    end()
    NEWS[news](observers)
    assert [note[0] for note in notes if isinstance(note, tuple)] == ["one", "other", "other"]


def test_observers_may_come_and_go_while_they_are_told() -> None:
    observers, notes = Observers(), list[object]()

    class Once(GatewayObserver):
        @override
        def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
            notes.append("once")
            end()
            observers.add(Noting("later", notes))

    end = observers.add(Once())
    observers.add(Noting("always", notes))
    NEWS["frame"](observers)
    assert notes == ["once", ("always", "frame", Way.EVENT, MESSAGE, ITEM)]
    notes.clear()
    NEWS["state"](observers)
    assert notes == [("always", "state"), ("later", "state")]


def test_observers_are_an_observer_themselves() -> None:
    """They are handed to whoever has news, and can be told of by others."""
    inner, outer, notes = Observers(), Observers(), list[object]()
    inner.add(Noting("inner", notes))
    outer.add(inner)
    for tell in NEWS.values():
        tell(outer)
    assert [note[1] for note in notes if isinstance(note, tuple)] == [*NEWS]
