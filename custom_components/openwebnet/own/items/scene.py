"""WHO 17: the scenes of MH200N and MH202 (protocol.md 4.17). One that does not exist is refused."""

from collections.abc import Sequence
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage
from ..wire.tags import Who
from .base import Item
from .kinds import NUMBER, Field, Kind
from .occurrence import Occurrence
from .registry import register
from .sends import sends
from .table import Args, Row, Table


class SceneState(NamedTuple):
    """What was told of a scene. `None` is unknown."""

    running: bool | None = None
    enabled: bool | None = None
    activated: Occurrence[None] | None = None
    """The starts; the answer to a request looks like one, and is none."""


def _start(state: SceneState, _: Args) -> SceneState:
    return state._replace(running=True, activated=Occurrence.after(state.activated, None))


SCENE: Final = Table[SceneState](
    whats={
        "1": Row("started", _start, apply_answer=lambda state, _: state._replace(running=True)),
        "2": Row("stopped", lambda state, _: state._replace(running=False)),
        "3": Row("enabled", lambda state, _: state._replace(enabled=True)),
        "4": Row("disabled", lambda state, _: state._replace(enabled=False)),
    },
    dimensions={
        "40": Row("undocumented", source="firmware takes the request"),
        "41": Row("undocumented", source="firmware takes the request"),
    },
)


@register
class Scene(Item[SceneState]):
    """A scene: 1-300 in a MH200N, any number in a MH202; `0` is all."""

    who = Who.MH200N_SCENE
    table = SCENE
    new_state = SceneState
    title = "scenes"
    kinds = (Kind("scene", {NUMBER: Field(1, 9999)}, "{number}"),)

    @override
    def status_requests(self) -> Sequence[BaseMessage]:
        """Return nothing: the answer could not be told from an event; see `send_state_request`."""
        return ()

    @sends("*17*1*W##")
    async def start(self) -> None:
        """Start the scene. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("1")

    @sends("*17*2*W##")
    async def stop(self) -> None:
        """Stop the scene. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("2")

    @sends("*17*3*W##")
    async def enable(self) -> None:
        """Let the scene be started by what it waits for. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("3")

    @sends("*17*4*W##")
    async def disable(self) -> None:
        """Let the scene not be started by what it waits for. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("4")

    @sends("*#17*W##", source="the answer is *17*1or2*W## and *17*3or4*W##")
    async def send_state_request(self) -> None:
        """Ask whether it runs and is enabled. Raises `ResponseError` for a NACK."""
        for request in super().status_requests():
            await self._send(request)
