"""A house for a model of gateway."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator

from .house import MAC, OBJECTS, OWN_COMMANDS, House, password, plant
from .ledger import WRONG, Ledger, Verdict

type MakeHouse = Callable[..., Awaitable[House]]


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(enable_custom_integrations):
    """Let Home Assistant see what is in custom_components."""


@pytest.fixture
async def attempts(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note every attempt to connect: the loop's times."""
    times: list[float] = []
    loop = asyncio.get_running_loop()
    connect = loop.create_connection

    async def noted(*args: Any, **options: Any) -> object:
        times.append(loop.time())
        return await connect(*args, **options)

    monkeypatch.setattr(loop, "create_connection", noted)
    return times


@pytest.fixture
async def make_house(hass: HomeAssistant, socket_enabled: None, attempts: list[float]) -> AsyncIterator[MakeHouse]:
    """Return what makes a house: a running gateway of a model, and an entry that has read everything."""
    simulators: list[Simulator] = []

    async def make(model: str, objects: dict[str, Any] | None = None) -> House:
        simulator = Simulator(Plant.parse(plant(model)))
        simulators.append(simulator)
        await simulator.start()
        entry = MockConfigEntry(
            domain=DOMAIN,
            unique_id=MAC,
            title=model,
            data={CONF_HOST: simulator.host, CONF_PORT: simulator.port, CONF_PASSWORD: password(model)},
            options={CONF_OBJECTS: {**OBJECTS, **(objects or {})}, CONF_IGNORED: [], CONF_ADD_AUTOMATICALLY: True},
        )
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        ledger = Ledger(simulator.executed, frozenset(simulator.objects), OWN_COMMANDS, simulator.forgotten)
        house = House(hass, simulator, entry, ledger, attempts)
        await house.agreement(60)
        return house

    yield make
    for entry in hass.config_entries.async_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)
    await asyncio.sleep(1)
    for simulator in simulators:
        await simulator.stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the figures: recovery and connections by fault, and the ledgers of all tests added up."""
    reports = [report for key in ("passed", "failed") for report in terminalreporter.stats.get(key, ())]
    figures = [dict(report.user_properties) for report in reports if "recovery" in dict(report.user_properties)]
    if not figures:
        return
    terminalreporter.section("fault suite")
    write = terminalreporter.write_line
    write(f"{'fault':20} {'times':>5} {'recovery, s: median':>20} {'longest':>8} {'connections in 60 s':>20}")
    for fault in dict.fromkeys(name for one in figures for name in one["recovery"]):
        times = sorted(time for one in figures for time in one["recovery"].get(fault, ()))
        most = max(one["most"] for one in figures if fault in one["recovery"])
        write(f"{fault:20} {len(times):5} {times[len(times) // 2]:20.1f} {times[-1]:8.1f} {most:20}")
    totals = {verdict: sum(one["counts"].get(verdict.name, 0) for one in figures) for verdict in Verdict}
    write(f"{sum(totals.values()):6} actions")
    for verdict, count in totals.items():
        if count or verdict in WRONG:
            write(f"{count:6} {verdict}")
    differences = [line for one in figures for line in one.get("differences", ())]
    write(f"{len(differences):6} states that were not true 30 s after a fault")
