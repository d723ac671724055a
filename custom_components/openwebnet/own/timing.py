"""Durations of the library, in seconds: one table, handed to a `Gateway` or a client by whoever makes it.

What differs between gateway models (the gap between two frames, how long an idle session stays open) is in
`profiles`. Where a source is given, it is a heading of docs/protocol.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Every duration of the library, in seconds; the defaults are the real ones."""

    # Sessions ------------------------------------------------------------------------------------------------

    connect_timeout: float = 5.0
    """Until the TCP connection stands (protocol.md 2.8)."""
    handshake_timeout: float = 8.0
    """For the whole handshake; 5-10 s are advised, the gateway may need 5 s for its proof (protocol.md 2.5)."""
    answer_timeout: float = 10.0
    """Without any frame, after which a request of a plain client counts as unanswered."""

    connect_window: float = 60.0
    """In which never more attempts to connect are made than `connect_limiter` allows; a MH201 without free sessions
    does not survive a storm."""
    open_deadline: float = 10.0
    """In which a command session has to be open."""
    refused_pause: float = 0.5
    """Before a refused command session is asked for again; doubled each time."""
    farewell: float = 1.5
    """For which the gateway is waited for to close a session that we have closed: one that has a single one refuses the
    next until then."""
    not_yet: float = 5.0
    """After our closing a session, in which a refusal means that the gateway has not let go of it yet."""
    full_pause: float = 60.0
    """For which no further command session is asked for, after the gateway had none but those that are open."""

    reconnect_absent: tuple[float, ...] = (1.0, 1.5, 1.5, 1.5, 1.5, 12.0, 12.0, 12.0, 12.0, 6.5)
    """Pauses between attempts to open the event session, the last again and again, where nobody listens: as short
    as the attempts that are allowed in `connect_window` last, with one left to read the bus."""
    reconnect_refused: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 10.0)
    """The same where the gateway gives none, or says nothing: with jitter and `well`, it is back within 15 s."""
    reconnect_thrown_out: tuple[float, ...] = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
    """The same after it has given one that did not last."""
    doubt_pause: float = 2.0
    """Before the password is told again to a gateway that has left without a word."""
    healthy: float = 30.0
    """After which a connection counts as good, and is opened again at once when it is lost."""
    grace: float = 10.0
    """Without a connection, of which nobody is told."""

    well: float = 2.0
    """After which a connection that was opened again counts as good: some gateways let us in and throw us out."""

    same_warning: float = 3600.0
    """For which the same is not logged as a warning again."""

    silence: float = 90.0
    """Without an event, after which the gateway is asked whether it is there; a healthy one can be silent for minutes
    (protocol.md 2.8), so silence alone means nothing."""
    echo: float = 5.0
    """In which an answer appears on the event session, on a gateway that shows answers there."""

    # Commands ------------------------------------------------------------------------------------------------

    user_deadline: float = 10.0
    """In which a person's command has to be written; it is not executed minutes later."""
    command_timeout: float = 5.0
    """Until the answer to a command; a gateway that waits for the bus refuses after 2 s."""
    ask_timeout: float = 5.0
    """Of silence, after which a request of one object counts as unanswered."""
    scan_timeout: float = 30.0
    """Of silence, after which a general request counts as unanswered; scans can take 15 s (protocol.md 2.8)."""
    longest_answer_of_all: float = 60.0
    """After which an answer that does not end is given up, with its session."""
    patience: float = 0.4
    """That a person's command waits for a session on which nothing but a silent request goes on."""
    calm: float = 10.0
    longest_calm: float = 30.0
    """Without a command of a person, after which requests go on, once a session had to be taken from one; and after
    which they go on in any case."""
    before_stop: float = 2.0
    """Before a stop that has to be on time, in which no request gets the only session: one for an address where nobody
    is, is refused after 2 s."""
    gradual_gap: float = 0.15
    """From one level of a fade to the next, whatever lamps they are for: each is two telegrams, a command and a report,
    and a bus carries ten to twenty in a second (protocol.md 5.5)."""
    gradual_told: float = 0.5
    """That one more level waits for the last to be told: a slow or busy bus gets no more than it carries."""
    fade_pauses: tuple[float, ...] = (1.0, 4.0, 15.0, 60.0, 120.0)
    """Before the last level of a fade is written once more, after it could not be sent, or was refused."""
    overtaken: float = 1.0
    """In which a level that was under way to a lamp when somebody switched it off has lit it again."""
    event_delay: float = 0.5
    """In which an answer that comes on the event session only has surely come."""

    answer_shown: float = 0.1
    """From an answer to the event that shows it once more, at gateways that do."""

    # States --------------------------------------------------------------------------------------------------

    quiet: float = 0.75
    """Without an event of its kind, after which a general request counts as answered."""
    first_answer: float = 3.0
    """The same before the first of them, where something is known that answers; zones think for a second."""
    quiet_when_told: float = 0.3
    """The same without any event, where all that is known has answered; the bus carries ten telegrams a second, or more
    (protocol.md 5.5)."""
    longest_answer: float = 60.0
    """After which the next general request is sent in any case."""
    scan_pause: float = 2.0
    longest_scan_pause: float = 15.0
    """Between two attempts to read everything, doubled from the first to the longest: while the gateway gives no
    command session, what is shown is old."""
    members_after: float = 3.0
    """By which members of a group report, or answer, after the frame to all of them."""
    reread: float = 24 * 3600.0
    """After which everything is read once more: an event that nobody missed may have been lost all the same."""
    completion_delay: float = 1.0
    """After which the rest of a state is asked for, if no frame told it by then; a zone takes 1.3 s for its five
    frames (gateways.md 5), a dimmer tells its level right after it was switched on."""
    together: float = 1.0
    """In which frames of a zone belong to each other: set point in effect and season, which alone tells no mode. In an
    answer they come 0.2 s apart (gateways.md 5), after a change next to each other."""
    restless: float = 4.0
    """In which a zone tells no second mode without being asked whether it is so: an F454 repeats what was set before
    1.2 s after it was set."""
    unit_pause: float = 0.1
    """Between two looks whether a central unit has been told all that a scene asks of it, before its zones are."""
    unit_tells: float = 3.0
    """In which a central unit tells its zones what it was told."""
    details_delay: float = 20.0
    """From a connection to asking the zones for valves, fans and humidity, which is less urgent than all states; a
    gateway takes 2 s to refuse what a zone does not have."""
    at_once: float = 0.25
    """In which the next action of a caller belongs to the one before: a scene awaits each, and goes on."""
    effect: float = 4.0
    """In which a command shows its effect as a frame of its object; a motor takes 0.6 s (gateways.md 13.5). After that,
    and after a request whose answer was lost, the state is asked for."""
    orders_overlap: float = 2.0
    """From one order for an object to the next, within which a busy bus may not have told the first."""
    broadcast_delay: float = 0.5
    """After the last frame to an area, a group or all, after which the members are asked for, together."""
    motors_told: float = 3.0
    """The same of motors: their relays close `motor_start` after it, and thirty tell that one after the other. What is
    asked meanwhile would keep them from it: a run that is told later looks shorter than it was."""
    members_before: float = 1.5
    """By which members report before the frame to all of them; a MyHomeServer1 takes 0.9 s (protocol.md 5.2)."""
    silent_pause: float = 60.0
    longest_silent_pause: float = 3600.0
    """Between two requests to an object that does not answer: doubled from the first to the longest."""
    echo_of_command: float = 15.0
    """In which the bus tells a command that was written; on a busy one it waits for up to 12 s (gateways.md 13.5)."""
    relay_run: float = 60.0
    """That the relay of a motor runs at the factory's setting (gateways.md 13.5)."""
    ending_margin: float = 2.0
    longest_ending_pause: float = 600.0
    """After the time of a state that passes, before the object is asked for its end; doubled while it goes on."""
    blinking: float = 60.0
    """After which a light that blinks is asked whether it still does."""
    motion: float = 120.0
    """After which motion is over, where a sensor tells neither its end nor its own time."""
    power_reports: float = 3600.0
    """After which a meter's power reports are asked for again, well before the time they were asked for is over."""
    power_check: float = 15.0
    """Between two looks at whether a meter's power reports still come; nothing is sent for it."""
    power_silence: float = 65.0
    """Without a report, after which they count as ended: a steady meter reports about every 30 s (gateways.md 6)."""
    power_poll: float = 60.0
    """Between two requests for a power that nobody reports."""
    power_unknown: float = 300.0
    """After which a power that was told once says nothing any more."""
    meter_poll: float = 300.0
    """Between readings of what a meter does not report by itself."""

    # Motors ----------------------------------------------------------------------------------------------------

    motor_start: float = 0.55
    """From the write of a direction to the motor turning, measured (gateways.md 13.5)."""
    motor_stop: float = 0.08
    """From the write of a stop to the motor standing, measured (gateways.md 13.5)."""
    motor_told: float = 0.5
    """After which a direction is told at the earliest: the relay closes `motor_start` after it."""
    motor_settled: float = 1.0
    """After an order, in which a motor turns, with what a gateway tells before it does."""
    told_together: float = 0.4
    """Between a stop and a direction that a gateway tells together."""
    told_together_doubt: float = 0.5
    """After which such a direction is asked for."""

    # Procedures ----------------------------------------------------------------------------------------------

    history_silence: float = 3.0
    """Without another value of a meter's history, after which nothing more comes: the bus carries ten telegrams a
    second, or more (protocol.md 5.5), and some gateways confirm the request long before the values come
    (protocol.md 4.18)."""
    longest_run: float = 300.0
    """After which the run of a motor counts as one that nobody reports the end of."""
    motor_start_timeout: float = 5.0
    """In which a motor that is not at its end starts, and one that is stopped stands."""
    run_rest: float = 1.0
    """After a measured run, in which nothing may move: a wall switch that turns it round has told a stop 0.55 s
    before."""

    # The check of a gateway ----------------------------------------------------------------------------------

    longest_check: float = 180.0
    """That a check takes; what was not tried by then is left out."""
    check_silence: float = 20.0
    """Without an answer, after which a request counts as met with silence; general requests can take 15 s
    (protocol.md 2.8)."""
    idle_watch: float = 45.0
    """That an idle command session is watched; some gateways close it after 30 s (protocol.md 2.8)."""
    sign_answer: float = 2.0
    """In which a gateway that answers a sign of life has answered."""


TIMING: Final = Timing()
"""The real durations."""
