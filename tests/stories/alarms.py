"""The burglar alarm: people arm and disarm it with a key or in Home Assistant, and it tells of alarms.

Home Assistant arms it by auxiliary channels (protocol.md 4.5); in which way, the bus does not tell.
"""

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any, Final, override

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import State

from .further import after
from .houses import carries
from .kinds import Kind
from .steps import Act, AnyStep, House, Plain, Reload, Thing, Trouble, Wall
from .wants import Facets, Wants, one

ALARM: Final = "alarm"
ARM: Final = "alarm_arm_"
_KEY: Final = "5-0"
_AUXILIARIES: Final = 9
_TECHNICAL: Final = "*5*12*"
_WAYS: Final = ("away", "away", "home", "night")
_PLATFORM: Final = "alarm_control_panel"


class AlarmPanel(Kind):
    """An alarm with its zones."""

    platform = _PLATFORM

    @override
    def sensors(self, thing: Thing) -> Mapping[str, str]:
        system = {name: f"{thing.key}-{name}" for name in ("technical", "mains", "battery")}
        return system | {f"zone {zone}": f"5-#{zone}" for zone in _zones(thing)}

    @override
    def facts(self, thing: Thing, item: Any) -> Facets:
        burglars = [frame for frame in item.pending if not frame.startswith(_TECHNICAL)]
        facts: Facets = {"triggered": bool(burglars), "armed": None if burglars else item.armed}
        facts |= {f"zone {zone}": any(frame.endswith(f"*#{zone}##") for frame in burglars) for zone in _zones(thing)}
        facts |= {"mains": item.mains, "battery": item.battery == "low"}
        return {**facts, "technical": len(burglars) < len(item.pending)}

    @override
    def shown(self, state: State) -> Facets:
        if state.state in (STATE_UNKNOWN, "triggered"):
            return {"triggered": True} if state.state == "triggered" else {}
        armed = state.state.startswith("armed")
        return {"triggered": False, "armed": armed, "way": state.state.removeprefix("armed_") if armed else None}

    @override
    def asked(self, service: str, data: Mapping[str, Plain], before: Wants) -> Wants:
        # Who arms what is armed already changes nothing.
        return {"armed": one(True)} if service.startswith(ARM) else {"armed": one(False), "triggered": one(False)}


def _zones(thing: Thing) -> list[int]:
    zones = thing.fields["zones"]
    assert isinstance(zones, tuple)
    return [int(str(zone)) for zone in zones]


# By chance


def furnish(chance: Random, house: House) -> House:
    """Return a house that has, now and then, an alarm that listens to an auxiliary channel or two."""
    if not (carries(house.model, 5) and carries(house.model, _AUXILIARIES)) or chance.random() > 0.25:
        return house
    taken = {thing.key for thing in house.things}
    arm, disarm = chance.sample([n for n in range(1, 10) if f"{_AUXILIARIES}-{n}" not in taken], 2)
    disarm = chance.choice((arm, disarm))
    fields: dict[str, Plain] = {
        "zones": tuple(sorted(chance.sample(range(1, 9), 2))),
        "armed": chance.random() < 0.4,
        "arm_aux": arm,
        "disarm_aux": disarm,
    }
    settings: dict[str, Plain] = {"traits": (("panel", 1),), "disarm_channel": disarm}
    settings |= {f"{way}_channel": arm for way in ("arm", "home", "night")}
    return replace(house, things=(*house.things, Thing(ALARM, _KEY, fields, settings)))


def use(chance: Random, house: House) -> list[AnyStep]:
    """Arm and disarm it, break in, let the mains fail."""
    alarm = next((thing for thing in house.things if thing.kind == ALARM), None)
    if alarm is None:
        return []
    if chance.random() < 0.1:
        return _away(chance, alarm)
    times = range(chance.randint(1, 4))
    return [_act(chance) if chance.random() < 0.5 else _at_home(chance, alarm) for _ in times]


def _act(chance: Random) -> AnyStep:
    service = chance.choice(("disarm", *(f"arm_{way}" for way in _WAYS)))
    return Act(f"{_PLATFORM}.alarm_{service}", (_KEY,), after=after(chance))


def _at_home(chance: Random, alarm: Thing) -> AnyStep:
    alarms, technical = ("intrude", "tamper", "panic"), ("raise_technical", "reset_technical")
    method = chance.choice(("arm", "disarm", "disarm", *alarms, *technical, "mains", "battery"))
    values: tuple[Plain, ...] = ()
    match method:
        case "intrude" | "tamper" | "panic":
            values = (chance.choice(_zones(alarm)),)
        case "raise_technical" | "reset_technical":
            # Its number is that of an auxiliary, and may be that of a zone as well.
            values = (chance.choice((_zones(alarm)[0], 9)),)
        case "mains" | "battery":
            values = (chance.random() < 0.5,) if method == "mains" else (chance.choice(("ok", "low")),)
            method = f"set_{method}"
    return Wall(_KEY, method, values, after=after(chance))


def _away(chance: Random, alarm: Thing) -> list[AnyStep]:
    """Let an alarm come and go, or one of them, while the gateway cannot be reached, or nobody listens."""
    begin, end = chance.choice((("panic", "disarm"), ("intrude", "disarm"), ("raise_technical", "reset_technical")))
    zone = (_zones(alarm)[0],)
    raised = Wall(_KEY, begin, zone, after=after(chance))
    ended = Wall(_KEY, end, () if end == "disarm" else zone, after=chance.choice((1.0, 3.0)))
    away = Trouble("refuse", 25.0, after=after(chance))
    match chance.choice(("end", "end", "both", "begin", "reload")):
        case "end":
            return [raised, away, ended]
        case "both":
            return [away, replace(raised, after=1.0), ended]
        case "begin":
            return [away, replace(raised, after=1.0)]
    return [raised, Reload(after=after(chance)), ended]
