"""`openwebnet send`: a frame, and what the gateway answers."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

from custom_components.openwebnet.own import (
    NACK,
    BaseMessage,
    Client,
    DimensionRequest,
    InvalidSession,
    ResponseError,
    SessionType,
    StatusRequest,
)
from custom_components.openwebnet.own.checkup import quiet_after
from custom_components.openwebnet.own.gateway.general_requests import Quiet
from custom_components.openwebnet.own.items.registry import system_of
from custom_components.openwebnet.own.timing import TIMING
from custom_components.openwebnet.own.wire.connection import ConnectionParams

from .words import GREEN, RED, coloured, sentence


async def run(params: ConnectionParams, options: argparse.Namespace) -> bool:
    """Send a frame and print the answer; tell whether it was accepted."""
    message: BaseMessage = options.frame
    session = Client(params.host, params.port, params.password, SessionType.CommandSession)
    await session.start()
    try:
        async with _events(params, message) as (heard, quiet):
            sent = asyncio.get_running_loop().time()
            try:
                answer = await session.request(message)
            except ResponseError:
                print(coloured("refused", RED))
                return False
            except TimeoutError:
                raise TimeoutError(f"no answer to {message}") from None
            # Some gateways answer on the event session, too or only (docs/protocol/protocol.md 5.3).
            if _asks(message):
                await quiet.wait(message, sent)
            for frame in dict.fromkeys((*answer, *heard)):
                print(f"{frame!s:<24}  {sentence(frame)}")
            print(coloured("accepted", GREEN))
            return True
    finally:
        await session.close()


def _asks(message: BaseMessage) -> bool:
    return isinstance(message, StatusRequest | DimensionRequest)


@contextlib.asynccontextmanager
async def _events(params: ConnectionParams, message: BaseMessage) -> AsyncIterator[tuple[list[BaseMessage], Quiet]]:
    """Listen to the events that may answer a request, where the gateway lets us."""
    loop = asyncio.get_running_loop()
    heard: list[BaseMessage] = []
    last = loop.time()

    def take(event: BaseMessage) -> None:
        nonlocal last
        is_answer = event.who is not None and message.who is not None and system_of(event.who) is system_of(message.who)
        if is_answer and not _asks(event) and not isinstance(event, NACK):
            last = loop.time()
            heard.append(event)

    async def read() -> None:
        with contextlib.suppress(InvalidSession):
            await session.read_events(take)

    session = Client(params.host, params.port, params.password, SessionType.EventSession)
    reader: asyncio.Task[None] | None = None
    if _asks(message):
        try:
            await session.start()
        except (InvalidSession, TimeoutError) as error:
            print(f"openwebnet: no event session, so an answer there is not seen: {error}", file=sys.stderr)
        else:
            reader = asyncio.create_task(read())
    try:
        yield heard, quiet_after(lambda _: last, TIMING)
    finally:
        await session.close()
        if reader is not None:
            await reader
