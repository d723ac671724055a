"""Zone state: what the frames of a zone of WHO 4 tell of it, and what they do not (protocol.md 4.4, gateways.md 5, 12).

| Frame | Tells | Does not tell |
|---|---|---|
| WHAT 1xx, 2xx, 3xx | the mode; 1 and 2 the season as well | with 3, the season |
| WHAT 0, 1 | the season | the mode, unless dimension 12 belongs to it: then it is by hand |
| dimension 12 | the set point in effect: 7.0 in antifreeze, 35.0 in protection of the cooling season | who has set it |
| dimension 14 | the set point by hand, also while another is in effect | whether it is in effect |
| dimension 13 | the offset of the knob; off and protection of the knob go before the mode | the mode behind it |
| dimension 7 | season and mode of a smart zone, its set point where it is by hand | |

By model: an F454 tells 12, season, 0, then 12, season, 14, 13 after a set point (14 after 1.2 s); an F461 12 and
season, in either order, and never 14; a MyHomeServer1 with smart zones 7, 12, season. Off is told by the mode alone, or
by 7 alone. After a change of the central unit a zone tells a mode or the season, and 14 late.

                         season and 12, together; 110, 210, 310; 7 with 1
             +-----------------------------------------------------------------------+
             |                                |                                      v
    OFF: 103, 203, 303; 7 with 2    PROTECTION: 102, 202, 302; 7 with 5    MANUAL, season alone: as before
             |                                |                                      |
             +-------- each to each by its own WHAT, or dimension 7 ------------------+---> AUTO: 111, 211; 7 with 3, 4
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final, NamedTuple

from ..timing import Timing
from ..wire.messages import BaseMessage, DimensionResponse, NormalMessage
from .table import Args, Row, Table, whole
from .thermo_values import (
    MAX_SET_POINT,
    MIN_SET_POINT,
    MODES,
    SEASON_WHATS,
    ActuatorCode,
    FanSpeed,
    Season,
    ThermoMode,
    celsius,
    read_order,
)


class Knob(Enum):
    """Where the knob of a probe stands, when not on a number of degrees."""

    OFF = "off"
    PROTECTION = "protection"
    OVERRIDE = "override"


class ZoneMode(Enum):
    """How a smart zone is set (dimension 7).

    In live captures of a MyHomeServer1 2 is off; documents say that it is protection, and 5 off. A WHAT beside it tells
    which is meant, see `ZoneReader`.
    """

    SET_POINT = "1"
    OFF = "2"
    COMFORT = "3"
    ECO = "4"
    PROTECTION = "5"


class ThermoState(NamedTuple):
    """What a zone or a probe has told. `None` is unknown."""

    temperature: float | None = None
    """Degrees Celsius, measured."""
    set_point: float | None = None
    """Degrees Celsius, as set: what it is by hand, kept while something else is in effect (dimension 14)."""
    local_set_point: float | None = None
    """Degrees Celsius, in effect (dimension 12): by hand the set point and the offset of the knob."""
    offset: int | None = None
    """Degrees that the knob adds, -3 to 3; `None` when it stands on off or protection."""
    mode: ThermoMode | None = None
    season: Season | None = None
    heating_valve: bool | None = None
    cooling_valve: bool | None = None
    humidity: int | None = None
    """Percent."""
    knob: Knob | None = None
    program: int | None = None
    scenario: int | None = None
    days: int | None = None
    hours: int | None = None
    """What goes with the mode; see `thermo_values.Order`."""
    fan: FanSpeed | None = None
    heating_actuator: ActuatorCode | None = None
    cooling_actuator: ActuatorCode | None = None
    actuator: ActuatorCode | None = None
    """What an actuator told under the zone's own address."""
    zone_mode: ZoneMode | None = None
    """Of a smart zone, as it was told: what that means for the mode, `mode` says."""

    @property
    def acting(self) -> ThermoMode | None:
        """What the zone does: the knob on off or protection goes before the mode, but does not switch on."""
        if self.mode is ThermoMode.OFF or self.knob is Knob.OFF:
            return ThermoMode.OFF
        return ThermoMode.PROTECTION if self.knob is Knob.PROTECTION else self.mode


def _mode(state: ThermoState, args: Args) -> ThermoState:
    order = read_order(args)
    return state._replace(
        mode=order.mode,
        season=order.season or state.season,
        set_point=state.set_point if order.temperature is None else order.temperature,
        program=order.program,
        scenario=order.scenario,
        days=order.days,
        hours=order.hours,
    )


_KNOB: Final[dict[str, int | Knob]] = {
    **{f"{steps:02}": steps for steps in range(4)},
    **{f"1{steps}": -steps for steps in range(1, 4)},
    "0": 0,
    "4": Knob.OFF,
    "04": Knob.OFF,
    "5": Knob.PROTECTION,
    "05": Knob.PROTECTION,
    "6": Knob.OVERRIDE,
}


def _knob(state: ThermoState, args: Args) -> ThermoState:
    position = _KNOB[args.values[0]]
    if isinstance(position, Knob):
        return state._replace(offset=None, knob=position)
    return state._replace(offset=position, knob=None)


def _valves(state: ThermoState, args: Args) -> ThermoState:
    cooling, heating, *_ = args.values
    if cooling:
        code = ActuatorCode(cooling)
        state = state._replace(cooling_actuator=code, cooling_valve=code.is_active)
    if heating:
        code = ActuatorCode(heating)
        state = state._replace(heating_actuator=code, heating_valve=code.is_active)
    return state


_CONTEXTS: Final[dict[str, Season | None]] = {"0": None, "1": Season.HEATING, "2": Season.COOLING, "3": None}


def _zone_mode(state: ThermoState, args: Args) -> ThermoState:
    context, mode, *temperature = args.values
    return state._replace(
        season=_CONTEXTS[context] or state.season,
        zone_mode=ZoneMode(mode),
        set_point=celsius(temperature[0]) if temperature and temperature[0] else state.set_point,
    )


def _temperature_of_probe(state: ThermoState, args: Args) -> ThermoState:
    # A probe number comes first; one library test leaves it out.
    return state._replace(temperature=celsius(args.values[1] if len(args.values) > 1 else args.values[0]))


THERMOREGULATION: Final = Table[ThermoState](
    whats={
        "0": Row(
            "cooling season",
            lambda state, _: state._replace(season=Season.COOLING),
            source="the function of the zone, not 'switched on' (protocol.md 6, row 25)",
        ),
        "1": Row("heating season", lambda state, _: state._replace(season=Season.HEATING)),
        **{what: Row(meaning, _mode) for what, meaning in MODES.items()},
        "40": Row("release of the knob"),
        "4001": Row("undocumented: a pump is asked for; the parameter is the zone", source="live captures"),
        "4002": Row("undocumented: a pump is no longer asked for", source="live captures"),
    },
    dimensions={
        "0": Row("measured temperature", lambda state, args: state._replace(temperature=celsius(args.values[0]))),
        "5": Row("undocumented: local control, repeated by another gateway", source="live captures"),
        "7": Row("context, mode, set point", _zone_mode, source="live: MyHomeServer1 with newer thermostats"),
        "11": Row("speed of the fan", lambda state, args: state._replace(fan=FanSpeed(args.values[0]))),
        "12": Row("set point in effect", lambda state, args: state._replace(local_set_point=celsius(args.values[0]))),
        "13": Row("knob", _knob, source="4 off, 5 protection, also as 04 and 05 (protocol.md 6, row 32)"),
        "14": Row("set point", lambda state, args: state._replace(set_point=celsius(args.values[0]))),
        "15": Row("temperature of a probe", _temperature_of_probe, source="the second value (protocol.md 4.4)"),
        "17": Row("undocumented, without values", source="live capture of a MH201"),
        "19": Row("valves", _valves, source="cooling first, then heating; either may be empty"),
        "20": Row(
            "actuator",
            lambda state, args: state._replace(actuator=ActuatorCode(args.values[0])),
            source="comes without the number of the actuator too (protocol.md 4.4)",
        ),
        "60": Row("humidity, %", lambda state, args: state._replace(humidity=whole(args.values[0], 0, 100))),
    },
    with_parameters=frozenset(("15",)),
)


_BY_HAND: Final = frozenset((ThermoMode.MANUAL, ThermoMode.MANUAL_TIMED))
_SMART_MODES: Final[Mapping[ZoneMode, ThermoMode]] = {
    ZoneMode.SET_POINT: ThermoMode.MANUAL,
    ZoneMode.OFF: ThermoMode.OFF,
    ZoneMode.COMFORT: ThermoMode.AUTO,
    ZoneMode.ECO: ThermoMode.AUTO,
    ZoneMode.PROTECTION: ThermoMode.PROTECTION,
}
_DOCUMENTED: Final[Mapping[ZoneMode, ThermoMode]] = {
    **_SMART_MODES,
    ZoneMode.OFF: ThermoMode.PROTECTION,
    ZoneMode.PROTECTION: ThermoMode.OFF,
}
_HIGHEST_ANTIFREEZE: Final = 15.0
_LOWEST_HEAT_PROTECTION: Final = 30.0
"""Degrees: 7.0 and 35.0 were seen; nobody sets a protection between these."""
_HEAT_PROTECTION: Final = 35.0

_ANSWERED: Final = 2.0
"""Seconds in which a zone answers: it takes 1.3 (gateways.md 5)."""
_NEXT: Final = 0.5
"""Seconds between two frames of an answer that follow each other: 0.2 (gateways.md 5), more on a busy bus."""
_MOST_ASKS: Final = 4
_AGAIN: Final = 10.0
"""How often a zone is asked in a row, each so many seconds at the most after the one before."""
_MOST_ROUNDS: Final = 2
_ANEW: Final = 60.0
"""How often that is begun again, where it was begun so many seconds ago at the most: some never fit together."""

_MODE: Final = "mode"
_SEASON: Final = "season"
_EFFECTIVE: Final = "12"
_SET_POINT: Final = "14"
_SMART: Final = "7"


def _what_is_told(message: BaseMessage) -> str:
    """Return the dimension of a report, or whether a WHAT tells a mode or a season; empty for anything else."""
    if isinstance(message, DimensionResponse):
        return message.dimension.tag
    if isinstance(message, NormalMessage):
        tag = message.what.tag
        return _SEASON if tag in SEASON_WHATS else _MODE if len(tag) in (3, 4, 5) and not tag.startswith("4") else ""
    return ""


class ZoneReader:
    """Reads the frames of one zone in their order: which of them belong together, and what they leave in doubt."""

    def __init__(self) -> None:
        """Start with nothing told."""
        self.open: Final[set[str]] = set()
        """What has to be told yet: a dimension, or the mode."""
        self._told_at: Final[dict[str, float]] = {}
        self._pair: Final[dict[str, float]] = {}
        """When season and set point in effect were told since the last mode."""
        self._mode_at = float("-inf")
        """When a mode was told, or a season or knob to be another."""
        self._doubted_at = float("-inf")
        """When the mode was in doubt last."""
        self._disagree_at = float("-inf")
        """When the set point in effect was told to be another than what is set: what is on its way may be older."""
        self._paired_at = float("-inf")
        """When dimension 7 was told last."""
        self._asked_at = float("-inf")
        """When the zone was asked how it is."""
        self._asks = 0
        """How often it was asked since, again and again."""
        self._rounds = 0
        """How often that was begun again, since what it tells did not fit together."""
        self._smart_modes: Mapping[ZoneMode, ThermoMode] = _SMART_MODES

    def asked(self, now: float) -> None:
        """Take note that the zone is asked how it is; `now` is a time in seconds."""
        if now - self._asked_at < _AGAIN:
            self._asks += 1
        else:
            self._rounds = self._rounds + 1 if now - self._asked_at < _ANEW else 0
            self._asks = 1
        self._asked_at = now

    def is_in_doubt(self, now: float) -> bool:
        """Tell whether the zone is to be asked: not for ever, where what it tells does not fit together."""
        return bool(self.open) and (self._asks < _MOST_ASKS or now - self._asked_at >= _AGAIN)

    def asked_again_after(self, now: float) -> float | None:
        """Return the seconds after which what is in doubt is asked for, where that was asked often; else `None`."""
        is_limited = bool(self.open) and self._asks >= _MOST_ASKS and self._rounds < _MOST_ROUNDS
        return max(_AGAIN - (now - self._asked_at), _NEXT) if is_limited else None

    def read(
        self, before: ThermoState, after: ThermoState, message: BaseMessage, now: float, timing: Timing
    ) -> ThermoState:
        """Return the state after a frame, of which the table has made `after`; `now` is a time in seconds."""
        told = _what_is_told(message)
        if not told:
            return after
        self._told_at[told] = now

        def recent(what: str) -> bool:
            return now - self._told_at.get(what, float("-inf")) <= timing.together

        is_by_hand = False
        if told == _MODE:
            self._pair.clear()
            self._learn(after, beside=recent(_SMART))
        elif told == _SMART:
            self._pair.clear()
            # A mode belongs to one of them.
            beside = recent(_MODE) and self._told_at[_MODE] > self._paired_at
            after = self._read_smart(before, after, beside=beside, effective_is_new=self._is_answered(now))
            self._paired_at = now
        elif told in (_SEASON, _EFFECTIVE):
            self._pair[told] = now
            is_pair = len(self._pair) > 1 and now - min(self._pair.values()) <= timing.together
            is_by_hand = is_pair and not recent(_SMART)
            after = _read_by_hand(after, told, is_by_hand=is_by_hand)
            if told == _SEASON and after.mode not in (None, *_BY_HAND):
                # A zone that its central unit has set to be by hand tells nothing else of that.
                self._doubt_mode(now)
        if after.acting is ThermoMode.PROTECTION and recent(_EFFECTIVE):
            after = _season_of_protection(after)
        self._note_mode(before, after, now, timing, is_told=is_by_hand or told in (_MODE, _SMART))
        self._note_doubts(before, after, told, now, is_effect_new=recent(_EFFECTIVE), is_by_hand=is_by_hand)
        return after

    def _note_mode(self, before: ThermoState, after: ThermoState, now: float, timing: Timing, *, is_told: bool) -> None:
        """Doubt a mode, season or knob that follows another at once, for one of them was told late."""
        is_knob_known = before.knob is not None or before.offset is not None
        # What is told without being asked may be told late once more.
        if is_told and self._asked_at > self._doubted_at:
            self.open.discard(_MODE)
        is_other_season = before.season is not None and after.season is not before.season
        is_turned = is_knob_known and (before.knob, before.offset) != (after.knob, after.offset)
        is_other = after.mode is not before.mode or is_other_season or is_turned
        if is_other and now - self._mode_at <= timing.restless:
            self._doubt_mode(now)
        if is_other or is_told:
            self._mode_at = now

    def _doubt_mode(self, now: float) -> None:
        self.open.add(_MODE)
        self._doubted_at = now

    def _is_answered(self, now: float) -> bool:
        """Tell whether a dimension 7 and the set point in effect before it are of one answer.

        After a change it follows dimension 7, and then a season tells that it is by hand.
        """
        effective_at, *others = (self._told_at.get(what, float("-inf")) for what in (_EFFECTIVE, _MODE, _SEASON))
        is_of_change = effective_at < max(others) or effective_at - self._paired_at <= _NEXT
        is_after = max(self._asked_at, now - _NEXT) < effective_at
        return now - self._asked_at <= _ANSWERED and is_after and not is_of_change

    def _read_smart(
        self, before: ThermoState, after: ThermoState, *, beside: bool, effective_is_new: bool
    ) -> ThermoState:
        assert after.zone_mode is not None  # noqa: S101 - the row has set it
        told = after._replace(mode=self._smart_modes[after.zone_mode])
        is_ambiguous = after.zone_mode in (ZoneMode.OFF, ZoneMode.PROTECTION)
        if beside and is_ambiguous and before.mode in (ThermoMode.OFF, ThermoMode.PROTECTION):
            self._learn(after, beside=True)
            return after
        effective = after.local_set_point
        is_unprotected = effective is not None and _HIGHEST_ANTIFREEZE < effective < _LOWEST_HEAT_PROTECTION
        if effective_is_new and is_unprotected and is_ambiguous:
            # It regulates to no protection: it is off.
            after = after._replace(mode=ThermoMode.OFF)
            self._learn(after, beside=True)
            return after
        return told

    def _learn(self, state: ThermoState, *, beside: bool) -> None:
        """Learn from a mode and a dimension 7 that belong together what 2 and 5 mean in this zone."""
        if beside and state.zone_mode is not None and state.mode in (ThermoMode.OFF, ThermoMode.PROTECTION):
            for modes in (_SMART_MODES, _DOCUMENTED):
                if modes[state.zone_mode] is state.mode:
                    self._smart_modes = modes

    def _note_doubts(
        self, before: ThermoState, after: ThermoState, told: str, now: float, *, is_effect_new: bool, is_by_hand: bool
    ) -> None:
        is_old = told == _SET_POINT and disagree(after) and self._asked_at <= self._disagree_at
        if told in (_EFFECTIVE, _SET_POINT) and not is_old:
            self.open.discard(told)
        is_complete = before.offset is None and after.offset is not None
        if (told == _EFFECTIVE or is_by_hand or is_complete) and disagree(after):
            # Some tell the set point in effect alone (F461); what was heard as off may be on.
            self.open.add(_SET_POINT)
            if not disagree(before) or before.local_set_point != after.local_set_point:
                self._disagree_at = now
            if not is_by_hand and after.mode in (ThermoMode.OFF, ThermoMode.PROTECTION):
                self._doubt_mode(now)
        is_shown = after.acting is ThermoMode.PROTECTION or after.zone_mode is not None or before.offset != after.offset
        is_other = is_shown and after.acting is not ThermoMode.OFF and _effects(before) != _effects(after)
        # A set point is told a second later than what is in effect: one that was set before is told after it.
        is_other_set_point = told in (_SET_POINT, _SMART) and disagree(after) and not disagree(before)
        if is_other_set_point or (is_other and not is_effect_new):
            self.open.add(_EFFECTIVE)


def _read_by_hand(state: ThermoState, told: str, *, is_by_hand: bool) -> ThermoState:
    if is_by_hand and state.mode not in _BY_HAND:
        state = state._replace(mode=ThermoMode.MANUAL)
    if told == _EFFECTIVE and state.zone_mode is not None and state.mode is ThermoMode.MANUAL:
        # Sometimes a smart zone tells its set point by nothing else (gateways.md 12).
        state = state._replace(set_point=(state.local_set_point or 0.0) - (state.offset or 0))
    return state


def _effects(state: ThermoState) -> tuple[object, ...]:
    """Return what determines the set point in effect, but for the set point."""
    is_protected = state.acting is ThermoMode.PROTECTION
    return state.acting, state.offset, state.season if is_protected else None


def _season_of_protection(state: ThermoState) -> ThermoState:
    """Take the season from what protection regulates to: frost is kept away in winter, heat in summer."""
    degrees = state.local_set_point
    if degrees is None or _HIGHEST_ANTIFREEZE < degrees < _LOWEST_HEAT_PROTECTION:
        return state
    return state._replace(season=Season.HEATING if degrees <= _HIGHEST_ANTIFREEZE else Season.COOLING)


def disagree(state: ThermoState) -> bool:
    """Tell whether the set point in effect is none that mode, set point and knob make: something was not told."""
    effective, as_set, offset = state.local_set_point, state.set_point, state.offset
    if effective is not None and state.acting is ThermoMode.PROTECTION:
        return _HIGHEST_ANTIFREEZE < effective < _LOWEST_HEAT_PROTECTION
    if effective is None or as_set is None or offset is None:
        return False
    expected = min(max(as_set + offset, MIN_SET_POINT), MAX_SET_POINT)
    match state.acting:
        case ThermoMode.OFF:
            return effective not in (expected, _HEAT_PROTECTION)
        case None | ThermoMode.MANUAL | ThermoMode.MANUAL_TIMED:
            return effective != expected
        case _:
            return False
