"""One Home Assistant, one simulated gateway and one browser, which all tests share in the order of the files."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from scripts.develop import HomeAssistant, free_port, home_assistant
from simulator import HOUSE, Plant

from .album import Album
from .bus import Bus
from .pages import Pages
from .panel import Panel

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
WINDOW = ViewportSize(width=1200, height=800)

MORE = """
objects:
  - {kind: light_button, where: "61"}
  - {kind: load, where: "#2"}
  - {kind: load_control, where: "10", current: 12, power: 2760}
"""
"""What the bus has beyond the demo house: a button of an actuator that was taken out, and load control."""
OLD_INTEGRATION = Path(__file__).parent / "myhome"

expect.set_options(timeout=15_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--home-assistant",
        default=sys.executable,
        metavar="PYTHON",
        help="the Python whose Home Assistant is tested (that of these tests)",
    )
    parser.addoption("--update-pictures", action="store_true", help="write the pictures of the documentation anew")


@pytest.fixture(scope="session")
def python(request: pytest.FixtureRequest) -> Path:
    """The Python whose Home Assistant is run; its links are left alone, which make it that of an environment."""
    return Path(request.config.getoption("--home-assistant")).absolute()


@pytest.fixture(scope="session")
def artefacts(python: Path) -> Path:
    """Where pictures and logs of this Home Assistant are kept."""
    program = "import homeassistant.const; print(homeassistant.const.__version__)"
    version = subprocess.run([python, "-c", program], check=True, capture_output=True, text=True).stdout.strip()
    folder = ROOT / ".e2e" / version
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine (Debian, Ubuntu: apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def plant() -> Plant:
    """The demo house, in which nothing happens by itself."""
    plant = Plant.load(HOUSE)
    plant.objects += Plant.parse(MORE).objects
    plant.life = False
    # The bus is faster than a real one, and so would be the gateway's patience with a client.
    plant.command_idle = plant.event_idle = 0
    return plant


@pytest.fixture(scope="session")
def bus(plant: Plant) -> Iterator[Bus]:
    """The simulated gateway."""
    with Bus(plant) as bus:
        yield bus


@pytest.fixture(scope="session")
def web(chromium: str, python: Path, artefacts: Path, bus: Bus) -> Iterator[HomeAssistant]:
    """A new Home Assistant that is waiting for its first user; another integration for such gateways is installed."""
    shutil.copytree(OLD_INTEGRATION, artefacts / "config" / "custom_components" / OLD_INTEGRATION.name)
    with home_assistant(artefacts / "config", port=free_port(), python=python) as web:
        web.wait_for_answer()
        yield web


@pytest.fixture(scope="session")
def page(chromium: str, web: HomeAssistant) -> Iterator[Page]:
    """A page of a browser that knows nothing yet."""
    options = ["--no-sandbox", "--disable-gpu", "--force-device-scale-factor=1"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        context = browser.new_context(viewport=WINDOW, locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(15_000)
        yield context.new_page()
        browser.close()


@pytest.fixture(scope="session")
def album(artefacts: Path, request: pytest.FixtureRequest) -> Album:
    """Where pictures of the documentation go."""
    kept = artefacts / "docs"
    return Album((kept, ROOT / "docs" / "images") if request.config.getoption("--update-pictures") else (kept,))


@pytest.fixture(scope="session")
def onboarded(page: Page, web: HomeAssistant, artefacts: Path, album: Album) -> Pages:
    """A browser with its first user logged in."""
    pages = Pages(page, web.url, artefacts, album)
    pages.onboard()
    web.tokens = json.loads(page.evaluate("localStorage.hassTokens"))
    return pages


@pytest.fixture
def pages(onboarded: Pages, request: pytest.FixtureRequest) -> Iterator[Pages]:
    """The browser, whose last view of each test is kept."""
    yield onboarded
    onboarded.shoot(request.node.name)


@pytest.fixture(scope="session")
def added(onboarded: Pages, web: HomeAssistant, bus: Bus, plant: Plant) -> None:
    """The gateway and all that is on its bus are in Home Assistant."""
    if web.entry() is None:
        assert plant.password
        onboarded.add_gateway(bus.port, plant.password)


@pytest.fixture
def house(pages: Pages, added: None, bus: Bus) -> Pages:
    """The browser of somebody who lives with the gateway."""
    bus.forget()
    return pages


@pytest.fixture
def console(house: Pages) -> Iterator[list[str]]:
    """What the browser complains about."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "openwebnet" in f"{message.text} {message.location}":
            said.append(message.text)

    def fail(error: Exception) -> None:
        said.append(str(error))

    house.page.on("console", note)
    house.page.on("pageerror", fail)
    yield said
    house.page.remove_listener("console", note)
    house.page.remove_listener("pageerror", fail)


@pytest.fixture
def panel(house: Pages, console: list[str]) -> Iterator[Panel]:
    yield Panel(house)
    house.page.set_viewport_size(WINDOW)
    house.page.emulate_media(color_scheme="light")
    assert console == []
