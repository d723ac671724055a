"""Command line of the simulator: ``python -m simulator`` serves a plant until interrupted."""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from .auth import Auth
from .console import Console
from .fields import PlantError, number
from .models import MODELS
from .plant import HOUSE, Plant
from .simulator import Simulator
from .trace import Trace, plant_of, read, replay

PROGRAM: Final = "openwebnet-simulator"
READ_AT_ONCE: Final = 4096

LEVELS = {-1: logging.WARNING, 0: logging.INFO, 1: logging.DEBUG}


def arguments() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(PROGRAM, description="A simulated OpenWebNet gateway with its bus.")
    parser.add_argument("--host", type=_host, default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=_port, default=20000, help="port, 0 for a free one (default %(default)s)")
    parser.add_argument("--password", help="password that clients need; overrides the plant file")
    parser.add_argument("--auth", choices=tuple(Auth), help="how it is asked for; by model when not given")
    parser.add_argument("--model", help=f"gateway model: {', '.join(MODELS)}")
    parser.add_argument("--time-factor", type=_number, default=1.0, help="let simulated time run so many times faster")
    parser.add_argument(
        "-q", "--quiet", action="store_const", const=-1, default=0, dest="level", help="log problems only"
    )
    parser.add_argument("-v", "--verbose", action="store_const", const=1, dest="level", help="log the bus as well")
    parser.add_argument("--commands", action="store_true", help="read commands from the standard input; try: help")
    parser.add_argument(
        "--at",
        nargs=2,
        action="append",
        default=[],
        metavar=("SECONDS", "COMMAND"),
        help='carry out such a command after so many simulated seconds: --at 10 "fault drop_acks 3"',
    )
    parser.add_argument(
        "--from",
        dest="trace",
        type=Path,
        metavar="FILE",
        help="a plant from a trace, the panel's export, diagnostics, the report of a check, or frames",
    )
    parser.add_argument("--replay", action="store_true", help="with --from: tell its events again, in their times")
    parser.add_argument("plant", nargs="?", default=HOUSE, metavar="PLANT.yaml", help="plant file (default: a house)")
    return parser


def _host(text: str) -> str:
    if text:
        return text
    raise argparse.ArgumentTypeError("an empty text is no address")


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port")


def _number(text: str) -> float:
    try:
        return number(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


type Beside = Callable[[], Coroutine[Any, Any, None]]

type Planned = list[tuple[float, str]]
"""Commands, and the real seconds after which each is carried out."""


async def serve(simulator: Simulator, planned: Planned, *, reads: bool, beside: Sequence[Beside] = ()) -> None:
    """Serve until SIGINT, SIGTERM or the command ``quit``; `reads` commands from the standard input.

    What is to go on `beside` begins when it listens.
    """
    console = Console(simulator)
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, console.ended.set)
    async with simulator:
        say(f"listening on {simulator.host}:{simulator.port}")
        for seconds, line in planned:
            loop.call_later(seconds, lines.put_nowait, line)
        if reads:
            read_lines(loop, lines.put_nowait)
        workers = [asyncio.create_task(work) for work in (carry_out(console, lines), *(go() for go in beside))]
        await console.ended.wait()
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


async def carry_out(console: Console, lines: asyncio.Queue[str]) -> None:
    """Carry out one command after the other, until cancelled."""
    while True:
        line = await lines.get()
        try:
            shown = await console.run(line)
        except (ArithmeticError, OSError, ValueError) as error:
            say(f"error: {error}")
        else:
            if shown:
                say(shown)


def say(text: str) -> None:
    """Print; where that fails, tell so once, and go on: what is served is not what is printed."""
    try:
        print(text, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        with contextlib.suppress(OSError):
            print(f"{PROGRAM}: cannot print any more: {error}", file=sys.stderr)


def open_closed_streams() -> None:
    """Put the null device in place of each standard stream that was closed before the start: `<&-`, `>&-`."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def read_lines(loop: asyncio.AbstractEventLoop, take: Callable[[str], None]) -> None:
    """Read the standard input as it comes; its end ends nothing."""
    descriptor = sys.stdin.fileno()
    rest = b""

    def read() -> bool:
        nonlocal rest
        data = os.read(descriptor, READ_AT_ONCE)
        *whole, rest = (rest + (data or b"\n")).split(b"\n")
        for line in whole:
            take(line.decode(errors="replace"))
        return bool(data)

    def readable() -> None:
        if not read():
            loop.remove_reader(descriptor)

    try:
        loop.add_reader(descriptor, readable)
    except PermissionError:
        # A file is always readable, so nothing tells when.
        while read():
            pass


def plan(entries: list[list[str]], simulator: Simulator, factor: float) -> Planned:
    """Read what is to be done when; ValueError for what is no time or no command."""
    console = Console(simulator)
    planned: Planned = []
    for seconds, line in entries:
        console.check(line)
        after = number(seconds)
        if after < 0:
            raise ValueError(f"expected a number of seconds from now, not {seconds!r}")
        planned.append((after / factor, line))
    return planned


def trace_of(options: argparse.Namespace) -> Trace | None:
    """Read what `--from` names; ValueError where that does not fit the rest of the command line."""
    if options.trace is None:
        if options.replay:
            raise ValueError("--replay needs --from")
        return None
    if options.plant != HOUSE:
        raise ValueError("a plant is either a file of its own or made --from one")
    trace = read(options.trace)
    trace.model = options.model or trace.model
    return trace


def plant_from(trace: Trace) -> Plant:
    """Make the plant of a trace, and say what of it was not understood."""
    plant, unknown = plant_of(trace)
    for one in unknown:
        print(f"not understood: {one}", file=sys.stderr)
    return plant


def main(argv: list[str] | None = None) -> int:
    """Run, and give the exit status: 2 for a wrong command line or plant, 1 when it cannot listen."""
    open_closed_streams()
    # Until it serves, SIGTERM ends it as SIGINT does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return run(argv)
    except KeyboardInterrupt:
        return 0


def run(argv: list[str] | None) -> int:
    """Serve what the command line asks for, and give the exit status."""
    parser = arguments()
    options = parser.parse_args(argv)
    logging.basicConfig(level=LEVELS[options.level], format="%(asctime)s %(message)s", stream=sys.stderr)
    try:
        trace = trace_of(options)
        plant = Plant.load(options.plant) if trace is None else plant_from(trace)
        plant.choose(options.model, options.password, options.auth)
        simulator = Simulator(plant, options.host, options.port, options.time_factor)
        planned = plan(options.at, simulator, options.time_factor)
    except (PlantError, ValueError) as error:
        parser.exit(2, f"{PROGRAM}: {error}\n")
    beside = [partial(replay, trace, simulator, options.time_factor)] if trace is not None and options.replay else []
    try:
        asyncio.run(serve(simulator, planned, reads=options.commands, beside=beside))
    except OSError as error:
        parser.exit(1, f"{PROGRAM}: cannot listen on {options.host}:{options.port}: {error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
