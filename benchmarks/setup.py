"""How long it takes to begin: the import of the integration, and the setup of an entry."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.own.client import Client
from custom_components.openwebnet.own.items.registry import general_requests
from custom_components.openwebnet.own.wire.handshake import SessionType

from .gateway import PlainGateway
from .house import house
from .measure import Result, Scale, at_most

ROOT = Path(__file__).parent.parent
MOST_HANDSHAKES = 2.0
MOST_IMPORT_MS = 30.0
PAUSE = 0.03
"""Seconds that the gateway takes for each of its frames: over loopback alone a handshake would be nothing."""
_GENERAL = frozenset(str(request) for request in general_requests(has_colours=True))

# What Home Assistant has loaded before it loads an integration, and what the integration makes it load of its own, is
# imported first; then the integration with all its platforms.
_IMPORTS = """
import importlib, pathlib, sys, time
sys.dont_write_bytecode = False
names = sorted(path.stem for path in pathlib.Path("custom_components/openwebnet").glob("*.py"))
names = [f"custom_components.openwebnet.{name}" for name in names if name != "__init__"]
for name in ["custom_components.openwebnet", *names]:
    importlib.import_module(name)
for name in [name for name in sys.modules if name.startswith("custom_components.openwebnet")]:
    del sys.modules[name]
begin = time.perf_counter()
for name in ["custom_components.openwebnet", *names]:
    importlib.import_module(name)
print(time.perf_counter() - begin)
"""


def measure(scale: Scale) -> list[Result]:
    """Time both."""
    imports = [
        float(subprocess.run([sys.executable, "-c", _IMPORTS], cwd=ROOT, check=True, capture_output=True).stdout)
        for _ in range(scale.rounds)
    ]
    setup, handshake, frames = asyncio.run(_setup(scale))
    return [
        at_most(
            12,
            "Setup of an entry, until it is loaded: in handshakes",
            setup / handshake,
            MOST_HANDSHAKES,
            f"{1e3 * setup:.1f} ms, handshake {1e3 * handshake:.1f} ms; {1e3 * PAUSE:.0f} ms for each frame",
        ),
        at_most(12, "Setup: general requests sent before it returns", frames, 0, ""),
        at_most(
            12,
            "Import of the integration with all platforms: ms",
            1e3 * median(imports),
            MOST_IMPORT_MS,
            "compiled already, Home Assistant's own modules loaded",
        ),
    ]


async def _setup(scale: Scale) -> tuple[float, float, int]:
    setups, handshakes = [], []
    frames: list[str] = []
    # Home Assistant's own platforms are loaded by the first entry that needs them.
    async with house(1) as one:
        for _ in range(scale.rounds):
            async with PlainGateway(pause=PAUSE) as gateway:
                begin = time.perf_counter()
                client = Client("127.0.0.1", gateway.port, "", SessionType.EventSession)
                await client.start()
                handshakes.append(time.perf_counter() - begin)
                await client.close()
                entry = MockConfigEntry(
                    domain=DOMAIN,
                    data={CONF_HOST: "127.0.0.1", CONF_PORT: gateway.port, CONF_PASSWORD: ""},
                    options={CONF_OBJECTS: {}, CONF_IGNORED: [], CONF_ADD_AUTOMATICALLY: True},
                )
                entry.add_to_hass(one.hass)
                begin = time.perf_counter()
                await one.hass.config_entries.async_setup(entry.entry_id)
                setups.append(time.perf_counter() - begin)
                frames += [frame for frame in gateway.frames if frame in _GENERAL]
                await one.hass.config_entries.async_unload(entry.entry_id)
    return median(setups), median(handshakes), len(frames)
