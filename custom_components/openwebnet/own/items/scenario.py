"""WHO 0: scenario modules F420 and IR 3456 (protocol.md 4.0)."""

from collections.abc import Sequence
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage
from ..wire.tags import Who
from .base import Item, Traits
from .kinds import BUS, NUMBER, SCENARIO, Field, Kind
from .occurrence import Occurrence
from .press import mask, unmask
from .registry import register
from .sends import sends
from .table import Args, Row, Table, whole

MAX_SCENARIO: Final = 31
"""16 in a F420, 20 in a 3456."""


class ScenarioState(NamedTuple):
    """What a module has told. `None` is unknown."""

    activated: Occurrence[int] | None = None
    """The number of the scenario, 1-31."""
    scenarios: frozenset[int] = frozenset()
    """The scenarios that were heard of."""
    recording: int | None = None
    """The scenario that is being recorded."""
    locked: bool | None = None
    available: bool | None = None
    memory_full: bool | None = None


def _activated(state: ScenarioState, args: Args) -> ScenarioState:
    scenario = int(args.tag)
    return state._replace(
        activated=Occurrence.after(state.activated, scenario),
        scenarios=state.scenarios | {scenario},
        available=True,
    )


def _known(state: ScenarioState, args: Args) -> ScenarioState:
    return state._replace(scenarios=state.scenarios | {int(args.tag)}, available=True)


def _recording(state: ScenarioState, args: Args) -> ScenarioState:
    return state._replace(recording=whole(args.parameters[0], 1, MAX_SCENARIO))


SCENARIOS: Final = Table[ScenarioState](
    whats={
        **{
            str(number): Row(f"scenario {number} activated", _activated, apply_answer=_known)
            for number in range(1, MAX_SCENARIO + 1)
        },
        "40": Row("recording of a scenario begins", _recording),
        "41": Row(
            "recording of a scenario ends",
            lambda state, _: state._replace(recording=None),
            source="the event has one more parameter, 0 (official text)",
        ),
        "42": Row("one scenario, or all, erased", lambda state, _: state._replace(memory_full=None)),
        "43": Row("module locked", lambda state, _: state._replace(locked=True)),
        "44": Row("module unlocked", lambda state, _: state._replace(locked=False)),
        "45": Row("module unavailable", lambda state, _: state._replace(available=False)),
        "46": Row("memory full", lambda state, _: state._replace(memory_full=True)),
    },
    dimensions={},
)


@register
class ScenarioModule(Item[ScenarioState]):
    """A scenario module, `01` to `99`. It tells what happens; it cannot be asked."""

    who = Who.SCENE
    table = SCENARIOS
    new_state = ScenarioState
    title = "scenario modules"
    kinds = (Kind("scenario_module", {NUMBER: Field(1, 99), **BUS, SCENARIO: Field(1, MAX_SCENARIO)}, "{number:02}"),)

    @property
    @override
    def traits(self) -> Traits:
        """`scenarios`: the scenarios heard of, as bits."""
        return {"scenarios": mask(self.state.scenarios)} if self.state.scenarios else {}

    @override
    def restore(self, traits: Traits) -> None:
        self._state = self._state._replace(scenarios=unmask(traits.get("scenarios", 0)) - {0})

    @override
    def status_requests(self) -> Sequence[BaseMessage]:
        """Return nothing: it cannot be asked."""
        return ()

    @sends(*(f"*0*{number}*W##" for number in range(1, MAX_SCENARIO + 1)))
    async def activate(self, scenario: int) -> None:
        """Run a scenario, 1-31. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_normal_message(_number(scenario))

    @sends("*0*40#SCENARIO*W##", source="F420 only")
    async def start_recording(self, scenario: int) -> None:
        """Begin to record a scenario, 1-31. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_normal_message(f"40#{_number(scenario)}")

    @sends("*0*41#SCENARIO*W##", source="F420 only")
    async def stop_recording(self, scenario: int) -> None:
        """End the recording of a scenario, 1-31. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_normal_message(f"41#{_number(scenario)}")

    @sends("*0*42*W##", "*0*42#SCENARIO*W##")
    async def erase(self, scenario: int | None = None) -> None:
        """Erase a scenario, 1-31, or all of the module. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_normal_message("42" if scenario is None else f"42#{_number(scenario)}")

    @sends("*0*43*W##")
    async def lock(self) -> None:
        """Lock the module. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("43")

    @sends("*0*44*W##")
    async def unlock(self) -> None:
        """Unlock the module. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("44")


def _number(scenario: int) -> str:
    return str(whole(str(scenario), 1, MAX_SCENARIO))
