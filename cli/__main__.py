"""Command line of the client library."""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from custom_components.openwebnet.own import (
    BaseMessage,
    InvalidAuthentication,
    InvalidMessage,
    OWNException,
    Where,
    parse_message,
)
from custom_components.openwebnet.own.wire.connection import ConnectionParams

from . import check, monitor, record, scan, send

PORT: Final = 20000
PASSWORD: Final = "OPENWEBNET_PASSWORD"  # noqa: S105 - the name of a variable
DONE, FAILED, USAGE = 0, 1, 2
"""What the program ends with: it did what was asked; the gateway refused or did not answer; wrong usage."""

type Command = Callable[[ConnectionParams, argparse.Namespace], Awaitable[bool]]


def arguments() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(
        "openwebnet",
        description="Talk to an OpenWebNet gateway of BTicino or Legrand.",
        epilog=f"The password is taken from --password, else from {PASSWORD}; on a terminal it is asked for.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    one = _command(commands, "monitor", monitor.run, "show what the bus says, until interrupted")
    one.add_argument("--who", action="append", type=_who, help="only this subsystem; may be given more than once")
    one.add_argument("--where", action="append", type=_where, help="only this address; may be given more than once")
    how = one.add_mutually_exclusive_group()
    how.add_argument("--raw", action="store_true", help="the frames alone")
    how.add_argument("--json", action="store_true", help="one JSON object a line")

    one = _command(commands, "send", send.run, "send a frame and show the answer")
    one.add_argument("frame", type=_frame, metavar="FRAME", help="as '*1*1*12##'")

    one = _command(commands, "scan", scan.run, "ask the bus what there is")
    one.add_argument("--json", action="store_true", help="one JSON document")

    one = _command(commands, "check", check.run, "find out how a gateway behaves; only asks, in three minutes at most")
    one.add_argument("--json", action="store_true", help="one JSON document")

    one = _command(commands, "record", record.run, "ask the bus what there is and write down what it says")
    one.add_argument("file", type=Path, metavar="FILE", help="JSON lines, without what is private")
    one.add_argument("--seconds", type=_seconds, help="how long; until interrupted where it is not given")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Command, text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    parser.add_argument("host", type=_host, metavar="HOST", help="name or IP address of the gateway")
    parser.add_argument("--port", type=_port, default=PORT, help="default %(default)s")
    parser.add_argument("--password", help=f"default: the environment variable {PASSWORD}")
    parser.set_defaults(run=run)
    return parser


def _host(text: str) -> str:
    # An IPv6 address may be in brackets, as in a URL.
    host = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if host:
        return host
    raise argparse.ArgumentTypeError(f"{text!r} is no host")


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if 0 < seconds < float("inf"):
        return seconds
    raise argparse.ArgumentTypeError(f"{text!r} is no duration")


def _who(text: str) -> str:
    if text.isascii() and text.isdigit():
        return text
    raise argparse.ArgumentTypeError(f"{text!r} is no WHO")


def _where(text: str) -> Where:
    try:
        return Where(text)
    except InvalidMessage:
        raise argparse.ArgumentTypeError(f"{text!r} is no WHERE") from None


def _frame(text: str) -> BaseMessage:
    try:
        return parse_message(text)
    except InvalidMessage as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def password_of(given: str | None) -> str:
    """Return the password: the given one, the environment's, or what is typed; empty where nobody can type."""
    known = os.environ.get(PASSWORD) if given is None else given
    if known is None and sys.stdin.isatty():
        return getpass.getpass("Password of the gateway (empty for none): ")
    return known or ""


async def carry_out(options: argparse.Namespace) -> int:
    """Do what the command line asks for, and give the exit status."""
    try:
        params = ConnectionParams(options.host, options.port, password_of(options.password))
        done: bool = await options.run(params, options)
        sys.stdout.flush()
    except InvalidAuthentication as error:
        return _failed(f"{error}; it is given with --password or {PASSWORD}")
    except (OWNException, TimeoutError) as error:
        return _failed(str(error) or "the gateway does not answer")
    except BrokenPipeError:
        # Whoever read it has seen enough; nothing is to be written there at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        # The file to write.
        print(f"openwebnet: {error}", file=sys.stderr)
        return USAGE
    return DONE if done else FAILED


def open_closed_streams() -> None:
    """Put the null device in place of each standard stream that was closed before the start: `<&-`, `>&-`."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def main(argv: list[str] | None = None) -> int:
    """Run, and give the exit status."""
    open_closed_streams()
    options = arguments().parse_args(argv)
    try:
        return asyncio.run(carry_out(options))
    except KeyboardInterrupt:
        # What goes on until then has done what was asked.
        return DONE if options.run in (monitor.run, record.run) else _failed("interrupted")
    except EOFError:
        return _failed("no password was given")


def _failed(text: str) -> int:
    print(f"openwebnet: {text}", file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
