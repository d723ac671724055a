"""A gateway: its event session, what it is, and the states of the objects behind it kept true."""

from .event_session import ConnectionState, Problem
from .gateway import Gateway, Sessions

__all__ = ["ConnectionState", "Gateway", "Problem", "Sessions"]
