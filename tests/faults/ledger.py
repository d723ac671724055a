"""Keeps count of every action: what was asked, what was reported, and what the bus saw.

An action is known by its frame. One action at a time is called for an address, except where a newer one may replace an
older, and neighbours have different frames: on and off in turns, levels and positions that do not come again soon. An
executed frame belongs to an action with this frame that was called before: to the first that was reported done and has
none yet (gateways acknowledge what waits for the bus, so the next may be called meanwhile), else to the first that was
not confirmed, else to the last that was called. What may be replaced has frames that do not come again soon: there it
is always the last.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from itertools import count


class Report(Enum):
    """What the caller of an action was told."""

    DONE = "done"
    NOT_SENT = "not sent"
    REFUSED = "refused"
    NOT_CONFIRMED = "not confirmed"
    SKIPPED = "skipped"
    """The entity was unavailable: Home Assistant calls no actions of it, and raises nothing."""


class Verdict(StrEnum):
    """What became of an action. The last ones must never happen."""

    DONE = "executed once, reported done"
    NOT_SENT = "not executed, reported not sent"
    REFUSED = "not executed, reported refused"
    NOT_CONFIRMED = "executed once, reported not confirmed"
    LOST = "not executed, reported not confirmed"
    REPLACED = "replaced by a newer one, and told its result"
    NOBODY = "on the bus, where nothing has that address; reported refused"
    SKIPPED = "not executed, the entity was unavailable"
    FORGOTTEN = "acknowledged, and forgotten by a gateway that was switched off"

    UNDONE = "reported done, not executed"
    TWICE = "executed twice"
    DENIED = "reported not sent, refused or unavailable, but executed"
    UNANSWERED = "never reported at all"


WRONG = frozenset((Verdict.UNDONE, Verdict.TWICE, Verdict.DENIED, Verdict.UNANSWERED))


@dataclass(eq=False, slots=True)
class Action:
    """One action that was called."""

    frame: str
    address: str
    """WHO-WHERE, as in `Simulator.objects`."""
    begin: int
    """How many frames the bus had executed before."""
    replaceable: bool = False
    """A newer one for the same address may take its place while it waits; a stop may."""
    number: int = 0
    """When it was called, among all that was called and reported."""
    report: Report | None = None
    reported: int = 0
    """When its outcome was reported, in the same count."""
    why: str = ""
    """The error behind the report."""


@dataclass(slots=True)
class Ledger:
    """All actions, and the bus they went to."""

    executed: Sequence[str]
    """What the bus saw of commands, in order: `Simulator.executed`."""
    addresses: frozenset[str]
    """Where something is."""
    own: frozenset[str] = frozenset()
    """What the integration sends by itself."""
    forgotten: Sequence[str] = ()
    """What waited for the bus when the gateway was switched off: `Simulator.forgotten`."""
    actions: list[Action] = field(default_factory=list)
    _moments: Iterator[int] = field(default_factory=lambda: count(1))

    def call(self, frame: str, address: str, *, replaceable: bool = False) -> Action:
        """Note an action at the moment it is called."""
        action = Action(frame, address, len(self.executed), replaceable, next(self._moments))
        self.actions.append(action)
        return action

    def told(self, action: Action, report: Report) -> None:
        """Note what its caller was told."""
        action.report = report
        action.reported = next(self._moments)

    def balance(self) -> Balance:
        """Give every action its verdict."""
        executions: dict[Action, int] = dict.fromkeys(self.actions, 0)
        forgotten = Counter(self.forgotten)
        strays: list[str] = []
        by_frame: dict[str, list[Action]] = {}
        for action in self.actions:
            by_frame.setdefault(action.frame, []).append(action)
        for index, frame in enumerate(self.executed):
            asked = _asked([one for one in by_frame.get(frame, ()) if one.begin <= index], executions)
            if asked is not None:
                executions[asked] += 1
            elif frame not in self.own:
                strays.append(frame)
        verdicts: list[tuple[Action, Verdict]] = []
        for action in self.actions:
            verdict = self._verdict(action, executions)
            if verdict is Verdict.UNDONE and forgotten[action.frame]:
                # Nobody can know: the gateway has said that it is on its way.
                forgotten[action.frame] -= 1
                verdict = Verdict.FORGOTTEN
            verdicts.append((action, verdict))
        return Balance(verdicts, strays)

    def _verdict(self, action: Action, executions: dict[Action, int]) -> Verdict:
        times = executions[action]
        if action.report is None:
            return Verdict.UNANSWERED
        if times > 1:
            return Verdict.TWICE
        if times == 0 and action.report is Report.DONE and self._was_replaced(action, executions):
            return Verdict.REPLACED
        if times and action.report is Report.REFUSED and action.address not in self.addresses:
            return Verdict.NOBODY
        return (_EXECUTED if times else _NOT_EXECUTED)[action.report]

    def _was_replaced(self, action: Action, executions: dict[Action, int]) -> bool:
        """Tell whether a newer action took its place: called before this one was answered, and executed."""
        return action.replaceable and any(
            other.address == action.address and executions[other] and action.number < other.number < action.reported
            for other in self.actions[self.actions.index(action) + 1 :]
        )


def _asked(candidates: Sequence[Action], executions: dict[Action, int]) -> Action | None:
    """Return the action that an executed frame belongs to."""
    for report in (Report.DONE, Report.NOT_CONFIRMED):
        for action in candidates:
            # What may have been replaced is not executed any more when its frame comes again, much later.
            if action.report is report and not executions[action] and not action.replaceable:
                return action
    return candidates[-1] if candidates else None


_EXECUTED = {
    Report.DONE: Verdict.DONE,
    Report.NOT_SENT: Verdict.DENIED,
    Report.REFUSED: Verdict.DENIED,
    Report.SKIPPED: Verdict.DENIED,
    Report.NOT_CONFIRMED: Verdict.NOT_CONFIRMED,
}
_NOT_EXECUTED = {
    Report.DONE: Verdict.UNDONE,
    Report.NOT_SENT: Verdict.NOT_SENT,
    Report.REFUSED: Verdict.REFUSED,
    Report.SKIPPED: Verdict.SKIPPED,
    Report.NOT_CONFIRMED: Verdict.LOST,
}


@dataclass(frozen=True, slots=True)
class Balance:
    """What became of all actions."""

    verdicts: Sequence[tuple[Action, Verdict]]
    strays: Sequence[str]
    """What the bus executed and nobody had asked for."""

    @property
    def counts(self) -> Counter[Verdict]:
        """How many of each."""
        return Counter(verdict for _, verdict in self.verdicts)

    @property
    def wrong(self) -> list[str]:
        """What must never happen, a line each."""
        lines = [f"{verdict}: {action}" for action, verdict in self.verdicts if verdict in WRONG]
        return [*lines, *(f"executed, and never asked for: {frame}" for frame in self.strays)]

    def lines(self) -> Iterable[str]:
        """Give the counts, a line each, those that must be 0 too."""
        counts = self.counts
        yield f"{len(self.verdicts):6} actions"
        for verdict in Verdict:
            if counts[verdict] or verdict in WRONG:
                yield f"{counts[verdict]:6} {verdict}"
        yield f"{len(self.strays):6} executed, and never asked for"
