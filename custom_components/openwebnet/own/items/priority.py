"""Priority of what is sent: what overtakes what in the queue of commands."""

from enum import IntEnum


class Priority(IntEnum):
    """How urgent a frame is; the lowest goes first."""

    STOP = 0
    """Stops a motor: goes before everything."""
    USER = 1
    """A person's command."""
    REFRESH = 2
    """Reads the state of one object."""
    SCAN = 3
    """Asks the whole bus."""
