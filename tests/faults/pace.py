"""One factor for the simulator's time and for every constant of the library, so that they keep their proportions."""

from dataclasses import replace
from types import ModuleType
from typing import Final

import pytest

from custom_components.openwebnet.own import budget, client, commands, gateway, link, liveness, pool, refresh, scan
from custom_components.openwebnet.own.items import base
from custom_components.openwebnet.own.profiles import DEFAULT, Profile, profile_of

PACE: Final = 20.0
"""Seconds of the gateway and its clients in one real second."""

_CONSTANTS: Final[dict[ModuleType, tuple[str, ...]]] = {
    budget: ("BUDGET_SECONDS",),
    client: ("CONNECT_TIMEOUT", "HANDSHAKE_TIMEOUT", "ANSWER_TIMEOUT"),
    commands: ("USER_DEADLINE", "PATIENCE"),
    pool: ("OPEN_DEADLINE", "FIRST_PAUSE", "FULL"),
    gateway: ("FIRST_REREAD_PAUSE", "LONGEST_REREAD_PAUSE"),
    link: ("FIRST_PAUSE", "LONGEST_PAUSE", "HEALTHY", "GRACE"),
    liveness: ("SILENCE", "ECHO"),
    refresh: ("COMPLETION_DELAY", "EFFECT", "BROADCAST_DELAY", "MEMBERS_BEFORE", "SILENT_PAUSE"),
    base: ("EVENT_DELAY",),
    scan: ("QUIET", "LONGEST_ANSWER"),
}


def real(seconds: float) -> float:
    """Return the real seconds that some seconds take."""
    return seconds / PACE


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library live as fast as the simulator."""
    for module, names in _CONSTANTS.items():
        for name in names:
            monkeypatch.setattr(module, name, real(getattr(module, name)))
    for priority, seconds in commands._TIMEOUTS.items():
        monkeypatch.setitem(commands._TIMEOUTS, priority, real(seconds))
    monkeypatch.setattr(commands, "DEFAULT", _hurried(DEFAULT))
    monkeypatch.setattr(gateway, "profile_of", lambda model: _hurried(profile_of(model)))


def _hurried(profile: Profile) -> Profile:
    return replace(
        profile,
        gap=real(profile.gap),
        command_idle=real(profile.command_idle),
        keep_alive=real(profile.keep_alive),
    )
