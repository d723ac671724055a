"""What went over the wire lately, for whoever has to find a fault."""

from .describe import meaning
from .records import Journal, Noted, Unknown
from .redact import HIDDEN, redact

__all__ = ["HIDDEN", "Journal", "Noted", "Unknown", "meaning", "redact"]
