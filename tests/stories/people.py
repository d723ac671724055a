"""People by chance: what they do in a house, one step after another."""

from collections.abc import Callable
from random import Random
from typing import Final

from .everyday import with_everyday
from .further import refitted, with_more
from .houses import AREAS, carries, random_house
from .kinds import brightness_of
from .steps import (
    Act,
    AnyStep,
    Apply,
    Broadcast,
    House,
    Plain,
    Reload,
    Restart,
    Sequence,
    Setting,
    Snapshot,
    Thing,
    Trouble,
    Wall,
)
from .virtual import with_virtual

FAULTS: Final[dict[str, tuple[float, ...]]] = {
    "reset_all": (0.0,),
    "close_all": (0.0,),
    "refuse": (8.0, 25.0, 90.0),
    "restart": (0.0,),
    "busy": (20.0,),
    "half_open": (120.0,),
    "slow": (20.0,),
    "garbage": (0.0,),
    "lose_events": (10.0,),
    "nack_next": (10.0,),
    "drop_acks": (10.0,),
    "repeat_events": (20.0,),
    "close_before_ack": (10.0,),
}
"""Faults of tests/faults/table.py, and how long they last."""
_BRIGHTNESS: Final = tuple(brightness_of(level) for level in (1, 15, 20, 30, 50, 75, 100))
_FADED: Final = {brightness_of(30): 2.0, brightness_of(75): 6.0}
"""Those that are asked for with a transition, and its seconds."""
_POSITIONS: Final = (0, 20, 35, 50, 70, 80, 100)
_SET_POINTS: Final = (16.0, 19.5, 21.0, 25.0)
_AREA_ACTIONS: Final = (
    "light.turn_on",
    "light.turn_off",
    "cover.open_cover",
    "cover.close_cover",
    "cover.stop_cover",
    "switch.turn_off",
    "fan.turn_off",
)
PLATFORMS: Final = {
    "relay": "light",
    "dimmer": "light",
    "dali": "light",
    "aux": "switch",
    "energy_actuator": "switch",
    "shutter": "cover",
    "advanced_shutter": "cover",
    "zone": "climate",
    "central_unit": "climate",
    "amplifier": "media_player",
}


USES: Final = {"fan": "fan", "switch": "switch", "outlet": "switch", "lock": "lock", "valve": "valve"}
_SWITCHING: Final = {
    "lock": {"on": "lock.unlock", "off": "lock.lock"},
    "valve": {"on": "valve.open_valve", "off": "valve.close_valve"},
}
"""What those are called that are switched, and not turned, on and off."""


def platform(thing: Thing) -> str:
    """Return the platform of an object's main entity, as the house begins; empty for what nobody commands."""
    used = str(thing.settings.get("used_as", ""))
    return USES.get(used, PLATFORMS.get(thing.kind, ""))


class People:
    """Those who live in one house."""

    def __init__(self, chance: Random, house: House) -> None:
        """Choose by `chance`."""
        self._chance: Final = chance
        self._house: Final = house
        self._commanded: Final = [thing for thing in house.things if platform(thing)]
        self._scenes = 0
        self._used: Final = {thing.key: platform(thing) for thing in house.things}

    def live(self, count: int) -> tuple[AnyStep, ...]:
        """Return so many steps."""
        chance = self._chance
        kinds: dict[Callable[[], list[AnyStep]], float] = {
            self._act: 60 if self._commanded else 0,
            self._together: 8 if self._commanded else 0,
            self._wall: 14,
            self._scene: 6 if self._commanded else 0,
            self._in_area: 5 if self._commanded else 0,
            self._broadcast: 3,
            self._setting: 3,
            self._reload: 2,
            self._restart: 1.5,
            self._trouble: chance.choice((0, 0, 3, 8)),
            self._unheard: 2 if any(thing.kind == "central_unit" for thing in self._commanded) else 0,
            self._on_the_way: 3 if any(thing.kind == "shutter" for thing in self._commanded) else 0,
        }
        steps: list[AnyStep] = []
        while len(steps) < count:
            (kind,) = chance.choices(tuple(kinds), tuple(kinds.values()))
            steps += kind()
        return tuple(steps[: count + 6])

    def _after(self) -> float:
        chance = self._chance
        short = (0.0, 0.05, 0.1, 0.2, 0.4, 0.6, 1.0, 1.5, 2.0)
        return chance.choice((*short, *short, 3.0, 8.0, 20.0, 70.0))

    def _act(self) -> list[AnyStep]:
        thing = self._chance.choice(self._commanded)
        service, data = self._action(thing)
        first = Act(service, (thing.key,), data, after=self._after())
        if self._chance.random() < 0.4:
            # And something else at once: who is in a hurry presses again.
            service, data = self._action(thing)
            return [first, Act(service, (thing.key,), data, after=self._chance.choice((0.0, 0.1, 0.2, 0.5, 0.9)))]
        return [first]

    def _action(self, thing: Thing) -> tuple[str, dict[str, Plain]]:
        used = self._used[thing.key]
        match thing.kind:
            case "relay" | "aux" | "energy_actuator":
                what = self._chance.choice(("on", "off"))
                return _SWITCHING.get(used, {}).get(what, f"{used}.turn_{what}"), {}
            case "dimmer" | "dali":
                return self._lamp(thing)
            case "shutter" | "advanced_shutter":
                return self._cover(thing)
            case "zone":
                return self._zone()
            case "central_unit":
                return self._central()
        return self._amplifier()

    def _lamp(self, thing: Thing) -> tuple[str, dict[str, Plain]]:
        chance = self._chance
        data: dict[str, Plain] = {}
        choices = ["off", "on", "level", "level"]
        choices += ["colour"] * 2 * bool(thing.fields.get("colour")) + ["white"] * 2 * bool(thing.fields.get("white"))
        what = chance.choice(choices)
        if what == "off":
            return "light.turn_off", {}
        if what == "colour":
            data["hs_color"] = (chance.choice((0, 40, 240, 359)), chance.choice((30, 80, 100)))
        elif what == "white":
            data["color_temp_kelvin"] = chance.choice((2700, 4000, 6500))
        if what == "level" or (data and chance.random() < 0.4):
            data["brightness"] = level = chance.choice(_BRIGHTNESS)
            if level in _FADED:
                data["transition"] = _FADED[level]
        return "light.turn_on", data

    def _cover(self, thing: Thing) -> tuple[str, dict[str, Plain]]:
        chance = self._chance
        choices = ["open_cover", "close_cover", "stop_cover", "set_cover_position", "set_cover_position"]
        if thing.settings.get("slat_time"):
            choices += ["set_cover_tilt_position", "open_cover_tilt", "close_cover_tilt"]
        service = chance.choice(choices)
        data: dict[str, Plain] = {}
        if service == "set_cover_position":
            data["position"] = chance.choice(_POSITIONS)
        elif service == "set_cover_tilt_position":
            data["tilt_position"] = chance.choice((0, 25, 50, 100))
        return f"cover.{service}", data

    def _zone(self) -> tuple[str, dict[str, Plain]]:
        chance = self._chance
        match chance.choice(("temperature", "temperature", "with_mode", "mode", "mode", "preset", "off", "on")):
            case "temperature":
                return "climate.set_temperature", {"temperature": chance.choice(_SET_POINTS)}
            case "with_mode":
                mode = chance.choice(("heat", "cool", "off"))
                return "climate.set_temperature", {"temperature": chance.choice(_SET_POINTS), "hvac_mode": mode}
            case "mode":
                return "climate.set_hvac_mode", {"hvac_mode": chance.choice(("off", "heat", "cool", "auto"))}
            case "preset":
                return "climate.set_preset_mode", {"preset_mode": chance.choice(("none", "protection"))}
            case "off":
                return "climate.turn_off", {}
        return "climate.turn_on", {}

    def _central(self) -> tuple[str, dict[str, Plain]]:
        if self._chance.random() < 0.6:
            return self._zone()
        preset = self._chance.choice(("program_1", "program_3", "scenario_2", "holiday"))
        return "climate.set_preset_mode", {"preset_mode": preset}

    def _amplifier(self) -> tuple[str, dict[str, Plain]]:
        chance = self._chance
        match chance.choice(("on", "off", "volume", "source")):
            case "volume":
                return "media_player.volume_set", {"volume_level": chance.choice((0.0, 0.25, 0.5, 1.0))}
            case "source":
                return "media_player.select_source", {"source": f"Source {chance.randint(1, 4)}"}
            case what:
                return f"media_player.turn_{what}", {}

    def _together(self) -> list[AnyStep]:
        """Do the same to several objects."""
        thing = self._chance.choice(self._commanded)
        same = [other.key for other in self._commanded if other.kind == thing.kind]
        same = [key for key in same if self._used[key] == self._used[thing.key]]
        service, data = self._action(thing)
        chosen = self._chance.sample(same, self._chance.randint(1, len(same)))
        return [Act(service, tuple(sorted(chosen)), data, after=self._after())]

    def _in_area(self) -> list[AnyStep]:
        area, service = self._chance.choice(AREAS), self._chance.choice(_AREA_ACTIONS)
        things = [t.key for t in self._commanded if t.area == area and self._used[t.key] == service.partition(".")[0]]
        return [Act(service, tuple(things), {}, area, after=self._after())] if things else []

    def _scene(self) -> list[AnyStep]:
        """Keep how some are, change some, and bring it back."""
        chance = self._chance
        self._scenes += 1
        name = f"scene{self._scenes}"
        keys = [thing.key for thing in self._commanded]
        chosen = tuple(sorted(chance.sample(keys, chance.randint(1, len(keys)))))
        # What is kept is mostly what has come to rest.
        steps: list[AnyStep] = [Snapshot(name, chosen, after=chance.choice((0.5, 3.0, 90.0, 90.0)))]
        for _ in range(chance.randint(1, 3)):
            steps += self._act()
        return [*steps, Apply(name, after=chance.choice((0.5, 3.0, 90.0)))]

    def _wall(self) -> list[AnyStep]:
        chance = self._chance
        thing = chance.choice([thing for thing in self._house.things if thing.kind != "source"])
        values: tuple[Plain, ...] = ()
        match thing.kind:
            case "relay" | "dimmer" | "dali":
                method, values = "press", chance.choice(((), ("1",), ("0",), ("18",), ("17",), ("11",)))
                if thing.kind != "relay" and chance.random() < 0.3:
                    values = (chance.choice(("2", "5", "10")),)
            case "shutter" | "advanced_shutter":
                method, values = "press", (chance.choice("0012"),)
            case "zone":
                method, values = chance.choice(
                    (
                        ("press", (chance.choice(("off", "protection", "manual", "21.5", "24")),)),
                        ("turn_knob", (chance.choice((-2, 0, 2)),)),
                        ("set_knob", (chance.choice(("off", "protection")),)),
                    )
                )
            case "central_unit":
                # Not a season alone: what the zones do then is not known.
                method, values = "set_mode", (chance.choice(("303", "302", "311", "3101", "3202", "110#0215")),)
            case "contact":
                method, values = "set_on", (chance.random() < 0.5,)
            case "energy_actuator":
                return []
            case "amplifier":
                method, values = chance.choice((("press", ()), ("set_volume", (chance.randint(0, 31),))))
            case "cen" | "cen_plus":
                method, values = "press", (chance.randint(1, 4),)
            case _:
                method = "press"
        return [Wall(thing.key, method, values, after=self._after())]

    def _broadcast(self) -> list[AnyStep]:
        chance = self._chance
        who = chance.choice([who for who in (1, 2, 9) if carries(self._house.model, who)] or [2])
        where = chance.choice(("0", "1", "2", "3", "#1", "#2")) if who != 9 else chance.choice(("0", ""))
        what = chance.choice("01") if who != 2 else chance.choice("012")
        present = any(thing.key.startswith(f"{who}-") for thing in self._house.things)
        return [Broadcast(f"*{who}*{what}*{where}##", after=self._after())] if present else []

    def _setting(self) -> list[AnyStep]:
        chance = self._chance
        thing = chance.choice(self._house.things)
        if thing.kind == "shutter":
            name = chance.choice(("opening_time", "closing_time"))
            right = float(str(thing.fields[name]))
            wrong = Setting(thing.key, name, right + 8, after=self._after())
            mended = Setting(thing.key, name, right, after=self._after())
            return [wrong, mended] if chance.random() < 0.5 else [mended]
        if thing.kind == "relay":
            used = chance.choice(("light", "switch", "fan"))
            self._used[thing.key] = used
            return [Setting(thing.key, "used_as", used, after=self._after())]
        return []

    def _reload(self) -> list[AnyStep]:
        return [Reload(after=self._after())]

    def _restart(self) -> list[AnyStep]:
        return [Restart(self._chance.choice((1.0, 5.0, 40.0)), after=self._after())]

    def _trouble(self) -> list[AnyStep]:
        name = self._chance.choice(tuple(FAULTS))
        return [Trouble(name, self._chance.choice(FAULTS[name]), after=self._after())]

    def _unheard(self) -> list[AnyStep]:
        """Ask something of a central unit, and let what comes of it be lost."""
        unit = self._chance.choice([thing for thing in self._commanded if thing.kind == "central_unit"])
        service, data = self._action(unit)
        asked = Act(service, (unit.key,), data, after=self._after())
        return [asked, Trouble("lose_events", 10.0, after=self._chance.choice((0.0, 0.2, 0.4, 0.6)))]

    def _on_the_way(self) -> list[AnyStep]:
        """Let something come between a shutter and its stop."""
        chance = self._chance
        thing = chance.choice([thing for thing in self._commanded if thing.kind == "shutter"])
        position, after = chance.choice((35, 50, 70)), chance.choice((0.6, 2.0, 4.0))
        what = chance.choice(
            ("nack_next", "nack_next", "reset_all", "lose_events", "drop_acks", "away", "reload", "reload", "restart")
        )
        match what:
            case "reload":
                between: list[AnyStep] = [Reload(after=after)]
            case "restart":
                between = [Restart(chance.choice((1.0, 5.0, 40.0)), after=after)]
            case "away":
                # Somebody stops it while nobody can hear of it.
                between = [Trouble("refuse", 25.0, after=after), Wall(thing.key, "press", ("0",), after=1.0)]
            case "nack_next":
                # Not over before the stop is due.
                between = [Trouble(what, 25.0, after=after)]
            case fault:
                between = [Trouble(fault, chance.choice(FAULTS[fault]), after=after)]
        if chance.random() < 0.3:
            sent = Act("cover.set_cover_position", (thing.key,), {"position": position}, after=self._after())
            return [sent, *between]
        # From an end, so that it is known where it stands, and the stop comes before a fault is over.
        end = Act(f"cover.{chance.choice(('open', 'close'))}_cover", (thing.key,), after=self._after())
        return [end, Act("cover.set_cover_position", (thing.key,), {"position": position}, after=70.0), *between]


def random_sequence(seed: int, model: str = "", count: int = 0) -> Sequence:
    """Return what happens by a seed."""
    chance = Random(seed)
    house = refitted(Random(f"{seed}-refitted"), random_house(chance, model))
    steps = People(chance, house).live(count or chance.randint(3, 14))
    house = with_virtual(Random(f"{seed}-virtual"), house)
    steps = with_more(Random(f"{seed}-more"), house, steps)
    return Sequence(seed, *with_everyday(seed, house, steps))
