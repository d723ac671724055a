"""Authentication, the gateway's side: numeric OPEN, and the HMAC exchange with SHA-1 or SHA-256.

protocol.md 2.4 and 2.5; the HMAC is a plain hash over joined texts, not the keyed construction of RFC 2104.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from enum import StrEnum

WORD = 0xFFFFFFFF
# The two constants that stand between the nonces and the password hash, used literally as text.
CLIENT_MARKS = "736F70653E636F70653E"
CLIENT_ANSWER = re.compile(r"\*#(?P<rb>\d+)\*(?P<digest>\d+)##")
OPEN_ANSWER = re.compile(r"\*#(?P<result>\d+)##")


class Auth(StrEnum):
    """How a gateway asks for its password."""

    NONE = "none"
    OPEN = "open"
    SHA1 = "sha1"
    SHA256 = "sha256"


OFFERS = {Auth.SHA1: "*98*1##", Auth.SHA256: "*98*2##"}


def _rotate_left(word: int, bits: int) -> int:
    return ((word << bits) | (word >> (32 - bits))) & WORD


def _shuffle_7(word: int) -> int:
    b3, b2, b1, b0 = word.to_bytes(4)
    return int.from_bytes((b0, b3, b1, b2))


def _shuffle_8(word: int) -> int:
    b3, b2, b1, b0 = word.to_bytes(4)
    return int.from_bytes((b1, b0, b2, b3))


# What each digit of the nonce does to the 32-bit register.
OPERATIONS: Mapping[str, Callable[[int], int]] = {
    "1": lambda word: _rotate_left(word, 25),
    "2": lambda word: _rotate_left(word, 28),
    "3": lambda word: _rotate_left(word, 29),
    "4": lambda word: _rotate_left(word, 1),
    "5": lambda word: _rotate_left(word, 5),
    "6": lambda word: _rotate_left(word, 12),
    "7": _shuffle_7,
    "8": _shuffle_8,
    "9": lambda word: word ^ WORD,
}


def open_result(password: str, nonce: str) -> str:
    """Return the answer a client owes to a numeric nonce; the password is a number, its leading zeros are lost."""
    if not nonce.strip("0"):
        return "0"
    word = int(password) & WORD
    for digit in nonce:
        if digit in OPERATIONS:
            word = OPERATIONS[digit](word)
    return str(word)


def new_nonce() -> str:
    """Return a numeric nonce of nine digits, as the traces show them."""
    return str(secrets.randbelow(900_000_000) + 100_000_000)


def to_digits(text: str) -> str:
    """Write a hexadecimal text with two decimal digits per nibble."""
    return "".join(f"{int(nibble, 16):02}" for nibble in text)


def from_digits(digits: str) -> str | None:
    """Read what `to_digits` wrote; None when it is no such text."""
    if len(digits) % 2:
        return None
    nibbles = [int(digits[place : place + 2]) for place in range(0, len(digits), 2)]
    return "".join(f"{nibble:x}" for nibble in nibbles) if all(nibble < 16 for nibble in nibbles) else None


def _digest(auth: Auth, text: str) -> str:
    return hashlib.new(auth.value, text.encode()).hexdigest()


def new_random(auth: Auth) -> str:
    """Return a server nonce Ra as hexadecimal text of the hash's own length."""
    return _digest(auth, secrets.token_hex(32))


def client_digest(auth: Auth, password: str, ra: str, rb: str) -> str:
    """Return the hexadecimal digest that proves the client's knowledge of the password."""
    return _digest(auth, ra + rb + CLIENT_MARKS + _digest(auth, password))


def server_digest(auth: Auth, password: str, ra: str, rb: str) -> str:
    """Return the hexadecimal digest that proves the gateway's knowledge of the password."""
    return _digest(auth, ra + rb + _digest(auth, password))


def check_open(password: str, nonce: str, answer: str) -> bool:
    """Return whether the client's frame answers the numeric nonce."""
    match = OPEN_ANSWER.fullmatch(answer)
    return match is not None and match["result"] == open_result(password, nonce)


def check_hmac(auth: Auth, password: str, ra: str, answer: str) -> str | None:
    """Return the server's own proof frame when the client's frame is right, else None."""
    match = CLIENT_ANSWER.fullmatch(answer)
    if match is None:
        return None
    rb, digest = from_digits(match["rb"]), from_digits(match["digest"])
    if rb is None or digest is None or len(rb) != len(ra):
        return None
    if not hmac.compare_digest(digest, client_digest(auth, password, ra, rb)):
        return None
    return f"*#{to_digits(server_digest(auth, password, ra, rb))}##"
