"""A house with a gateway and people in it: Home Assistant on one side, the bus on the other, a ledger between them."""

import asyncio
import random
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.components.cover import ATTR_POSITION
from homeassistant.components.light import ATTR_BRIGHTNESS
from homeassistant.const import ATTR_ENTITY_ID, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.util.color import value_to_brightness
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import DOMAIN
from custom_components.openwebnet.own.gateway.event_session import ConnectionState
from simulator import Simulator

from .ledger import Ledger, Report

MAC: Final = "000350010203"
LEVELS: Final = (1, 100)
RELAYS: Final = ("1-11", "1-12", "1-13", "1-14", "1-15", "1-16")
DIMMERS: Final = ("1-21", "1-22", "1-23")
COVERS: Final = ("2-31", "2-32")
ADVANCED_COVERS: Final = ("2-41",)
COMMANDED: Final = (*RELAYS, *DIMMERS, *COVERS, *ADVANCED_COVERS)
WALL_LIGHT: Final = "1-17"
"""Switched at the wall only: what somebody else does must not be taken for an action that was carried out."""
ABSENT: Final = "1-99"
"""Remembered by Home Assistant, and taken off the bus since."""

PLANT: Final = """
model: {model}
password: "{password}"
mac: "00:03:50:01:02:03"
speed: 15
objects:
{lights}
{dimmers}
{covers}
{advanced_covers}
  - {{kind: zone, where: "1", temperature: 20.5, set_point: 21.0}}
  - {{kind: meter, where: "51", power: 350, total: 1234567}}
"""


def plant(model: str) -> str:
    """Write the plant file of a house with a gateway of this model."""

    def entries(keys: Iterable[str], fields: str) -> str:
        return "\n".join(f'  - {{where: "{key.partition("-")[2]}", {fields}}}' for key in keys)

    return PLANT.format(
        model=model,
        password=password(model),
        lights=entries((*RELAYS, WALL_LIGHT), "kind: relay"),
        dimmers=entries(DIMMERS, "kind: dimmer, steps: 100, level: 60, on: true"),
        covers=entries(COVERS, "kind: shutter, opening_time: 12, closing_time: 10"),
        advanced_covers=entries(
            ADVANCED_COVERS, "kind: advanced_shutter, opening_time: 12, closing_time: 10, position: 40"
        ),
    )


def password(model: str) -> str:
    """Return a password that this model can have: with letters where it authenticates by HMAC."""
    return "Abcdef12" if model == "MyHomeServer1" else "12345"


OBJECTS: Final = {
    **{key: {} for key in (*RELAYS, WALL_LIGHT, *COVERS)},
    **{key: {"traits": {"steps": 100}} for key in DIMMERS},
    **{key: {"traits": {"advanced": 1}} for key in ADVANCED_COVERS},
}

OWN_COMMANDS: Final = frozenset(("*#18*51*#1200#1*125##",))
"""What the integration sends by itself: it asks the meter to tell its power."""

REPORTS: Final = {
    "not_sent": Report.NOT_SENT,
    "busy": Report.NOT_SENT,
    "refused": Report.REFUSED,
    "not_confirmed": Report.NOT_CONFIRMED,
}


@dataclass(slots=True)
class House:
    """Home Assistant and the simulated plant."""

    hass: HomeAssistant
    simulator: Simulator
    entry: MockConfigEntry
    ledger: Ledger
    attempts: list[float]
    """The loop's times at which a connection was attempted, from this side."""
    _entities: dict[str, str] = field(default_factory=dict)

    # What Home Assistant shows

    def entity_id(self, key: str) -> str:
        """Return the entity of an object."""
        if key not in self._entities:
            platform = "light" if key.startswith("1-") else "cover"
            found = er.async_get(self.hass).async_get_entity_id(platform, DOMAIN, f"{MAC}-{key}")
            assert found is not None, f"no entity for {key}"
            self._entities[key] = found
        return self._entities[key]

    def state(self, key: str) -> State:
        """Return what Home Assistant shows of an object."""
        state = self.hass.states.get(self.entity_id(key))
        assert state is not None
        return state

    @property
    def connected(self) -> bool:
        """Whether the gateway counts as connected."""
        gateway = self.entry.runtime_data.gateway
        return gateway.state is ConnectionState.CONNECTED and gateway.sessions.event

    @property
    def keys(self) -> tuple[str, ...]:
        """The objects that are compared."""
        return (*COMMANDED, WALL_LIGHT)

    def differences(self, *, also_unavailable: bool = True) -> list[str]:
        """Tell where Home Assistant shows something else than is."""
        found = []
        for key in self.keys:
            state = self.state(key)
            if state.state == STATE_UNAVAILABLE:
                if also_unavailable:
                    found.append(f"{key} is unavailable")
                continue
            shown, real_one = self._shown(key, state), self._real(key)
            if shown != real_one:
                found.append(f"{key} shows {shown}, is {real_one}")
        return found

    def _shown(self, key: str, state: State) -> tuple[object, ...]:
        if key in (*RELAYS, WALL_LIGHT):
            return (state.state == STATE_ON,)
        if key in DIMMERS:
            return (state.state == STATE_ON, state.attributes.get(ATTR_BRIGHTNESS))
        moving = {"opening": "up", "closing": "down"}.get(state.state)
        if key in ADVANCED_COVERS and moving is None:
            return (moving, state.attributes.get("current_position"))
        return (moving,)

    def _real(self, key: str) -> tuple[object, ...]:
        item = self.simulator.objects[key]
        if key in (*RELAYS, WALL_LIGHT):
            return (item.on,)
        if key in DIMMERS:
            return (item.on, value_to_brightness(LEVELS, item.level) if item.on else None)
        if key in ADVANCED_COVERS and item.moving is None:
            return (item.moving, round(item.position))
        return (item.moving,)

    async def agreement(self, seconds: float) -> None:
        """Wait until it shows what is. Fails after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                while not self.connected or self.differences():
                    await asyncio.sleep(0.1)
        except TimeoutError:
            gateway = self.entry.runtime_data.gateway
            raise AssertionError(
                f"after {seconds:.0f} s: {gateway.state}, {gateway.problem}, {self.differences()}"
            ) from None

    async def obeys(self, seconds: float) -> None:
        """See that a light can be switched again, at last after so many seconds."""
        end = self.hass.loop.time() + seconds
        level = 0 if self.simulator.objects["1-11"].on else None
        while await self.light("1-11", level) is not Report.DONE:
            assert self.hass.loop.time() < end, self.ledger.actions[-1].why
            await asyncio.sleep(2)
        await self.simulator.wait_idle()

    # What people do

    async def light(self, key: str, level: int | None) -> Report:
        """Switch a light off (0), on (None), or to a level."""
        where = key.partition("-")[2]
        if level == 0:
            return await self._call(key, f"*1*0*{where}##", "light", "turn_off")
        if level is None:
            return await self._call(key, f"*1*1*{where}##", "light", "turn_on")
        return await self._call(
            key,
            f"*#1*{where}*#1*{100 + level}*255##",
            "light",
            "turn_on",
            {ATTR_BRIGHTNESS: value_to_brightness(LEVELS, level)},
            replaceable=True,
        )

    async def cover(self, key: str, what: str) -> Report:
        """Open, close or stop a cover."""
        where = key.partition("-")[2]
        number = {"open": 1, "close": 2, "stop": 0}[what]
        return await self._call(key, f"*2*{number}*{where}##", "cover", f"{what}_cover", replaceable=what != "stop")

    async def move(self, key: str, position: int) -> Report:
        """Send an advanced cover to a position between the ends."""
        where = key.partition("-")[2]
        frame = f"*#2*{where}*#11#001*{position}##"
        return await self._call(key, frame, "cover", "set_cover_position", {ATTR_POSITION: position}, replaceable=True)

    async def _call(
        self,
        key: str,
        frame: str,
        platform: str,
        service: str,
        data: dict[str, Any] | None = None,
        *,
        replaceable: bool = False,
    ) -> Report:
        action = self.ledger.call(frame, key, replaceable=replaceable)
        # Home Assistant drops the actions of an unavailable entity without a word.
        was_unavailable = self.state(key).state == STATE_UNAVAILABLE
        target = {ATTR_ENTITY_ID: self.entity_id(key)}
        try:
            await self.hass.services.async_call(platform, service, {**target, **(data or {})}, blocking=True)
        except HomeAssistantError as error:
            report = REPORTS[str(error.translation_key)]
            action.why = repr(error.__cause__)
        else:
            report = Report.SKIPPED if was_unavailable else Report.DONE
        self.ledger.told(action, report)
        return report


class People:
    """They press this and that all the time; never two at the same thing."""

    def __init__(self, house: House, seed: int, every: float = 1.0) -> None:
        """Do something every so many seconds."""
        self.house: Final = house
        self.paused = False
        self._random: Final = random.Random(seed)
        self._every: Final = every
        self._turns: Final = {key: self._habit(key) for key in COMMANDED}
        self._rest: Final = deque(COMMANDED)
        self._busy: Final[set[asyncio.Task[None]]] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """End, when everything has been answered."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.gather(*self._busy)

    async def calm(self) -> None:
        """Do nothing any more, until `paused` is set to False again, and wait for all answers."""
        self.paused = True
        while self._busy:
            await asyncio.wait(self._busy)

    async def _live(self) -> None:
        while True:
            await asyncio.sleep(self._every * self._random.uniform(0.5, 1.5))
            if not self.paused:
                self.press()

    def press(self) -> None:
        """Do the next thing."""
        if not self._rest:
            return
        self._rest.rotate(-self._random.randrange(len(self._rest)))
        key = self._rest.popleft()
        task = asyncio.create_task(self._turn(key))
        self._busy.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._busy.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.paused = True

    async def _turn(self, key: str) -> None:
        try:
            kind, value = next(self._turns[key])
            if kind == "light":
                await self.house.light(key, value)
            elif kind == "burst":
                await asyncio.gather(*(self.house.light(key, level) for level in value))
            elif kind == "cover":
                await self.house.cover(key, value)
            else:
                await self.house.move(key, value)
        finally:
            self._rest.append(key)

    def _habit(self, key: str) -> Iterator[tuple[str, Any]]:
        """Go round what can be done with an object: no two neighbours have the same frame."""
        if key in DIMMERS:
            yield from self._dim()
        while True:
            if key in RELAYS:
                yield "light", None
                yield "light", 0
            elif key in COVERS:
                for what in ("open", "stop", "close", "stop"):
                    yield "cover", what
            else:
                for position in self._random.sample(range(1, 100), 99):
                    yield "move", position

    def _dim(self) -> Iterator[tuple[str, Any]]:
        while True:
            levels = self._random.sample(range(1, 101), 100)
            while len(levels) > 4:
                yield "light", levels.pop()
                if self._random.random() < 0.2:
                    yield "burst", [levels.pop() for _ in range(3)]
                if self._random.random() < 0.2:
                    yield "light", 0
                    yield "light", None


def windows(attempts: list[float], seconds: float = 60.0) -> int:
    """Return the most attempts in any window of so many seconds."""
    most = 0
    window: deque[float] = deque()
    for now in sorted(attempts):
        window.append(now)
        while now - window[0] >= seconds:
            window.popleft()
        most = max(most, len(window))
    return most
