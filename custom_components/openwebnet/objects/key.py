"""Object key: the one place that makes and reads `<WHO>-<WHERE>`, and the ids that are made of it."""

from collections.abc import Iterable
from typing import Final, Self

from homeassistant.helpers.device_registry import DeviceEntry

from ..const import DOMAIN
from ..own import InvalidTag, Where, Who
from ..own.items import BaseItem, item_class
from ..own.items.kinds import Kind, label, place
from ..own.items.registry import kind_of

UNKNOWN_KIND = "object"
"""The translation key of an object that is of no known kind."""
_AT_POINTS: Final = (Who.LIGHTING, Who.AUTOMATION)
"""Subsystems whose actuators share the points of the bus: one point has one."""


class ObjectKey(str):
    """The key of an object: a text, so that it can be kept in options as it is."""

    __slots__ = ()

    @classmethod
    def of(cls, item: BaseItem) -> Self:
        """Return the key of an object."""
        return cls(f"{item.who.value}-{item.key}")

    @classmethod
    def at(cls, who: Who, where: Where) -> Self:
        """Return the key of an address. Raises `KeyError` for one that names nothing."""
        return cls(f"{who.value}-{item_class(who, where).canonical(where)}")

    @classmethod
    def parse(cls, text: object) -> Self:
        """Return the key that a text is. Raises `ValueError` for one that names nothing."""
        if not isinstance(text, str):
            raise ValueError(f"{text!r} is no key")  # noqa: TRY004 - what is read may be of any type
        who, separator, where = text.partition("-")
        try:
            if separator and cls.at(Who(who), Where(where)) == text:
                return cls(text)
        except (KeyError, InvalidTag) as error:
            raise ValueError(f"{text} names no object") from error
        raise ValueError(f"{text} names no object")

    @classmethod
    def of_device(cls, device: DeviceEntry, gateway_id: str) -> list[Self]:
        """Return the keys of the objects that a device stands for; the gateway's own device has none."""
        prefix = f"{gateway_id}-"
        return [
            cls(identifier.removeprefix(prefix))
            for domain, identifier in device.identifiers
            if domain == DOMAIN and identifier.startswith(prefix)
        ]

    @property
    def who(self) -> Who:
        """The subsystem."""
        return Who(self.partition("-")[0])

    @property
    def where(self) -> Where:
        """The address, canonical."""
        return Where(self.partition("-")[2])

    @property
    def spot(self) -> str:
        """What only one object can have: an address of a subsystem, or a point, of a light or of a shutter."""
        return str(self.where) if self.who in _AT_POINTS else self

    def unique_id(self, gateway_id: str, part: str | None = None) -> str:
        """Return the unique id of the main entity, or of another one by its `part`."""
        return "-".join((gateway_id, self) if part is None else (gateway_id, self, part))

    def identifier(self, gateway_id: str) -> tuple[str, str]:
        """Return the identifier of the device."""
        return (DOMAIN, self.unique_id(gateway_id))

    def owns(self, gateway_id: str, unique_id: str) -> bool:
        """Tell whether a unique id is one of an entity of this object."""
        main = self.unique_id(gateway_id)
        return unique_id == main or unique_id.startswith(f"{main}-")

    def kind(self, traits: Iterable[str] = ()) -> Kind | None:
        """Return the kind of the object, by what it has shown itself to be; `None` for none that is known."""
        return kind_of(self.who, self.where, traits)

    def kind_name(self, traits: Iterable[str] = ()) -> str:
        """Return the translation key of the kind."""
        kind = self.kind(traits)
        return UNKNOWN_KIND if kind is None else kind.name

    @property
    def label(self) -> str:
        """What tells it from others of its kind: the address of a point, or the number it was given."""
        return label(self.kind(), self.where)

    @property
    def place(self) -> str | None:
        """Area, point and interface in the words of the configurators, where its address has them."""
        return place(self.kind(), self.where)

    @property
    def address(self) -> str:
        """The address in the words of the configurators, or as it stands in frames."""
        return self.place or f"WHERE {self.where}"
