"""Events: what event sessions are shown of the bus, which differs by model."""

from collections.abc import Iterable

from .address import Address, Scope
from .behaviour import ANSWERS, AnswersOn, Ask, GroupOrder, Model, Translations
from .bus import Source, Telegram
from .frames import Frame, Kind
from .rendering import MANY_OF_SOUND, rendered

LIGHTS, AUTOMATION, HEATING = 1, 2, 4
SCENARIOS, SPECIAL_COMMANDS = 0, 14
POINT_WHOS = frozenset((LIGHTS, AUTOMATION, SPECIAL_COMMANDS))
# Buttons, scenarios, door calls and auxiliaries: the command is itself what everybody is told.
TOLD_AS_THEY_ARE = frozenset((SCENARIOS, 6, 9, 15, 17, 25))
# An F461 sums up what a group does; when after the command is assumed.
SUMMARY_LATE = 0.5
# MyHomeServer1 shows the broadcast frame so long after the members (protocol.md 5.2).
BROADCAST_LATE = 0.9
# From the relayed stop to the translation (protocol.md 4.2).
AFTER_RELAYED_STOP = 0.05

type Shown = tuple[float, str]
"""Seconds from now, and the frame."""


def ask_of(frame: Frame) -> Ask:
    """Return whether a frame concerns one object or several, and whether it asks."""
    if frame.who in POINT_WHOS:
        address = Address.parse(frame.where)
        several = address is not None and address.scope is not Scope.POINT
    else:
        several = frame.where in ("", "0") or (frame.who == HEATING and frame.where.startswith("0"))
    if frame.asks:
        return Ask.GENERAL if several else Ask.REQUEST
    return Ask.BROADCAST if several else Ask.COMMAND


def answers_on(model: Model, request: Frame) -> AnswersOn:
    """Tell where the answers to a request come."""
    return model.answers.get(request.who, ANSWERS.get(request.who, AnswersOn.BOTH))


def shown(model: Model, telegram: Telegram) -> Iterable[Shown]:
    """Return the frames that event sessions get for a telegram on the bus."""
    if telegram.source is Source.OBJECT:
        yield from _told(model, telegram)
    elif telegram.frame.asks:
        if model.echoes_requests and telegram.source is Source.CLIENT:
            yield 0.0, telegram.frame.text
    elif telegram.frame.kind is Kind.WRITE:
        yield from _written(model, telegram)
    else:
        yield from _commanded(model, telegram)


def _told(model: Model, telegram: Telegram) -> Iterable[Shown]:
    cause, frame = telegram.cause, telegram.frame
    if cause is not None:
        if cause.frame.asks and answers_on(model, cause.frame) is AnswersOn.COMMAND:
            return
        if model.group_order is GroupOrder.ONLY and ask_of(cause.frame) is Ask.BROADCAST:
            return
    for text in rendered(model, frame, cause.frame if cause else None):
        yield 0.0, text
    if model.extra_dimension_13 and frame.who == LIGHTS and frame.dimension == "1":
        yield 0.0, f"*#1*{frame.where}*13*2*{'*'.join(frame.values)}*0##"


def _written(model: Model, telegram: Telegram) -> Iterable[Shown]:
    frame = telegram.frame
    if telegram.source is Source.WALL:
        # A zone that writes to its actuators, another gateway that writes to a zone: both were seen in traces.
        yield 0.0, frame.text
        return
    if not model.echoes_writes:
        return
    yield 0.0, frame.text
    if model.extra_dimension_13 and frame.who == LIGHTS and frame.dimension == "1":
        yield 0.0, f"*#1*{frame.where}*#13*2*{'*'.join(frame.values)}*0##"


def _commanded(model: Model, telegram: Telegram) -> Iterable[Shown]:
    frame = telegram.frame
    if frame.who in TOLD_AS_THEY_ARE:
        for text in rendered(model, frame):
            yield 0.0, text
    elif frame.who == SPECIAL_COMMANDS:
        # For a point, no event is sent (protocol.md 4.14); the facts do not speak of groups.
        if ask_of(frame) is Ask.BROADCAST:
            yield 0.0, frame.text
    elif frame.who in (LIGHTS, AUTOMATION):
        if ask_of(frame) is Ask.BROADCAST:
            yield from _broadcast(model, frame)
        else:
            yield from _point_command(model, telegram)
    elif frame.who == HEATING and telegram.source is Source.WALL:
        yield 0.0, frame.text
    elif frame.who in MANY_OF_SOUND and MANY_OF_SOUND[frame.who].fullmatch(frame.where):
        # Assumed: as with lights.
        yield 0.0, frame.text


def _broadcast(model: Model, frame: Frame) -> Iterable[Shown]:
    yield BROADCAST_LATE if model.group_order is GroupOrder.BEFORE else 0.0, frame.text
    if model.group_summary and frame.who == LIGHTS and frame.where.startswith("#"):
        yield SUMMARY_LATE, f"*#1*{frame.where}*15*{'0' if frame.what == '0' else '1'}##"


def _point_command(model: Model, telegram: Telegram) -> Iterable[Shown]:
    frame = telegram.frame
    own = telegram.source is Source.CLIENT
    late = 0.0
    if own and model.relayed_stop and frame.who == AUTOMATION and frame.what in ("1", "2"):
        yield model.relayed_stop, f"*2*0*{frame.where}##"
        late = model.relayed_stop + AFTER_RELAYED_STOP
    if model.translations is Translations.NONE or (own and model.translations is Translations.OTHERS):
        return
    where = str(Address.parse(frame.where)) if model.normalises_area_0 else frame.where
    if own and model.echoes_writes and frame.who == LIGHTS and frame.what == "0" and frame.what_params:
        # MH202 shows an off with a speed in its own three frames (sessions.jsonl, lights-level).
        speed = frame.what_params[0]
        yield 0.0, frame.text
        yield 0.0, f"*#1*{where}*#13*0*100*{'' if speed == '0' else speed}*0##"
        yield 0.0, f"*#1*{where}*#4*100*{speed}##"
        return
    yield late, f"*{frame.who}*1000#{frame.full_what}*{where}##"
