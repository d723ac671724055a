"""Kinds of objects: how they really are, how Home Assistant shows them, and what an action wants of them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.const import STATE_ON, STATE_UNKNOWN
from homeassistant.core import State
from homeassistant.util.color import brightness_to_value, value_to_brightness

from .steps import Plain, Thing
from .wants import Facets, Wants, near, one

LEVELS: Final = (1, 100)
MAX_VOLUME: Final = 31
_BLINKING: Final = frozenset(str(what) for what in range(20, 30))
UNTOLD_COLOUR: Final = "untold colour"
"""What a lamp shows that shines in a colour, or white, and has not told which."""


class Kind(ABC):
    """What is common to objects of a kind. Facets have the same names on the bus and in Home Assistant."""

    platform: str
    ending = ""
    """What the unique id of the entity that people act on has behind the object."""

    @abstractmethod
    def facts(self, thing: Thing, item: Any) -> Facets:
        """Return how the simulated object is; None for what cannot be said."""

    @abstractmethod
    def shown(self, state: State) -> Facets:
        """Return how Home Assistant shows it; what is missing is unknown."""

    @abstractmethod
    def asked(self, service: str, data: Mapping[str, Plain], before: Wants) -> Wants:
        """Return what is wanted after an action, where `before` was wanted until then."""

    def sensors(self, thing: Thing) -> Mapping[str, str]:
        """Return the facets that binary sensors of their own show, and what their unique ids end with."""
        return {}

    def true(self, thing: Thing, facts: Facets) -> Wants:
        """Return what is to be shown of the facts."""
        return {name: self._true(name, value) for name, value in facts.items() if value is not None}

    def _true(self, name: str, value: object) -> Any:
        return near(value, 1) if isinstance(value, float) else one(value)

    def again(self, thing: Thing, shown: Facets) -> Wants:
        """Return what is wanted when a scene is to bring back what was shown."""
        return self.true(thing, shown)


class Switched(Kind):
    """A relay, however it is used, an auxiliary channel, a forced load."""

    def __init__(self, platform: str, fact: str = "on") -> None:
        self.platform = platform
        self._fact: Final = fact

    @override
    def facts(self, thing: Thing, item: Any) -> Facets:
        return {"on": bool(getattr(item, self._fact))}

    @override
    def shown(self, state: State) -> Facets:
        return {} if state.state == STATE_UNKNOWN else {"on": state.state == STATE_ON}

    @override
    def asked(self, service: str, data: Mapping[str, Plain], before: Wants) -> Wants:
        return before if "flash" in data else {"on": one(service == "turn_on")}


class Released(Switched):
    """A relay that releases a lock, or opens a valve: its own timer ends that. Unlocked and open are on."""

    @override
    def shown(self, state: State) -> Facets:
        return {} if state.state == STATE_UNKNOWN else {"on": state.state in ("unlocked", "open")}

    @override
    def asked(self, service: str, data: Mapping[str, Plain], before: Wants) -> Wants:
        return {"on": one(service in ("unlock", "open_valve", "turn_on"))}


class Lamp(Kind):
    """A dimmer of ten or a hundred steps, or a lamp with colour or white."""

    platform = "light"

    @override
    def facts(self, thing: Thing, item: Any) -> Facets:
        if not item.on:
            return {"on": False}
        if item.special in _BLINKING:
            # How bright it is then, nobody tells.
            return {"on": True}
        facts: Facets = {"on": True, "level": float(item.level)}
        if thing.kind != "dali" or not item.colour_mode:
            return facts
        hue, saturation, _ = item.hsv
        if item.colour_mode == "white":
            return {**facts, "colour_mode": "white", "mired": float(item.mired)}
        # Without saturation it shines white all the same.
        colour = {"saturation": float(saturation), "hue": float(hue)} if saturation else {}
        return {**facts, "colour_mode": "colour" if saturation else None, **colour}

    @override
    def shown(self, state: State) -> Facets:
        if state.state == STATE_UNKNOWN:
            return {}
        if state.state != STATE_ON:
            return {"on": False}
        shown: Facets = {"on": True}
        attributes = state.attributes
        if (brightness := attributes.get("brightness")) is not None:
            shown["level"] = brightness_to_value(LEVELS, brightness)
        mode = attributes.get("color_mode")
        if mode == "hs" and attributes.get("hs_color"):
            hue, saturation = attributes["hs_color"]
            shown |= {"colour_mode": "colour", "hue": float(hue), "saturation": float(saturation)}
        elif mode == "color_temp" and attributes.get("color_temp_kelvin"):
            shown |= {"colour_mode": "white", "mired": 1_000_000 / attributes["color_temp_kelvin"]}
        elif mode in ("hs", "color_temp"):
            shown[UNTOLD_COLOUR] = mode
        return shown

    @override
    def asked(self, service: str, data: Mapping[str, Plain], before: Wants) -> Wants:
        if "flash" in data:
            return before
        if service == "turn_off":
            return {"on": one(False)}
        was_on = before.get("on") == one(True)
        wants: Wants = {**before} if was_on else {"on": one(True)}
        if isinstance(brightness := data.get("brightness"), int):
            wants["level"] = near(brightness_to_value(LEVELS, brightness), 1)
        colour = data.get("hs_color")
        if isinstance(colour, tuple):
            hue, saturation = (float(str(value)) for value in colour)
            wants |= {
                "colour_mode": one("colour", None),
                "hue": near(hue, 1.5, 360),
                "saturation": near(saturation, 1.5),
            }
            wants.pop("mired", None)
        elif isinstance(kelvin := data.get("color_temp_kelvin"), int):
            wants |= {"colour_mode": one("white"), "mired": near(1_000_000 / kelvin, 1.5)}
            wants = {name: want for name, want in wants.items() if name not in ("hue", "saturation")}
        return wants

    @override
    def again(self, thing: Thing, shown: Facets) -> Wants:
        return self.true(thing, {name: value for name, value in shown.items() if name != UNTOLD_COLOUR})

    @override
    def true(self, thing: Thing, facts: Facets) -> Wants:
        wants = super().true(thing, facts)
        if isinstance(hue := facts.get("hue"), float):
            wants["hue"] = near(hue, 1.5, 360)
        return wants


class StepLamp(Lamp):
    """A dimmer of ten steps: what is asked for is rounded to them."""

    @override
    def asked(self, service: str, data: Mapping[str, Plain], before: Wants) -> Wants:
        wants = super().asked(service, data, before)
        if isinstance(brightness := data.get("brightness"), int):
            # The lowest step is 20 %.
            wants["level"] = near(max(brightness_to_value(LEVELS, brightness), 20), 5.5)
        return wants


class Contact(Kind):
    """A contact: nobody commands it."""

    platform = "binary_sensor"

    @override
    def facts(self, thing: Thing, item: Any) -> Facets:
        return {"on": item.on}

    @override
    def shown(self, state: State) -> Facets:
        return {} if state.state == STATE_UNKNOWN else {"on": state.state == STATE_ON}

    @override
    def asked(self, service: str, data: Mapping[str, Plain], before: Wants) -> Wants:
        return {}


class Amplifier(Kind):
    """An amplifier of the sound system."""

    platform = "media_player"

    @override
    def facts(self, thing: Thing, item: Any) -> Facets:
        return {"on": item.on, "volume": item.volume if item.on else None, "source": item.source if item.on else None}

    @override
    def shown(self, state: State) -> Facets:
        if state.state == STATE_UNKNOWN:
            return {}
        shown: Facets = {"on": state.state == STATE_ON}
        if (level := state.attributes.get("volume_level")) is not None:
            shown["volume"] = round(level * MAX_VOLUME)
        if source := state.attributes.get("source"):
            shown["source"] = int(source.rpartition(" ")[2])
        return shown

    @override
    def asked(self, service: str, data: Mapping[str, Plain], before: Wants) -> Wants:
        match service:
            case "turn_on" | "turn_off":
                return {**before, "on": one(service == "turn_on")}
            case "volume_set":
                return {**before, "volume": one(round(float(str(data["volume_level"])) * MAX_VOLUME))}
            case "select_source":
                number = int(str(data["source"]).rpartition(" ")[2])
                return {**before, "on": one(True), "source": one(number)}
        return {}


def brightness_of(level: int) -> int:
    """Return what Home Assistant calls a level in percent."""
    return value_to_brightness(LEVELS, level)
