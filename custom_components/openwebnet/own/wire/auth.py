"""The arithmetic of the two password schemes (protocol.md 2.4 and 2.5). No socket, no state."""

import hashlib
import hmac
from collections.abc import Callable
from enum import Enum
from typing import Final

_MASK: Final = 0xFFFFFFFF


def _rotate_right(x: int, bits: int) -> int:
    return (x >> bits | x << 32 - bits) & _MASK


def _swap_ends(x: int) -> int:
    """Turn the bytes b3 b2 b1 b0 into b0 b3 b1 b2."""
    return x & 0xFF00 | (x & 0xFF) << 24 | (x >> 16 & 0xFF) | (x >> 24 & 0xFF) << 16


def _swap_halves(x: int) -> int:
    """Turn the bytes b3 b2 b1 b0 into b1 b0 b2 b3."""
    return (x & 0xFFFF) << 16 | x >> 24 | (x >> 16 & 0xFF) << 8


_OPEN_STEPS: Final[dict[str, Callable[[int], int]]] = {
    "0": lambda x: x,
    "1": lambda x: _rotate_right(x, 7),
    "2": lambda x: _rotate_right(x, 4),
    "3": lambda x: _rotate_right(x, 3),
    "4": lambda x: _rotate_right(x, 31),
    "5": lambda x: _rotate_right(x, 27),
    "6": lambda x: _rotate_right(x, 20),
    "7": _swap_ends,
    "8": _swap_halves,
    "9": lambda x: ~x & _MASK,
}


def open_result(password: str, nonce: str) -> str:
    """Return the answer to a numeric challenge.

    `password` and `nonce` are decimal digits. The password is a number: its leading zeros do not count. It is
    loaded at the first digit of the nonce that is not 0, so a nonce of zeros gives 0.
    Raises `ValueError` when the password is not a number: it can never answer this challenge.
    """
    if not (password.isascii() and password.isdigit()):
        raise ValueError("a numeric challenge needs a password of digits")
    significant = nonce.lstrip("0")
    if not significant:
        return "0"
    x = int(password) & _MASK
    for digit in significant:
        x = _OPEN_STEPS[digit](x)
    return str(x)


class Digest(Enum):
    """The hash that a gateway announces with `*98*N##`."""

    SHA1 = "1"
    SHA256 = "2"

    @property
    def hex_length(self) -> int:
        """Length of nonces and digests in hex digits: 40 or 64. On the wire each takes two decimal digits."""
        return 40 if self is Digest.SHA1 else 64

    def of(self, text: str) -> str:
        """Return the lower-case hex digest of an ASCII text."""
        name = "sha1" if self is Digest.SHA1 else "sha256"
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


# Literal texts of the official description; its labels for them are swapped (protocol.md 2.5).
_IDENTITIES: Final = "736F70653E" + "636F70653E"


def hmac_client_digest(digest: Digest, password: str, server_nonce: str, client_nonce: str) -> str:
    """Return the client's proof as hex. Nonces are hex texts. A plain hash, despite the name of the scheme."""
    return digest.of(server_nonce + client_nonce + _IDENTITIES + digest.of(password))


def hmac_server_digest(digest: Digest, password: str, server_nonce: str, client_nonce: str) -> str:
    """Return the proof that the server must give, as hex."""
    return digest.of(server_nonce + client_nonce + digest.of(password))


def same_digest(one: str, other: str) -> bool:
    """Compare two hex texts in constant time."""
    return hmac.compare_digest(one, other)


def hex_to_digits(text: str) -> str:
    """Write each hex digit as two decimal ones: `f` as `15`."""
    return "".join(f"{int(nibble, 16):02d}" for nibble in text)


def digits_to_hex(text: str) -> str:
    """Undo `hex_to_digits`. Raises `ValueError` for an odd length or a pair above 15."""
    if len(text) % 2:
        raise ValueError("an odd number of digits")
    pairs = [int(text[i : i + 2]) for i in range(0, len(text), 2)]
    if any(pair > 15 for pair in pairs):
        raise ValueError("a pair of digits above 15")
    return "".join(f"{pair:x}" for pair in pairs)
