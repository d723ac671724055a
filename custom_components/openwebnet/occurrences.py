"""Occurrences: what happens and does not last is told once, also when the same happens again."""

from typing import override

from homeassistant.core import callback

from .entity import OpenWebNetEntity
from .own.items import BaseItem, Occurrence
from .own.items.press import ButtonPress
from .timing import TIMING

type AnyOccurrence = Occurrence[ButtonPress] | Occurrence[int] | Occurrence[None]


class OccurrenceEntity[ItemT: BaseItem](OpenWebNetEntity[ItemT]):
    """Tells of what happens to an object, each time."""

    _told: AnyOccurrence | None = None

    def _last(self) -> AnyOccurrence | None:
        """Return the last occurrence that the object heard of."""
        raise NotImplementedError

    def _tell(self, occurrence: AnyOccurrence) -> bool:
        """Take in an occurrence; tell whether it is one of this entity, whose state it changes."""
        raise NotImplementedError

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        # It may be what made the object known; what is older is no news.
        last = self._last()
        if last is not None and self.hass.loop.time() - last.at > TIMING.fresh:
            self._told = last
        self._look()

    @callback
    @override
    def _on_change(self) -> None:
        if self._look():
            self.async_write_ha_state()

    def _look(self) -> bool:
        last = self._last()
        if last is None or last is self._told:
            return False
        self._told = last
        return self._tell(last)
