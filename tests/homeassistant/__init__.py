"""Tests of the integration: a real Home Assistant core, over real TCP against the simulator."""

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

HOST = "127.0.0.1"
MAC = "000350010203"
PASSWORD = "12345"
PLANT = """
model: F454
password: "12345"
auth: open
mac: "00:03:50:01:02:03"
speed: 0
command_idle: 0
event_idle: 0
objects:
  - {kind: relay, where: "11"}
  - {kind: dimmer, where: "12", steps: 100, level: 60, on: true}
  - {kind: relay, where: "02"}
  - {kind: shutter, where: "14", opening_time: 20, closing_time: 10}
  - {kind: advanced_shutter, where: "15", opening_time: 20, closing_time: 10, position: 40}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: probe, where: "500", temperature: 7.5}
  - {kind: meter, where: "51", power: 350, total: 7654321, month: 43210, day: 1234}
"""


async def setup_integration(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set up an entry; what is on the bus comes later, see `until`."""
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
