"""Rendering of frames by model: a gateway may add frames to what it hears on the bus, change them or keep them back.

The bus of the simulator speaks the plainest form; this module turns it into what a client of a certain model reads.
"""

import re
from collections.abc import Callable, Iterable

from .behaviour import Model
from .frames import Frame, Kind

SCENARIOS, HEATING, ALARM, CEN, SOUND, NEW_SOUND = 0, 4, 5, 15, 16, 22
# A central unit's remarks on its probes: one is off, in protection, manual (protocol.md 4.4).
REMARKS = ("22", "23", "24")
REMOTE = ("20", "21")
AMPLIFIER = re.compile(r"(?P<area>\d)(?P<point>\d)")
SOURCE = re.compile(r"10(?P<source>[1-9])")
# Addresses of all amplifiers, all sources, an environment, everybody.
MANY_OF_SOUND = {SOUND: re.compile(r"0|100|#\d"), NEW_SOUND: re.compile(r"(5#)?3#\d+#0|4#\d+|6")}
# WHO 16 on and off, as WHO 22 tells them: state and media type. 4 is stereo; 10 is what an H4890 shows for "off".
SWITCHED = {"0": "1*4", "3": "1*4", "10": "0*10", "13": "0*10"}
# Dimensions of WHO 16 and their numbers in WHO 22: volume, treble, bass, balance of an amplifier; frequency (after the
# kind of modulation), station and RDS text of a source.
SOUND_DIMENSIONS = {"1": "1", "2": "2", "3": "4", "4": "17"}
SOURCE_DIMENSIONS = {"6": "5", "7": "6", "8": "10"}


def rendered(model: Model, frame: Frame, cause: Frame | None = None) -> Iterable[str]:
    """Return the frames that a client of this model gets for one on the bus, which `cause` may have brought about."""
    if frame.who == SOUND:
        return _sound(model, frame, cause)
    renderer = RENDERERS.get(frame.who)
    return renderer(model, frame) if renderer else (frame.text,)


def _alarm(model: Model, frame: Frame) -> Iterable[str]:
    """Render the alarm: the panel says 0 for the system; a gateway may leave WHERE empty (gateways.md 13.9)."""
    if frame.where == "0" and frame.kind is Kind.COMMAND:
        return (f"*5*{frame.full_what}*{model.alarm_system}##",)
    return (frame.text,)


def _heating(model: Model, frame: Frame) -> Iterable[str]:
    if model.bare_set_point and frame.kind is Kind.REPLY and frame.dimension == "14":
        return (f"*#4*{frame.where}*14*{frame.values[0]}##",)
    if model.always_remarks and frame.where.startswith("#0") and frame.kind is Kind.COMMAND:
        if frame.what in REMOTE:
            return (frame.text, *(f"*4*{remark}*{frame.where}##" for remark in REMARKS))
        if frame.what in REMARKS:
            return ()
    return (frame.text,)


def _scenario(model: Model, frame: Frame) -> Iterable[str]:  # noqa: ARG001 - as all renderers
    """Render a scenario module: the end of a recording is told with a parameter more (protocol.md 4.0)."""
    if frame.what == "41" and len(frame.what_params) == 1:
        return (f"*0*{frame.full_what}#0*{frame.where}##",)
    return (frame.text,)


def _cen(model: Model, frame: Frame) -> Iterable[str]:
    """Render a CEN control: first-generation gateways show the press and nothing after it (protocol.md 4.15)."""
    return () if frame.what_params and not model.cen_releases else (frame.text,)


def _sound(model: Model, frame: Frame, cause: Frame | None) -> Iterable[str]:
    """Render sound: one telegram has two wordings; both where the model repeats it, else that of who asked for it."""
    asked_in_new = cause is not None and cause.who == NEW_SOUND
    twin = sound_twin(frame) if model.repeats_sound or asked_in_new else None
    if twin is None:
        return (frame.text,)
    return (frame.text, twin) if model.repeats_sound else (twin,)


def sound_twin(frame: Frame) -> str | None:
    """Return the WHO 22 wording of a WHO 16 frame; on, off and volume were captured (H4890), the others are assumed."""
    where = sound_where(frame.where)
    if where is None:
        return None
    if frame.kind is Kind.COMMAND and frame.what in SWITCHED:
        return f"*#22*{where}*12*{SWITCHED[frame.what]}##"
    if frame.kind is not Kind.REPLY:
        return None
    dimensions = SOURCE_DIMENSIONS if where.startswith("2#") else SOUND_DIMENSIONS
    if frame.dimension not in dimensions:
        return None
    values = ("1", *frame.values[1:]) if frame.dimension == "6" else frame.values[-1:]
    return (
        f"*#22*{where}*{dimensions[frame.dimension]}*{'*'.join(frame.values if frame.dimension == '8' else values)}##"
    )


def sound_where(where: str) -> str | None:
    """Return the WHO 22 address of a WHO 16 amplifier or source."""
    if match := AMPLIFIER.fullmatch(where):
        return f"3#{match['area']}#{match['point']}"
    if match := SOURCE.fullmatch(where):
        return f"2#{match['source']}"
    return None


RENDERERS: dict[int, Callable[[Model, Frame], Iterable[str]]] = {
    SCENARIOS: _scenario,
    ALARM: _alarm,
    HEATING: _heating,
    CEN: _cen,
}
