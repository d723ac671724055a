"""The words that tests/own/facts/frames.jsonl tells meanings in, and the fields of a state that they are about.

Each word is asserted by every row that has it, unless the row stands in `APART`. A word that is in no table here fails.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from custom_components.openwebnet.own.items.alarm import AlarmKind
from custom_components.openwebnet.own.items.automation_state import Movement
from custom_components.openwebnet.own.items.auxiliary import AuxAction
from custom_components.openwebnet.own.items.central_unit import CentralFlag
from custom_components.openwebnet.own.items.door_entry import PhoneEvent
from custom_components.openwebnet.own.items.press import Press
from custom_components.openwebnet.own.items.temperature import Knob
from custom_components.openwebnet.own.items.thermo_values import ActuatorCode, FanSpeed, Season, ThermoMode

type Read = Callable[[Any], object]
type Expect = Callable[[Any], object]


def same(value: object) -> object:
    return value


def field(path: str, expect: Expect = same) -> tuple[Read, Expect]:
    return attrgetter(path), expect


MODES = {
    "antifreeze": ThermoMode.PROTECTION,
    "thermal_protection": ThermoMode.PROTECTION,
    "protection": ThermoMode.PROTECTION,
    "off": ThermoMode.OFF,
    "manual": ThermoMode.MANUAL,
    "manual_timed": ThermoMode.MANUAL_TIMED,
    "automatic": ThermoMode.AUTO,
    "weekly_program": ThermoMode.PROGRAM,
    "scenario": ThermoMode.SCENARIO,
    "holiday_day": ThermoMode.HOLIDAY,
    "vacation": ThermoMode.VACATION,
    # The program goes on that ran before it.
    "vacation_deactivated": ThermoMode.PROGRAM,
}
SEASONS = {"heating": Season.HEATING, "cooling": Season.COOLING, "generic": None}
CODES = {
    None: None,
    "off": ActuatorCode.OFF,
    "on": ActuatorCode.ON,
    "opened": ActuatorCode.OPEN,
    "closed": ActuatorCode.CLOSED,
    "stopped": ActuatorCode.STOPPED,
    "fan_off": ActuatorCode.FAN_OFF,
    "fan_speed_1": ActuatorCode.FAN_1,
    "fan_speed_3": ActuatorCode.FAN_3,
}
FANS = {"auto": FanSpeed.AUTO, 1: FanSpeed.SPEED_1, 2: FanSpeed.SPEED_2, 3: FanSpeed.SPEED_3}
FLAGS = {
    "failure": CentralFlag.FAILURE,
    "battery_ko": CentralFlag.BATTERY,
    "a_probe_is_off": CentralFlag.PROBE_OFF,
    "a_probe_is_in_antifreeze": CentralFlag.PROBE_PROTECTION,
    "a_probe_is_manual": CentralFlag.PROBE_MANUAL,
}
# Where a position is reported, the text of the priority and a number of information follow (protocol.md 4.2); the
# facts call them step and priority. Where a movement is told with a priority, `priority` is whether it is set.
COVERS = {
    "stopped": Movement.STOPPED,
    "opening": Movement.UP,
    "closing": Movement.DOWN,
    "opening_from_intermediate": Movement.UP,
    "closing_from_intermediate": Movement.DOWN,
}
MOVEMENTS = {"up": Movement.UP, "down": Movement.DOWN, "stop": Movement.STOPPED}
CEN_PRESSES = {
    "pressed": Press.PRESS_START,
    "released_after_short_press": Press.PRESS_END,
    "released_after_long_press": Press.LONG_PRESS_END,
    # The first of a press.
    "held": Press.LONG_PRESS_START,
}
CEN_PLUS_PRESSES = {
    "short_press": Press.PRESS_END,
    "long_press_start": Press.LONG_PRESS_START,
    "long_press_continue": Press.LONG_PRESS_REPEAT,
    "long_press_end": Press.LONG_PRESS_END,
    "rotate_slow_clockwise": Press.ROTATE_CLOCKWISE_SLOW,
    "rotate_fast_clockwise": Press.ROTATE_CLOCKWISE_FAST,
    "rotate_slow_counterclockwise": Press.ROTATE_COUNTERCLOCKWISE_SLOW,
    "rotate_fast_counterclockwise": Press.ROTATE_COUNTERCLOCKWISE_FAST,
}
ALARMS: Mapping[str, tuple[str, object]] = {
    "system_active": ("active", True),
    "system_inactive": ("active", False),
    "maintenance": ("maintenance", True),
    "engaged": ("armed", True),
    "disengaged": ("armed", False),
    "mains_present": ("mains", True),
    "no_mains": ("mains", False),
    "system_battery_fault": ("battery_fault", True),
    "battery_unloads": ("battery_low", True),
    "no_reception": ("answers", False),
    "zone_active": ("zone_active", True),
    "zone_not_active": ("zone_active", False),
    "technical_alarm": ("alarm.what", AlarmKind.TECHNICAL),
    "technical_alarm_reset": ("alarms", frozenset()),
    "intrusion_alarm": ("alarm.what", AlarmKind.INTRUSION),
    "tampering_alarm": ("alarm.what", AlarmKind.TAMPERING),
    "anti_panic_alarm": ("alarm.what", AlarmKind.ANTI_PANIC),
    "silent_alarm": ("alarm.what", AlarmKind.SILENT),
}
PHONE = {
    "call": PhoneEvent.CALL,
    "answer": PhoneEvent.ANSWER,
    "end": PhoneEvent.END,
    # 3 with a parameter of its own.
    "stop_video": PhoneEvent.END,
    "camera_on": PhoneEvent.CAMERA_ON,
    "cycle_external_units": PhoneEvent.NEXT_PANEL,
    "lock_open": PhoneEvent.LOCK_PRESSED,
    "lock_release": PhoneEvent.LOCK_RELEASED,
    "staircase_light_on": PhoneEvent.STAIR_LIGHT_ON,
    "staircase_light_off": PhoneEvent.STAIR_LIGHT_OFF,
    "video_process_init": PhoneEvent.VIDEO_START,
    "camera_up": PhoneEvent.CAMERA_UP,
    "camera_down": PhoneEvent.CAMERA_DOWN,
    "camera_left": PhoneEvent.CAMERA_LEFT,
    "camera_right": PhoneEvent.CAMERA_RIGHT,
    "mute_local_audio": PhoneEvent.MICROPHONE_MUTED,
}


AUX = {
    "off": AuxAction.OFF,
    "on": AuxAction.ON,
    "down": AuxAction.DOWN,
    "enabled": AuxAction.ENABLED,
    "disabled": AuxAction.DISABLED,
    "reset_gen": AuxAction.RESET_GENERAL,
    "reset_bi": AuxAction.RESET_BISTABLE,
    "reset_tri": AuxAction.RESET_TRISTABLE,
}
CALLS = {"internal_intercom": "6", "external_intercom": "7"}


def offset(minutes: int | None) -> dt.timedelta | None:
    return None if minutes is None else dt.timedelta(minutes=minutes)


def zone_of(state: Any) -> object:
    time = state.time
    return None if time.tzinfo is None else time.utcoffset()


def without_zone(path: str) -> Read:
    get = attrgetter(path)
    return lambda state: get(state).replace(tzinfo=None)


# WHO, word -> what to read of the state, what to expect. `None` as the WHO: in any.
FIELDS: Mapping[tuple[int, str], tuple[Read, Expect]] = {
    (1, "state"): field("on", lambda value: value == "on"),
    (1, "brightness_pct"): field("level"),
    (1, "nominal_pct"): field("level"),
    (1, "dim_step"): field("level", lambda value: 10 * value),
    (1, "speed"): field("speed"),
    (1, "timer_s"): field("timer"),
    (1, "blink_s"): field("blinking"),
    (1, "hsv"): field("hsv", tuple),
    (1, "hsv_supported"): field("has_colour"),
    (1, "color_temp_mired"): field("mired"),
    (1, "color_temp_supported"): field("has_white"),
    (1, "extended_status"): (lambda state: (state.level, state.speed), lambda v: (int(v[1]) - 100, int(v[2]))),
    (1, "group_summary"): field("group_on", lambda value: value == "on"),
    (1, "pir_sensitivity"): field("pir_sensitivity"),
    (1, "motion_timeout_s"): field("motion_timeout"),
    (1, "motion"): field("motion"),
    (2, "movement"): field("movement", MOVEMENTS.__getitem__),
    (2, "cover"): field("movement", COVERS.__getitem__),
    (2, "position_pct"): field("position"),
    (2, "step"): field("priority"),
    (3, "load_measurements"): (
        lambda state: [state.voltage, state.current, state.power, state.energy],
        lambda value: [int(number) for number in value],
    ),
    (4, "current_temperature_c"): field("temperature"),
    (4, "probe_temperature_c"): field("temperature"),
    (4, "setpoint_c"): field("set_point"),
    (4, "local_setpoint_c"): field("local_set_point"),
    (4, "season"): field("season", SEASONS.__getitem__),
    (4, "mode"): field("mode", MODES.__getitem__),
    (4, "days"): field("days"),
    (4, "hours"): field("hours"),
    (4, "knob_offset_c"): field("offset"),
    (4, "knob"): field("knob", {"off": Knob.OFF, "protection": Knob.PROTECTION, "override": Knob.OVERRIDE}.__getitem__),
    (4, "fan_speed"): field("fan", FANS.__getitem__),
    (4, "valve_cooling"): field("cooling_actuator", CODES.__getitem__),
    (4, "valve_heating"): field("heating_actuator", CODES.__getitem__),
    (4, "zone_state"): field("zone_mode.value", str),
    (4, "humidity_pct"): field("humidity"),
    (4, "central_report"): (lambda state: state.flags, lambda value: {FLAGS[value]}),
    (4, "remote_control"): field("remote_control"),
    (4, "vacation_end_date"): field("vacation_end_date", dt.date.fromisoformat),
    (4, "timed_manual_duration"): field("manual_time", lambda v: dt.timedelta(hours=int(v[:2]), minutes=int(v[3:]))),
    (8, "door_entry"): field("last.what.event", PHONE.__getitem__),
    (8, "press"): field("last.what.parameters", lambda value: ({"press": "1", "release": "2"}[value],)),
    (8, "call_kind"): field("last.what.parameters", lambda v: (CALLS[v], "2", "1")),
    (9, "aux"): field("last.what", lambda value: AUX[value]),
    (13, "time"): (without_zone("time"), dt.time.fromisoformat),
    (13, "date"): field("date", dt.date.fromisoformat),
    (13, "datetime"): (without_zone("clock"), dt.datetime.fromisoformat),
    (13, "utc_offset_min"): (zone_of, offset),
    (13, "weekday"): field("weekday"),
    (13, "firmware_version"): field("firmware"),
    (13, "kernel_version"): field("kernel"),
    (13, "distribution_version"): field("distribution"),
    (13, "device_type"): field("device_type"),
    (13, "ip_address"): field("ip_address"),
    (13, "netmask"): field("netmask"),
    (14, "device"): field("locked", lambda value: value == "disable"),
    (15, "button"): field("press.what.button"),
    (15, "press"): field("press.what.press", CEN_PRESSES.__getitem__),
    (16, "audio"): field("on", lambda value: value == "on"),
    (16, "rds_text"): field("rds"),
    (18, "active_power_w"): field("power"),
    (18, "energy_total_wh"): field("energy_total"),
    (18, "energy_current_month_wh"): field("energy_month"),
    (18, "auto_update"): field("push_minutes", lambda value: value["minutes"]),
    (22, "device_state"): field("on", lambda value: value == "on"),
    (22, "media_type"): field("media"),
    (22, "volume"): field("volume"),
    (22, "high_tone"): field("treble"),
    (22, "low_tone"): field("bass"),
    (22, "loudness"): field("loudness", bool),
    (22, "equalizer_preset"): field("preset"),
    (22, "dimension_18"): field("three_d"),
    (25, "cen_plus"): field("press.what.press", CEN_PLUS_PRESSES.__getitem__),
    (25, "button"): field("press.what.button"),
    (25, "contact"): field("contact", lambda value: value == "on_or_detected"),
    (25, "scenario_plus"): field("scenario_plus.what.name", str.upper),
    (1001, "bits"): field("bits"),
    (1013, "bits"): field("bits"),
    (1013, "object_model"): field("model"),
    (1013, "n_conf"): field("configurators"),
    (1013, "brand"): field("brand"),
    (1013, "line"): field("line"),
}

# Words whose field depends on the others of the row.
CHOOSERS: Mapping[tuple[int, str], Callable[[Mapping[str, Any], Any], tuple[Read, Expect] | None]] = {
    # The text of the priority is asserted as `step`.
    (2, "priority"): lambda meaning, _: field("information") if "cover" in meaning else None,
    (0, "scenario"): lambda meaning, _: field("recording" if "action" in meaning else "activated.what"),
    # The address.
    (3, "priority"): lambda _meaning, _value: None,
    (17, "scenario"): lambda _meaning, _value: None,
    (3, "load_state"): lambda _, value: {
        "disabled": field("enabled", lambda _: False),
        "enabled": field("enabled", lambda _: True),
        "forced": field("forced", lambda _: True),
        "forcing_removed": field("forced", lambda _: False),
    }[value],
    (4, "program"): lambda meaning, _: field("scenario" if meaning["mode"] == "scenario" else "program"),
    (4, "actuator_state"): lambda meaning, _: field(
        "code" if meaning["address"]["scope"] == "zone_actuator" else "actuator", CODES.__getitem__
    ),
    (5, "alarm"): lambda _, value: field(ALARMS[value][0], lambda value: ALARMS[value][1]),
    (17, "scenario_state"): lambda _, value: {
        "start": field("running", lambda _: True),
        "stop": field("running", lambda _: False),
        "enable": field("enabled", lambda _: True),
        "disable": field("enabled", lambda _: False),
    }[value],
    # On and off are states; the others change something whose new value follows in a frame of its own.
    (22, "sound"): lambda _, value: (
        field("on", lambda value: value != "off") if value in ("on", "off", "source_on_or_status") else None
    ),
}

# Words that are about the address or the form of a frame, not about the state; `test_the_address` asserts the first.
ABOUT_THE_ADDRESS = frozenset(("address", "module", "interface", "object", "sensor", "zone", "channel"))
ABOUT_THE_FORM = {
    "note": "a remark",
    "raw_only": "a remark: the units are not documented; the numbers are asserted as they stand",
    "write": "the kind, asserted by the kind of the message",
    "request": "the kind",
    "command_translation": "the kind",
    "source_dimension": "the dimension",
    "dimension": "the dimension",
    "diagnostic_of_who": "the WHO",
    "advanced": "the WHAT: 10 to 12",
    "level": "the step that a movement was ordered with; it tells no position",
    "mode_code": "a 3 that always comes",
    "program_code": "the program, with its season",
    "source_kind": "base band or stereo: the WHAT",
    "action": "changes something whose new value follows in a frame of its own",
    "steps": "how much of that",
    "report": "event or answer: both tell the contact",
    "energy_command": "a command to an actuator, whose state follows in dimension 71",
    "parameters": "of that",
    "totalizer": "of that",
    "minutes": "of that",
    "video": "a command to whichever camera is on",
    "status": "of a probe, not documented",
}
