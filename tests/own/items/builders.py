"""Which method builds which command, write and request of tests/own/facts/frames.jsonl.

The first pattern that a frame matches tells: a method to call with the groups of the match, or why there is none.
"""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

from custom_components.openwebnet.own.items.auxiliary import AuxAction
from custom_components.openwebnet.own.items.cen_plus import ScenarioPlus
from custom_components.openwebnet.own.items.energy_history import Series
from custom_components.openwebnet.own.items.press import Press
from custom_components.openwebnet.own.items.stop_and_go import BreakerBit
from custom_components.openwebnet.own.items.thermo_values import FanSpeed, Season

type Call = Callable[..., Awaitable[None]]

SEASONS = {"1": Season.HEATING, "2": Season.COOLING, "3": None}
CEN_PLUS_PHASES = {"21": Press.PRESS_END, "23": Press.LONG_PRESS_REPEAT}


def degrees(tenths: str) -> float:
    return int(tenths) / 10


async def _status(item: Any, *_: str) -> None:
    await item.send_status_request()


async def _level(item: Any, level: str, speed: str) -> None:
    item.restore({"steps": 100})
    await item.set_level(int(level) - 100, speed=int(speed))


async def _vacation_end(item: Any, day: str, month: str, year: str) -> None:
    await item.set_vacation_end(dt.datetime(int(year), int(month), int(day)))  # noqa: DTZ001


async def _vacation_end_time(item: Any, hour: str, minute: str) -> None:
    await item.set_vacation_end(dt.datetime(2026, 1, 1, int(hour), int(minute)))  # noqa: DTZ001


async def _steps(method: Callable[[int], Awaitable[None]], sign: int, steps: str) -> None:
    await method(sign * int(steps))


def _sign(code: str, up: str) -> int:
    return 1 if code == up else -1


BUILDERS: tuple[tuple[str, Call | str], ...] = (
    # Not to be built.
    (r"\*0\*0\*.*", "0 is no scenario"),
    (r"\*1\*[01]\*0002.*|\*1\*1\*0001##", "`0n` goes first: see test_items_regressions"),
    (r"\*15\*01#[123]\*0001##", "`0n` goes first; firmware refuses this"),
    (r"\*#1\*000[12].*", "`0n` goes first"),
    (r"\*#1\*2\*#3\*.*", "an example for a parser"),
    (r"\*#1\*1\*#1\*20##", "no level"),
    (r"\*#1\*31\*#1\*220\*0##", "no level: refused"),
    (r"\*#1\*\w+\*#(4|13)\*.*", "an echo of what the gateway itself writes"),
    (r"\*#1\*62\*4##", "dimension 1 tells the same; a MH200 does not answer 4 (gateways.md 3)"),
    (r"\*#2\*93\*#(10\*75|11\*30)##", "no gateway is known to take it"),
    (r"\*3\*[013]\*.*", "refused by firmware (gateways.md 6)"),
    (r"\*#4\*#0\*(14|20)##", "refused or not answered (gateways.md 5)"),
    (r"\*#4\*(\w+#\w+\*#20|2\*#5|2\*#7)\*.*", "an echo of what the gateway itself writes"),
    (r"\*#4\*(1\*#11\*4|#0\*#11\*1|#0#2\*#11\*1|#99\*#11\*1)##", "refused by firmware (gateways.md 5)"),
    (r"\*#4\*23#1\*0##", "refused by firmware (gateways.md 5)"),
    (r"\*4\*(100|101|33#3101|110|115|13005|33005)\*#0.*", "refused without a temperature, days or a program"),
    (r"\*4\*(110|310|210)\*.*", "refused: a set point is written (protocol.md 6, row 31)"),
    (r"\*4\*([12]15#\d+|13\d+#\d+)\*.*", "315 and 33ddd build the same telegram (gateways.md 5)"),
    (r"\*4\*111\*[12]##", "by the own address nothing happens"),
    (r"\*4\*(103|111)\*2##", "what a zone reports; 303 and 311 are the commands"),
    (r"\*4\*311\*(1|99)##", "by the own address nothing happens (gateways.md 5)"),
    (r"\*4\*1102\*#0##", "built with a season by run_program"),
    (r"\*5\*.*", "alarms are only watched"),
    (r"\*8\*.*|\*#8\*.*", "home automation gateways refuse all of it"),
    (r"\*#16\*101\*#6\*96200##", "brings silence: the 0 is missing (gateways.md 7)"),
    (r"\*16\*(6100|6116|6016|100)\*.*", "unknown, or refused"),
    (r"\*16\*20\*.*", "the source is chosen, not stepped through"),
    (r"\*#17\*1\*4[01]##", "undocumented"),
    (r"\*#18\*51\*(516|1130|1134|#?517.*|52)##", "undocumented, or refused"),
    (r"\*18\*(52|53|56)#.*", "undocumented"),
    (r"\*18\*24\*11##", "tests are started at the device"),
    (r"\*#18\*[\d#]+\*#1200#2\*.*", "reports of gas: nothing is known of their answers"),
    (r"\*#22\*2#1\*13##", "undocumented"),
    (r"\*22\*35#4#[02]#7\*3#[02]#0##", "source 7 for a whole area: only amplifiers are asked to"),
    (r"\*22\*1#4#0\*5#3#0#0##", "the prefix is for events (protocol.md 4.22)"),
    (r"\*22\*[56]\*2#1##", "with an empty parameter in the official text"),
    (r"\*25\*2[13]\*0001##", "refused: no button"),
    (r"\*25\*1[12](#121)?\*(10|131)##", "emitted by firmware, with parameters nobody has described"),
    (r"\*#25\*331##", lambda i: i.send_status_request()),
    # WHO 0.
    (r"\*0\*(\d+)\*.*", lambda i, n: i.activate(int(n))),
    # WHO 1.
    (r"\*1\*0#(\d+)\*.*", lambda i, s: i.turn_off(speed=int(s))),
    (r"\*1\*0\*.*", lambda i: i.turn_off()),
    (r"\*1\*1\*.*", lambda i: i.turn_on()),
    (r"\*1\*21\*.*", lambda i: i.blink(1)),
    (r"\*1\*([2-9])\*.*", lambda i, n: i.set_level(10 * int(n))),
    (r"\*#1\*[\d#]+\*#1\*(\d+)\*(\d+)##", _level),
    (r"\*#1\*[\d#]+\*#12\*(\d+)\*(\d+)\*(\d+)##", lambda i, *v: i.set_hsv(*map(int, v))),
    (r"\*#1\*[\d#]+\*#14\*(\d+)##", lambda i, v: i.set_mired(int(v))),
    (r"\*#1\*[\d#]+\*1##", lambda i: i.send_level_request()),
    (r"\*#1\*[\d#]+\*[567]##", lambda i: i.send_sensor_request()),
    (r"\*#1\*[\d#]+\*12##", lambda i: i.send_colour_request()),
    # WHO 2.
    (r"\*2\*0\*.*", lambda i: i.stop()),
    (r"\*2\*1\*.*", lambda i: i.open()),
    (r"\*2\*2\*.*", lambda i: i.close()),
    (r"\*#2\*93\*#11#001\*(\d+)##", lambda i, p: i.move_to(int(p))),
    # WHO 3.
    (r"\*3\*2\*#.*", lambda i: i.force()),
    (r"\*#3\*10\*(\d)##", lambda i, n: i.send_single_request(int(n))),
    # WHO 4: central units.
    (r"\*#4\*#0\*#31\*(\d+)\*(\d+)##", _vacation_end_time),
    (r"\*#4\*#0\*#30\*(\d+)\*(\d+)\*(\d+)##", _vacation_end),
    (r"\*#4\*#0\*#32\*(\d+)\*(\d+)##", lambda i, h, m: i.set_manual_time(int(h), int(m))),
    (r"\*4\*(\d)12#(\d+)#(\d+)\*#0.*", lambda i, s, t, h: i.set_temperature_for(degrees(t), int(h), SEASONS[s])),
    (r"\*4\*315#31(\d\d)\*#0.*", lambda i, p: i.start_holiday(int(p))),
    (r"\*4\*33(\d{3})#31(\d\d)\*#0.*", lambda i, d, p: i.start_vacation(int(d), int(p))),
    (r"\*4\*(\d)1(\d\d)\*#0.*", lambda i, s, p: i.run_program(int(p), SEASONS[s])),
    (r"\*4\*(\d)2(\d\d)\*#0.*", lambda i, s, n: i.run_scenario(int(n), SEASONS[s])),
    (r"\*4\*(\d)11\*#0.*", lambda i, s: i.set_auto(SEASONS[s])),
    (r"\*4\*(\d)03\*#0.*", lambda i, s: i.set_off(SEASONS[s])),
    (r"\*4\*(\d)02\*#0.*", lambda i, s: i.set_protection(SEASONS[s])),
    # WHO 4: zones.
    (r"\*4\*312#(\d+)#(\d+)\*.*", lambda i, t, h: i.set_temperature_for(degrees(t), int(h))),
    (r"\*4\*311\*#.*", lambda i: i.set_auto()),
    (r"\*4\*303\*.*", lambda i: i.set_off()),
    (r"\*4\*(\d)02\*#.*", lambda i, s: i.set_protection(SEASONS[s])),
    (r"\*4\*1\*.*", lambda i: i.set_season(Season.HEATING)),
    (r"\*4\*0\*.*", lambda i: i.set_season(Season.COOLING)),
    (r"\*#4\*[\d#]+\*#14\*(\d+)\*(\d)##", lambda i, t, s: i.set_temperature(degrees(t), SEASONS[s])),
    (r"\*#4\*\d+\*#11\*(\d)##", lambda i, s: i.set_fan(FanSpeed(s))),
    (r"\*#4\*1#1\*20##", lambda i: i.send_status_request()),
    (r"\*#4\*\d+\*0##", lambda i: i.send_temperature_request()),
    (r"\*#4\*\d+\*(11|13|19)##", lambda i, _: i.send_details_request()),
    (r"\*#4\*\d+\*15##", lambda i: i.send_probe_request()),
    (r"\*#4\*\d+\*15#(\d)##", lambda i, n: i.send_probe_request(int(n))),
    (r"\*#4\*\d+\*20##", lambda i: i.send_actuator_request()),
    # WHO 5, 7, 9.
    (r"\*#5\*0##", lambda i: i.send_panel_request()),
    (r"\*7\*9\*\*##", lambda i: i.free()),
    (r"\*9\*(\d+)\*.*", lambda i, a: i.send(AuxAction(a))),
    (r"\*#9##", "all channels are asked as `*#9*0##`"),
    # WHO 13.
    (r"\*#13\*\*1##", lambda i: i.send_clock_request()),
    (r"\*#13\*\*#(0|22)\*.*", "a gateway's clock without a time zone: ours always has one"),
    (r"\*#13\*\*#1\*\d+\*(\d+)\*(\d+)\*(\d+)##", lambda i, d, m, y: i.set_date(dt.date(int(y), int(m), int(d)))),
    (r"\*#1013\*0\*1##", "asked without an address, and answered alike (gateways.md 8)"),
    (r"\*#(1004|1018)\*0\*7##", lambda i, _: i.send_diagnostic_request()),
    # WHO 14, 15, 17.
    (r"\*14\*0\*.*", lambda i: i.lock()),
    (r"\*17\*1\*.*", lambda i: i.start()),
    (r"\*17\*2\*.*", lambda i: i.stop()),
    (r"\*17\*3\*.*", lambda i: i.enable()),
    (r"\*17\*4\*.*", lambda i: i.disable()),
    (r"\*#17\*\d+##", lambda i: i.send_state_request()),
    # WHO 16.
    (r"\*16\*3\*1([1-9])([1-9])##", "built by the amplifier of the area: see test_items_rules"),
    (r"\*16\*([03])\*.*", lambda i, w: i.turn_on(stereo=w == "3")),
    (r"\*16\*1([03])\*.*", lambda i, w: i.turn_off(stereo=w == "3")),
    (r"\*16\*5([01])00\*.*", lambda i, d: i.search(up=d == "0")),
    (r"\*16\*5([01])(\d\d)\*.*", lambda i, d, n: _steps(i.change_frequency, _sign(d, "0"), n)),
    (r"\*16\*6([01])(\d\d)\*.*", lambda i, d, n: _steps(i.skip, _sign(d, "0"), n)),
    (r"\*16\*1([01])(\d\d)\*.*", lambda i, d, n: _steps(i.change_volume, _sign(d, "0"), n)),
    (r"\*16\*101\*.*", lambda i: i.set_rds(on=True)),
    (r"\*16\*102\*.*", lambda i: i.set_rds(on=False)),
    (r"\*#16\*\d+\*#6\*0\*(\d+)##", lambda i, f: i.set_frequency(int(f))),
    (r"\*#16\*\d+\*#7\*(\d+)##", lambda i, s: i.set_station(int(s))),
    (r"\*#16\*\d+\*[678]##", lambda i: i.send_tuner_request()),
    # WHO 18.
    (r"\*#18\*\d+\*511#(\d+)#(\d+)##", lambda i, m, d: i.send_history_request(Series.HOURS, int(m), day=int(d))),
    (r"\*#18\*\d+\*51([34])#(\d+)##", lambda i, s, m: i.send_history_request(Series(f"51{s}"), int(m))),
    (
        r"\*#18\*\d+\*52#(\d+)#(\d+)##",
        lambda i, y, m: i.send_history_request(Series.MONTH, int(m), year=2000 + int(y)),
    ),
    (r"\*18\*58#(\d+)\*.*", lambda i, m: i.start_history(Series.AVERAGE_DAY, int(m))),
    (r"\*18\*59#(\d+)\*.*", lambda i, m: i.start_history(Series.DAYS, int(m))),
    (r"\*18\*510#(\d+)\*.*", lambda i, m: i.start_history(Series.DAYS_LAST_YEAR, int(m))),
    (r"\*#18\*11\*(25\d)##", lambda i, b: i.send_bit_request(BreakerBit(b))),
    (r"\*#18\*71#0\*7[13]##", lambda i: i.send_actuator_request()),
    (r"\*#18\*71#0\*72#(\d)##", lambda i, n: i.send_totalizer_request(int(n))),
    (r"\*#18\*11\*#212\*(\d+)##", lambda i, d: i.set_self_test_days(int(d))),
    (r"\*#18\*[\d#]+\*#1200#1\*(\d+)##", lambda i, m: i.start_power_reports(int(m))),
    (r"\*18\*26\*.*", lambda i: i.enable_automatic_reset()),
    (r"\*18\*27\*.*", lambda i: i.disable_automatic_reset()),
    (r"\*18\*28\*.*", lambda i: i.set_tracking(on=True)),
    (r"\*18\*71\*.*", lambda i: i.enable()),
    (r"\*18\*73#(\d+)\*.*", lambda i, t: i.force(int(t))),
    (r"\*18\*74\*.*", lambda i: i.end_forcing()),
    (r"\*18\*75#(\d)\*.*", lambda i, n: i.reset_totalizer(int(n))),
    # WHO 22.
    (r"\*22\*0#4#(\d)\*.*", lambda i, a: i.turn_off(int(a))),
    (r"\*22\*1#4#(\d)\*.*", lambda i, a: i.turn_on(int(a))),
    (r"\*22\*34#.*", lambda i: i.follow_me()),
    (r"\*22\*35#4#1#(\d)\*.*", lambda i, s: i.turn_on_with(int(s))),
    (r"\*22\*(3|4)#(\d+)\*.*", lambda i, d, n: _steps(i.change_volume, _sign(d, "3"), n)),
    (r"\*22\*(5|6)#(\d+)\*.*", lambda i, d, n: _steps(i.change_frequency, _sign(d, "5"), n)),
    (r"\*22\*(36|37)#(\d+)\*.*", lambda i, d, n: _steps(i.change_bass, _sign(d, "36"), n)),
    (r"\*22\*(40|41)#(\d+)\*.*", lambda i, d, n: _steps(i.change_treble, _sign(d, "40"), n)),
    (r"\*22\*(42|43)#(\d+)\*.*", lambda i, d, n: _steps(i.change_balance, _sign(d, "42"), n)),
    (r"\*22\*9\*.*", lambda i: i.skip_station()),
    (r"\*22\*32\*.*", lambda i: i.set_rds(on=False)),
    (r"\*22\*33#(\d)\*.*", lambda i, n: i.store_station(int(n))),
    (r"\*22\*56\*.*", lambda i: i.skip_preset(forward=False)),
    (r"\*#22\*3#\d#1\*#1\*(\d+)##", lambda i, v: i.set_volume(int(v))),
    (r"\*#22\*3#\d#1\*#17\*(\d+)##", lambda i, v: i.set_tone(17, int(v))),
    (r"\*#22\*3#\d#1\*#19\*(\d+)##", lambda i, v: i.set_preset(int(v))),
    (r"\*#22\*2#1\*#6\*(\d+)##", lambda i, v: i.set_station(int(v))),
    (r"\*#22\*5#2#1\*5##", "asked without the prefix, which is for events (protocol.md 4.22)"),
    (r"\*#22\*3#\d#1\*\d+##", lambda i: i.send_amplifier_request()),
    (r"\*#22\*2#1\*\d+##", lambda i: i.send_source_request()),
    # WHO 25.
    (r"\*25\*(\d\d)#(\d+)\*2\d*##", lambda i, w, b: i.send_phase(int(b), CEN_PLUS_PHASES[w])),
    (r"\*25\*31#1\*.*", lambda i: i.act_as_contact(closed=True)),
    (r"\*25\*32#1\*.*", lambda i: i.act_as_contact(closed=False)),
    (
        r"\*25\*(1[1-4])#(\d+)(?:#(\d+))?\*.*",
        lambda i, w, *p: i.send_scenario_plus(ScenarioPlus(w), *(int(n) for n in p if n)),
    ),
    # What is left of the requests.
    (r"\*#\d+(\*[\d#]+)?##", _status),
    (r"\*#(13|16|18)\*[\d#]*\*\d+##", lambda i, _: i.send_status_request()),
)
