"""What breaks, and when: the two tables that the suite multiplies, and the combinations that make no sense."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, override

from simulator import Simulator
from simulator.faults import Moment

MODELS: Final = ("F454", "MH201", "MH200N", "MyHomeServer1")

type Change = Callable[[Simulator], Awaitable[None] | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault: how it begins, how it ends, and how many seconds are between."""

    begin: Change
    end: Change = lambda _: None
    lasts: float = 0.0
    tells: bool = True
    """What it hides can be known: the connection is lost, or the bus is asked. A lost event of a wall switch cannot."""
    needs_a_person: bool = False
    """Nothing may be tried before a person has acted."""


async def restart(simulator: Simulator) -> None:
    """Switch the gateway off; it takes twenty seconds to come back."""
    await simulator.stop()
    await asyncio.sleep(20)
    await simulator.start()


async def refuse(simulator: Simulator) -> None:
    """Be gone: nothing is left of the connections, and no new ones are taken."""
    await simulator.faults.refuse(True)
    simulator.faults.reset_all()


def setting(name: str, value: object, *, cut: bool) -> tuple[Change, Change]:
    """Return how to set a fault and how to clear it; `cut` closes what is open, so that it matters at once."""

    def begin(simulator: Simulator) -> None:
        setattr(simulator.faults, name, value)
        if cut:
            simulator.faults.close_all()

    def end(simulator: Simulator) -> None:
        setattr(simulator.faults, name, frozenset() if isinstance(value, frozenset) else type(value)())

    return begin, end


def counter(name: str, count: int) -> tuple[Change, Change]:
    """Return how to let a number of frames go wrong, and how to stop that."""
    return lambda simulator: getattr(simulator.faults, name)(count), lambda simulator: getattr(simulator.faults, name)(
        0
    )


def dead_peer() -> tuple[Change, Change]:
    """Return a peer that is gone without a word; when it is back, it knows nothing of the old connections."""

    def begin(simulator: Simulator) -> None:
        simulator.faults.half_open = True

    def end(simulator: Simulator) -> None:
        simulator.faults.half_open = False
        simulator.faults.reset_all()

    return begin, end


FAULTS: Final[dict[str, Fault]] = {
    "refuse": Fault(refuse, lambda simulator: simulator.faults.refuse(False), 20),
    "accept_then_close": Fault(*setting("accept_then_close", True, cut=True), 20),
    "busy": Fault(*setting("busy", True, cut=True), 20),
    "busy_for_new_ones": Fault(*setting("busy", True, cut=False), 20),
    "refused_selector": Fault(*setting("refused_selectors", frozenset("0"), cut=True), 20),
    "silent_handshake": Fault(*setting("silent_handshake", True, cut=True), 20),
    "wrong_proof": Fault(*setting("wrong_proof", True, cut=True), 20, needs_a_person=True),
    "half_open": Fault(*dead_peer(), 120),
    "slow": Fault(*setting("slow", 0.5, cut=False), 20),
    "split_writes": Fault(*setting("split_writes", 1, cut=False), 20),
    "garbage": Fault(lambda simulator: simulator.faults.garbage(), tells=False),
    "reset_all": Fault(lambda simulator: simulator.faults.reset_all()),
    "close_all": Fault(lambda simulator: simulator.faults.close_all()),
    "drop_acks": Fault(*counter("drop_acks", 3), 20),
    "nack_next": Fault(*counter("nack_next", 3), 20),
    "lose_events": Fault(*counter("lose_events", 3), 20, tells=False),
    "repeat_events": Fault(*counter("repeat_events", 5), 20),
    "close_before_ack": Fault(*counter("close_before_ack", 2), 20),
    "restart": Fault(restart),
}

FRAME: Final = r"\*[^*]*\*.+?##"
COMMAND: Final = r"^\*(?:[12]|#1|#2)\*.*\d##$(?<!\*0##)"
OBJECT: Final = r"\*#?[12]\*[^#].*?##"
GENERAL: Final = r"^\*#[12]\*0##$"
PROOF: Final = r"^\*#\d+(?:\*\d+)?##$"
SELECTOR: Final = r"^\*99\*"


@dataclass(frozen=True, slots=True)
class When:
    """A moment: what has to pass by, if anything, and whether a new connection is needed for it."""

    moment: Moment | None
    pattern: str = ""
    reconnect: bool = False


MOMENTS: Final[dict[str, When]] = {
    "session asked for": When(Moment.HANDSHAKE, SELECTOR, reconnect=True),
    "password sent": When(Moment.HANDSHAKE, PROOF, reconnect=True),
    "idle": When(None),
    "request written": When(Moment.REQUEST, COMMAND),
    "answer half received": When(Moment.ANSWER, FRAME),
    "event half received": When(Moment.EVENT, OBJECT),
    "during the scan": When(Moment.REQUEST, GENERAL, reconnect=True),
}


def why_not(fault: str, _moment: str, model: str) -> str | None:
    """Return why a combination makes no sense, or None."""
    if fault == "wrong_proof" and model != "MyHomeServer1":
        return "asks by OPEN: only with HMAC does a gateway prove anything"
    return None


@dataclass(frozen=True, slots=True)
class Combination:
    """One fault at one moment on one model."""

    fault: str
    moment: str
    model: str

    @override
    def __str__(self) -> str:
        """Name it."""
        return f"{self.fault}-{self.moment.replace(' ', '_')}-{self.model}"


EVERY: Final = [Combination(fault, moment, model) for fault in FAULTS for moment in MOMENTS for model in MODELS]
SENSIBLE: Final = [one for one in EVERY if why_not(one.fault, one.moment, one.model) is None]
