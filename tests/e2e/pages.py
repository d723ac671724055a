"""Home Assistant's pages, by the words that stand on them."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Download, Locator, Page, expect

from .album import Album

USER = {"Name": "Anna", "Username": "anna", "Password": "correct horse", "Confirm password": "correct horse"}
INTEGRATION = "OpenWebNet (BTicino / Legrand MyHOME)"
SCAN_SECONDS = 70
"""A scan takes no longer than a minute."""


class Pages:
    """A browser that is looking at Home Assistant, and a person's way around in it."""

    def __init__(self, page: Page, url: str, folder: Path, album: Album) -> None:
        self.page = page
        self.url = url
        self._folder = folder
        self._album = album

    def shoot(self, name: str) -> None:
        """Keep a picture of what is to be seen now, once nothing moves any more."""
        self.page.screenshot(path=self._folder / f"{name}.png", animations="disabled")

    def rest(self) -> None:
        """Wait until a picture shows all of the page: icons, brands and what happened lately come last, and unheard."""
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(2000)

    def picture(self, name: str, of: Locator | None = None) -> None:
        """Make a picture of the documentation: of the page as it is seen now, or of a part of it."""
        shot = self.page if of is None else of
        self._album.keep(name, shot.screenshot(animations="disabled"))

    # What is on any page ------------------------------------------------------------------------------------

    def text(self, text: str | re.Pattern[str]) -> Locator:
        """A text that stands there like this; a pattern may be a part of one."""
        return self.page.get_by_text(text, exact=isinstance(text, str))

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def switch(self) -> Locator:
        """The first switch of a page: on that of a light, its own. It has no name before Home Assistant 2026.11."""
        return self.page.get_by_role("switch").first

    def number(self, label: str) -> Locator:
        return self.page.get_by_role("spinbutton", name=_beginning(label))

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_role("textbox", name=_beginning(label)).fill(value)

    def switch_of(self, setting: str) -> Locator:
        """The switch in the row of a setting, which has no name of its own."""
        rows = self.page.locator("ha-row-item, ha-settings-row")
        return rows.filter(has=self.text(setting)).get_by_role("switch")

    def click(self, switch: Locator) -> None:
        """Click on a switch or a box to tick: what can be clicked there lies over what can be read."""
        switch.click(force=True)

    def choose(self, name: str) -> None:
        """Choose from a menu that is open."""
        self.page.get_by_role("menuitem", name=name, exact=True).click()

    def submit(self) -> None:
        self.button("Submit").click()

    def call(self, kind: str, **values: object) -> Any:
        """Send a command to Home Assistant, as its pages do; return the answer."""
        command = {"type": kind, **values}
        return self.page.evaluate("command => document.querySelector('home-assistant').hass.callWS(command)", command)

    def enable(self, entity_id: str) -> None:
        """Enable an entity, as its settings do; Home Assistant loads it half a minute later."""
        self.call("config/entity_registry/update", entity_id=entity_id, disabled_by=None)

    # Ways ---------------------------------------------------------------------------------------------------

    def onboard(self) -> None:
        """Go through what a new Home Assistant asks, as its first user."""
        self.page.goto(self.url)
        self.text("Create my smart home").click()
        for label, value in USER.items():
            self.fill(label, value)
        self.button("Create account").click()
        for question in ("Home location", re.compile("the country your home is in"), "Help us to help you"):
            expect(self.text(question)).to_be_visible()
            self.button("Next").click()
        expect(self.text("All set!")).to_be_visible()
        self.button("Finish").click()
        expect(self.text(f"Welcome {USER['Name']}")).to_be_visible()

    def open_setup(self) -> None:
        """Open the dialog in which the integration is added."""
        self.page.goto(f"{self.url}/config/integrations/dashboard")
        self.button("Add integration").click()
        self.page.get_by_placeholder("Search for a brand name").fill("openwebnet")
        self.text(INTEGRATION).click()
        expect(self.text("Connect to a gateway")).to_be_visible()

    def connect(self, port: int, password: str) -> None:
        """Fill in where the gateway is."""
        self.fill("Host", "127.0.0.1")
        self.number("Port").fill(str(port))
        self.fill("OPEN password", password)
        self.submit()

    def add_gateway(self, port: int, password: str) -> list[str]:
        """Add the integration with all that it finds; return the names of that."""
        self.open_setup()
        self.connect(port, password)
        expect(self.text(re.compile("^Searching for devices on the bus of F454"))).to_be_visible()
        self.shoot("setup-scan")
        expect(self.text("Devices found")).to_be_visible(timeout=SCAN_SECONDS * 1000)
        boxes = self.page.get_by_role("checkbox")
        expect(boxes.first).to_be_checked()
        self.picture("found")
        found = self.page.locator("ha-checkbox").all_inner_texts()
        self.submit()
        expect(self.text("Name and assign")).to_be_visible()
        self.shoot("setup-names")
        self.button("Skip and finish").click()
        expect(self.text("Name and assign")).to_be_hidden()
        return found

    def open_integration(self) -> None:
        """Open the page of the integration, once more where it has not got the entries that it is to show."""
        for _ in range(3):
            self.page.goto(f"{self.url}/config/integrations/integration/openwebnet")
            expect(self.page.get_by_role("heading", name=INTEGRATION)).to_be_visible()
            try:
                expect(self.text("No entries")).to_be_hidden(timeout=3000)
            except AssertionError:
                continue
            return

    def more_info(self, entity_id: str) -> None:
        """Open the dialog of an entity."""
        self.page.goto(f"{self.url}/?more-info-entity-id={entity_id}")
        expect(self.page.locator("ha-more-info-dialog").get_by_role("dialog")).to_be_visible()

    def open_device(self, name: str) -> None:
        """Open the page of a device."""
        self.open_integration()
        # The gateway's entry, above, has the gateway's name.
        self.text(name).last.click()
        expect(self.text("Device info")).to_be_visible()

    def open_options(self, choice: str | re.Pattern[str]) -> None:
        """Open what is behind the cog wheel, and go to one of its parts."""
        self.open_integration()
        self.button("Configure").click()
        expect(self.text("Add a device manually")).to_be_visible()
        self.shoot("options")
        # After those of the page itself, which has one of its own in its side bar.
        self.text(choice).last.click()

    def finish_options(self) -> None:
        """End the options' dialog after its last step."""
        expect(self.text("Options successfully saved.")).to_be_visible()
        self.button("Finish").click()
        expect(self.text("Options successfully saved.")).to_be_hidden()

    def add_by_hand(self, area: int, point: int, name: str) -> None:
        """Add a light by its address."""
        self.open_options("Add a device manually")
        expect(self.text("Light or dimmer").last).to_be_visible()
        self.shoot("options-add")
        self.submit()
        expect(self.text("Light or dimmer: address")).to_be_visible()
        self.number("Area (A)").fill(str(area))
        self.number("Light point (PL)").fill(str(point))
        self.shoot("options-address")
        self.submit()
        expect(self.text(re.compile(f"Its address is A {area} / PL {point}"))).to_be_visible()
        self.fill("Name", name)
        self.shoot("options-details")
        self.submit()
        self.finish_options()

    def delete_device(self, name: str) -> None:
        """Take a device away, on its page."""
        self.open_device(name)
        # The first is the page's, the second stands beside the device's diagnostics.
        self.button("Menu").nth(1).click()
        self.choose("Delete")
        self.button("Delete").click()
        expect(self.text("Device / service not found.")).to_be_visible()

    def download_diagnostics(self) -> Download:
        """Download the diagnostics of the integration's entry."""
        self.open_integration()
        # The first is the page's, the second the entry's; each device has one as well.
        self.button("Menu").nth(1).click()
        with self.page.expect_download() as download:
            self.choose("Download diagnostics")
        return download.value


def _beginning(label: str) -> re.Pattern[str]:
    """A label, whatever follows: a star stands behind those of fields that must be filled."""
    return re.compile(f"^{re.escape(label)}")
