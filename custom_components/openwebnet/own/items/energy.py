"""WHO 18: energy meters and actuators (protocol.md 3.3 and 4.18, gateways.md 6).

Power is in watt, everything else in watt hours, whatever the official text prints (protocol.md 6, row 38).
"""

import contextlib
import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple, override

from ..exceptions import NotConfirmed, ResponseError
from ..priority import Priority
from ..wire.messages import BaseMessage, DimensionRequest, DimensionResponse, DimensionWriting
from ..wire.tags import Where, Who
from .base import Item, PeriodicTask
from .energy_history import Sample, Series, amount, history_parameters, read_sample
from .kinds import NUMBER, Field, Kind
from .occurrence import Occurrence, monotonic
from .power_reports import PUSH_MINUTES, PowerReports
from .registry import register
from .sender import Sender
from .sends import sends
from .stop_and_go import is_stop_and_go
from .table import Args, Row, Table, whole

ELECTRICITY: Final = "1"
MAX_PUSH_MINUTES: Final = 255
MAX_REFUSED: Final = 3
"""Refusals after which an actuator is asked no more for what it need not have."""


def is_actuator(where: Where) -> bool:
    """Tell by the first digit: `7N#0` is an actuator (protocol.md 3.3)."""
    text = str(where)
    return text.startswith("7") and text.endswith("#0")


class Totalizer(NamedTuple):
    """A total that can be set to zero."""

    energy: int | None
    """Watt hours."""
    since: dt.datetime
    """When it was set to zero, in the gateway's time."""


class EnergyState(NamedTuple):
    """What a meter or an actuator has told. `None` is unknown."""

    power: int | None = None
    """Watt, now."""
    energy_total: int | None = None
    """Watt hours since the meter was installed or reset."""
    energy_month: int | None = None
    """Watt hours, this month."""
    energy_day: int | None = None
    """Watt hours, today."""
    push_minutes: int | None = None
    """Minutes for which the meter said it will report its power by itself; 0 when it stopped."""
    sample: Occurrence[Sample] | None = None
    """The last value of its history; they come by the hundred, one frame each."""
    enabled: bool | None = None
    """Of an actuator: whether it takes part in the load control."""
    forced: bool | None = None
    """Of an actuator: whether it is kept on for a time, whatever the load."""
    below_threshold: bool | None = None
    protection: bool | None = None
    local_phase: bool | None = None
    advanced: bool | None = None
    """Of an actuator: advanced, or basic."""
    differential_level: int | None = None
    """Level of the differential current, 1-3."""
    totalizer_1: Totalizer | None = None
    totalizer_2: Totalizer | None = None


def _counted(text: str, before: int | None) -> int | None:
    """Read what was counted: an answer without a value, which is 0 for a new meter, is no news of one that has."""
    return amount(text) if text else before or 0


def _sample(state: EnergyState, args: Args) -> EnergyState:
    return state._replace(sample=Occurrence.after(state.sample, read_sample(args)))


def _actuator(state: EnergyState, args: Args) -> EnergyState:
    disabled, forced, below, protection, local, kind, *_ = args.values
    return state._replace(
        enabled=not whole(disabled, 0, 1),
        forced=bool(whole(forced, 0, 1)),
        below_threshold=bool(whole(below, 0, 1)),
        protection=bool(whole(protection, 0, 1)),
        local_phase=bool(whole(local, 0, 1)),
        advanced=whole(kind, 1, 2) == 1,
    )


def _totalizer(state: EnergyState, args: Args) -> EnergyState:
    energy, *date = args.values
    day, month, year, hour, minute = (int(value) for value in date[:5])
    since = dt.datetime(year if year > 99 else 2000 + year, month, day, hour, minute)  # noqa: DTZ001 - no zone is told
    is_first = whole(args.parameters[0], 1, 2) == 1
    before = state.totalizer_1 if is_first else state.totalizer_2
    counted = before.energy if before is not None and before.since == since else None
    totalizer = Totalizer(_counted(energy, counted), since)
    return state._replace(totalizer_1=totalizer) if is_first else state._replace(totalizer_2=totalizer)


ENERGY: Final = Table[EnergyState](
    whats={
        "57": Row("asks for the hours of a day", source="the same telegram as a request of 511 (gateways.md 6)"),
        "58": Row("asks for the average day of a month", source="as 512"),
        "59": Row("asks for the days of a month", source="as 513; the answers come as events only"),
        "510": Row("asks for the days of a month of last year", source="as 514"),
        "71": Row("actuator enabled"),
        "73": Row("actuator forced", lambda state, _: state._replace(forced=True)),
        "74": Row("end of forcing", lambda state, _: state._replace(forced=False)),
        "75": Row("total set to zero"),
    },
    dimensions={
        "51": Row(
            "energy in total, Wh",
            lambda state, args: state._replace(energy_total=_counted(args.values[0], state.energy_total)),
            source="4294967295 is no data, nothing is 0 (protocol.md 4.18, gateways.md 6)",
        ),
        **{series.value: Row(series.meaning, _sample, source=series.source) for series in Series},
        "53": Row(
            "energy this month, Wh",
            lambda state, args: state._replace(energy_month=_counted(args.values[0], state.energy_month)),
        ),
        "54": Row(
            "energy today, Wh",
            lambda state, args: state._replace(energy_day=_counted(args.values[0], state.energy_day)),
        ),
        "71": Row("disabled, forced, threshold, protection, phase, kind of an actuator", _actuator),
        "72": Row("total that can be set to zero, Wh, and since when", _totalizer),
        "73": Row(
            "level of the differential current",
            lambda state, args: state._replace(differential_level=whole(args.values[0], 1, 3)),
        ),
        "113": Row("active power, W", lambda state, args: state._replace(power=_counted(args.values[0], state.power))),
        "517": Row("thresholds", source="firmware only"),
        "1200": Row(
            "minutes of power reports",
            lambda state, args: state._replace(push_minutes=whole(args.values[0], 0, MAX_PUSH_MINUTES)),
            source="a duration in the field, an interval in the official text (protocol.md 6, row 39)",
        ),
    },
    with_parameters=frozenset(("72", "1200", *(series.value for series in Series))),
)


@register
class Energy(Item[EnergyState]):
    """A meter (`5N`); an actuator is an `EnergyActuator`."""

    who = Who.ENERGY_MANAGEMENT
    table = ENERGY
    new_state = EnergyState
    title = "energy"
    kinds = (Kind("meter", {NUMBER: Field(1, 255)}, "5{number}"),)

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the meter of an address with nothing known."""
        super().__init__(client, where)
        self._reports: Final = PowerReports(client.timing)
        self._refused: Final[dict[str, int]] = {}
        """How often each dimension was refused."""

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return bool(str(where)) and not (is_actuator(where) or is_stop_and_go(where))

    @property
    def is_meter(self) -> bool:
        """Whether the address is one of a meter, which can report its power by itself."""
        where = str(self.where)
        return where.startswith("5") and len(where) > 1

    @property
    def total(self) -> int | None:
        """The watt hours that it has counted since it was installed or reset."""
        return self.state.energy_total

    @override
    @sends("*#18*W*113##", "*#18*W*51##", "*#18*W*53##", "*#18*W*54##")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask for power and energy."""
        return tuple(DimensionRequest((self.who, self.where, dimension)) for dimension in ("113", "51", "53", "54"))

    @override
    def first_requests(self) -> Sequence[BaseMessage]:
        """Ask for the power, which people look at."""
        return (DimensionRequest((self.who, self.where, "113")),)

    @override
    def periodic_tasks(self) -> Sequence[tuple[float, PeriodicTask]]:
        timing = self.client.timing
        return ((timing.power_check, self._keep_power), (timing.meter_poll, self.send_energy_request))

    @override
    def update(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        changed = super().update(message, is_answer=is_answer)
        if isinstance(message, DimensionResponse | DimensionWriting):
            self._hear(message, is_answer=is_answer)
        return changed

    def _hear(self, message: DimensionResponse | DimensionWriting, *, is_answer: bool) -> None:
        tag = message.dimension.tag
        if tag == "113" and isinstance(message, DimensionResponse):
            self._reports.hear_power(monotonic(), is_answer=is_answer)
        elif tag == "1200":
            # What another client writes is its wish; the meter may say nothing of it.
            with contextlib.suppress(ValueError, LookupError):
                self._reports.hear_minutes(monotonic(), whole(message.values[0], 0, MAX_PUSH_MINUTES))

    @override
    def written(self, command: BaseMessage) -> None:
        super().written(command)
        if isinstance(command, DimensionWriting) and command.dimension.tag == "1200":
            self._reports.hear_of_write(monotonic())
        elif isinstance(command, DimensionRequest) and command.dimension.tag == "113":
            self._reports.hear_of_poll(monotonic())

    @override
    @sends("*#18*W*#1200#1*125##")
    def completion_requests(self) -> Sequence[BaseMessage]:
        """Ask for power reports that another client has just ended."""
        return (self._push(PUSH_MINUTES),) if self.is_meter and self._reports.is_cut else ()

    async def _keep_power(self) -> None:
        """Have the power told: by reports where the meter gives them, else by asking; too old, it is unknown."""
        reports = self._reports
        try:
            if self.is_meter and reports.wants_write(monotonic()):
                await self._keep_reports()
            if reports.wants_poll(monotonic(), self.client.timing.power_poll):
                with contextlib.suppress(ResponseError, TimeoutError):
                    await self.send_power_request()
                reports.end_poll()
        finally:
            if self._state.power is not None and reports.is_unknown(monotonic()):
                self._state = self._state._replace(power=None)
                self._listeners.notify()

    async def _keep_reports(self) -> None:
        try:
            # Nobody waits for it: it takes no session from a request that is still unanswered.
            await self._send(self._push(PUSH_MINUTES), priority=Priority.REFRESH)
        except ResponseError:
            # On some gateways that does not mean that it was not done: reports tell (gateways.md 6).
            self._reports.end_write(refused=True)
        except NotConfirmed, TimeoutError:
            self._reports.end_write(refused=False)
        else:
            self._reports.end_write(refused=False)

    @sends("*#18*W*113##")
    async def send_power_request(self) -> None:
        """Ask for the power. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("113")

    @sends("*#18*W*51##", "*#18*W*53##", "*#18*W*54##")
    async def send_energy_request(self) -> None:
        """Ask for the energy in total, this month and today. Raises `ResponseError` for a NACK."""
        await self._ask_each("51", "53", "54")

    async def _ask_each(self, *dimensions: str) -> None:
        """Ask for dimensions; one that is refused says nothing of the others. Raises as the last refusal does."""
        refusal: ResponseError | None = None
        for dimension in dimensions:
            try:
                await self.send_dimension_request(dimension)
            except ResponseError as error:
                refusal = error
                self._refused[dimension] = self._refused.get(dimension, 0) + 1
        if refusal is not None:
            raise refusal

    @sends(
        "*#18*W*#1200#1*MINUTES##",
        source="MyHomeServer1 refuses it and does it all the same (gateways.md 6); the bare request is refused",
    )
    async def start_power_reports(self, minutes: int) -> None:
        """Let the meter report its power by itself for 1-255 minutes; 0 ends it.

        Raises `ValueError` outside, `ResponseError` for a NACK, which on a MyHomeServer1 does not mean that it was not
        done.
        """
        await self._send(self._push(whole(str(minutes), 0, MAX_PUSH_MINUTES)))

    def _push(self, minutes: int) -> BaseMessage:
        return DimensionWriting((self.who, self.where, f"1200#{ELECTRICITY}", str(minutes)))

    @sends("*#18*W*511#MONTH#DAY##", "*#18*W*512#MONTH##", "*#18*W*513#MONTH##", "*#18*W*514#MONTH##")
    @sends("*#18*W*52#YEAR#MONTH##", source="without year and month it is refused (gateways.md 6)")
    async def send_history_request(
        self,
        series: Series,
        month: int,
        *,
        day: int | None = None,
        year: int | None = None,
        background: bool = False,
    ) -> None:
        """Ask for a part of the history: a day for hours, a month for the others, with its year for `MONTH`.

        The values come as `sample`, as events for the most part, one frame each. In the `background` it waits for
        everything else. Raises `ValueError` for a date that is none, `ResponseError` for a NACK.
        """
        parameters = history_parameters(series, month, day, year)
        request = DimensionRequest((self.who, self.where, f"{series.value}#{parameters}"))
        await self._send(request, priority=Priority.SCAN if background else None)

    @sends("*18*57#MONTH#DAY*W##", "*18*58#MONTH*W##", "*18*59#MONTH*W##", "*18*510#MONTH*W##")
    async def start_history(self, series: Series, month: int, *, day: int | None = None) -> None:
        """Ask for a part of the history by command, for gateways that do not take the request.

        Raises `ValueError` for a date that is none and for `MONTH`, `ResponseError` for a NACK.
        """
        if series.command is None:
            raise ValueError(f"{series} cannot be asked for by command")
        await self.send_normal_message(f"{series.command}#{history_parameters(series, month, day, None)}")


@register
class EnergyActuator(Energy):
    """An actuator of the load control (`7N#0`), which measures as well.

    What it has counted stands in its totalizers; the dimensions of a meter are asked for once, and may be refused.
    """

    kinds = (Kind("energy_actuator", {NUMBER: Field(1, 255)}, "7{number}#0"),)
    measurements = frozenset(("51", "52", "53", "54", "72", "73", "113"))

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return is_actuator(where)

    @property
    @override
    def total(self) -> int | None:
        counted = self.state.totalizer_1
        return self.state.energy_total if counted is None or counted.energy is None else counted.energy

    @override
    @sends("*#18*W*113##", "*#18*W*51##", "*#18*W*53##", "*#18*W*54##", "*#18*W*71##", "*#18*W*72#1##")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask for power and energy, and whether it is forced."""
        own = (DimensionRequest((self.who, self.where, dimension)) for dimension in ("71", "72#1"))
        return (*super().status_requests(), *own)

    @override
    def requests_for(self, aspects: frozenset[str]) -> Sequence[BaseMessage]:
        """Ask whether it is forced: that is all that a command changes."""
        return (DimensionRequest((self.who, self.where, "71")),)

    @override
    @sends("*#18*W*72#1##", "*#18*W*53##", "*#18*W*54##")
    async def send_energy_request(self) -> None:
        """Ask for totalizer 1, and, unless they are refused, this month and today. Raises `ResponseError`."""
        await self._ask_each("72#1", *(one for one in ("53", "54") if self._refused.get(one, 0) < MAX_REFUSED))

    @override
    def periodic_tasks(self) -> Sequence[tuple[float, PeriodicTask]]:
        """Ask for what it does not report by itself, such as the end of forcing by time."""
        return (*super().periodic_tasks(), (self.client.timing.meter_poll, self.send_state_request))

    @sends("*#18*W*71##")
    async def send_state_request(self) -> None:
        """Ask whether it is enabled and forced. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("71")

    @sends("*#18*W*71##", "*#18*W*73##")
    async def send_actuator_request(self) -> None:
        """Ask for the state of the actuator and the level of the differential current. Raises `ResponseError`."""
        await self.send_dimension_request("71")
        await self.send_dimension_request("73")

    @sends("*#18*W*72#TOTALIZER##")
    async def send_totalizer_request(self, totalizer: int) -> None:
        """Ask for total 1 or 2. Raises `ValueError` for any other, `ResponseError` for a NACK."""
        await self.send_dimension_request(f"72#{whole(str(totalizer), 1, 2)}")

    @sends("*18*71*W##")
    async def enable(self) -> None:
        """Let the actuator take part in the load control. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("71")

    @sends(
        "*18*73*W##", "*18*73#TENMINUTES*W##", source="254 is 42 h 20 min: the official 2 h 20 is a slip (6, row 40)"
    )
    async def force(self, ten_minutes: int | None = None) -> None:
        """Keep the load on for 1-254 times ten minutes, or the time set in the actuator.

        Raises `ValueError` outside, `ResponseError` for a NACK.
        """
        time = "" if ten_minutes is None else f"#{whole(str(ten_minutes), 1, 254)}"
        await self.send_normal_message(f"73{time}")

    @sends("*18*74*W##")
    async def end_forcing(self) -> None:
        """Give the load back to the load control. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("74")

    @sends("*18*75#TOTALIZER*W##")
    async def reset_totalizer(self, totalizer: int) -> None:
        """Set total 1 or 2 to zero. Raises `ValueError` for any other, `ResponseError` for a NACK."""
        await self.send_normal_message(f"75#{whole(str(totalizer), 1, 2)}")
