"""Durations of the integration: one table. Those of the client library are in `own.timing`."""

import datetime as dt
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationTiming:
    """Every duration of the integration; numbers are seconds."""

    start_within: float = 5.0
    """In which the bus tells of a movement after its command; what moves later was moved by somebody else."""
    order_again: float = 1.0
    """Before an order that failed is sent again."""
    most_orders: int = 20
    """How often in a row it is sent: a gateway that refuses everything for so long is told by other means."""
    shutdown: float = 5.0
    """For which an entry that is unloaded waits until motors are stopped that nobody would stop any more."""
    end_margin: float = 1.0
    """Added to a full run, for a motor that is slower than its time says."""
    show_position: dt.timedelta = dt.timedelta(seconds=1)
    """Between two states of a cover that moves."""

    identify: float = 1.0
    """For which an actuator shows itself."""
    identify_rest: float = 0.5
    """For which a motor stands before it turns round."""
    told_again: float = 0.25
    """In which a gateway may tell twice what happened once; what it tells again later was ordered again."""
    alarm_effect: float = 30.0
    """In which a central unit tells that it was armed or disarmed by its channel, exit delay included."""
    door_release: float = 3.0
    """For which the lock of an entrance is shown as released: nobody tells when it is over."""
    multi_press: float = 0.6
    """Between two presses of a button that belong together."""
    fresh: float = 5.0
    """After which a press or a scenario is no news any more to an entity that is only just made."""

    first_connection: float = 1.0
    """For which the setup of an entry waits for its gateway, where its objects are known."""
    password_pause: float = 300.0
    """Before a password that was refused is tried again: it may be right again. Three failures in a minute lock some
    gateways."""

    longest_scan: float = 60.0
    """Without a frame, after which what the config flow has found so far has to do; the entry goes on looking."""
    longest_flow: float = 1800.0
    """For which a gateway is followed for a config flow; one that is forgotten gives its session back."""
    silent_for: float = 24 * 3600.0
    """For which a device may be without power, before a person is told that it does not answer."""
    save_after: float = 10.0
    """After which what was found out is written to the disk, together with what else is found out meanwhile."""
    clock_off: dt.timedelta = dt.timedelta(seconds=5)
    """By which a gateway's clock may be wrong. Reading it takes up to a second."""
    period_slack: dt.timedelta = dt.timedelta(hours=1)
    """By which a gateway may begin its day earlier or later than Home Assistant."""
    history_clock_off: dt.timedelta = dt.timedelta(minutes=10)
    """By which a gateway's clock may be wrong for the hours of its meters to be written."""
    reload_wait: float = 3.0
    """For which an import waits until its gateway is loaded again."""
    reload_look: float = 1.0
    """Between two looks at that."""
    gaps_after: float = 600.0
    """From the end of the first reading of the bus to looking for hours in which Home Assistant was off."""
    history_pause: float = 10.0
    """Before a meter's history is asked for again, after an answer that was lost."""

    panel_pause: float = 0.2
    """Between two messages to a page that looks on: quick for the eye, and a burst becomes one message."""
    plant_pause: float = 0.5
    """From the first change of the plant to telling a page of it: most changes come together."""
    effect_shown: float = 1.5
    """In which the bus tells the effect of a frame of ours; what comes later was caused by somebody else."""

    virtual_effect: float = 5.0
    """In which an entity does what a virtual actuator was told; after it, the bus is told what the entity does."""
    virtual_level: float = 0.5
    """From a change of an entity's level to telling the bus: a lamp that fades shows many."""
    virtual_search: float = 3600.0
    """Between two searches for an actuator where a frame looks as if there was one, and may be an echo."""
    virtual_again: float = 10.0
    """Before the bus is told, or asked, once more after it could not be."""
    crossing: float = 3.0
    """From writing a frame to its being on a busy bus, where a button may be pressed meanwhile."""
    unsure_echo: float = 1.0
    """In which an equal frame is an echo at a gateway that has not shown the last one; later, it is somebody's."""
    refused_at_once: float = 1.0
    """In which a gateway refuses what it does not take; one that waits for a confirmation takes twice as long."""
    relayed_stop: float = 1.2
    """In which a gateway has told the stop that some tell before a direction of ours (protocol.md 4.2)."""


TIMING: Final = IntegrationTiming()
"""The real durations."""
