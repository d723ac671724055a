"""What all tests share: very little. Home Assistant's fixtures are in tests/homeassistant/."""

import asyncio
from collections.abc import Callable, Mapping

import pytest
from homeassistant.util import executor

# pytest-homeassistant-custom-component has a package custom_components of its own, and the first import wins.
import custom_components.openwebnet  # noqa: F401

from . import figures
from .faults import summary
from .virtual_time import VirtualTimeLoop

# On a machine that is busy, threads take longer to end than Home Assistant waits for them before it interrupts them.
executor.EXECUTOR_SHUTDOWN_TIMEOUT = 100


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run tests in virtual time, but for those that have a thread or a process beside them."""
    if item.get_closest_marker("real_time") or item.get_closest_marker("e2e"):
        return {"real": asyncio.new_event_loop}
    return {"virtual": VirtualTimeLoop}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have found beside whether they passed."""
    summary.pytest_terminal_summary(terminalreporter)
    figures.pytest_terminal_summary(terminalreporter)


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Leave debugging of the loop off, which Home Assistant's plugin turns on by a fixture of this name.

    It reads the whole stack for each task and timer, which takes more time than all else together.
    """
