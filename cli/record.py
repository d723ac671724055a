"""`openwebnet record`: what goes over both sessions, in a file that may be given to others."""

import argparse
import contextlib
import datetime as dt
import io
import json
import sys
from typing import Final, TextIO, override

from custom_components.openwebnet.own import BaseItem, BaseMessage
from custom_components.openwebnet.own.gateway import ConnectionState, Gateway
from custom_components.openwebnet.own.journal import redact
from custom_components.openwebnet.own.observer import GatewayObserver, Way
from custom_components.openwebnet.own.wire.connection import ConnectionParams

from .running import until_interrupted
from .words import Plain

FORMAT: Final = "openwebnet-trace"
VERSION: Final = 1
_SESSIONS: Final = {Way.EVENT: "event", Way.ANSWER: "command", Way.SENT: "command"}


async def run(params: ConnectionParams, options: argparse.Namespace) -> bool:
    """Write down what is said until interrupted, or for `--seconds`.

    The file is opened, and the time begins, when the gateway has answered: until then, what was in the file stays.
    """
    gateway = Gateway(params)
    recorder = Recorder(gateway)
    gateway.add_observer(recorder)
    with contextlib.ExitStack() as files:
        try:
            await gateway.connect(identify=True)
            recorder.write({"model": gateway.identity.model, "firmware": gateway.identity.firmware})
            recorder.move(files.enter_context(options.file.open("w", encoding="utf-8")))
            print("recording; Ctrl-C ends it", file=sys.stderr)
            await until_interrupted(gateway.run(), options.seconds)
        finally:
            await gateway.close()
    print(f"{recorder.frames} frames in {options.file}", file=sys.stderr)
    return True


class Recorder(GatewayObserver):
    """Writes each frame in a line, without what is private in it."""

    def __init__(self, gateway: Gateway) -> None:
        """Begin with a line that says what the file is; it is kept in memory until there is one."""
        self.frames = 0
        self._gateway: Final = gateway
        self._kept: Final = io.StringIO()
        self._file: TextIO = self._kept
        self._state: ConnectionState | None = None
        self.write({"format": FORMAT, "version": VERSION})

    def move(self, file: TextIO) -> None:
        """Write to a file from now on, and what was kept first."""
        print(self._kept.getvalue(), end="", file=file, flush=True)
        self._file = file

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        self.frames += 1
        direction = "out" if way is Way.SENT else "in"
        self.write({"session": _SESSIONS[way], "direction": direction, "frame": redact(message)})

    @override
    def on_state(self) -> None:
        if self._gateway.state is not self._state:
            self._state = self._gateway.state
            self.write({"connection": self._state.value})

    def write(self, entry: dict[str, Plain]) -> None:
        """Write a line, with the time."""
        time = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        print(json.dumps({"time": time, **entry}), file=self._file, flush=True)
