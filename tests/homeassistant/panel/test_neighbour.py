"""The page says where the MyHOME integration has something to move in."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.moving.moved import Moved

from ..moving.theirs import Theirs, have_theirs, set_up_theirs
from .conftest import Feed


async def test_a_neighbour_is_named_until_it_has_moved_in(
    hass: HomeAssistant, entry: MockConfigEntry, feed: Feed
) -> None:
    assert feed.plant["gateways"][0]["neighbour"] is None
    have_theirs(hass, [Theirs(Platform.LIGHT, "1-12", "Table")])
    theirs = await set_up_theirs(hass, title="Old house")
    await feed.until(lambda: feed.plant["gateways"][0]["neighbour"] == "Old house")
    await Moved(hass, entry).async_move_in(theirs)
    await feed.until(lambda: feed.plant["gateways"][0]["neighbour"] is None)
