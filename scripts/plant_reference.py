#!/usr/bin/env python3
"""Write simulator/PLANT.md from the simulator's own tables; with --check, only tell whether it is stale."""

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "simulator/PLANT.md"

sys.path.insert(0, str(ROOT))

from simulator.behaviour import Model  # noqa: E402
from simulator.console import FAULTS, methods, signature_text  # noqa: E402
from simulator.fields import Field, Value  # noqa: E402
from simulator.models import MODELS  # noqa: E402
from simulator.objects import KINDS, BusObject  # noqa: E402
from simulator.objects.base import COMMON, GROUPS  # noqa: E402
from simulator.plant import PLANT_FIELDS  # noqa: E402

INTRODUCTION = """\
# Plant files

Written by `scripts/plant_reference.py` from the tables of the simulator; do not edit.

A plant file is YAML: the gateway's fields, and `objects`, a list of what is on the bus. Every error names the file and
the line. Addresses are best quoted: `"0115"`. Examples are in [plants](plants); [how to start it](README.md).
"""


def page() -> str:
    """Return the page."""
    return "\n".join(
        (
            INTRODUCTION,
            *gateway_lines(),
            *model_lines(),
            *object_lines(),
            *fault_lines(),
        )
    )


def gateway_lines() -> Iterator[str]:
    """Return the fields of the gateway."""
    yield from ("## The gateway", "", *field_lines(PLANT_FIELDS), "")


def model_lines() -> Iterator[str]:
    """Return the models, with what differs most."""
    head = ("Model", "Password asked with", "Firmware", "Command sessions", "Event sessions", "Idle command session")
    yield from ("## Models", "", *table(head, (model_row(model) for model in MODELS.values())), "")
    yield from ("The first way of asking is the one that a plant file gets that names none.", "")


def model_row(model: Model) -> tuple[str, ...]:
    """Return the line of a model."""
    others = sorted(auth.value for auth in model.auths if auth is not model.auth)
    idle = f"closed after {model.command_idle:g} s" if model.command_idle else "stays open"
    return (
        model.name,
        ", ".join((model.auth.value, *others)),
        model.firmware,
        str(model.command_sessions),
        str(model.event_sessions),
        idle,
    )


def object_lines() -> Iterator[str]:
    """Return the kinds of objects."""
    yield from ("## Objects", "", "Every object has these fields:", "", *field_lines(COMMON), "")
    yield from ("What has an area and a point has this one as well:", "", *field_lines((GROUPS,)), "")
    shared = {*COMMON, GROUPS}
    for name, kind in sorted(KINDS.items()):
        yield from (f"### {name}", "", f"{first_sentence(kind)} {where(kind)}", "")
        own = [field for field in kind.all_fields() if field not in shared]
        if own:
            yield from (*field_lines(own), "")
        commands = [command_row(kind, command) for command in methods(kind)]
        if commands:
            yield from (*table(("Command", "What happens"), commands), "")


def where(kind: type[BusObject]) -> str:
    """Return the subsystem and the addresses of a kind."""
    whos = ", ".join(str(who) for who in (kind.who, *sorted(kind.also)))
    addresses = first_sentence(kind.canonical).removeprefix("Accept ").rstrip(".").split(";")[0]
    return f"WHO {whos}; WHERE: {addresses}."


def command_row(kind: type[BusObject], name: str) -> tuple[str, str]:
    """Return the line of something that an object can be told."""
    function = dict(inspect.getmembers(kind, inspect.isfunction))[name]
    return f"`{f'{name} OBJECT {signature_text(methods(kind)[name])}'.rstrip()}`", first_sentence(function)


def fault_lines() -> Iterator[str]:
    """Return the faults."""
    rows = ((f"`{f'fault {name} {arguments}'.rstrip()}`", text) for name, (arguments, _, text) in FAULTS.items())
    yield from ("## Faults", "", *table(("Command", "What happens"), rows), "")


def field_lines(fields: Iterable[Field]) -> Iterator[str]:
    """Return fields as a table."""
    yield from table(("Field", "Type", "Default", "Meaning"), map(field_row, fields))


def field_row(field: Field) -> tuple[str, str, str, str]:
    """Return the line of a field."""
    limits = " to ".join(f"{limit:g}" for limit in (field.minimum, field.maximum) if limit is not None)
    limits = f", {limits}" if field.maximum is not None else f", from {limits}" if limits else ""
    choices = f": {', '.join(field.choices)}" if field.choices else ""
    default = "required" if field.required else shown(field.default)
    return f"`{field.name}`", f"{field.type.value}{choices}{limits}", default, field.doc


def shown(value: Value) -> str:
    """Return a default as it is written in a plant file."""
    match value:
        case None | "" | ():
            return ""
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}"
        case tuple():
            return f"[{', '.join(map(str, value))}]"
        case _:
            return str(value)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Return a table."""
    yield line(head)
    yield "|" + "---|" * len(head)
    yield from map(line, rows)


def line(cells: Iterable[str]) -> str:
    """Return a row of a table."""
    return "|" + "|".join(f" {cell.replace('|', chr(92) + '|')} " if cell else " " for cell in cells) + "|"


def first_sentence(what: object) -> str:
    """Return the first sentence of a docstring."""
    text = " ".join((inspect.getdoc(what) or "").partition("\n\n")[0].split()).replace("``", "`")
    return re.split(r"(?<=[.]) (?=[A-Z])", text, maxsplit=1)[0]


def main() -> int:
    """Write the page, or check it."""
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text() == text:
            return 0
        print(f"{PAGE.relative_to(ROOT)} is stale: run scripts/plant_reference.py", file=sys.stderr)
        return 1
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
