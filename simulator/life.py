"""Life in the house: switches are pressed now and then, rooms warm up and cool down, appliances come and go."""

from collections.abc import Sequence
from random import Random

from .clock import Clock
from .objects import BusObject

TICK = 2.0
# Between two things that somebody does, in seconds.
QUIET = (15.0, 60.0)


class Life:
    """Moves the objects on the simulator's clock; the same seed does the same things."""

    def __init__(self, clock: Clock, objects: Sequence[BusObject], seed: int | None) -> None:
        """Take the objects to move."""
        self._clock = clock
        self._objects = objects
        # What is done does not depend on how many ticks the machine fitted in between.
        self._random = Random(seed)
        self._chances = [Random(self._random.random()) for _ in objects]

    def start(self) -> None:
        """Begin."""
        if self._objects:
            self._clock.call_later(TICK, self._tick)
            self._clock.call_later(self._random.uniform(*QUIET), self._press)

    def _tick(self) -> None:
        for item, chance in zip(self._objects, self._chances, strict=True):
            item.tick(TICK, chance)
        self._clock.call_later(TICK, self._tick)

    def _press(self) -> None:
        self._random.choice(self._objects).live_press(self._random)
        self._clock.call_later(self._random.uniform(*QUIET), self._press)
