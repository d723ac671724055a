"""The build side of the tables: which method sends which frames.

Nothing here runs when a frame is sent. The register is what `docs/protocol-coverage.md` is generated from, and what the
tests hold against the frames that the methods really send.
"""

from collections.abc import Callable
from typing import Final, NamedTuple


class Built(NamedTuple):
    """A frame that a method sends."""

    form: str
    """The frame, a word in capitals for each part that varies: `*1*0#SPEED*W##`; `W` is the address, `?` a digit."""
    owner: str
    """The name of the class."""
    method: str
    meaning: str
    """The first line of the method's docstring, up to what it raises."""
    source: str
    """Where an odd fact comes from."""


BUILT: Final[list[Built]] = []
"""All frames that methods send, in the order of the modules."""


def sends[F: Callable[..., object]](*forms: str, source: str = "") -> Callable[[F], F]:
    """Note down the frames that a method sends: the form of each as in `Built.form`."""

    def note(method: F) -> F:
        owner, _, name = method.__qualname__.rpartition(".")
        meaning = (method.__doc__ or "").strip().partition("\n")[0].partition(" Raises")[0]
        BUILT.extend(Built(form, owner, name, meaning, source) for form in forms)
        return method

    return note
