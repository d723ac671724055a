"""Findings: what the judge of a story finds wrong."""

from dataclasses import dataclass
from enum import StrEnum
from typing import override


class Fault(StrEnum):
    """What can be wrong."""

    UNTRUE = "untrue"
    LOST = "lost intent"
    DISHONEST = "dishonest"
    SERVICE = "without service"
    UNCALM = "uncalm"
    BROKEN = "harness"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong."""

    fault: Fault
    key: str
    """The object, or whatever else it is about."""
    text: str

    @override
    def __str__(self) -> str:
        return f"{self.fault}: {self.key}: {self.text}"

    @property
    def sort(self) -> tuple[str, str, str]:
        """What makes two findings the same: the kind, the object, and what of it is wrong."""
        return str(self.fault), self.key, self.text.partition(" is ")[0]
