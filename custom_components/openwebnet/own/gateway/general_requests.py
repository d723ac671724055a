"""Scan of the bus: the general requests, one after the other (protocol.md 5.4).

A general request may be acknowledged at once while its answers keep coming for seconds; a second one sent meanwhile
cuts the first one's answers short (gateways.md 13.3). So the next is sent when nothing of its kind has come for a
while.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ..exceptions import ResponseError
from ..items.registry import system_of
from ..items.sender import Sender
from ..priority import Priority
from ..timing import Timing
from ..wire.messages import BaseMessage, DimensionRequest
from ..wire.tags import Who

MAX_ABSENT_METERS: Final = 2
"""Meters in a row that do not exist, after which no more are looked for."""
MAX_GAP: Final = 10
"""The same where the gateway refuses to ask them all at once: a plant leaves addresses out."""

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Quiet:
    """When the answers to a general request have come: no more of its kind have for a while."""

    last_event: Callable[[Who | None], float]
    """The event loop's time of the last event of a subsystem, of any for `None`."""
    is_known: Callable[[BaseMessage], bool]
    """Whether anything is known that answers a request."""
    is_told: Callable[[BaseMessage, float], bool]
    """Whether all that is known to answer a request has, since a time."""
    timing: Timing

    async def wait(self, request: BaseMessage, asked: float) -> None:
        """Return when the answers to a request, sent at `asked`, have come; after `Timing.longest_answer` in any case.

        What others tell of other things meanwhile is no answer. Where all that is known has answered, there may be
        more that is not: a quiet bus tells that there is not.
        """
        loop = asyncio.get_running_loop()
        begin = loop.time()
        end = begin + self.timing.longest_answer
        while True:
            heard = self.last_event(request.who)
            is_late = self.is_known(request) and heard < asked
            ready = max(heard, begin) + (self.timing.first_answer if is_late else self.timing.quiet)
            if self.is_told(request, asked):
                ready = min(ready, max(self.last_event(None), asked) + self.timing.quiet_when_told)
            rest = min(ready, end) - loop.time()
            if rest <= 0:
                return
            await asyncio.sleep(min(rest, self.timing.quiet_when_told))


async def ask_all(
    sender: Sender,
    quiet: Quiet,
    requests: Sequence[BaseMessage],
    *,
    before: Callable[[BaseMessage], None] = lambda _: None,
    after: Callable[[BaseMessage, bool], None] = lambda _, __: None,
) -> Collection[BaseMessage]:
    """Send general requests; their answers reach the items as events and as frames of the answer.

    Returns those that were refused, met with silence, or left out after such a one.

    `before` is told each request before it is sent, `after` when it is done, and whether it was answered. A request
    that is refused or not answered says that there is no such system here; it is no error. One that meets silence is
    the last for its system. Raises `NotSent` or `InvalidSession` when one could not be sent, or its session was lost:
    then not everything was asked.
    """
    silent: set[Who] = set()
    unanswered: list[BaseMessage] = []
    for request in requests:
        system = system_of(request.who) if request.who is not None else None
        is_answered = False
        if system in silent:
            unanswered.append(request)
        else:
            before(request)
            asked = asyncio.get_running_loop().time()
            answer = await _ask(sender, request)
            if answer is None and system is not None:
                silent.add(system)
            if answer is not False:
                await quiet.wait(request, asked)
            is_answered = answer is not None and answer is not False
            if not is_answered:
                unanswered.append(request)
        after(request, is_answered)
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
        absent = 0 if answer else absent + 1
        silent = silent + 1 if answer is None else 0
        if absent >= gap or silent >= MAX_ABSENT_METERS:
            return


async def ask_one(sender: Sender, request: BaseMessage) -> bool | None:
    """Ask one object; tell whether there was an answer, `None` for a refusal. Raises as `ask_all` does."""
    try:
        await sender.request(request)
    except ResponseError:
        _LOGGER.debug("%s is refused", request)
        return None
    except TimeoutError:
        return False
    return True


async def _ask(sender: Sender, request: BaseMessage) -> Sequence[BaseMessage] | Literal[False] | None:
    """Return the frames that a request was answered with, `False` when it was refused, `None` when met with silence."""
    try:
        return await sender.request(request, priority=Priority.SCAN)
    except ResponseError:
        return False
    except TimeoutError:
        _LOGGER.debug("No answer to %s", request)
        return None
