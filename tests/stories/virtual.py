"""Virtual actuators: buttons at addresses where nothing answers, and the entities of another system that they drive.

The rule is the documented one (docs/en/platforms.md, virtual actuators): the entity is what was asked of it last, here
or there; and what was said last at the address is what the entity is.
"""

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Final

from homeassistant.components.homeassistant import DOMAIN as HOMEASSISTANT_DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import setup_test_component_platform

from simulator.frames import Frame
from tests.foreign import Curtain, Lamp

from .houses import carries
from .kinds import brightness_of
from .steps import Act, AnyStep, House, Plain, Thing, Wall

LAMP: Final = "light_button"
CURTAIN: Final = "shutter_button"
_NAMES: Final = {LAMP: ("1", "light"), CURTAIN: ("2", "cover")}
"""WHO, and what the entity is."""
_BUTTON: Final = "-button"
ACTED: Final = "virtual"
"""What happens when somebody acts on the entity in Home Assistant."""

type Foreign = Lamp | Curtain


def is_virtual(thing: Thing) -> bool:
    """Tell whether an entity of another system stands for it."""
    return thing.kind in _NAMES


def address(thing: Thing) -> str:
    """Return WHERE."""
    return thing.key.partition("-")[2].removesuffix(_BUTTON)


def entity_id(thing: Thing) -> str:
    """Return the entity that is driven."""
    return f"{_NAMES[thing.kind][1]}.foreign_{address(thing)}"


def options(house: House) -> dict[str, object]:
    """Return the virtual actuators as they stand in the options of the entry."""
    return {
        thing.key.removesuffix(_BUTTON): {"entity_id": entity_id(thing), "follows_all": follows_all(thing)}
        for thing in house.virtual
    }


def follows_all(thing: Thing) -> bool:
    """Tell whether what an area and all are told counts too."""
    return bool(thing.settings.get("follows_all"))


def is_reached(thing: Thing, frame: Frame) -> bool:
    """Tell whether a frame to an area, or to all, is for it: groups never are."""
    own = frame.where in ("0", address(thing)[0])
    return own and frame.who == int(_NAMES[thing.kind][0]) and follows_all(thing)


class OtherSystem:
    """The lamps and curtains that are on no bus: they outlive Home Assistant."""

    def __init__(self, house: House) -> None:
        """Have one for each virtual actuator."""
        make: Mapping[str, type[Foreign]] = {LAMP: Lamp, CURTAIN: Curtain}
        self._entities: dict[str, Foreign] = {
            thing.key: make[thing.kind](f"foreign {address(thing)}") for thing in house.virtual
        }

    async def set_up(self, hass: HomeAssistant) -> None:
        """Show them in a Home Assistant that starts."""
        if not self._entities:
            return
        self._entities = {key: one.again() for key, one in self._entities.items()}
        await async_setup_component(hass, HOMEASSISTANT_DOMAIN, {})
        for domain, kind in (("light", Lamp), ("cover", Curtain)):
            some = [one for one in self._entities.values() if isinstance(one, kind)]
            if some:
                setup_test_component_platform(hass, domain, some)
                await async_setup_component(hass, domain, {domain: {"platform": "test"}})


# By chance


def with_virtual(chance: Random, house: House) -> House:
    """Return a house that has, now and then, buttons for things of another system."""
    if chance.random() > 0.25:
        return house
    found: list[Thing] = []
    for kind, (who, _) in _NAMES.items():
        for point in chance.sample((8, 9), chance.randint(0, 2 if kind == LAMP else 1)):
            if carries(house.model, int(who)):
                settings: dict[str, Plain] = {"follows_all": chance.random() < 0.5}
                area = chance.choice((1, 2, 3))
                found.append(Thing(kind, f"{who}-{area}{point}{_BUTTON}", settings=settings))
    return replace(house, virtual=tuple({thing.key: thing for thing in found}.values()))


def use(chance: Random, house: House) -> list[AnyStep]:
    """Press such a button, or act on such an entity, a few times."""
    steps: list[AnyStep] = []
    for _ in range(chance.randint(2, 6) if house.virtual else 0):
        thing = chance.choice(house.virtual)
        pause = chance.choice((0.0, 0.1, 0.6, 1.0, 3.0, 20.0))
        press, act = (_press_lamp, _act_lamp) if thing.kind == LAMP else (_press_curtain, _act_curtain)
        steps.append((press if chance.random() < 0.5 else act)(chance, thing.key, pause))
    return steps


def _press_lamp(chance: Random, key: str, pause: float) -> AnyStep:
    if chance.random() < 0.3:
        return Wall(key, "dim", (chance.choice((20, 50, 100)),), after=pause)
    return Wall(key, "press", (chance.choice("01"),), after=pause)


def _act_lamp(chance: Random, key: str, pause: float) -> AnyStep:
    service = chance.choice(("light.turn_on", "light.turn_off", "light.turn_on"))
    level = {"brightness": brightness_of(chance.choice((20, 40, 70, 100)))} if chance.random() < 0.5 else {}
    return Act(service, (key,), level if service.endswith("on") else {}, after=pause)


def _press_curtain(chance: Random, key: str, pause: float) -> AnyStep:
    return Wall(key, "press", (chance.choice("0122"),), after=pause)


def _act_curtain(chance: Random, key: str, pause: float) -> AnyStep:
    service = chance.choice(("open_cover", "close_cover", "stop_cover", "set_cover_position"))
    data: dict[str, Plain] = {"position": chance.choice((0, 30, 100))} if service.startswith("set") else {}
    return Act(f"cover.{service}", (key,), data, after=pause)
