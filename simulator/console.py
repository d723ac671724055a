"""Console commands for a running simulator: typed, piped in, or given for a certain second on the command line.

One line is one command. What an object can be told is found in its class: every public method that takes only words,
numbers and truth values, so that a new kind of object brings its commands along.
"""

import asyncio
import inspect
import shlex
from annotationlib import Format
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from inspect import Parameter
from operator import methodcaller
from typing import Final

from .faults import Faults
from .fields import TRUTH, integer, number
from .objects import BusObject
from .objects.base import PointObject
from .simulator import Simulator

NO_PASSWORD: Final = "none"  # noqa: S105 - the word for having none

type Argument = str | int | float | bool | None


class ConsoleError(ValueError):
    """A command that cannot be carried out; the text says why."""


def _truth(text: str) -> bool:
    try:
        return TRUTH[text.lower()]
    except KeyError:
        raise ConsoleError(f"expected on or off, not {text!r}") from None


def _whole(text: str) -> int:
    try:
        return integer(text)
    except ValueError as error:
        raise ConsoleError(str(error)) from None


def _number(text: str) -> float:
    try:
        return number(text)
    except ValueError as error:
        raise ConsoleError(str(error)) from None


READERS: Final[Mapping[str, Callable[[str], Argument]]] = {
    "str": str,
    "int": _whole,
    "float": _number,
    "bool": _truth,
}
"""How an argument is read, by its annotation."""


# What objects can be told ------------------------------------------------------------------------------------------

# These are how an object works, or have a command of their own.
INTERNAL: Final = frozenset({*dir(BusObject), *dir(PointObject), "close_valve", "follow", "set_level"})


def methods(kind: type[BusObject]) -> Mapping[str, inspect.Signature]:
    """Return what the objects of a class can be told, by name."""
    found: dict[str, inspect.Signature] = {}
    for name, function in inspect.getmembers(kind, inspect.isfunction):
        signature = inspect.signature(function, annotation_format=Format.STRING)
        given = list(signature.parameters.values())[1:]
        changes = signature.return_annotation == "None"
        if (
            name not in INTERNAL
            and not name.startswith("_")
            and changes
            and all(_type(one) in READERS for one in given)
        ):
            found[name] = signature.replace(parameters=given)
    return found


def _type(parameter: Parameter) -> str:
    return str(parameter.annotation).removesuffix(" | None")


def _read(signature: inspect.Signature, words: Iterable[str]) -> tuple[list[Argument], dict[str, Argument]]:
    """Read the arguments of a method: in order, or as name=value. ConsoleError for what does not fit."""
    plain: list[Argument] = []
    named: dict[str, Argument] = {}
    in_order = [one for one in signature.parameters.values() if one.kind is not Parameter.KEYWORD_ONLY]
    for word in words:
        name, equals, value = word.partition("=")
        if equals and name in signature.parameters:
            named[name] = READERS[_type(signature.parameters[name])](value)
        elif len(plain) < len(in_order):
            plain.append(READERS[_type(in_order[len(plain)])](word))
        else:
            raise ConsoleError(f"too many arguments: {signature_text(signature)}")
    try:
        signature.bind(*plain, **named)
    except TypeError as error:
        raise ConsoleError(f"{error}: {signature_text(signature)}") from None
    return plain, named


def signature_text(signature: inspect.Signature) -> str:
    """Return the arguments of a method, for people: those in brackets may be left out."""
    texts = []
    for one in signature.parameters.values():
        text = f"{one.name.upper()}:{_type(one)}" if one.kind is not Parameter.KEYWORD_ONLY else f"{one.name}=on|off"
        texts.append(text if one.default is Parameter.empty else f"[{text}]")
    return " ".join(texts)


# Faults ------------------------------------------------------------------------------------------------------------


async def _reset(faults: Faults, _: str) -> None:
    faults.reset_all()


async def _close(faults: Faults, _: str) -> None:
    faults.close_all()


async def _garbage(faults: Faults, _: str) -> None:
    faults.garbage()


async def _clear(faults: Faults, _: str) -> None:
    faults.clear()
    await faults.refuse(refused=False)


async def _refuse(faults: Faults, text: str) -> None:
    await faults.refuse(refused=_truth(text or "on"))


async def _accept_then_close(faults: Faults, text: str) -> None:
    faults.accept_then_close = _truth(text or "on")


async def _busy(faults: Faults, text: str) -> None:
    faults.busy = _truth(text or "on")


async def _silent_handshake(faults: Faults, text: str) -> None:
    faults.silent_handshake = _truth(text or "on")


async def _wrong_proof(faults: Faults, text: str) -> None:
    faults.wrong_proof = _truth(text or "on")


async def _half_open(faults: Faults, text: str) -> None:
    faults.half_open = _truth(text or "on")


async def _refused_selectors(faults: Faults, text: str) -> None:
    faults.refused_selectors = frozenset(filter(None, text.split(",")))


async def _slow(faults: Faults, text: str) -> None:
    faults.slow = _number(text or "0")


async def _split_writes(faults: Faults, text: str) -> None:
    faults.split_writes = _whole(text or "0")


async def _drop_acks(faults: Faults, text: str) -> None:
    faults.drop_acks(_whole(text or "1"))


async def _nack_next(faults: Faults, text: str) -> None:
    faults.nack_next(_whole(text or "1"))


async def _lose_events(faults: Faults, text: str) -> None:
    faults.lose_events(_whole(text or "1"))


async def _repeat_events(faults: Faults, text: str) -> None:
    faults.repeat_events(_whole(text or "1"))


async def _close_before_ack(faults: Faults, text: str) -> None:
    faults.close_before_ack(_whole(text or "1"))


type Setter = Callable[[Faults, str], Awaitable[None]]

FAULTS: Final[Mapping[str, tuple[str, Setter, str]]] = {
    "accept_then_close": ("[on|off]", _accept_then_close, "connections are accepted and closed at once"),
    "busy": ("[on|off]", _busy, "every session request is refused: all sessions in use"),
    "clear": ("", _clear, "all faults end"),
    "close": ("", _close, "every connection is closed, now"),
    "close_before_ack": ("[COUNT]", _close_before_ack, "the next commands are carried out, and their session closed"),
    "drop_acks": ("[COUNT]", _drop_acks, "the next commands are carried out, and their ACK is lost"),
    "garbage": ("", _garbage, "noise on every event session, now"),
    "half_open": ("[on|off]", _half_open, "nothing is answered, told or closed: a dead peer"),
    "lose_events": ("[COUNT]", _lose_events, "the next events are lost"),
    "nack_next": ("[COUNT]", _nack_next, "the next frames are refused before the bus"),
    "refuse": ("[on|off]", _refuse, "connections are refused; open sessions stay"),
    "refused_selectors": ("[0,1,9]", _refused_selectors, "these session requests are refused; without any, none is"),
    "repeat_events": ("[COUNT]", _repeat_events, "the next events come twice"),
    "reset": ("", _reset, "every connection is reset, now"),
    "silent_handshake": ("[on|off]", _silent_handshake, "connections are accepted, and nothing is said"),
    "slow": ("[SECONDS]", _slow, "this long before each frame on command sessions; 0 for none"),
    "split_writes": ("[BYTES]", _split_writes, "so many bytes per write; 0 for whole frames"),
    "wrong_proof": ("[on|off]", _wrong_proof, "the gateway proves another password (HMAC)"),
}
"""Arguments, what sets it, and what it is."""


# The commands ------------------------------------------------------------------------------------------------------


class Console:
    """Carries out commands on a simulator."""

    def __init__(self, simulator: Simulator) -> None:
        """Serve a simulator, started or not."""
        self.ended: Final = asyncio.Event()
        """Set by ``quit``."""
        self._simulator: Final = simulator
        self._off = False
        self._commands: Final[Mapping[str, tuple[str, Callable[[list[str]], Awaitable[str]], str]]] = {
            "help": ("[OBJECT]", self._help, "this text, or what an object can be told"),
            "objects": ("", self._objects, "what is on the bus"),
            "show": ("OBJECT", self._show, "how an object is now"),
            "emit": ("FRAME", self._emit, "send a text to every event session; need not be a frame"),
            "unplug": ("OBJECT", self._unplug, "take an object off the bus: it hears and says nothing"),
            "plug": ("OBJECT", self._plug, "put it back"),
            "fault": ("[NAME [VALUE]]", self._fault, "begin or end a fault; without a name, list them"),
            "clock": (
                "[SECONDS]",
                self._clock,
                "set the gateway's clock so far ahead, or tell its time",
            ),
            "password": ("TEXT|none", self._password, "ask new sessions for this password"),
            "sessions": ("", self._sessions, "the connections that are open"),
            "off": ("", self._power_off, "a power cut: close everything, forget what was going on"),
            "on": ("", self._power_on, "the power is back; objects are as they were"),
            "quit": ("", self._quit, "end"),
        }

    def check(self, line: str) -> None:
        """Raise ConsoleError for a line that can never be carried out."""
        words = self._words(line)
        if words and words[0] not in self._commands and not self._told_by(words[0]):
            raise ConsoleError(f"there is no command {words[0]!r}: try help")

    async def run(self, line: str) -> str:
        """Carry out a line and give what is to be shown; ConsoleError says why that cannot be."""
        self.check(line)
        words = self._words(line)
        if not words:
            return ""
        if words[0] in self._commands:
            return await self._commands[words[0]][1](words[1:])
        return self._tell(words[0], words[1:])

    @staticmethod
    def _words(line: str) -> list[str]:
        # Quotes keep words together; nothing else is special: frames are full of * and #.
        reader = shlex.shlex(line, posix=True, punctuation_chars=False)
        reader.whitespace_split, reader.commenters, reader.escape = True, "", ""
        try:
            return list(reader)
        except ValueError as error:
            raise ConsoleError(str(error)) from None

    @property
    def _items(self) -> Mapping[str, BusObject]:
        return self._simulator.objects

    def _item(self, words: list[str]) -> BusObject:
        if not words:
            raise ConsoleError("which object? See objects")
        if words[0] not in self._items:
            raise ConsoleError(f"there is no object {words[0]!r}: see objects")
        return self._items[words[0]]

    def _told_by(self, name: str) -> bool:
        return any(name in methods(type(item)) for item in self._items.values())

    def _tell(self, name: str, words: list[str]) -> str:
        item = self._item(words)
        signature = methods(type(item)).get(name)
        if signature is None:
            raise ConsoleError(f"{item.key} is a {item.kind}, and cannot be told {name}: see help {item.key}")
        plain, named = _read(signature, words[1:])
        try:
            methodcaller(name, *plain, **named)(item)
        except (LookupError, RuntimeError, ValueError) as error:
            raise ConsoleError(f"{name}: {error}") from error
        return ""

    async def _help(self, words: list[str]) -> str:
        if words:
            item = self._item(words)
            return "\n".join(
                f"{name} {item.key} {signature_text(one)}".rstrip() for name, one in methods(type(item)).items()
            )
        lines = [f"{f'{name} {arguments}'.rstrip():24} {text}" for name, (arguments, _, text) in self._commands.items()]
        return "\n".join((*lines, f"{'COMMAND OBJECT ...':24} what that object can be told: press 1-11"))

    async def _objects(self, _: list[str]) -> str:
        return "\n".join(
            f"{key:12} {item.kind:18} {item.name}{'  (unplugged)' if item.unplugged else ''}".rstrip()
            for key, item in self._items.items()
        )

    async def _show(self, words: list[str]) -> str:
        known = inspect.getmembers(self._item(words), lambda value: isinstance(value, str | int | float))
        hidden = ("_", "kind", "who", "diagnostics")
        return "\n".join(f"{name}: {value}" for name, value in known if not name.startswith(hidden))

    async def _emit(self, words: list[str]) -> str:
        if not words:
            raise ConsoleError("which frame?")
        self._simulator.emit(" ".join(words))
        return ""

    async def _unplug(self, words: list[str]) -> str:
        self._item(words).unplugged = True
        return ""

    async def _plug(self, words: list[str]) -> str:
        self._item(words).unplugged = False
        return ""

    async def _fault(self, words: list[str]) -> str:
        if not words:
            return "\n".join(
                f"{f'fault {name} {arguments}'.rstrip():34} {text}" for name, (arguments, _, text) in FAULTS.items()
            )
        if words[0] not in FAULTS:
            raise ConsoleError(f"there is no fault {words[0]!r}; there are {', '.join(FAULTS)}")
        await FAULTS[words[0]][1](self._simulator.faults, " ".join(words[1:]))
        return ""

    async def _password(self, words: list[str]) -> str:
        if len(words) != 1:
            raise ConsoleError("which password? none for none")
        try:
            self._simulator.password = None if words[0] == NO_PASSWORD else words[0]
        except ValueError as error:
            raise ConsoleError(str(error)) from error
        return ""

    async def _clock(self, words: list[str]) -> str:
        if not words:
            return f"{self._simulator.now():%Y-%m-%d %H:%M:%S %z}"
        self._simulator.clock_offset = timedelta(seconds=_number(words[0]))
        return ""

    async def _sessions(self, _: list[str]) -> str:
        return "\n".join(f"{session!r}: {session.frames_sent} frames sent" for session in self._simulator.sessions)

    async def _power_off(self, _: list[str]) -> str:
        if not self._off:
            self._off = True
            await self._simulator.stop()
        return ""

    async def _power_on(self, _: list[str]) -> str:
        if self._off:
            await self._simulator.start()
            self._off = False
        return ""

    async def _quit(self, _: list[str]) -> str:
        self.ended.set()
        return ""
