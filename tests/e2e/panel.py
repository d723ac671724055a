"""The panel in a browser, by the names that its source gives to rows, fields and buttons."""

from playwright.sync_api import Locator, Page, expect

from .pages import Pages


class Panel:
    """The panel in a browser."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.page: Page = pages.page

    def open(self, tab: str = "plant") -> None:
        self.page.goto(f"{self.pages.url}/openwebnet/{tab}")
        expect(self.tab(tab)).to_have_attribute("aria-selected", "true")

    def tab(self, name: str) -> Locator:
        return self.page.locator(f"[data-tab={name}]")

    def row(self, key: str) -> Locator:
        return self.page.locator(f'[data-key="{key}"]')

    def field(self, key: str, name: str) -> Locator:
        return self.row(key).locator(f"[data-field={name}]")

    def fill(self, key: str, name: str, text: str) -> None:
        self.field(key, name).fill(text)
        self.field(key, name).press("Enter")

    def details(self, key: str) -> Locator:
        """Open what there is to see and to set of an object."""
        self.open()
        self.row(key).get_by_role("button", name="Details").click()
        return self.page.get_by_role("dialog")

    @property
    def neighbour(self) -> Locator:
        """The line about another integration that has something to move in."""
        return self.page.locator("[data-neighbour]")

    @property
    def rows(self) -> Locator:
        return self.page.locator("openwebnet-plant tbody tr[data-key]")

    @property
    def frames(self) -> Locator:
        return self.page.locator("openwebnet-monitor [data-frame]")

    def close(self) -> None:
        self.page.get_by_role("dialog").get_by_role("button", name="Close").click()
