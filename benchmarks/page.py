"""The panel in a browser: how soon a cold page shows the plant, and whether a busy bus makes it stumble."""

import shutil
import tempfile
import time
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from scripts.develop import free_port, home_assistant
from simulator import Plant, Simulator
from tests.e2e.album import Album
from tests.e2e.bus import Bus
from tests.e2e.pages import Pages

from .measure import Result, Scale, at_most

ROOT = Path(__file__).parent.parent
PYTHON = ROOT / ".venv-e2e" / "bin" / "python"
PLANT = ROOT / "simulator" / "plants" / "full_bus.yaml"
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MOST_PAINT = 1.0
MOST_FRAME = 50.0
FRAMES_A_SECOND = 50
MINUTE = 60.0
WINDOW = ViewportSize(width=1200, height=800)
WHAT = (
    "Panel, 175 objects, cold page: seconds from its module asked for to the first rows",
    "Panel, 175 rows, 50 frames a second for a minute: longest task of the page, in ms",
)

_SHOWN = """() => new Promise(resolve => {
  const rows = () => {
    const find = root => {
      for (const one of root.querySelectorAll('*')) {
        if (one.matches('tr[data-key]')) return true;
        if (one.shadowRoot && find(one.shadowRoot)) return true;
      }
      return false;
    };
    const asked = performance.getEntriesByType('resource').find(one => /openwebnet.*\\.js/.test(one.name));
    if (asked && find(document)) resolve(performance.now() - asked.startTime);
    else requestAnimationFrame(rows);
  };
  rows();
})"""
_LONG = """() => {
  window.longest = 0;
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration);
  }).observe({type: 'longtask'});
}"""


def measure(scale: Scale) -> list[Result]:
    """Measure both in the newest Home Assistant; where that or a browser is missing, say so."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None or not PYTHON.exists():
        why = "there is no Chromium" if chromium is None else "there is no .venv-e2e: scripts/setup e2e makes it"
        return [Result(20, what, None, "", None, why) for what in WHAT]
    plant = Plant.load(PLANT)
    plant.life = False
    plant.command_idle = plant.event_idle = 0
    options = ["--no-sandbox", "--disable-gpu"]
    with (
        tempfile.TemporaryDirectory() as folder,
        Bus(plant) as bus,
        home_assistant(Path(folder) / "config", port=free_port(), python=PYTHON) as web,
        sync_playwright() as playwright,
    ):
        web.wait_for_answer()
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        page = browser.new_context(viewport=WINDOW, locale="en-GB").new_page()
        page.set_default_timeout(60_000)
        pages = Pages(page, web.url, Path(folder), Album(()))
        pages.onboard()
        pages.add_gateway(bus.port, plant.password or "")
        paints = sorted(_paint(browser, page, f"{web.url}/openwebnet/plant") for _ in range(scale.rounds))
        longest = _longest(page, web.url, bus, MINUTE if scale.rounds > 1 else 2.0)
        browser.close()
    return [
        at_most(20, WHAT[0], paints[len(paints) // 2], MOST_PAINT, f"slowest {paints[-1]:.2f} s", unit="s"),
        at_most(20, WHAT[1], longest, MOST_FRAME, "0 where none was longer than 50 ms"),
    ]


def _paint(browser: Browser, known: Page, url: str) -> float:
    """Open the panel in a browser that has cached nothing; return the seconds that the page needed for its rows."""
    state = known.context.storage_state()
    context = browser.new_context(viewport=WINDOW, locale="en-GB", storage_state=state)
    page = context.new_page()
    page.goto(url, wait_until="commit")
    milliseconds: float = page.evaluate(_SHOWN)
    context.close()
    return milliseconds / 1000


def _longest(page: Page, url: str, bus: Bus, seconds: float) -> float:
    """Return the milliseconds of the longest task while the bus is busy, 0 where none took more than 50."""
    page.goto(f"{url}/openwebnet/monitor")
    expect(page.locator("[data-tab=monitor]")).to_have_attribute("aria-selected", "true")
    page.goto(f"{url}/openwebnet/plant")
    expect(page.locator("openwebnet-plant tbody tr[data-key]").first).to_be_visible()
    page.wait_for_timeout(2000)
    page.evaluate(_LONG)
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        bus.do(partial(_tell, number))
        number += 1
        time.sleep(1 / FRAMES_A_SECOND)
    longest: float = page.evaluate("window.longest")
    return longest


def _tell(number: int, simulator: Simulator) -> None:
    lights = [key for key in simulator.objects if key.startswith("1-")]
    where = lights[number % len(lights)].partition("-")[2]
    simulator.emit(f"*1*{number // len(lights) % 2}*{where}##")
