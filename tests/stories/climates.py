"""Covers and thermostats: how they really are, how Home Assistant shows them, and what an action wants of them."""

import re
from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.core import State

from .alarms import AlarmPanel
from .boosts import BOOST, END_VACATION, SET_VACATION
from .kinds import Amplifier, Contact, Kind, Lamp, Released, StepLamp, Switched
from .loads import Load
from .steps import Plain, Thing
from .wants import Facets, Wants, near, one

POSITION: Final = 3.0
"""Percent that a position may be wrong."""
ASKED: Final = 6.0
"""Percent that a movement may end beside what was asked for: the bus is slow, and stops take their time."""
TILT: Final = 12.0

_SEASONS: Final = {"heat": "heating", "cool": "cooling"}
_PROGRAMS: Final = range(1, 4)
_MODE: Final = re.compile(
    r"[123](?:(?P<plain>02|03|10|11|12)|(?P<holiday>15)|1(?P<program>\d\d)|2(?P<scenario>\d\d)|3\d{3})(?:#.*)?"
)
_SMART: Final = ("comfort", "eco")
"""What a smart zone runs by itself."""
_PROGRAMS_RUN: Final = ("auto", *(f"program_{number}" for number in _PROGRAMS))
_PLAIN: Final = {"02": "protection", "03": "off", "10": "manual", "11": "auto", "12": "manual"}
RUNS_BY_ITSELF: Final = frozenset(
    (
        "auto",
        "holiday",
        "vacation",
        *(f"program_{number}" for number in range(1, 17)),
        *(f"scenario_{number}" for number in range(1, 17)),
    )
)


class Cover(Kind):
    """A shutter or blind."""

    platform = "cover"

    @override
    def facts(self, thing: Thing, item: Any) -> Facets:
        facts: Facets = {"moving": item.moving or "no", "position": float(item.position)}
        return {**facts, "tilt": float(item.tilt)} if thing.fields.get("slat_time") else facts

    @override
    def shown(self, state: State) -> Facets:
        shown: Facets = {"moving": {"opening": "up", "closing": "down"}.get(state.state, "no")}
        for name, attribute in (("position", "current_position"), ("tilt", "current_tilt_position")):
            if (value := state.attributes.get(attribute)) is not None:
                shown[name] = float(value)
        return shown

    @override
    def asked(self, service: str, data: Mapping[str, Plain], before: Wants) -> Wants:
        wants: Wants = {"moving": one("no")}
        ends = {"open": 100.0, "close": 0.0}
        end = ends.get(service.partition("_")[0])
        if service.endswith(("_tilt", "_tilt_position")):
            # The curtain goes where it was asked to go before.
            tilt = end if end is not None else float(str(data["tilt_position"]))
            wants = {**before, **wants, "tilt": near(tilt, TILT)}
        elif service == "set_cover_position":
            wants["position"] = near(float(str(data["position"])), ASKED)
        elif end is not None:
            wants["position"] = near(end, POSITION)
        return wants

    @override
    def true(self, thing: Thing, facts: Facets) -> Wants:
        margins = {"position": POSITION, "tilt": TILT}
        return {
            name: near(value, margins[name]) if isinstance(value, float) else one(value)
            for name, value in facts.items()
        }

    @override
    def again(self, thing: Thing, shown: Facets) -> Wants:
        if shown.get("moving") != "no" or "position" not in shown:
            return {}
        wants: Wants = {"moving": one("no"), "position": near(float(str(shown["position"])), ASKED)}
        if "tilt" in shown:
            wants["tilt"] = near(float(str(shown["tilt"])), TILT)
        return wants


class Thermostat(Kind):
    """A zone."""

    platform = "climate"

    @override
    def facts(self, thing: Thing, item: Any) -> Facets:
        mode = item.acting
        facts: Facets = {"mode": mode, "season": item.season if mode in ("manual", "protection") else None}
        if mode == "manual":
            facts["set_point"] = float(item.set_point)
        elif mode == "protection":
            facts["set_point"] = float(item.effective)
        return facts

    @override
    def shown(self, state: State) -> Facets:
        shown: Facets = {}
        preset = state.attributes.get("preset_mode", "none")
        if preset not in ("none", None, *_SMART):
            shown["mode"] = preset
        elif state.state in ("off", "auto"):
            shown["mode"] = state.state
        elif state.state in _SEASONS:
            shown["mode"] = "manual"
        if state.state in _SEASONS:
            shown["season"] = _SEASONS[state.state]
        if (degrees := state.attributes.get("temperature")) is not None:
            shown["set_point"] = float(degrees)
        if preset in _SMART:
            shown["smart"] = preset
        return shown

    @override
    def true(self, thing: Thing, facts: Facets) -> Wants:
        return {
            name: near(value, 0.05) if isinstance(value, float) else one(value)
            for name, value in facts.items()
            if value is not None
        }

    @override
    def asked(self, service: str, data: Mapping[str, Plain], before: Wants) -> Wants:
        # In protection it regulates to degrees of its own, which nobody has set.
        mode = before.get("mode")
        is_own = mode is not None and mode.holds("protection")
        kept = {} if is_own else {name: want for name, want in before.items() if name == "set_point"}
        asked = data.get("hvac_mode")
        if service == BOOST:
            return {"mode": one("manual"), "set_point": near(float(str(data["temperature"])), 0.05)}
        if service == "turn_off" or asked == "off":
            # What was set is set, also while it is off: the next mode by hand takes it.
            return {**kept, "mode": one("off")}
        season: Wants = {"season": one(_SEASONS[str(asked)])} if asked in _SEASONS else {}
        if service == "set_temperature":
            return {"mode": one("manual"), "set_point": near(float(str(data["temperature"])), 0.05), **season}
        if service == "set_hvac_mode":
            return {**kept, "mode": one("manual"), **season} if season else {"mode": one(*RUNS_BY_ITSELF)}
        if service == "set_preset_mode":
            preset = data["preset_mode"]
            return self._none(before) if preset == "none" else {"mode": one(preset)}
        return {}

    def _none(self, before: Wants) -> Wants:
        """Where no preset runs, "none" changes nothing; where one does, it ends."""
        mode = before.get("mode")
        changes_nothing = mode is not None and any(mode.holds(plain) for plain in ("off", "manual", "auto"))
        return before if changes_nothing else {}

    @override
    def again(self, thing: Thing, shown: Facets) -> Wants:
        """Return the mode, and the set point where it counts."""
        names = ("mode", "season", "set_point") if shown.get("mode") == "manual" else ("mode",)
        return self.true(thing, {name: shown[name] for name in names if name in shown})


class CentralUnit(Thermostat):
    """A central unit: programs, scenarios, holidays too."""

    @override
    def facts(self, thing: Thing, item: Any) -> Facets:
        match = _MODE.fullmatch(item.mode)
        assert match is not None, item.mode
        if match["plain"]:
            mode = _PLAIN[match["plain"]]
        elif match["program"]:
            mode = f"program_{int(match['program'])}" if int(match["program"]) in _PROGRAMS else "auto"
        elif match["scenario"]:
            mode = f"scenario_{int(match['scenario'])}"
        else:
            mode = "holiday" if match["holiday"] else "vacation"
        season = item.season if mode in ("manual", "protection") else None
        then = int(item.then) if mode == "vacation" and item.then else None
        return {"mode": mode, "season": season, "set_point": item.set_point if mode == "manual" else None, "then": then}

    @override
    def true(self, thing: Thing, facts: Facets) -> Wants:
        # What follows a vacation, nobody tells (protocol.md 4.4).
        return super().true(thing, {name: value for name, value in facts.items() if name != "then"})

    @override
    def asked(self, service: str, data: Mapping[str, Plain], before: Wants) -> Wants:
        program = data.get("program")
        if service == SET_VACATION:
            return {"mode": one("vacation"), **({} if program is None else {"then": one(program)})}
        if service == END_VACATION:
            return {"mode": one(*_PROGRAMS_RUN) if program is None else one(f"program_{program}")}
        return super().asked(service, data, before)


KINDS: Final[Mapping[str, Kind]] = {
    "relay": Switched("light"),
    "switch": Switched("switch"),
    "outlet": Switched("switch"),
    "fan": Switched("fan"),
    "lock": Released("lock"),
    "valve": Released("valve"),
    "dimmer": Lamp(),
    "steps": StepLamp(),
    "dali": Lamp(),
    "aux": Switched("switch"),
    "energy_actuator": Switched("switch", "forced"),
    "many_lights": Lamp(),
    "shutter": Cover(),
    "advanced_shutter": Cover(),
    "many_covers": Cover(),
    "zone": Thermostat(),
    "central_unit": CentralUnit(),
    "amplifier": Amplifier(),
    "contact": Contact(),
    "load": Load(),
    "alarm": AlarmPanel(),
}


def kind_of(thing: Thing, used_as: str = "") -> Kind | None:
    """Return the kind of an object; None for one that only tells what was pressed."""
    used = used_as or str(thing.settings.get("used_as", ""))
    name = thing.kind
    if name == "relay" and used not in ("", "light"):
        name = used
    elif name == "dimmer" and thing.fields.get("steps") == 10:
        name = "steps"
    return KINDS.get(name)
