"""Kinds that a person can add by hand: those of the bus, and what a switching actuator of WHO 1 is used as."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from ..const import CONF_USED_AS, USED_AS_LIGHT, USES
from ..own import Who
from ..own.items.kinds import AddressError, Kind
from ..own.items.registry import kinds
from .key import ObjectKey

_LIGHT: Final = "light"


@dataclass(frozen=True, slots=True)
class AddableKind:
    """A kind of object, and what is remembered of one that is added as it."""

    who: Who
    kind: Kind
    settings: Mapping[str, str] = field(default_factory=dict)

    def object_of(self, values: Mapping[str, float]) -> tuple[ObjectKey, dict[str, int]]:
        """Return the key of an object and its traits, by what a person gave. Raises `AddressError`."""
        where, traits = self.kind.address(values)
        return ObjectKey.at(self.who, where), traits

    @property
    def last_field(self) -> str | None:
        """The field where a form tells what is wrong with an address as a whole; what has no number has none."""
        return next((name for name in reversed(list(self.kind.fields)) if self.kind.fields[name].required), None)

    def first_free(self, taken: Iterable[ObjectKey]) -> dict[str, int]:
        """Return the numbers of the lowest address that is valid and not taken; nothing where all are."""
        spots = {key.spot for key in taken}
        numbers = {
            name: range(limits.low, limits.high + 1) for name, limits in self.kind.fields.items() if limits.required
        }
        for chosen in product(*numbers.values()):
            values = dict(zip(numbers, chosen, strict=True))
            try:
                key, _ = self.object_of(values)
            except AddressError:
                continue
            if key.spot not in spots:
                return values
        return {}


def _addable() -> Mapping[str, AddableKind]:
    found = {kind.name: AddableKind(who, kind) for who, kind in kinds() if kind.by_hand}
    light = found.pop(_LIGHT)
    uses = {use: AddableKind(light.who, light.kind, {CONF_USED_AS: use}) for use in _USES}
    return {_LIGHT: light, **uses, **found}


_USES: Final = tuple(use for use in USES if use != USED_AS_LIGHT)

ADDABLE: Final = _addable()
"""By the name of the kind, the most common one first."""
