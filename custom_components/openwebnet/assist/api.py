"""The tools as Home Assistant offers them to conversation agents, while a gateway is set up."""

from typing import Final, override

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import llm

from ..const import DOMAIN
from ..coordinator import OpenWebNetConfigEntry
from ..follow import follow_gateways
from .tools import DecodeFrame, LastFrames, ListObjects

NAME: Final = "OpenWebNet"
PROMPT: Final = (
    "Tools to look at a BTicino or Legrand MyHOME plant and its OpenWebNet bus. They read and change nothing. "
    "An object of the bus is named by WHO-WHERE, for example 1-12: WHO is the subsystem (1 lights, 2 shutters, "
    "4 heating, 5 alarm, 18 energy), WHERE the address. Times are in the time zone of the house."
)


class BusAPI(llm.API):
    """The tools, for one conversation at a time."""

    @override
    async def async_get_api_instance(self, llm_context: llm.LLMContext) -> llm.APIInstance:
        """Return the tools."""
        tools: list[llm.Tool] = [ListObjects(), LastFrames(), DecodeFrame()]
        return llm.APIInstance(api=self, api_prompt=PROMPT, llm_context=llm_context, tools=tools)


@callback
def offer_tools(hass: HomeAssistant) -> CALLBACK_TYPE:
    """Offer the tools once, while any gateway is set up. Returns the way to end it."""
    loaded: set[str] = set()
    withdraw: list[CALLBACK_TYPE] = []

    @callback
    def attach(entry: OpenWebNetConfigEntry) -> CALLBACK_TYPE:
        if not loaded:
            withdraw.append(llm.async_register_api(hass, BusAPI(hass=hass, id=DOMAIN, name=NAME)))
        loaded.add(entry.entry_id)

        @callback
        def detach() -> None:
            loaded.discard(entry.entry_id)
            if not loaded:
                withdraw.pop()()

        return detach

    return follow_gateways(hass, attach)
