"""Priority of what is sent: what overtakes what in the queue of commands."""

from enum import IntEnum


class Priority(IntEnum):
    """How urgent a frame is; the lowest goes first."""

    STOP = 0
    """Stops a motor: goes before everything."""
    USER = 1
    """A person's command."""
    GRADUAL = 2
    """A step of what a person has asked for, and that goes on by itself."""
    REFRESH = 3
    """Reads the state of one object."""
    SCAN = 4
    """Asks the whole bus."""
