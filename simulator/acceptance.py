"""Refusals: what gateways refuse before anything reaches the bus, as patterns over the frame's text.

Every row was seen as a NACK with an empty bus in the firmware results (sessions.jsonl, `refused_or_not_routed`), or is
named in gateways.md 2 to 9, 13.5 or 13.10. A row without models holds for all of them.
"""

import re
from dataclasses import dataclass

from .frames import Frame, Kind


@dataclass(frozen=True, slots=True)
class Refusal:
    """Frames that are refused, and by whom."""

    pattern: re.Pattern[str]
    why: str
    only: frozenset[str] = frozenset()
    """The models that refuse it; empty for all."""
    not_by: frozenset[str] = frozenset()
    """The models that take it nevertheless."""

    def holds(self, text: str, model: str) -> bool:
        """Return whether this model refuses the frame."""
        if (self.only and model not in self.only) or model in self.not_by:
            return False
        return self.pattern.fullmatch(text) is not None


def _row(pattern: str, why: str, *, only: str = "", not_by: str = "") -> Refusal:
    return Refusal(re.compile(pattern), why, frozenset(only.split()), frozenset(not_by.split()))


REFUSALS = (
    _row(r"\*#?(?:1|2|14)\*.*#4#\d(?:\*.*)?##", "an interface has two digits"),
    _row(r"\*#?(?:1|2|14|15)\*(?:[\d#]+\*)?000[1-9](?:#.*|\*.*)?##", "area 0 is spelled 0n", not_by="MH202"),
    _row(r"\*#1\*.*\*#1\*100(?:\*.*)?##", "level 100 is off and cannot be written", not_by="MH202"),
    _row(r"\*#1\*.*\*#1\*(?!1\d\d|200)\d*(?:\*.*)?##", "a level is 100-200"),
    _row(r"\*1\*(?!(?:\d|[12]\d|3[012])(?:#[\d#]*)?\*).*##", "no such WHAT of lights"),
    _row(r"\*1\*19\*.*##", "a fault is no command"),
    _row(r"\*2\*(?!(?:[012]|10|11|12)(?:#[\d#]*)?\*).*##", "no such WHAT of automation"),
    _row(r"\*#2\*.*\*#(?!11[#*]).*##", "automation takes writes of dimension 11 only"),
    _row(r"\*#2\*[^*]*\*11##", "dimension 11 cannot be read"),
    _row(r"\*#2\*.*\*#11#\d*\*0##", "position 0 is refused", only="MH201"),
    _row(r"\*4\*(?:10[01]|110)\*.*##", "manual needs a temperature"),
    _row(r"\*4\*[123]3\d*\*#0.*##", "a vacation needs its return program"),
    _row(r"\*4\*[123]3#.*##", "the days of a vacation are part of WHAT"),
    _row(r"\*4\*311\*\d.*##", "automatic goes through the central unit"),
    _row(r"\*4\*303\*\d.*##", "a zone is switched off through the central unit", only="MH200N"),
    _row(r"\*#4\*#0[^*]*\*#11\*.*##", "a central unit has no fan"),
    # These two send it, to zone 0, where nobody takes it (gateways.md 5).
    _row(r"\*#4\*#[^*]*\*#11\*.*##", "the fan takes the plain zone", not_by="MH200N MH202"),
    _row(r"\*#4\*[^*]*\*#11\*(?![0-3]##).*##", "the fan has speeds 0-3"),
    _row(r"\*#4\*\d+#1\*0##", "a compound zone is for commands"),
    _row(r"\*#4\*#0(?:#\d+)?\*14##", "the central unit is asked without a dimension"),
    _row(r"\*#4\*\d+#0\*20##", "all actuators of a zone cannot be asked at once", only="F455 MH202"),
    _row(r"\*#4\*\d+#[2-9]\*20##", "only the first actuator can be read", only="F455 MH202"),
    _row(r"\*3\*(?!2\*#[1-8]##).*##", "a load can only be forced"),
    _row(r"\*#3\*0##", "loads are asked one by one"),
    _row(r"\*5\*.*##", "the alarm can be watched, not commanded"),
    _row(r"\*#5\*.*\*#.*##", "the alarm can be watched, not commanded"),
    _row(r"\*16\*(?:0|10|20|100)\*1\d\d##", "sources are switched on the stereo channel"),
    _row(r"\*16\*6(?:000|0(?:1[6-9]|[2-9]\d))\*.*##", "a station moves by 1-15"),
    _row(r"\*#16\*[^*]*(?:\*9)?##", "sound is asked with dimension 5, and 9 cannot be"),
    _row(r"\*25\*2[1-8]\*.*##", "a press names its button", not_by="MH202"),
    _row(r"\*25\*1[1-5]#.*##", "no such parameters of scenario plus", not_by="MH202"),
    _row(r"\*#18\*[^*]*\*(?:52|1200)##", "the dimension needs its parameters"),
    _row(r"\*18\*[^*]*\*7\d+##", "an actuator's address ends in #0"),
    _row(r"\*#18\*7\d+(?:\*.*)?##", "an actuator's address ends in #0"),
)

# A set point for a plain zone, to heat or generic.
MANUAL_HEATING = re.compile(r"\*#4\*\d+\*#14\*\d+\*[13]##")

# Firmware passes on WHO 22 frames that have the form of a reply (sessions.jsonl, sound-who22).
SOUND = 22


def refusal(frame: Frame, model: str) -> str | None:
    """Return the reason why a model refuses a frame before the bus, or None when it passes."""
    if frame.kind is Kind.SIGNAL or (frame.kind is Kind.REPLY and frame.who != SOUND):
        return "neither a command nor a request"
    return next((row.why for row in REFUSALS if row.holds(frame.text, model)), None)
