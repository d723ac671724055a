"""Its entry: made at once, for the simulated gateway."""

from typing import Any, Final, override

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_MAC

MAC: Final = "00:03:50:12:34:56"
"""That of the demo house."""


class TheirFlow(ConfigFlow, domain="myhome"):
    """Asks for nothing."""

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Make the entry."""
        await self.async_set_unique_id(MAC)
        return self.async_create_entry(title="Old F454", data={CONF_HOST: "127.0.0.1", CONF_MAC: MAC})
