"""What the objects with an area and a point share."""

from collections.abc import Callable
from typing import override

from ..addresses import Address, Scope, parse_address
from ..tags import Where
from .base import Item, Sender


class PointItem[S](Item[S]):
    """An object at area and point; general, area and group addresses are none."""

    new_state: Callable[[], S]

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where, type(self).new_state())

    @property
    def address(self) -> Address:
        """The address taken apart."""
        return parse_address(self.where)

    @classmethod
    @override
    def canonical(cls, where: Where) -> str:
        address = parse_address(where)
        return where.key if address.scope is Scope.OTHER else address.key

    @property
    @override
    def is_device(self) -> bool:
        return self.address.scope is Scope.POINT or str(self.where).endswith("#9")
