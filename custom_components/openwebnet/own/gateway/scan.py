"""Scan of the bus: the general requests, one after the other (protocol.md 5.4).

A general request may be acknowledged at once while its answers keep coming for seconds; a second one sent meanwhile
cuts the first one's answers short (gateways.md 13.3). So the next is sent when the bus has been quiet for a while.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from ..exceptions import ResponseError
from ..items.registry import system_of
from ..items.sender import Priority, Sender
from ..timing import Timing
from ..wire.messages import BaseMessage, DimensionRequest
from ..wire.tags import Who

MAX_ABSENT_METERS: Final = 2
"""Meters in a row that do not exist, after which no more are looked for."""
MAX_GAP: Final = 10
"""The same where the gateway refuses to ask them all at once: a plant leaves addresses out."""


class _Answer(Enum):
    """What a request was answered with."""

    FRAMES = auto()
    ACK = auto()
    NACK = auto()
    SILENCE = auto()


_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Quiet:
    """When the bus was heard last."""

    last_event: Callable[[], float]
    """The event loop's time of the last event."""
    timing: Timing

    async def wait(self, *, asked: bool = True) -> None:
        """Return when the bus has been quiet for a while, after `Timing.longest_answer` in any case.

        Where something was just `asked`, the quiet begins now at the earliest; else it may be over already.
        """
        loop = asyncio.get_running_loop()
        begin = loop.time()
        end = begin + self.timing.longest_answer
        while True:
            now = loop.time()
            rest = min(max(self.last_event(), begin if asked else 0.0) + self.timing.quiet, end) - now
            if rest <= 0:
                return
            await asyncio.sleep(rest)


async def ask_all(
    sender: Sender,
    quiet: Quiet,
    requests: Sequence[BaseMessage],
    *,
    before: Callable[[BaseMessage], None] = lambda _: None,
) -> Collection[BaseMessage]:
    """Send general requests; their answers reach the items as events and as frames of the answer.

    Returns those that were refused, met with silence, or left out after such a one.

    `before` is told each request before it is sent. A request that is refused or not answered says that there is no
    such system here; it is no error. One that meets silence is the last for its system. Raises `NotSent` or
    `InvalidSession` when one could not be sent, or its session was lost: then not everything was asked.
    """
    silent: set[Who] = set()
    unanswered: list[BaseMessage] = []
    for request in requests:
        system = system_of(request.who) if request.who is not None else None
        if system in silent:
            unanswered.append(request)
            continue
        before(request)
        answer = await _ask(sender, request)
        if answer is _Answer.SILENCE and system is not None:
            silent.add(system)
        if answer in (_Answer.NACK, _Answer.SILENCE):
            unanswered.append(request)
        await quiet.wait()
    return unanswered


async def find_meters(sender: Sender, known: Collection[str] = (), gap: int = MAX_ABSENT_METERS) -> None:
    """Ask the energy meters one by one, but for those that are `known` (`51`), when nobody waits for anything else.

    Ends when `gap` in a row are not there, or two in a row say nothing at all. Raises as `ask_all` does.
    """
    absent = silent = 0
    for number in range(1, 256):
        where = f"5{number}"
        if where in known:
            absent = silent = 0
            continue
        answer = await _ask(sender, DimensionRequest((Who.ENERGY_MANAGEMENT, where, "113")))
        absent = 0 if answer is _Answer.FRAMES else absent + 1
        silent = silent + 1 if answer is _Answer.SILENCE else 0
        if absent >= gap or silent >= MAX_ABSENT_METERS:
            return


async def _ask(sender: Sender, request: BaseMessage) -> _Answer:
    try:
        return _Answer.FRAMES if await sender.request(request, priority=Priority.SCAN) else _Answer.ACK
    except ResponseError:
        return _Answer.NACK
    except TimeoutError:
        _LOGGER.debug("No answer to %s", request)
        return _Answer.SILENCE
