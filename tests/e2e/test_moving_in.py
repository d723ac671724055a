"""The entities of the MyHOME integration become ours, from the line of the panel that says that they can."""

import re

import pytest
from playwright.sync_api import expect

from scripts.develop import HomeAssistant

from .bus import Bus
from .panel import Panel
from .states import wait_for_state

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

THEIRS = "light.mirror"


def test_the_panel_leads_to_what_moves_in_and_it_is_seen_first(panel: Panel, web: HomeAssistant, bus: Bus):
    pages = panel.pages
    panel.open()
    expect(panel.neighbour).to_have_count(0)
    web.request("POST", "/api/config/config_entries/flow", {"handler": "myhome"})
    expect(panel.neighbour).to_contain_text("Old F454")
    pages.shoot("panel-neighbour")
    panel.neighbour.get_by_role("link").click()
    pages.open_options("Move in from the MyHOME integration")
    expect(pages.text(re.compile("To be moved: 2"))).to_be_visible()
    expect(pages.text(re.compile("Not to be moved: 1"))).to_be_visible()
    pages.picture("moving")
    pages.submit()
    pages.finish_options()
    wait_for_state(web, THEIRS, "off")
    bus.press("1-35")
    wait_for_state(web, THEIRS, "on")
    web.request("POST", "/api/services/light/turn_off", {"entity_id": THEIRS})
    bus.wait_for("*1*0*35##")
    panel.open()
    expect(panel.row("1-35")).to_be_visible()
    expect(panel.neighbour).to_have_count(0)
