"""What happens instead of lasting: every occurrence is told, the second of two equal ones as well."""

import pytest

from custom_components.openwebnet.own import parse_message
from custom_components.openwebnet.own.items import Cen, CenPlus, Energy
from custom_components.openwebnet.own.items.press import ButtonPress, Press

from .kit import heard, make, sent_by

START, END = Press.PRESS_START, Press.PRESS_END
LONG, REPEAT, RELEASE = Press.LONG_PRESS_START, Press.LONG_PRESS_REPEAT, Press.LONG_PRESS_END


def presses(who: str, where: str, *frames: str) -> list[Press]:
    """Return what a listener hears of some frames."""
    item = make(who, where)
    told: list[Press] = []

    def listen() -> None:
        assert isinstance(item, Cen | CenPlus)
        assert item.state.press is not None
        told.append(item.state.press.what.press)

    item.add_listener(listen)
    for frame in frames:
        item.receive(parse_message(frame))
    return told


@pytest.mark.parametrize(
    ("whats", "told"),
    [
        (("04", "04#1"), [START, END]),
        (("01", "01#3", "01#3", "01#3", "01#2"), [START, LONG, REPEAT, REPEAT, RELEASE]),
        # Each press begins anew, also when a release was lost.
        (("01", "01#3", "01", "01#3", "01#3"), [START, LONG, START, LONG, REPEAT]),
        (("01#3", "01#2", "01#3"), [LONG, RELEASE, LONG]),
        # Gateways that tell the first frame only.
        (("01", "01", "01"), [START, START, START]),
        # Two buttons at once.
        (("01", "02", "01#3", "02#3", "01#3", "02#2", "01#2"), [START, START, LONG, LONG, REPEAT, RELEASE, RELEASE]),
    ],
)
def test_a_cen_button(whats: tuple[str, ...], told: list[Press]) -> None:
    assert presses("15", "22", *(f"*15*{what}*22##" for what in whats)) == told


def test_a_cen_plus_button() -> None:
    frames = [f"*25*{what}#3*25##" for what in (21, 21, 22, 23, 23, 24, 25, 26, 27, 28, 21)]
    assert presses("25", "25", *frames) == [
        END,
        END,
        LONG,
        REPEAT,
        REPEAT,
        RELEASE,
        Press.ROTATE_CLOCKWISE_SLOW,
        Press.ROTATE_CLOCKWISE_FAST,
        Press.ROTATE_COUNTERCLOCKWISE_SLOW,
        Press.ROTATE_COUNTERCLOCKWISE_FAST,
        END,
    ]


@pytest.mark.parametrize(
    "frame",
    [
        "*0*3*01##",
        "*17*1*12##",
        "*6*6*4100##",
        "*6*10*4001##",
        "*5*15*#2##",
        "*5*3*0##",
        "*9*2*1##",
        "*8*19*20##",
        "*25*11#1*10##",
        "*#18*51*511#1#1*25*100##",
        "*#18*51*52#26#1*100##",
    ],
)
def test_the_same_twice_is_told_twice(frame: str) -> None:
    message = parse_message(frame)
    assert message.who is not None
    item = make(message.who, str(message.where))
    told: list[object] = []
    item.add_listener(lambda: told.append(item.state))
    assert item.receive(message)
    assert item.receive(message)
    assert len(told) == 2
    assert told[0] != told[1]


@pytest.mark.parametrize("frame", ["*1*1*12##", "*25*31#1*3201##", "*5*8*0##", "*#4*1*0*0215##", "*4*311*#0##"])
def test_a_state_that_is_told_again_is_no_news(frame: str) -> None:
    item = heard(frame)
    assert not item.receive(parse_message(frame))


async def test_a_short_press_is_two_frames() -> None:
    button = make("15", "01")
    assert isinstance(button, Cen)
    await button.press(4)
    assert sent_by(button) == ["*15*04*01##", "*15*04#1*01##"]
    with pytest.raises(ValueError, match="not within"):
        await button.press(32)
    with pytest.raises(ValueError, match="rotate"):
        await button.send_phase(1, Press.ROTATE_CLOCKWISE_FAST)


@pytest.mark.parametrize(("frame", "who", "where"), [("*15*04*22##", "15", "22"), ("*25*21#4*25##", "25", "25")])
def test_buttons_are_remembered(frame: str, who: str, where: str) -> None:
    traits = heard(frame).traits
    assert traits == {"buttons": 16}
    again = make(who, where)
    again.restore(traits)
    assert again.traits == traits
    assert again.state.press is None  # type: ignore[attr-defined]


def test_the_history_of_a_day() -> None:
    meter = make("18", "51")
    assert isinstance(meter, Energy)
    energies: list[int | None] = []

    def listen() -> None:
        assert meter.state.sample is not None
        energies.append(meter.state.sample.what.energy)

    meter.add_listener(listen)
    for hour in range(1, 26):
        meter.receive(parse_message(f"*#18*51*511#1#5*{hour}*{4294967295 if hour == 3 else 10}##"))
    assert energies == [10, 10, None, *[10] * 22]


def test_the_last_press_tells_the_button() -> None:
    button = heard("*15*31*0215##")
    assert isinstance(button, Cen)
    assert button.state.press is not None
    assert button.state.press.what == ButtonPress(31, START)
