"""The first meeting with a gateway: what it does, found by asking, and compared with what is known of its model."""

from .check import Check, check
from .line import Authentication, Reply, quiet_after
from .report import Asked, Comparison, Outcome, Report, Surplus, document

__all__ = [
    "Asked",
    "Authentication",
    "Check",
    "Comparison",
    "Outcome",
    "Reply",
    "Report",
    "Surplus",
    "check",
    "document",
    "quiet_after",
]
