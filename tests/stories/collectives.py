"""Groups, areas and all: one action on them is one on each member, and they are what their members are.

The rule is the documented one (docs/en/platforms.md, members of a group). That what is shown of a member is true is
judged of the member itself.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import State

from simulator.frames import take_apart

from .home import Home
from .steps import Plain, Thing

ROUNDED: Final = 1.5
"""Percent by which a mean may differ: each of its parts is rounded."""
_DIMMERS: Final = ("dimmer", "dali")
_CAN_DIM: Final = {"brightness", "hs", "color_temp"}


def is_collective(thing: Thing) -> bool:
    """Tell whether it is a group, an area or all, and no object of the bus."""
    return thing.kind in ("many_lights", "many_covers")


def address(thing: Thing) -> tuple[str, str]:
    """Return WHO and WHERE."""
    who, _, where = thing.key.partition("-")
    return who, where


def members(home: Home, collective: Thing) -> list[Thing]:
    """Return those that do what is told to the address, as the simulated bus has it."""
    who, where = address(collective)
    frame = take_apart(f"*{who}*0*{where}##")
    assert frame is not None
    return [thing for thing in home.house.things if home.simulator.objects[thing.key].hears(frame)]


def told_also(home: Home, thing: Thing) -> list[str]:
    """Return the WHEREs of the groups, areas and all that an object belongs to, and its own."""
    many = (one for one in home.house.collectives if thing in members(home, one))
    return [address(thing)[1], *(address(one)[1] for one in many)]


def asked_of(home: Home, member: Thing, others: list[Thing], data: Mapping[str, Plain]) -> bool:
    """Tell whether it is known what an action on many asks of this one.

    What a relay does that is told a level nobody has captured; a dimmer of ten has a level of its own for each step.
    """
    is_dimmer = member in others and member.kind in _DIMMERS
    return "brightness" not in data or (is_dimmer and _has_hundred_steps(home, member))


def _has_hundred_steps(home: Home, thing: Thing) -> bool:
    told = f"*#1*{address(thing)[1]}*1*"
    has_told = any(one.text.startswith(told) for one in home.simulator.carried)
    return thing.fields.get("steps") != 10 and (bool(thing.settings.get("traits")) or has_told)


def untrue(home: Home) -> Iterator[tuple[str, str]]:
    """Tell which groups, areas and all are not what their members are."""
    for collective in home.house.collectives:
        state = home.state(collective)
        shown = {member.key: home.state(member) for member in members(home, collective)}
        known = [one for one in shown.values() if one is not None and one.state != STATE_UNAVAILABLE]
        if state is None or (known and state.state == STATE_UNAVAILABLE):
            yield collective.key, f"is {state.state if state else 'no entity'}"
        elif known:
            # What is not there counts for nothing.
            wrong = _wrong_lights(state, known) if collective.kind == "many_lights" else _wrong_covers(state, known)
            if wrong:
                yield collective.key, f"{wrong}, of {', '.join(f'{key} {_short(one)}' for key, one in shown.items())}"


def _short(state: State | None) -> str:
    names = ("brightness", "current_position")
    values = [] if state is None else [state.attributes[name] for name in names if name in state.attributes]
    return f"{state.state if state else 'gone'} {values or ''}".strip()


def _wrong_lights(state: State, shown: list[State]) -> str:
    lit = [one for one in shown if one.state in ("on", "unlocked", "open")]
    if not lit:
        is_known = all(one.state != STATE_UNKNOWN for one in shown)
        wanted = "off" if is_known else STATE_UNKNOWN
        return "" if state.state == wanted else f"on is {state.state}, not {wanted}"
    if state.state != "on":
        return f"on is {state.state}, not on"
    dimmers = [one for one in lit if _CAN_DIM & set(one.attributes.get("supported_color_modes") or ())]
    return _wrong_mean("brightness", state, dimmers, ROUNDED * 2.55)


def _wrong_covers(state: State, shown: list[State]) -> str:
    # While one moves it moves; where they go both ways, there is nothing to tell.
    ways = {one.state for one in shown if one.state in ("opening", "closing")}
    if len(ways) <= 1 and (state.state in ("opening", "closing")) != bool(ways):
        return f"moving is {state.state}, not {', '.join(ways) or 'no'}"
    return _wrong_mean("current_position", state, shown, ROUNDED)


def _wrong_mean(name: str, state: State, parts: list[State], tolerance: float) -> str:
    value = state.attributes.get(name)
    values = [one.attributes.get(name) for one in parts]
    if not values or None in values:
        return "" if value is None else f"{name} is {value}, not unknown"
    mean = sum(float(str(one)) for one in values) / len(values)
    if value is None or abs(value - mean) > tolerance:
        return f"{name} is {value}, not {mean:g}"
    return ""


def offers(home: Home, collective: Thing, service: str, data: Mapping[str, Plain]) -> bool:
    """Tell whether the page would offer an action on many."""
    state = home.state(collective)
    if state is None or state.domain != service.partition(".")[0]:
        return False
    if "brightness" in data:
        return bool(_CAN_DIM & set(state.attributes.get("supported_color_modes") or ()))
    set_position = 4
    return "position" not in data or bool(int(state.attributes.get("supported_features", 0)) & set_position)
