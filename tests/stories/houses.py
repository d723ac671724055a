"""Houses by chance: a gateway of any model, and objects that it carries."""

from collections.abc import Callable
from random import Random
from typing import Final

from simulator.models import MODELS, model_named

from .steps import House, Plain, Thing

AREAS: Final = ("Ground floor", "First floor")
_WHO_OF: Final = {
    "relay": 1,
    "dimmer": 1,
    "dali": 1,
    "shutter": 2,
    "advanced_shutter": 2,
    "zone": 4,
    "aux": 9,
    "cen": 15,
    "amplifier": 16,
    "source": 16,
    "energy_actuator": 18,
    "contact": 25,
    "cen_plus": 25,
}

type Fields = dict[str, Plain]


def carries(model: str, who: int) -> bool:
    """Tell whether a model passes a subsystem on."""
    found = model_named(model)
    return found is not None and who in found.routes | found.translators


class Builder:
    """Builds one house."""

    def __init__(self, chance: Random, model: str) -> None:
        """Choose by `chance`."""
        self._chance: Final = chance
        self._model: Final = model
        self._things: Final[list[Thing]] = []

    def build(self) -> House:
        """Return a house with a few things of some subsystems that the model carries."""
        chance = self._chance
        # A few things each, so that they are met again soon.
        parts: list[Callable[[], None]] = [self._lights, self._covers, self._heating, self._others]
        for part in chance.sample(parts, chance.choice((1, 1, 2, 2, 3, 4))):
            part()
        while not self._things:
            chance.choice(parts)()
        head: Fields = {}
        if chance.random() < 0.2:
            head["speed"] = chance.choice((0, 8))
        return House(self._model, tuple(self._things), head)

    def _add(self, kind: str, where: str, fields: Fields | None = None, settings: Fields | None = None) -> None:
        who = _WHO_OF.get(kind, 4)
        if carries(self._model, who):
            area = self._chance.choice((*AREAS, ""))
            self._things.append(Thing(kind, f"{who}-{where}", fields or {}, settings or {}, area))

    def _lights(self) -> None:
        chance = self._chance
        for point in range(1, chance.randint(2, 5)):
            fields: Fields = {"on": chance.random() < 0.5, "groups": tuple(chance.sample((1, 2), chance.randint(0, 2)))}
            settings: Fields = {}
            kind = chance.choice(("relay", "relay", "dimmer", "dimmer", "dali"))
            if kind == "relay":
                used = chance.choice(("", "", "switch", "fan", "outlet"))
                settings = {"used_as": used} if used else {}
            else:
                fields["tells"] = chance.choice(("captured", "captured", "what", "all"))
                fields["level"] = chance.choice((20, 50, 100))
            if kind == "dimmer":
                fields["steps"] = chance.choice((10, 100))
            elif kind == "dali":
                fields |= {"colour": chance.random() < 0.7, "white": chance.random() < 0.7}
                if chance.random() < 0.6:
                    settings["traits"] = self._traits(fields)
            self._add(kind, f"{chance.choice((1, 1, 2))}{point}", fields, settings)

    def _traits(self, fields: Fields) -> tuple[tuple[str, int], ...]:
        """Return what a lamp has shown itself to be long ago."""
        return (("steps", 100), *((name, 1) for name in ("colour", "white") if fields[name]))

    def _covers(self) -> None:
        for point in range(1, self._chance.randint(2, 4)):
            if self._chance.random() < 0.25:
                fields = {**self._times(), "position": self._chance.choice((0, 40, 100))}
                self._add("advanced_shutter", f"3{point}", fields)
            else:
                self._shutter(f"{self._chance.choice((3, 4))}{point}")

    def _times(self) -> Fields:
        closing = self._chance.choice((12, 15, 25))
        return {"opening_time": closing + self._chance.choice((0, 1, 2)), "closing_time": closing}

    def _shutter(self, where: str) -> None:
        chance = self._chance
        fields: Fields = {**self._times(), "position": chance.choice((0, 0, 50, 100))}
        fields["run_time"] = chance.choice((60, 60, 0, fields["opening_time"]))
        fields["tells_end"] = chance.random() < 0.8
        fields["repeats_direction"] = chance.random() < 0.1
        fields["tells_overtaken"] = chance.random() < 0.2
        settings: Fields = {name: fields[name] for name in ("opening_time", "closing_time")}
        mechanics = chance.choice(("plain", "plain", "delay", "slats", "share"))
        if mechanics == "delay":
            fields["motor_delay"] = settings["start_delay"] = 0.5
            if fields["run_time"]:
                fields["run_time"] = 60
        elif mechanics == "slats":
            fields["slat_time"] = settings["slat_time"] = 2
        elif mechanics == "share":
            fields["slat_share"] = settings["slat_share"] = 10
        if chance.random() < 0.1:
            # Nobody has told the times yet.
            settings = {name: value for name, value in settings.items() if not name.endswith("ing_time")}
        self._add("shutter", where, fields, settings)

    def _heating(self) -> None:
        chance = self._chance
        central = chance.choice((None, None, "#0", "#0#1"))
        # What differs between captures is chosen once for a plant.
        family = chance.choice(("live", "live", "season", "generic"))
        answer = chance.choice((None, "long", "short"))
        smart = chance.random() < 0.2
        season = chance.choice(("heating", "heating", "cooling"))
        for number in chance.sample(range(1, 5), chance.randint(1, 3)):
            fields: Fields = {"family": family, "smart": smart, "season": season}
            fields["mode"] = chance.choice(("manual", "manual", "off", "protection", "auto" if central else "manual"))
            fields["set_point"] = chance.choice((18, 20.5, 23))
            if answer:
                fields["answer"] = answer
            if smart:
                # By dimension 7 alone nobody can tell what 2 and 5 are: those documented come with their WHATs.
                whats = fields["smart_whats"] = chance.random() < 0.3
                fields["smart_states"] = chance.choice(("live", "documented")) if whats else "live"
            self._add("zone", str(number), fields)
        if central:
            mode = chance.choice(("110#0200", "303", "3102", "302") if season == "heating" else ("210#0250", "303"))
            self._add("central_unit", central, {"mode": mode, "season": season})

    def _others(self) -> None:
        chance = self._chance
        for number in chance.sample(range(1, 10), chance.randint(0, 2)):
            self._add("aux", str(number), {"on": chance.random() < 0.5})
        if chance.random() < 0.5:
            self._add("energy_actuator", "71#0")
        amplifiers = chance.sample(("11", "12", "21"), chance.randint(0, 2))
        for where in amplifiers:
            self._add("amplifier", where, {"on": chance.random() < 0.5, "volume": chance.randint(0, 31)})
        if amplifiers:
            for number in range(1, 5):
                self._add("source", f"10{number}")
        if chance.random() < 0.5:
            self._add("contact", "31", {"on": chance.random() < 0.5})
        if chance.random() < 0.3:
            self._add("cen", "55")
        if chance.random() < 0.3:
            self._add("cen_plus", "21")


def random_house(chance: Random, model: str = "") -> House:
    """Return a house; of this model, or of any."""
    return Builder(chance, model or chance.choice(tuple(MODELS))).build()
