"""Whatever people do at the wall and in Home Assistant: the last word counts, the bus knows it, and all is quiet."""

import asyncio
from random import Random

import pytest
from homeassistant.core import HomeAssistant

from custom_components.openwebnet.const import CONF_OBJECTS, CONF_VIRTUAL
from custom_components.openwebnet.own import parse_message
from custom_components.openwebnet.virtual.frames import wanted
from simulator import Plant, Simulator
from tests.foreign import Lamp

from ..conftest import MakeEntry
from ..kit import plant_of, set_up, settle

LAMP = "light.desk_lamp"
ADDRESSES = ("21", "22")


@pytest.fixture
def plant(model: str) -> Plant:
    """A bus that carries one telegram after the other, so that frames of both sides wait for each other."""
    return plant_of(
        """
  - {kind: relay, where: "11"}
  - {kind: light_button, where: "21"}
  - {kind: light_button, where: "22"}
""",
        model=model,
        speed=12,
    )


async def _act(hass: HomeAssistant, simulator: Simulator, random: Random) -> tuple[bool, int | None]:
    """Let somebody do something; return whether the lamp is to be on, and how bright, where that was said."""
    button = simulator.objects[f"1-{random.choice(ADDRESSES)}-button"]
    level = random.choice((20, 40, 60, 80, 100))
    match random.choice(("press on", "press off", "dim", "on", "off", "level")):
        case "press on":
            button.press("1")
            return True, None
        case "press off":
            button.press("0")
            return False, None
        case "dim":
            button.dim(level)
            return True, level
        case "on":
            await hass.services.async_call("light", "turn_on", {"entity_id": LAMP}, blocking=True)
            return True, None
        case "off":
            await hass.services.async_call("light", "turn_off", {"entity_id": LAMP}, blocking=True)
            return False, None
    data = {"entity_id": LAMP, "brightness_pct": level}
    await hass.services.async_call("light", "turn_on", data, blocking=True)
    return True, level


def _told(simulator: Simulator, where: str) -> str:
    """Return the last thing that anybody on the bus has said to an address."""
    frames = [parse_message(one.text) for one in simulator.carried]
    asked = [wanted(one) for one in frames if one.where is not None and str(one.where) == where]
    last = [one for one in asked if one is not None][-1]
    return f"{last.act.value} {last.percent}".removesuffix(" 0")


@pytest.mark.parametrize("seed", [2, 12, 23])
@pytest.mark.parametrize("model", ["F454", "MyHomeServer1", "MH202", "MH200N"])
async def test_the_last_word_counts(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp, seed: int
) -> None:
    virtual = {f"1-{where}": {"entity_id": LAMP} for where in ADDRESSES}
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"1-11": {}}, CONF_VIRTUAL: virtual}))
    await settle(hass, simulator)
    for service in ("turn_on", "turn_off", "turn_on"):
        # After that it is known whether the gateway shows what was written.
        await hass.services.async_call("light", service, {"entity_id": LAMP}, blocking=True)
        await asyncio.sleep(5)
    random = Random(seed)
    for _ in range(40):
        for _ in range(random.randint(1, 6)):
            on, level = await _act(hass, simulator, random)
            await asyncio.sleep(random.choice((0.3, 0.6, 1, 2)))
        await settle(hass, simulator)
        state = hass.states.get(LAMP)
        assert state is not None
        assert (state.state == "on") is on
        percent = round((state.attributes["brightness"] or 0) / 2.55)
        if level is not None:
            assert percent == level
        told = f"level {percent}" if on else "off"
        assert [_told(simulator, where) for where in ADDRESSES] == [told, told]
    sent = len(simulator.executed)
    await asyncio.sleep(3600)
    assert len(simulator.executed) == sent
