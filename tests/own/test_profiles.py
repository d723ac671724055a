"""How gently each gateway model is treated, and how it is known."""

import pytest

from custom_components.openwebnet.own import Who
from custom_components.openwebnet.own.profiles import (
    DEVICE_TYPES,
    OBJECT_MODELS,
    PROFILES,
    Profile,
    model_name,
    profile_of,
)


@pytest.mark.parametrize(
    ("object_model", "device_type", "name"),
    [
        (51, 200, "F454"),
        (None, 44, "MH200N"),
        (None, 200, None),
        (999, 4, "MH200"),
        (999, 200, None),
        (None, None, None),
        # WHO 1013 goes before WHO 13.
        (134, 51, "F461"),
    ],
)
def test_the_model_comes_from_who_1013_first(
    object_model: int | None, device_type: int | None, name: str | None
) -> None:
    """The type of WHO 13 is shared by many."""
    assert model_name(object_model, device_type) == name


def test_an_unknown_model_is_treated_gently() -> None:
    """Like most."""
    assert profile_of(None) == profile_of("X1") == Profile()
    assert Profile().command_sessions == 1
    assert profile_of("MH200N").gap == 0.15


def test_every_model_with_a_profile_can_be_known() -> None:
    # A MH201 tells nothing but the type that many share.
    assert {*PROFILES} - {"MH201"} <= {*OBJECT_MODELS.values(), *DEVICE_TYPES.values()}


@pytest.mark.parametrize("profile", [Profile(), *PROFILES.values()], ids=["", *PROFILES])
def test_we_close_and_sign_before_any_gateway_closes_by_itself(profile: Profile) -> None:
    """protocol.md 2.8: a command session that is idle for 30 s, an event session that is silent for 105 s."""
    assert profile.command_idle < 30
    assert profile.keep_alive < 105


def test_only_a_myhomeserver1_executes_what_it_refuses() -> None:
    assert {
        name: profile.executes_in_spite_of_nack
        for name, profile in PROFILES.items()
        if profile.executes_in_spite_of_nack
    } == {"MyHomeServer1": frozenset((Who.ENERGY_MANAGEMENT,))}
