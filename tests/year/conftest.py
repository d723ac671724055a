"""What the tests of a year share."""

import logging

import pytest


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Home Assistant stops as it does at home: without unloading what it stops."""
    return True


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Do without the log of the database, which would take most of the time."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)
    logging.getLogger().setLevel(logging.WARNING)
