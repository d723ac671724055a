"""Scan of the bus: the general requests, one after the other (protocol.md 5.4).

A general request may be acknowledged at once while its answers keep coming for seconds; a second one sent meanwhile
cuts the first one's answers short (gateways.md 13.3). So the next is sent when the bus has been quiet for a while.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ..exceptions import ResponseError
from ..items.registry import system_of
from ..items.sender import Priority, Sender
from ..timing import Timing
from ..wire.messages import BaseMessage, DimensionRequest
from ..wire.tags import Who

MAX_ABSENT_METERS: Final = 2
"""Meters in a row that do not exist, after which no more are looked for."""

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
) -> None:
    """Send general requests; their answers reach the items as events and as frames of the answer.

    `before` is told each request before it is sent. A request that is refused or not answered says that there is no
    such system here; it is no error. One that meets silence is the last for its system. Raises `NotSent` or
    `InvalidSession` when one could not be sent, or its session was lost: then not everything was asked.
    """
    silent: set[Who] = set()
    for request in requests:
        system = system_of(request.who) if request.who is not None else None
        if system in silent:
            continue
        before(request)
        if await _ask(sender, request) is None and system is not None:
            silent.add(system)
        await quiet.wait()


async def find_meters(sender: Sender) -> None:
    """Ask the energy meters one by one, until two in a row are not there. Raises as `ask_all` does."""
    absent = 0
    number = 1
    while absent < MAX_ABSENT_METERS and number <= 255:
        found = await _ask(sender, DimensionRequest((Who.ENERGY_MANAGEMENT, f"5{number}", "113")))
        absent = 0 if found else absent + 1
        number += 1


async def _ask(sender: Sender, request: BaseMessage) -> bool | None:
    """Tell whether a request was answered (`True`), refused (`False`) or met with silence (`None`)."""
    try:
        return bool(await sender.request(request, priority=Priority.SCAN))
    except ResponseError:
        return False
    except TimeoutError:
        _LOGGER.debug("No answer to %s", request)
        return None
