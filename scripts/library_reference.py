#!/usr/bin/env python3
"""Write the reference of the pages on the library from the docstrings; with --check, only tell whether it is stale."""

import ast
import inspect
import re
import sys
import textwrap
from annotationlib import Format
from collections.abc import Callable, Iterable, Iterator
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "docs" / language / "library.md" for language in ("en", "it")]

sys.path.insert(0, str(ROOT))

from custom_components.openwebnet import own  # noqa: E402
from custom_components.openwebnet.own import checkup, gateway, items, journal, observer  # noqa: E402
from custom_components.openwebnet.own.commands import exchange  # noqa: E402
from custom_components.openwebnet.own.gateway import identity  # noqa: E402
from custom_components.openwebnet.own.wire import connection  # noqa: E402

BEGIN: Final = "<!-- Written by scripts/library_reference.py from the docstrings; do not edit. -->"
LIBRARY: Final = (own.__name__, "openwebnet_client")
"""The package in the repository, and installed."""

SECTIONS: Final[dict[str, list[Callable[..., object]]]] = {
    "Sessions": [own.BaseClient, own.Client, own.SessionType],
    "Frames": [
        own.parse_message,
        own.BaseMessage,
        own.NormalMessage,
        own.StatusRequest,
        own.DimensionRequest,
        own.DimensionWriting,
        own.DimensionResponse,
        own.ACK,
        own.NACK,
        own.GenericMessage,
        own.MessageType,
        journal.meaning,
        journal.redact,
    ],
    "Tags": [own.Who, own.What, own.Where, own.Dimension],
    "Gateway": [
        gateway.Gateway,
        connection.ConnectionParams,
        gateway.ConnectionState,
        gateway.Problem,
        gateway.Sessions,
        identity.Identity,
        observer.GatewayObserver,
        observer.Way,
        exchange.Exchange,
        exchange.Outcome,
    ],
    "Check": [
        checkup.check,
        checkup.Report,
        checkup.Asked,
        checkup.Surplus,
        checkup.Comparison,
        checkup.Outcome,
        checkup.Reply,
        checkup.Authentication,
        checkup.document,
    ],
    "Errors": [
        own.OWNException,
        own.InvalidMessage,
        own.InvalidTag,
        own.InvalidSession,
        own.InvalidAuthentication,
        own.AnotherGateway,
        own.ResponseError,
        own.NotSent,
        own.NotConfirmed,
    ],
    "Objects": [own.BaseItem],
}


def reference() -> str:
    """Return the reference."""
    return "\n".join(line for title, entries in SECTIONS.items() for line in section(title, entries)) + "\n"


def section(title: str, entries: Iterable[Callable[..., object]]) -> Iterator[str]:
    """Return a section."""
    yield from (f"### {title}", "")
    for entry in entries:
        yield from class_lines(entry) if inspect.isclass(entry) else function_lines(entry)
    if title == "Objects":
        for one in items.all_classes():
            yield from class_lines(one)


def function_lines(function: Callable[..., object]) -> Iterator[str]:
    """Return the lines of a function."""
    yield from (f"#### {name_of(function)}", "", source_of(function), "", *call(name_of(function), function))
    yield from (*wrapped(inspect.getdoc(function)), "")


def class_lines(kind: type) -> Iterator[str]:
    """Return the lines of a class."""
    bases = [base.__name__ for base in kind.__bases__ if base.__module__.startswith(LIBRARY[0])]
    # Private bases are nobody's business.
    bases = [base for base in bases if not base.startswith("_")]
    yield from (f"#### {kind.__name__}", "", source_of(kind) + (f", a `{bases[0]}`" if bases else ""), "")
    if not issubclass(kind, Enum) and "__init__" in vars(kind):
        yield from call(kind.__name__, kind)
    yield from (*wrapped(inspect.getdoc(kind)), "")
    if not is_dataclass(kind) and "__init__" in vars(kind) and inspect.getdoc(vars(kind)["__init__"]):
        yield from (*wrapped(inspect.getdoc(vars(kind)["__init__"])), "")
    rows = list(members(kind))
    if rows:
        yield from ("| | |", "|---|---|", *(f"| {escaped(name)} | {escaped(text)} |" for name, text in rows), "")


def members(kind: type) -> Iterator[tuple[str, str]]:
    """Return what a class has of its own: attributes, values, properties and methods."""
    texts = attribute_texts(kind)
    if issubclass(kind, Enum):
        for one in kind:
            yield f"`{one.name}` = `{one.value!r}`", texts.get(one.name, "")
        texts = {}
    for name, text in texts.items():
        yield f"`{name}`", text
    if issubclass(kind, own.BaseItem) and inspect.isclass(state := vars(kind).get("new_state")):
        for name, text in attribute_texts(state).items():
            yield f"`state.{name}`", text
    for name, member in vars(kind).items():
        if name.startswith("_") or is_said_of_a_base(kind, name):
            continue
        text = first(inspect.getdoc(getattr(kind, name)))
        if isinstance(member, property):
            yield f"`{name}`", text
        elif inspect.isroutine(member):
            yield f"`{signature(name, getattr(kind, name))}`", text


def is_said_of_a_base(kind: type, name: str) -> bool:
    """Tell whether an object, or the gateway, does in its own way what its base says already."""
    is_one = issubclass(kind, own.BaseItem | gateway.Gateway)
    return is_one and any(name in vars(base) for base in kind.__mro__[1:] if base is not object)


def attribute_texts(kind: type) -> dict[str, str]:
    """Return the public attributes of a class that are explained by a text behind them."""
    node = next(one for one in ast.walk(ast.parse(inspect.getsource(kind))) if isinstance(one, ast.ClassDef))
    found: dict[str, str] = {}
    init = next((one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
    for body in (node.body, init.body if init is not None else []):
        for place, one in enumerate(body):
            target = (
                one.target
                if isinstance(one, ast.AnnAssign)
                else one.targets[0]
                if isinstance(one, ast.Assign)
                else None
            )
            name = ast.unparse(target).removeprefix("self.") if target is not None else ""
            after = body[place + 1] if place + 1 < len(body) else None
            text = ""
            match after:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    pass
            if (
                name.isidentifier()
                and not name.startswith("_")
                and (text or ((is_dataclass(kind) or issubclass(kind, tuple)) and body is node.body))
            ):
                found[name] = first(inspect.cleandoc(text))
    return found


def name_of(entry: Callable[..., object]) -> str:
    """Return the name of a class or a function."""
    return str(getattr(entry, "__name__", ""))


def signature(name: str, function: Callable[..., object]) -> str:
    """Return how something is called."""
    found = inspect.signature(function, annotation_format=Format.STRING)
    texts: list[str] = []
    for one in found.parameters.values():
        if one.name == "self":
            continue
        if one.kind is one.KEYWORD_ONLY and "*" not in texts:
            texts.append("*")
        texts.append(parameter(one))
    result = f" -> {found.return_annotation}" if found.return_annotation not in ("None", found.empty) else ""
    begin = "async " if inspect.iscoroutinefunction(function) else ""
    return f"{begin}{name}({', '.join(texts)}){result}"


def parameter(one: inspect.Parameter) -> str:
    """Return a parameter as it is written."""
    star = "*" if one.kind is one.VAR_POSITIONAL else "**" if one.kind is one.VAR_KEYWORD else ""
    text = f"{star}{one.name}: {one.annotation}"
    match one.default:
        case one.empty:
            return text
        case Enum():
            return f"{text} = {type(one.default).__name__}.{one.default.name}"
        case default if is_dataclass(default) or callable(default):
            return f"{text} = ..."
        case default:
            return f"{text} = {default!r}"


def call(name: str, function: Callable[..., object]) -> Iterator[str]:
    """Return how something is called, in a block."""
    text = signature(name, function)
    if len(text) > 110:
        head, _, rest = text.partition("(")
        inside, _, tail = rest.rpartition(")")
        text = f"{head}(\n    " + re.sub(r", (?=\*|\w+:)", ",\n    ", inside) + f",\n){tail}"
    yield from ("```text", text, "```", "")


def source_of(entry: Callable[..., object]) -> str:
    """Return where something is imported from."""
    name, module = name_of(entry), str(entry.__module__)
    if name in own.__all__:
        module = own.__name__
    else:
        # The shortest package that has it.
        parts = module.split(".")
        while len(parts) > 3 and hasattr(sys.modules[".".join(parts[:-1])], name):
            parts.pop()
        module = ".".join(parts)
    return f"From `{module.replace(*LIBRARY)}`"


def first(text: str | None) -> str:
    """Return a text in one line."""
    return " ".join((text or "").split())


def wrapped(text: str | None) -> Iterator[str]:
    """Return the paragraphs of a docstring."""
    for number, paragraph in enumerate((text or "").split("\n\n")):
        if number:
            yield ""
        yield from textwrap.wrap(first(paragraph), 128, break_on_hyphens=False, break_long_words=False)


def escaped(text: str) -> str:
    """Return a text as it may stand in a table."""
    return text.replace("|", r"\|")


def main() -> int:
    """Write the pages, or check them."""
    stale = False
    for page in PAGES:
        before, mark, _ = page.read_text(encoding="utf-8").partition(BEGIN)
        if not mark:
            sys.exit(f"{page.relative_to(ROOT)} has no place for the reference")
        text = f"{before}{BEGIN}\n\n{reference()}".rstrip() + "\n"
        if text != page.read_text(encoding="utf-8"):
            if "--check" in sys.argv[1:]:
                print(f"{page.relative_to(ROOT)} is stale: run scripts/library_reference.py", file=sys.stderr)
                stale = True
            else:
                page.write_text(text, encoding="utf-8")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
