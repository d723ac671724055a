"""Since when devices do not answer, kept over a restart."""

from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import DOMAIN
from custom_components.openwebnet.objects.key import ObjectKey
from custom_components.openwebnet.upkeep.silences import Silences

KEY = ObjectKey("1-11")
ENTRY = MockConfigEntry(domain=DOMAIN, entry_id="house")
FILE = "openwebnet.house.silences"


async def test_a_silence_goes_on_after_a_restart(hass: HomeAssistant, hass_storage: dict[str, Any]) -> None:
    before = Silences(hass, ENTRY)
    await before.async_load()
    since = before.begin(KEY)
    await before.async_save()
    after = Silences(hass, ENTRY)
    await after.async_load()
    assert after.begin(KEY) == since
    after.end(KEY)
    await after.async_save()
    assert hass_storage[FILE]["data"] == {}
    await after.async_remove()
    assert FILE not in hass_storage


@pytest.mark.parametrize("kept", [[], "1", {"1-11": "yesterday"}, {"1-11": None}, {"1-11": 9e12}])
async def test_what_is_no_time_is_found_out_anew(
    hass: HomeAssistant, hass_storage: dict[str, Any], kept: object
) -> None:
    hass_storage[FILE] = {"version": 1, "minor_version": 1, "key": FILE, "data": kept}
    silences = Silences(hass, ENTRY)
    await silences.async_load()
    assert silences.begin(KEY) == pytest.approx(dt_util.utcnow().timestamp(), abs=5)
