"""Addresses and kinds as people spell them: `12`, `A 1 / PL 2`, `1/2`, `12i4`, `1-12`; tapparella, cover, 2."""

import re
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Final

from ..objects.key import ObjectKey
from ..objects.kinds import ADDABLE, AddableKind
from ..own import InvalidTag, Where, Who
from ..own.items.kinds import AREA, INTERFACE, NUMBER, POINT, AddressError
from .words import KINDS, plain


class Reason(StrEnum):
    """Why a row names no object."""

    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    UNKNOWN_KIND = "unknown_kind"
    KIND_NEEDED = "kind_needed"
    """The address alone does not tell which object is meant: nothing is known there, or more than one thing."""
    TWICE = "twice"
    TOO_LONG = "too_long"
    OTHER_KIND = "other_kind"
    """Something else is known at this point of the bus."""
    OTHER_GATEWAY = "other_gateway"
    SETTING = "setting"
    """What tunes the object, in a file of another integration, is not taken; the object is."""


def read_kind(word: str, who: str) -> Sequence[AddableKind | Who]:
    """Return what a row may be about: a kind, a subsystem, or nothing said. Raises `ValueError` for a word unknown."""
    for text in (word, who):
        if text and plain(text) in KINDS:
            return (ADDABLE[KINDS[plain(text)]],)
    for text in (who, word):
        digits = re.fullmatch(r"(?:who\s*=?\s*)?(\d{1,4})", text.strip().lower())
        if digits:
            return (Who(str(int(digits[1]))),)
        if text:
            raise ValueError(text)
    return ()


_POINT: Final = r"A\s*[=:]?\s*(?P<a>\d{1,2})\s*[/,;.\-]?\s*PL?\s*[=:]?\s*(?P<p>\d{1,2})"
_SPELLED: Final = re.compile(rf"{_POINT}(?:\s*[/,;.\-]?\s*I\s*[=:]?\s*(?P<i>\d{{1,2}}))?", re.IGNORECASE)
_PAIR: Final = re.compile(r"(?P<a>\d{1,2})\s*[/.:,]\s*(?P<p>\d{1,2})(?:\s*[/.:,]\s*(?P<i>\d{1,2}))?")
_WITH_INTERFACE: Final = re.compile(r"(?P<w>\d{2}|\d{4})\s*I\s*(?P<i>\d{1,2})", re.IGNORECASE)
_GROUP: Final = re.compile(r"G(?:R|ROUP|RUPPO)?\s*[=:]?\s*(\d{1,3})", re.IGNORECASE)
_KEY: Final = re.compile(r"(?P<who>\d{1,4})-(?P<where>[\d#]+)")
ADDRESS: Final = re.compile(
    "|".join(re.sub(r"\?P<\w+>", "?:", form.pattern) for form in (_SPELLED, _PAIR, _WITH_INTERFACE, _GROUP, _KEY))
    + r"|#?\d[\d#]*",
    re.IGNORECASE,
)
LEADING_ADDRESS: Final = re.compile(rf"({ADDRESS.pattern})(?=[\s:=]|$)", re.IGNORECASE)
TRAILING_ADDRESS: Final = re.compile(rf"(?<=[\s:=])({ADDRESS.pattern})$", re.IGNORECASE)


def find_object(
    address: str, kinds: Sequence[AddableKind | Who], known: Collection[ObjectKey]
) -> tuple[ObjectKey, AddableKind | None] | Reason:
    """Return the object that an address names, in any spelling, and the kind that was told; or why there is none."""
    text = address.strip()
    whole = _KEY.fullmatch(text)
    if whole is not None:
        try:
            told = ObjectKey.parse(text)
        except ValueError:
            return Reason.BAD_ADDRESS
        return Reason.BAD_ADDRESS if told.kind() is None else (told, None)
    if kinds:
        kind = kinds[0]
        if isinstance(kind, AddableKind):
            key = _of_kind(text, kind)
            return Reason.BAD_ADDRESS if key is None else (key, kind)
        key = _of_who(text, kind, known)
        return Reason.BAD_ADDRESS if key is None else (key, None)
    meant = (_of_who(text, who, known) for who in {key.who for key in known})
    matches = [key for key in meant if key is not None and key in known]
    if len(matches) == 1:
        return matches[0], None
    is_address = matches or any(_of_who(text, kind.who, ()) is not None for kind in ADDABLE.values())
    return Reason.KIND_NEEDED if is_address else Reason.BAD_ADDRESS


def _of_kind(text: str, kind: AddableKind) -> ObjectKey | None:
    """Return the object of a kind at an address."""
    numbers = _numbers(text)
    if numbers is not None and NUMBER in numbers and not kind.kind.pattern.startswith("#"):
        # A group, which this kind has none of.
        return None
    if NUMBER in kind.kind.fields and text.isdigit():
        where = _where(text)
        if where is None or kind.kind.numbers(where) is None:
            numbers = {NUMBER: int(text)}
    if not kind.kind.fields and not text:
        numbers = {}
    if numbers is not None and numbers.keys() <= kind.kind.fields.keys():
        try:
            return kind.object_of({**dict.fromkeys(_BESIDE & kind.kind.fields.keys(), 0), **numbers})[0]
        except AddressError:
            return None
    return _key(kind.who, _where(text))


_BESIDE: Final = frozenset(("button", "scenario"))
"""Numbers that stand beside an address, not in it."""


def _of_who(text: str, who: Who, known: Collection[ObjectKey]) -> ObjectKey | None:
    """Return the object of a subsystem at an address; what is known goes before what may be meant."""
    found = [
        key
        for kind in ADDABLE.values()
        if kind.who is who and not kind.settings
        if (key := _of_kind(text, kind)) is not None
    ]
    key = _key(who, _where(text))
    if key is not None:
        found.insert(0, key)
    return next((key for key in found if key in known), next(iter(found), None))


def _numbers(text: str) -> dict[str, int] | None:
    """Return area, point and interface of a spelling that tells them apart."""
    for form in (_SPELLED, _PAIR):
        match = form.fullmatch(text)
        if match is not None:
            numbers = {AREA: int(match["a"]), POINT: int(match["p"])}
            return {**numbers, INTERFACE: int(match["i"])} if match["i"] else numbers
    group = _GROUP.fullmatch(text)
    return {NUMBER: int(group[1])} if group is not None else None


def _where(text: str) -> Where | None:
    """Return an address that is spelled as in frames, or with the interface behind an I."""
    joined = _WITH_INTERFACE.fullmatch(text)
    if joined is not None:
        text = f"{joined['w']}#4#{int(joined['i']):02}"
    try:
        return Where(text) if text and not text.endswith("#") else None
    except InvalidTag:
        return None


def _key(who: Who, where: Where | None) -> ObjectKey | None:
    if where is None:
        return None
    try:
        key = ObjectKey.at(who, where)
    except KeyError:
        return None
    return key if key.kind() is not None else None
