"""Frames as the monitor shows them: what each means, which object it is about, and who caused it, as far as known."""

import asyncio
from collections import deque
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from ..objects.key import ObjectKey
from ..own import BaseMessage, DimensionRequest, NormalMessage, StatusRequest, Who, parse_message
from ..own.commands.exchange import Exchange
from ..own.journal import meaning, redact
from ..own.observer import Way
from ..own.wire.addresses import Scope, parse_address
from ..timing import TIMING

type Record = dict[str, Any]

HOME_ASSISTANT: Final = "home_assistant"
ANSWER: Final = "answer"
"""An answer to what Home Assistant asked."""
GATEWAY: Final = "gateway"
"""The gateway itself, of itself: its clock."""
DEVICE: Final = "device"
"""A device of itself: what meters, thermostats and loads tell without anybody doing anything."""
BUS: Final = "bus"
"""A control at the wall, or another program: a frame does not tell one from the other."""

_OF_ITSELF: Final = {
    Who.GATEWAY: GATEWAY,
    Who.DEVICE_DIAGNOSTICS: GATEWAY,
    Who.ENERGY_MANAGEMENT: DEVICE,
    Who.THERMOREGULATION: DEVICE,
    Who.LOAD_CONTROL: DEVICE,
}
_TOLD: Final = 1024
"""Frames that are known by heart."""
_REMEMBERED: Final = 64
"""Frames of ours whose effects may still be told."""


class Origins:
    """Tells who caused what the bus tells, by what was sent a moment ago."""

    def __init__(self) -> None:
        """Know of nothing that was sent."""
        self._sent: Final[deque[tuple[float, BaseMessage]]] = deque(maxlen=_REMEMBERED)

    def of(self, way: Way, message: BaseMessage) -> str:
        """Return who caused a frame; what we send is noted by that."""
        now = asyncio.get_running_loop().time()
        if way is Way.SENT:
            self._sent.append((now, message))
            return HOME_ASSISTANT
        if way is Way.ANSWER:
            return ANSWER
        for at, sent in reversed(self._sent):
            if now - at > TIMING.effect_shown:
                break
            if sent.who is message.who and _concerns(sent, message):
                return ANSWER if isinstance(sent, StatusRequest | DimensionRequest) else HOME_ASSISTANT
        return _OF_ITSELF.get(message.who, BUS) if message.who is not None else BUS


def _concerns(sent: BaseMessage, told: BaseMessage) -> bool:
    """Tell whether a frame may tell the effect of another one: of its address, or of the area or all that it is for."""
    if sent.where is None or told.where is None or sent.where == told.where:
        return sent.where == told.where
    return is_of_points(told) and parse_address(sent.where).covers(parse_address(told.where))


def record(at: float, way: Way, message: BaseMessage, by: str | None) -> Record:
    """Return a frame as JSON; `at` is in seconds since 1970, `by` who caused it."""
    shown = {"at": round(at, 3), "way": way.value, **decoded(str(message))}
    if by is not None:
        shown["by"] = by
    return shown


@lru_cache(_TOLD)
def decoded(text: str) -> Mapping[str, Any]:
    """Return what a frame says, whenever it says it: a bus says the same things again and again."""
    message = parse_message(text)
    shown: Record = {"frame": redact(message), "meaning": meaning(message)}
    if isinstance(message, NormalMessage) and message.is_translation and message.what.parameters and message.where:
        # What was asked for stands behind the mark of a translation (protocol.md 1.3).
        asked = NormalMessage((message.who, message.what.parameters[0], message.where))
        shown["asked"] = meaning(asked)
    if message.who is not None:
        shown["who"] = int(message.who)
    if message.where is not None:
        shown["where"] = str(message.where)
    key = key_of(message)
    if key is not None:
        shown["key"] = key
    scope = _scope(message)
    if scope is not None:
        shown["scope"] = scope
    if message.values:
        # What `redact` hides, it hides here.
        shown["values"] = shown["frame"].removesuffix("##").split("*")[-len(message.values) :]
    return shown


def outcome(exchange: Exchange) -> Record:
    """Return how a command or a request of ours went, as JSON."""
    answered = exchange.answered
    return {
        "outcome": exchange.outcome.value,
        "answered": None if answered is None else round(answered, 3),
        "attempts": exchange.attempts,
    }


def key_of(message: BaseMessage) -> ObjectKey | None:
    """Return the key of what a frame is about; `None` for a frame that names nothing."""
    if message.who is None or message.where is None:
        return None
    try:
        return ObjectKey.at(message.who, message.where)
    except KeyError:
        return None


def _scope(message: BaseMessage) -> list[str | int] | None:
    """Return what an address means that names no single point of the bus; `None` for one that does."""
    if message.where is None or message.who is None or not is_of_points(message):
        return None
    address = parse_address(message.where)
    match address.scope:
        case Scope.GENERAL:
            return ["general"]
        case Scope.AREA:
            return ["area", address.area or 0]
        case Scope.GROUP:
            return ["group", address.group or 0]
    return None


def is_of_points(message: BaseMessage) -> bool:
    return message.who is not None and int(message.who) in (1, 2)
