"""Silences: since when devices do not answer, kept over a restart, after which they are found to be silent anew."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..objects.key import ObjectKey
from ..timing import TIMING

_VERSION: Final = 1


class Silences:
    """Times at which the objects of one entry fell silent."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Know nothing yet; `async_load` reads what was kept."""
        self._store: Final = Store[dict[str, float]](hass, _VERSION, f"{DOMAIN}.{entry.entry_id}.silences")
        self._since: dict[str, float] = {}
        self._is_saved = True

    def __bool__(self) -> bool:
        """Tell whether anything is silent."""
        return bool(self._since)

    async def async_load(self) -> None:
        """Read what was kept; what is no time is dropped, since it will be found silent again."""
        kept = await self._store.async_load()
        now = dt_util.utcnow().timestamp()
        if isinstance(kept, dict):
            self._since = {key: since for key, since in kept.items() if isinstance(since, int | float) and since <= now}

    async def async_remove(self) -> None:
        """Forget everything, with the entry."""
        await self._store.async_remove()

    @callback
    def begin(self, key: ObjectKey) -> float:
        """Return when an object fell silent, seconds since 1970: now, where it was not silent before."""
        if key not in self._since:
            self._since[key] = dt_util.utcnow().timestamp()
            self._save()
        return self._since[key]

    @callback
    def end(self, key: ObjectKey) -> None:
        """Take note that an object answers."""
        if self._since.pop(key, None) is not None:
            self._save()

    async def async_save(self) -> None:
        """Write what has changed, at once: before the entry is loaded again."""
        if not self._is_saved:
            self._is_saved = True
            await self._store.async_save(dict(self._since))

    def _save(self) -> None:
        self._is_saved = False
        self._store.async_delay_save(lambda: dict(self._since), TIMING.save_after)
