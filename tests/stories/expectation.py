"""Expectation: what is wanted of one object at the end of a story."""

from dataclasses import dataclass, field

from .play import Done
from .wants import Wants


@dataclass(slots=True)
class Expectation:
    """What is wanted of one object at the end."""

    wants: Wants
    unheard: bool = False
    """Something has happened to it that Home Assistant could not hear of."""
    measured: bool = True
    """Its position is known: the times that are set are right, and it was at an end since."""
    wrong_times: bool = False
    may_be_unknown: bool = False
    """Home Assistant was away while it moved: nobody can say when that began."""
    is_stopped: bool = False
    """It stands where it was stopped, of which nobody has to know where that is."""
    last: Done | None = None
    way: Done | None = None
    """The last action that sent a curtain somewhere: slats are turned after it."""
    late: dict[str, float] = field(default_factory=dict)
    """Percent that it has moved before the bus could tell that it moves."""
