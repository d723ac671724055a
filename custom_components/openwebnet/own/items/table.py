"""Table of a subsystem: what each WHAT and each dimension means, and what it does to a state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from ..wire.messages import TRANSLATION, BaseMessage, DimensionResponse, DimensionWriting, NormalMessage
from ..wire.tags import What

_CACHE_SIZE: Final = 256
"""WHATs of one subsystem that are looked up once; a bound keeps noise from growing the memory."""


class Args(NamedTuple):
    """What a frame says beside its WHAT or dimension."""

    tag: str
    """The WHAT or dimension itself, without parameters."""
    parameters: tuple[str, ...]
    """What follows it behind `#`."""
    values: tuple[str, ...] = ()
    """The values of a dimension."""


@dataclass(frozen=True, slots=True)
class Row[S]:
    """What one WHAT or dimension means, and what it does to a state."""

    meaning: str
    apply: Callable[[S, Args], S] | None = None
    """Returns the new state. `None`: says nothing of the state.

    Raises `ValueError`, `LookupError` or `OverflowError` for values that make no sense; the frame is dropped then.
    """
    source: str = ""
    """Where an odd fact comes from."""
    apply_answer: Callable[[S, Args], S] | None = None
    """The same for a frame that answers a request, where an event tells more: that it has just happened."""


ANY_DIGIT: Final = "?"


@dataclass(frozen=True)
class Table[S]:
    """What the frames of one subsystem mean."""

    whats: Mapping[str, Row[S]]
    """A `?` in a key stands for any digit: WHO 4 glues numbers to its WHAT (`13ddd`). A key without comes first."""
    dimensions: Mapping[str, Row[S]]
    writes_are_reports: frozenset[str] = field(default_factory=frozenset)
    """Dimensions whose write form is a broadcast of the gateway and not the echo of a client's wish."""
    with_parameters: frozenset[str] = field(default_factory=frozenset)
    """Dimensions that have parameters; behind another a parameter makes it something that nobody has described."""

    @cached_property
    def tells_answers_apart(self) -> bool:
        """Whether a frame means something else when it answers a request."""
        return any(row.apply_answer is not None for row in (*self.whats.values(), *self.dimensions.values()))

    @cached_property
    def _rules(self) -> Sequence[tuple[str, Row[S]]]:
        return [rule for rule in self.whats.items() if ANY_DIGIT in rule[0]]

    @cached_property
    def _find_what(self) -> Callable[[What], tuple[Row[S], Args] | None]:
        """Look each WHAT up once."""
        return lru_cache(_CACHE_SIZE)(self._look_up)

    def _look_up(self, what: What) -> tuple[Row[S], Args] | None:
        row = self._what(what.tag) if what.tag != TRANSLATION else None
        return (row, Args(what.tag, what.parameters)) if row is not None else None

    def _what(self, tag: str) -> Row[S] | None:
        row = self.whats.get(tag)
        if row is None:
            for pattern, rule in self._rules:
                if len(pattern) == len(tag) and all(a in (ANY_DIGIT, b) for a, b in zip(pattern, tag, strict=True)):
                    return rule
        return row

    def find(self, message: BaseMessage) -> tuple[Row[S], Args] | None:
        """Return the row of a frame that may tell a state; `None` for requests, echoes and translations."""
        if isinstance(message, NormalMessage):
            return self._find_what(message.what)
        if isinstance(message, DimensionResponse) or (
            isinstance(message, DimensionWriting) and message.dimension.tag in self.writes_are_reports
        ):
            dimension = message.dimension
            tag, parameters = dimension.tag, dimension.parameters
            row = self.dimensions.get(tag)
            if row is None or (parameters and tag not in self.with_parameters):
                return None
            return row, Args(tag, parameters, message.values)
        return None


def whole(text: str, low: int, high: int) -> int:
    """Return a decimal number within limits. Raises `ValueError` otherwise."""
    number = int(text)
    if not low <= number <= high:
        raise ValueError(f"{number} is not within {low} and {high}")
    return number
