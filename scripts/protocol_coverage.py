#!/usr/bin/env python3
"""Write docs/protocol-coverage.md from the tables of the bus objects; with --check, only tell whether it is stale."""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/protocol-coverage.md"

sys.path.insert(0, str(ROOT))

from custom_components.openwebnet.own.items import all_classes  # noqa: E402
from custom_components.openwebnet.own.items.base import BaseItem, Item, State  # noqa: E402
from custom_components.openwebnet.own.items.sends import BUILT, Built  # noqa: E402
from custom_components.openwebnet.own.items.table import Row  # noqa: E402
from custom_components.openwebnet.own.wire.tags import Who  # noqa: E402

INTRODUCTION = """\
# What of the protocol is covered

Written by `scripts/protocol_coverage.py` from the tables in `custom_components/openwebnet/own/items/`; do not edit.

*Decoded*: the frame changes the state of the object; the others are known and change nothing. *Built by*: the methods
that send it; for a dimension, the ones that write it and the ones that ask for it. In frames, `W` is the address, `?`
one digit, a word in capitals any number. Numbers in a source are sections of [the protocol](protocol/protocol.md)
and of [what gateways do](protocol/gateways.md).
"""


def kind(form: str) -> str:
    """Return the kind of a frame: `what`, `write` or `request`."""
    if not form.startswith("*#"):
        return "what"
    tags = form[2:-2].split("*")
    return "write" if len(tags) > 2 and tags[2].startswith("#") else "request"


def tag(form: str) -> str:
    """Return the WHAT or dimension of a frame, without parameters; nothing for a status request."""
    tags = form[1:-2].split("*")
    if kind(form) == "what":
        return tags[1].partition("#")[0]
    return tags[2].removeprefix("#").partition("#")[0] if len(tags) > 2 else ""


def built_for(item_type: type[BaseItem]) -> Iterator[Built]:
    """Return what an object of a class sends, inherited methods included and overridden ones not."""
    for built in BUILT:
        owner = next((base for base in item_type.__mro__ if built.method in vars(base)), None)
        if owner is not None and owner.__name__ == built.owner:
            yield built


def tables() -> Iterator[tuple[Who, list[type[Item[State]]]]]:
    """Return the classes that share a table, by subsystem and in its order."""
    groups: dict[tuple[Who, int], list[type[Item[State]]]] = {}
    for item_type in all_classes():
        if issubclass(item_type, Item):
            groups.setdefault((item_type.who, id(item_type.table)), []).append(item_type)
    for (who, _), item_types in sorted(groups.items(), key=lambda group: int(group[0][0])):
        yield who, item_types


def plain(text: str) -> str:
    """Return a text as Markdown that shows it as it is, code apart."""
    parts = text.split("`")
    parts[::2] = [re.sub(r"([*_|])", r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)


def names(built: Iterable[Built]) -> str:
    """Return methods, each once."""
    return ", ".join(dict.fromkeys(f"`{one.owner}.{one.method}`" for one in built))


def row_lines(who: Who, item_types: list[type[Item[State]]]) -> Iterator[str]:
    """Return the lines of WHATs and dimensions."""
    built = list(dict.fromkeys(one for item_type in item_types for one in built_for(item_type)))
    table = item_types[0].table
    objects = ", ".join(f"`{item_type.__name__}`" for item_type in item_types)
    for word, rows in (("WHAT", table.whats), ("dimension", table.dimensions)):
        for key, row in rows.items():
            senders = [
                one
                for one in built
                if tag(one.form) == key and (kind(one.form) == "what") == (word == "WHAT") and one.form.count("*") > 1
            ]
            yield row_line(who, f"{word} {key}", objects, row, names(senders))


def row_line(who: Who, key: str, objects: str, row: Row[State], senders: str) -> str:
    """Return one line."""
    decoded = "yes" if row.apply is not None else "no"
    return f"| {who.value} | {key} | {objects} | {plain(row.meaning)} | {decoded} | {senders} | {plain(row.source)} |"


def frame_lines(item_types: Iterable[type[BaseItem]], kinds: set[str]) -> Iterator[str]:
    """Return the lines of the methods that send some kinds of frames."""
    methods: dict[tuple[str, str], list[Built]] = {}
    for item_type in item_types:
        for built in built_for(item_type):
            if kind(built.form) in kinds:
                # What all objects inherit is named by each that does.
                owner = item_type.__name__ if built.owner == "BaseItem" else built.owner
                methods.setdefault((owner, built.method), [])
                if built not in methods[owner, built.method]:
                    methods[owner, built.method].append(built)
    for (owner, method), frames in methods.items():
        who = next(
            item_type.who for item_type in all_classes() if owner in {base.__name__ for base in item_type.__mro__}
        )
        forms = [f"`{frame.form.replace('WHO', who.value)}`" for frame in frames]
        shown = ", ".join(forms) if len(forms) <= 4 else f"{forms[0]} .. {forms[-1]}"
        sources = "; ".join(dict.fromkeys(frame.source for frame in frames if frame.source))
        yield f"| {who.value} | {shown} | {plain(frames[0].meaning)} | `{owner}.{method}` | {plain(sources)} |"


def page() -> str:
    """Return the page."""
    lines = [INTRODUCTION]
    by_who: dict[Who, list[list[type[Item[State]]]]] = {}
    for who, item_types in tables():
        by_who.setdefault(who, []).append(item_types)
    for who, groups in by_who.items():
        classes = [item_type for group in groups for item_type in group]
        lines += [f"## WHO {who.value}: {groups[0][0].title}", ""]
        lines += [
            "| WHO | WHAT / dimension | Object | Meaning | Decoded | Built by | Source |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [line for group in groups for line in row_lines(who, group)]
        for title, kinds in (("Commands", {"what", "write"}), ("Requests", {"request"})):
            frames = list(frame_lines(classes, kinds))
            if frames:
                lines += [
                    "",
                    f"{title}:",
                    "",
                    "| WHO | Frame | Meaning | Built by | Source |",
                    "|---|---|---|---|---|",
                    *frames,
                ]
        lines.append("")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def main() -> int:
    """Write the page, or check it."""
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text() == text:
            return 0
        print(f"{PAGE.relative_to(ROOT)} is stale: run scripts/protocol_coverage.py", file=sys.stderr)
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
