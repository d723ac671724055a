"""Addresses as the MyHOME integration spells them, in its file and in its ids."""

import re
from typing import Final

from ..own import Where
from ..own.items.kinds import MAX_INTERFACE

_WITH_INTERFACE: Final = re.compile(r"(\d+)[iI](\d{1,2})")


def read_where(text: str, interface: object = None) -> Where:
    """Read an address, with its bus interface in one way or the other. Raises `ValueError`, `InvalidTag`."""
    joined = _WITH_INTERFACE.fullmatch(text)
    if joined is not None:
        text, interface = joined.groups()
    if interface is None or "#4#" in text:
        return Where(text)
    number = int(str(interface))
    if not 1 <= number <= MAX_INTERFACE:
        raise ValueError(interface)
    return Where(f"{text}#4#{number:02}")
