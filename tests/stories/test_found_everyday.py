"""What random use has found of everyday things, each as the shortest story of it; its judge looks at it."""

import pytest

from .run import run
from .steps import Act, AnyStep, House, Reload, Sequence, Thing, Wall

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Start no Home Assistant beside the one that is played in."""


def found(model: str, things: tuple[Thing, ...], *steps: AnyStep) -> list[str]:
    """Return what is wrong after this."""
    return [str(one) for one in run(Sequence(0, House(model, things), steps)).findings]


@pytest.mark.parametrize("enabled", [True, False])
def test_a_load_that_was_forced_when_it_was_read_is_asked_when_that_ends(enabled: bool) -> None:
    forced = Act("button.press", ("3-#2",))
    steps = (forced, Reload(after=20.0), Wall("3-#2", "end_forcing", after=20.0))
    assert found("MH202", (Thing("load", "3-#2", {"enabled": enabled}),), *steps) == []
