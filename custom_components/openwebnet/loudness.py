"""How loud an amplifier is: what it has told, what was asked of it, and the volume to come back to after a mute.

The bus has no word for a mute: it is a volume of 0 that was asked for as one. An order changes what is expected at
once, so that the next one builds on it; one that fails leaves what was before it.

| | `asked` | `before_mute` |
|---|---|---|
| a volume | and that one | none |
| a mute | and 0 | what was expected; where it is muted already, as it is |
| the end of a mute | and what was before it | none |
| a volume that was asked for is told | what was asked after it | as it is (1) |
| another volume is told after an order | nothing; a mute still comes | as it is (1) |
| the order is refused | as before it | as before it |
| nobody knows what became of the order | nothing | what was before the mute: what is told next decides |

(1) None where it is louder than 0, and nothing that was asked for is left.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

type Change = Callable[[Loudness], Loudness]
"""What an order makes of what was expected before it."""


class Loudness(NamedTuple):
    """How loud it is, as far as it was told, and what was asked for."""

    told: int | None = None
    asked: tuple[int, ...] = ()
    """The volumes that were asked for and not told yet, in that order."""
    before_mute: int | None = None
    """The volume to come back to, while it is muted."""

    @property
    def expected(self) -> int | None:
        """What it comes to when all is carried out."""
        return self.asked[-1] if self.asked else self.told

    @property
    def is_muted(self) -> bool:
        """Whether it tells that it is silent, which was asked for as a mute."""
        return self.before_mute is not None and self.told == 0

    def with_volume(self, volume: int) -> Loudness:
        """Ask for a volume, which ends a mute."""
        return self._ask(volume)._replace(before_mute=None)

    def muted(self) -> Loudness:
        """Ask for silence, and keep what to come back to."""
        before = self.before_mute if self._mutes else self.expected
        return self._ask(0)._replace(before_mute=before)

    def unmuted(self) -> Loudness:
        """Ask for the volume from before the mute, where it is muted."""
        return self if self.before_mute is None else self.with_volume(self.before_mute)

    def tell(self, volume: int | None, *, is_done: bool) -> Loudness:
        """Take in what it tells, which is later than all that was asked where that `is_done`."""
        asked = self.asked
        if volume in asked:
            asked = asked[asked.index(volume) + 1 :]
        elif is_done and not self._mutes:
            # Somebody else has turned it. Of a mute the silence is still told: this was on its way before.
            asked = ()
        ends_mute = bool(volume) and not asked
        return Loudness(volume, asked, None if ends_mute else self.before_mute)

    def unsure(self, after: Loudness) -> Loudness:
        """Give up an order that would have led to `after`, and may have done so."""
        before = self.before_mute if after.before_mute is None else after.before_mute
        return self._replace(asked=(), before_mute=before)

    @property
    def _mutes(self) -> bool:
        """Whether it is silent, or comes to that, by a mute."""
        return self.before_mute is not None and self.expected == 0

    def _ask(self, volume: int) -> Loudness:
        # What it is already is not told again.
        return self if self.expected == volume else self._replace(asked=(*self.asked, volume))


class Order:
    """A volume that was asked for, until it is known what became of that."""

    def __init__(self, change: Change, before: Loudness) -> None:
        """Begin after all that was asked `before`."""
        self.change: Final = change
        self.after = change(before)


class Volume:
    """What an amplifier has told of its volume, and the orders for it that are under way."""

    def __init__(self) -> None:
        """Know nothing."""
        self._settled = Loudness()
        """By all that was carried out."""
        self._orders: Final[list[Order]] = []

    @property
    def loudness(self) -> Loudness:
        """What is known and asked for, by the last order."""
        return self._orders[-1].after if self._orders else self._settled

    def restore(self, before_mute: int | None, told: int | None) -> None:
        """Begin with what was kept; somebody may have turned it up meanwhile, which ended the mute."""
        self._settled = Loudness(before_mute=before_mute).tell(told, is_done=True)

    def on_told(self, volume: int | None) -> None:
        """Take in what the amplifier tells."""
        if volume == self._settled.told:
            return
        self._settled = self._settled.tell(volume, is_done=True)
        for order in self._orders:
            order.after = order.after.tell(volume, is_done=False)

    def begin(self, change: Change) -> Order:
        """Begin an order after all others."""
        order = Order(change, self.loudness)
        self._orders.append(order)
        return order

    def carried_out(self, order: Order) -> None:
        """Take note that the gateway has taken it, and all that was asked before it."""
        if order in self._orders:
            self._settled = order.after
            del self._orders[: self._orders.index(order) + 1]

    def drop(self, order: Order) -> None:
        """Take note that it was never sent: the next one builds on what somebody wanted all the same."""
        if order in self._orders:
            self._orders.remove(order)

    def failed(self, order: Order, *, may_be_done: bool) -> None:
        """Take note that it was not carried out, or, where it `may_be_done`, that nobody knows."""
        if order not in self._orders:
            return
        self._orders.remove(order)
        if may_be_done:
            self._settled = self._settled.unsure(order.after)
        before = self._settled
        for later in self._orders:
            before = later.after = later.change(before)
