"""What the methods are said to send is what they send; and the page made of it is up to date."""

import datetime as dt
import inspect
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from custom_components.openwebnet.own.items import BaseItem, all_classes
from custom_components.openwebnet.own.items.sends import BUILT, Built
from custom_components.openwebnet.own.items.thermo_values import FanSpeed

from .kit import heard, make, sent_by

ROOT = Path(__file__).parents[3]

WHERES = {
    "Light": "1 12",
    "Automation": "2 12",
    "Load": "3 #2",
    "Temperature": "4 5",
    "CentralUnit": "4 #0",
    "ThermoActuator": "4 1#2",
    "SplitUnit": "4 3#1#2",
    "Alarm": "5 #1",
    "AlarmZone": "5 #1",
    "AlarmSystem": "5 0",
    "AlarmDevice": "5 12",
    "DoorEntry": "6 4001",
    "Camera": "7 4001",
    "DoorEntryTelephony": "8 20",
    "Auxiliary": "9 1",
    "GatewayItem": "13 ",
    "ActuatorLock": "14 12",
    "Cen": "15 22",
    "SoundSystem": "16 21",
    "Scene": "17 3",
    "Energy": "18 51",
    "EnergyActuator": "18 71#0",
    "StopAndGo": "18 11",
    "SoundDiffusion": "22 3#1#1",
    "LightingManagement": "24 1001#11#00#0#8",
    "CenPlus": "25 3201",
    "AutomationDiagnostics": "1001 0",
    "ThermoDiagnostics": "1004 0",
    "GatewayDiagnostics": "1013 ",
    "EnergyDiagnostics": "1018 0",
    "ScenarioModule": "0 05",
    "BaseItem": "1 12",
}
# What to call a method with, by the name of the parameter, and of the method where that matters.
SAMPLES: Mapping[str, Sequence[object]] = {
    "percent": (0, 50),
    "speed": (None, 20),
    "set_level.speed": (255,),
    "step_up.speed": (255,),
    "step_down.speed": (255,),
    "turn_on_timed.seconds": (60, 120, 180, 240, 300, 900, 30, 0.5),
    "turn_on_until.end": (0.0, 10_000.0),  # A clock begins at 1000.
    "blink.period": tuple(half / 2 for half in range(1, 11)),
    "set_fan.speed": tuple(FanSpeed),
    "LightingManagement.set.value": (1,),
    "steps": (3,),
    "Light.steps": (None, 3),
    "SoundSystem.steps": (3, -3),
    "SoundDiffusion.steps": (3, -3),
    "move_to.position": (0, 40, 100),
    "step": (None, 30),
    "priority": ("010",),
    "dimension": (1, 2, 3, 4),
    "set_tone.dimension": (2, 3, 4, 17),
    "temperature": (21.5,),
    "SplitUnit.temperature": (None, 21.0),
    "SplitUnit.fan": (None,),
    "SplitUnit.swing": (None, True),
    "hours": (2,),
    "program": (2,),
    "run_program.program": (None, 2),
    "end_vacation.program": (None, 2),
    "scenario": (3,),
    "run_scenario.scenario": (None, 3),
    "ScenarioModule.activate.scenario": tuple(range(1, 32)),
    "erase.scenario": (None, 3),
    "probe": (None, 2),
    "ten_minutes": (None, 6),
    "totalizer": (1,),
    "day": (5,),
    "year": (2026,),
    "month": (3,),
    "parameters": (),
    "area": (None,),
    "now": (dt.datetime(2026, 9, 24, 21, 11, 2, tzinfo=dt.timezone(dt.timedelta(hours=2))),),
    "date": (dt.date(2026, 9, 24),),
    "end": (dt.datetime(2026, 9, 24, 21, 11),),  # noqa: DTZ001
}
REFUSED = (ValueError,)


def samples(owner: str, method: str, name: str, hint: Any) -> Sequence[object]:
    for key in (f"{owner}.{method}.{name}", f"{method}.{name}", f"{owner}.{name}", name):
        if key in SAMPLES:
            return SAMPLES[key]
    kinds = get_args(hint) if get_origin(hint) is Union or "|" in str(hint) else (hint,)
    found: list[object] = []
    for kind in kinds:
        if kind is type(None):
            found.append(None)
        elif isinstance(kind, type) and issubclass(kind, Enum):
            found.extend(kind)
        elif kind is bool:
            found.extend((True, False))
        elif kind is int:
            found.append(2)
    return found


def calls(owner: str, method: str, function: Any) -> Iterator[tuple[list[object], dict[str, object]]]:
    """Return the arguments to call a method with, every combination of its samples."""
    hints = get_type_hints(function)
    parameters = [p for p in inspect.signature(function).parameters.values() if p.name != "self"]
    named = [p for p in parameters if p.kind is not p.VAR_POSITIONAL]
    for values in itertools.product(*(samples(owner, method, p.name, hints[p.name]) for p in named)):
        args = [value for p, value in zip(named, values, strict=True) if p.kind is not p.KEYWORD_ONLY]
        if len(named) < len(parameters):
            args += [1, 2]
        yield args, {p.name: value for p, value in zip(named, values, strict=True) if p.kind is p.KEYWORD_ONLY}


def pattern(form: str, who: str) -> re.Pattern[str]:
    """Return what a frame of a form looks like."""
    text = re.escape(form.replace("WHO", who)).replace(re.escape("?"), r"\d")
    words = {"W": "[0-9#]*", "Z": r"\d+", "PRIORITY": "[01]{3}"}
    return re.compile(re.sub("[A-Z]+", lambda word: words.get(word[0], r"\d*"), text))


METHODS = list(dict.fromkeys((built.owner, built.method) for built in BUILT))


def item_for(owner: str, method: str) -> BaseItem:
    if (owner, method) == ("Light", "completion_requests"):
        return heard("*#1*12*1*150*5##", "*1*0*12##", "*1*1*12##")
    if (owner, method) == ("Automation", "completion_requests"):
        return heard("*#2*12*10*10*255*0*0##")
    if (owner, method) == ("Energy", "completion_requests"):
        return heard("*#18*51*1200#1*0##")
    item = make(*WHERES[owner].split(" "))
    if owner == "Light" and method in ("set_level", "fade_to"):
        item.restore({"steps": 10})
    return item


@pytest.mark.parametrize(("owner", "method"), METHODS, ids=[".".join(names) for names in METHODS])
async def test_a_method_sends_what_it_is_said_to_send(owner: str, method: str) -> None:
    forms = [built.form for built in BUILT if (built.owner, built.method) == (owner, method)]
    item = item_for(owner, method)
    function = getattr(item, method)
    frames: list[str] = []
    if method in ("status_requests", "completion_requests"):
        frames = [str(message) for message in function()]
        if (owner, method) == ("Light", "completion_requests"):
            frames += [str(message) for message in heard("*1*34*03##").completion_requests()]
    else:
        for args, keywords in calls(owner, method, getattr(type(item), method)):
            if owner == "Light" and method in ("set_level", "fade_to"):
                for steps in (10, 100):
                    item.restore({"steps": steps})
                    for percent in range(0, 101, 10):
                        await function(percent)
                continue
            try:
                await function(*args, **keywords)
            except REFUSED:
                continue
        frames = sent_by(item)
    patterns = {form: pattern(form, item.who.value) for form in forms}
    assert frames
    for frame in frames:
        assert any(form.fullmatch(frame) for form in patterns.values()), frame
    for form, matcher in patterns.items():
        assert any(matcher.fullmatch(frame) for frame in frames), form


def test_every_method_that_sends_says_so() -> None:
    noted = {(built.owner, built.method) for built in BUILT}
    # These are what the others are made of.
    made_of = {
        "send_normal_message",
        "send_dimension_writing",
        "send_dimension_request",
        "send_status_request",
        "perform",
    }
    for item_type in all_classes():
        for name, function in inspect.getmembers(item_type, inspect.iscoroutinefunction):
            if not name.startswith("_") and name not in made_of:
                owner = next(base for base in item_type.__mro__ if name in vars(base))
                assert (owner.__name__, name) in noted, f"{owner.__name__}.{name}: {function}"


def test_every_noted_frame_has_a_meaning() -> None:
    assert all(isinstance(built, Built) and built.meaning and built.form.endswith("##") for built in BUILT)
