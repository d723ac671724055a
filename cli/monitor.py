"""`openwebnet monitor`: what the bus says, as it says it. It asks for nothing."""

import argparse
import asyncio
import datetime as dt
import json
import sys
from typing import Final, override

from custom_components.openwebnet.own import BaseMessage, Client, InvalidSession
from custom_components.openwebnet.own.commands.connect_limiter import ConnectLimiter
from custom_components.openwebnet.own.gateway.event_session import ConnectionState, EventSession
from custom_components.openwebnet.own.items.store import ItemStore
from custom_components.openwebnet.own.observer import GatewayObserver
from custom_components.openwebnet.own.profiles import DEFAULT
from custom_components.openwebnet.own.timing import TIMING
from custom_components.openwebnet.own.wire.connection import ConnectionParams

from .running import until_interrupted
from .words import CYAN, DIM, Plain, coloured, frame_json, known, sentence


async def run(params: ConnectionParams, options: argparse.Namespace) -> bool:
    """Show events until interrupted."""
    await until_interrupted(_Monitor(params, options).run())
    return True


class _Monitor(GatewayObserver):
    def __init__(self, params: ConnectionParams, options: argparse.Namespace) -> None:
        self._options: Final = options
        self._session: Final = EventSession(params, limiter=ConnectLimiter(), observer=self, timing=TIMING)
        self._store: Final = ItemStore()
        # Objects need somebody who could send; it is never connected.
        self._nobody: Final = Client(params.host, params.port, params.password)
        self._was_lost = False

    async def run(self) -> None:
        try:
            await self._session.open()
            await self._session.keep(self._live)
        finally:
            await self._session.close()

    @override
    def on_state(self) -> None:
        if self._session.state is ConnectionState.LOST and not self._was_lost:
            self._was_lost = True
            print("openwebnet: the connection was lost; trying again", file=sys.stderr)
        elif self._session.state is ConnectionState.CONNECTED and self._was_lost:
            self._was_lost = False
            print("openwebnet: the connection is back", file=sys.stderr)

    async def _live(self) -> None:
        broken: BaseException | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._session.read(self._show))
                tasks.create_task(self._stay_alive())
        except* InvalidSession:
            pass
        except* OSError as group:
            broken = group.exceptions[0]
        if broken is not None:
            raise broken

    async def _stay_alive(self) -> None:
        while True:
            await asyncio.sleep(DEFAULT.keep_alive)
            await self._session.send_keep_alive()

    def _show(self, message: BaseMessage) -> None:
        news = self._take(message)
        if not self._is_wanted(message):
            return
        at = dt.datetime.now().astimezone()
        if self._options.json:
            print(json.dumps(frame_json(at, message, news)), flush=True)
        elif self._options.raw:
            print(message, flush=True)
        else:
            time = coloured(f"{at:%H:%M:%S}.{at.microsecond // 1000:03}", DIM)
            print(f"{time}  {coloured(f'{message!s:<24}', CYAN)}  {sentence(message, news)}", flush=True)

    def _take(self, message: BaseMessage) -> dict[str, Plain]:
        """Let the object of a frame take it; return what has changed."""
        item = None
        if message.who is not None and message.where is not None:
            try:
                item = self._store.get(message.who, message.where, self._nobody)
            except KeyError:
                return {}
        before = known(item) if item is not None else {}
        item = self._store.receive(message, self._nobody)
        after = known(item) if item is not None else {}
        return {name: value for name, value in after.items() if before.get(name) != value}

    def _is_wanted(self, message: BaseMessage) -> bool:
        wanted_who, wanted_where = self._options.who, self._options.where
        # A subsystem that nobody knows has its number in the frame alone.
        who = message.who.value if message.who is not None else message.tags[0].lstrip("#")
        return (wanted_who is None or who in wanted_who) and (wanted_where is None or message.where in wanted_where)
