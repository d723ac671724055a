"""Opening a session: the handshake as a pure machine. Frames go in, frames come out; there is no socket here.

    GREETING    the gateway speaks first: ACK
    SELECTED    our selector was sent; ACK opens the session, NACK makes us try the other selector once,
                a number is the OPEN challenge, *98*1## and *98*2## announce HMAC
    NONCE       HMAC was accepted; the server's random number comes
    RESULT      the answer to the OPEN challenge was sent; ACK opens the session
    PROOF       our HMAC digest was sent; the server's own must be right
    OPEN        done

Frames are looked at by state, not by shape: a challenge `*#5##` looks like a status request (protocol.md 1.8).
"""

import secrets
from collections.abc import Callable
from enum import Enum, StrEnum, auto
from typing import Final

from ..exceptions import InvalidAuthentication, InvalidSession
from .auth import (
    Digest,
    digits_to_hex,
    hex_to_digits,
    hmac_client_digest,
    hmac_server_digest,
    open_result,
    same_digest,
)
from .messages import ACK, NACK, GenericMessage
from .tags import DIGITS

_ACK: Final = str(ACK())
_NACK: Final = str(NACK())


class SessionType(StrEnum):
    """What a session is for; the value is its selector (protocol.md 2.2)."""

    OldCommandSession = "0"
    CommandSession = "9"
    EventSession = "1"

    def to_message(self) -> GenericMessage:
        """Return the frame that asks for this session."""
        return GenericMessage(("99", self.value))


# The old selector is the one that every gateway knows; the newer one is for those that refuse it (protocol.md 2.2).
_SELECTORS: Final[dict[SessionType, tuple[SessionType, ...]]] = {
    SessionType.EventSession: (SessionType.EventSession,),
    SessionType.OldCommandSession: (SessionType.OldCommandSession, SessionType.CommandSession),
    SessionType.CommandSession: (SessionType.OldCommandSession, SessionType.CommandSession),
}


class HandshakeState(Enum):
    """Where a handshake is; see the module's text."""

    GREETING = auto()
    SELECTED = auto()
    NONCE = auto()
    RESULT = auto()
    PROOF = auto()
    OPEN = auto()


class Handshake:
    """One handshake of one connection, seen from the client."""

    def __init__(self, session_type: SessionType, password: str, *, newer_first: bool = False) -> None:
        """Prepare a handshake; `password` may be empty when the gateway asks for none.

        `newer_first` begins with the newer selector, for a gateway that is known to hang up at the older one.
        """
        self.state = HandshakeState.GREETING
        self.selector_refused = False
        """Whether the gateway has refused a selector, and there was another one to try."""
        selectors = _SELECTORS[session_type]
        self._selectors = list(reversed(selectors) if newer_first else selectors)
        self._password: Final = password
        self._digest = Digest.SHA256
        self._proof = ""

    @property
    def is_open(self) -> bool:
        """Whether the session is open."""
        return self.state is HandshakeState.OPEN

    @property
    def is_answered(self) -> bool:
        """Whether our proof of the password is on its way: a refusal is about the password from here on."""
        return self.state in (HandshakeState.RESULT, HandshakeState.PROOF)

    def receive(self, frame: str) -> tuple[str, ...]:
        """Take in a frame of the gateway; return the frames to send.

        Raises `InvalidSession` when the session is refused or the algorithm is unknown, `InvalidAuthentication`
        when the password is refused, cannot answer the challenge, or the server cannot prove that it knows it.
        """
        return _STEPS[self.state](self, frame)

    def refused(self, *, doubtful: bool = False) -> InvalidSession:
        """Return what it means that the gateway refuses at this point; without a word it is `doubtful`."""
        if self.is_answered:
            return InvalidAuthentication("the gateway did not accept the password", doubtful=doubtful)
        return InvalidSession("the gateway closed the connection: no free session, or this address is not allowed")

    def _greeting(self, frame: str) -> tuple[str, ...]:
        if frame == _ACK:
            self.state = HandshakeState.SELECTED
            return (str(self._selectors.pop(0).to_message()),)
        if _is_nack(frame):
            raise InvalidSession("the gateway refused the connection: no free session, or this address is not allowed")
        return ()

    def _selected(self, frame: str) -> tuple[str, ...]:
        if frame == _ACK:
            self.state = HandshakeState.OPEN
            return ()
        if _is_nack(frame):
            if not self._selectors:
                raise InvalidSession("the gateway refused the session")
            self.selector_refused = True
            return (str(self._selectors.pop(0).to_message()),)
        if frame.startswith("*98*"):
            try:
                self._digest = Digest(frame[4:-2])
            except ValueError:
                raise InvalidSession(f"the gateway asks for an unknown algorithm: {frame}") from None
            self._need_password()
            self.state = HandshakeState.NONCE
            return (_ACK,)
        nonce = frame[2:-2]
        if not _is_number_frame(frame):
            return ()
        self._need_password()
        try:
            result = open_result(self._password, nonce)
        except ValueError:
            raise InvalidAuthentication("the gateway asks for a password of digits only") from None
        self.state = HandshakeState.RESULT
        return (f"*#{result}##",)

    def _nonce(self, frame: str) -> tuple[str, ...]:
        if _is_nack(frame):
            raise InvalidSession("the gateway refused the session")
        if not _is_number_frame(frame):
            return ()
        try:
            server_nonce = digits_to_hex(frame[2:-2])
        except ValueError:
            server_nonce = ""
        if len(server_nonce) != self._digest.hex_length:
            raise InvalidSession("the gateway sent a challenge of the wrong length")
        client_nonce = secrets.token_hex(self._digest.hex_length // 2)
        answer = hmac_client_digest(self._digest, self._password, server_nonce, client_nonce)
        self._proof = hmac_server_digest(self._digest, self._password, server_nonce, client_nonce)
        self.state = HandshakeState.PROOF
        return (f"*#{hex_to_digits(client_nonce)}*{hex_to_digits(answer)}##",)

    def _result(self, frame: str) -> tuple[str, ...]:
        if frame == _ACK:
            self.state = HandshakeState.OPEN
            return ()
        raise self.refused()

    def _check_proof(self, frame: str) -> tuple[str, ...]:
        try:
            proof = digits_to_hex(frame[2:-2]) if _is_number_frame(frame) else ""
        except ValueError:
            proof = ""
        if not proof:
            raise self.refused()
        if not same_digest(proof, self._proof):
            raise InvalidAuthentication("the gateway could not prove that it knows the password")
        self.state = HandshakeState.OPEN
        return (_ACK,)

    def _open(self, frame: str) -> tuple[str, ...]:
        raise InvalidSession(f"the handshake is over, but got {frame}")

    def _need_password(self) -> None:
        if not self._password:
            raise InvalidAuthentication("the gateway asks for a password")


_STEPS: Final[dict[HandshakeState, Callable[[Handshake, str], tuple[str, ...]]]] = {
    HandshakeState.GREETING: Handshake._greeting,
    HandshakeState.SELECTED: Handshake._selected,
    HandshakeState.NONCE: Handshake._nonce,
    HandshakeState.RESULT: Handshake._result,
    HandshakeState.PROOF: Handshake._check_proof,
    HandshakeState.OPEN: Handshake._open,
}


def _is_nack(frame: str) -> bool:
    return len(frame) == 6 and frame.startswith("*#*") and frame != _ACK


def _is_number_frame(frame: str) -> bool:
    number = frame[2:-2]
    return frame.startswith("*#") and bool(number) and not number.strip(DIGITS)
