"""What the parts of the options flow share."""

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow

from ..coordinator import Coordinator, OpenWebNetConfigEntry
from ..objects.store import ObjectStore


class EntryOptionsFlow(OptionsFlow):
    """An options flow that changes what is running, and keeps it."""

    @property
    def _coordinator(self) -> Coordinator | None:
        """What runs the gateway; nothing does while the entry is not loaded."""
        entry: OpenWebNetConfigEntry = self.config_entry
        return entry.runtime_data if entry.state is ConfigEntryState.LOADED else None

    @property
    def _store(self) -> ObjectStore:
        return ObjectStore(self.hass, self.config_entry)

    def _finish(self) -> ConfigFlowResult:
        """End; everything has been saved by now."""
        return self.async_create_entry(data=dict(self.config_entry.options))
