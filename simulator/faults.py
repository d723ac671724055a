"""Faults: what can go wrong, on demand. Everything can be set while the simulator runs."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

# Bytes that are no frame, and a piece that ends like one: a reader has to survive both and find the next real frame.
NOISE = b"\xff\x00\r\nnoise*1*a*12##\x80\r\n"


ANY_FRAME = r"\*.+?##"


class Moment(StrEnum):
    """When something can happen: in the middle of what matters."""

    HANDSHAKE = "a frame of a client's handshake has come, and is not looked at yet"
    REQUEST = "a frame of a client has come, and is not carried out yet"
    ANSWER = "half a frame for a command session is on the wire"
    EVENT = "half a frame for an event session is on the wire"


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something to be done once, at a moment that a frame makes."""

    moment: Moment
    pattern: re.Pattern[str]
    action: Callable[[], None]


class Breakable(Protocol):
    """What the faults need of the gateway."""

    async def set_listening(self, *, listening: bool) -> None:
        """Open or close the listening socket."""

    def reset_all(self) -> None:
        """Reset every connection."""

    def close_all(self) -> None:
        """Close every connection."""

    def write_events(self, data: bytes) -> None:
        """Write raw bytes to the event sessions."""


class Faults:
    """The faults of one simulator. Counters count down to 0 as they are used."""

    def __init__(self, gateway: Breakable) -> None:
        """Start without any."""
        self._gateway = gateway
        self.accept_then_close = False
        """Accept connections and close them at once, without a greeting: a gateway that is starting."""
        self.busy = False
        """Refuse every session request with NACK: all sessions in use."""
        self.refused_selectors: frozenset[str] = frozenset()
        """Refuse these session requests only, by their number: {"0"} makes a client try ``*99*9##``."""
        self.silent_handshake = False
        """Accept connections and never say anything."""
        self.wrong_proof = False
        """Prove knowledge of another password in the HMAC exchange: not the gateway that the client wants."""
        self.half_open = False
        """Take everything, answer nothing, tell nothing, close nothing: a dead peer behind a live router."""
        self.slow = 0.0
        """Simulated seconds before each frame on command sessions and in handshakes."""
        self.split_writes = 0
        """Bytes per TCP write, 0 for whole frames (and several frames in one write when they are due together)."""
        self._acks_to_drop = 0
        self._to_nack = 0
        self._events_to_lose = 0
        self._events_to_repeat = 0
        self._closes_before_ack = 0
        self._awaited: list[Awaited] = []

    def at(self, moment: Moment, action: Callable[[], None], pattern: str = ANY_FRAME) -> None:
        """Do something once, at the next moment of this kind that a matching frame makes."""
        self._awaited.append(Awaited(moment, re.compile(pattern), action))

    def cut(self, moment: Moment, text: str) -> int | None:
        """Return where to interrupt the writing of some frames; None when nothing waits for that."""
        found = next((match for awaited in self._awaited if (match := self._match(awaited, moment, text))), None)
        return None if found is None else (found.start() + found.end()) // 2

    def reached(self, moment: Moment, text: str) -> None:
        """Do what waits for this moment."""
        for awaited in [awaited for awaited in self._awaited if self._match(awaited, moment, text)]:
            self._awaited.remove(awaited)
            awaited.action()

    def _match(self, awaited: Awaited, moment: Moment, text: str) -> re.Match[str] | None:
        return awaited.pattern.search(text) if awaited.moment is moment else None

    async def refuse(self, refused: bool = True) -> None:
        """Stop listening, so that connections are refused, or listen again. Open sessions stay."""
        await self._gateway.set_listening(listening=not refused)

    def reset_all(self) -> None:
        """Reset (RST) every connection."""
        self._gateway.reset_all()

    def close_all(self) -> None:
        """Close (FIN) every connection."""
        self._gateway.close_all()

    def garbage(self, data: bytes = NOISE) -> None:
        """Write noise into every event session."""
        self._gateway.write_events(data)

    def drop_acks(self, count: int) -> None:
        """Carry out the next commands and requests, and lose the ACK of each."""
        self._acks_to_drop = count

    def nack_next(self, count: int) -> None:
        """Refuse the next frames of command sessions before they reach the bus."""
        self._to_nack = count

    def lose_events(self, count: int) -> None:
        """Lose the next frames that event sessions should get (once for all of them)."""
        self._events_to_lose = count

    def repeat_events(self, count: int) -> None:
        """Send the next frames of event sessions twice."""
        self._events_to_repeat = count

    def close_before_ack(self, count: int) -> None:
        """Carry out the next commands and close their session instead of acknowledging."""
        self._closes_before_ack = count

    def clear(self) -> None:
        """Work again; what is not listening stays so."""
        self.__init__(self._gateway)  # type: ignore[misc]

    def use_drop_ack(self) -> bool:
        """Return whether to lose an ACK now."""
        return self._use("_acks_to_drop")

    def use_nack(self) -> bool:
        """Return whether to refuse a frame now."""
        return self._use("_to_nack")

    def use_lose_event(self) -> bool:
        """Return whether to lose an event now."""
        return self._use("_events_to_lose")

    def use_repeat_event(self) -> bool:
        """Return whether to repeat an event now."""
        return self._use("_events_to_repeat")

    def use_close_before_ack(self) -> bool:
        """Return whether to close instead of acknowledging now."""
        return self._use("_closes_before_ack")

    def _use(self, counter: str) -> bool:
        left: int = getattr(self, counter)
        setattr(self, counter, max(0, left - 1))
        return left > 0
