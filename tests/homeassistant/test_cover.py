"""Shutters: plain movements, positions of advanced actuators, positions by time of basic ones."""

import asyncio

import pytest
from homeassistant.components.cover import (
    ATTR_CURRENT_POSITION,
    ATTR_CURRENT_TILT_POSITION,
    ATTR_POSITION,
    ATTR_TILT_POSITION,
    DOMAIN as COVER,
    SERVICE_CLOSE_COVER,
    SERVICE_CLOSE_COVER_TILT,
    SERVICE_OPEN_COVER,
    SERVICE_OPEN_COVER_TILT,
    SERVICE_SET_COVER_POSITION,
    SERVICE_SET_COVER_TILT_POSITION,
    SERVICE_STOP_COVER,
    SERVICE_STOP_COVER_TILT,
    CoverEntityFeature,
    CoverState,
)
from homeassistant.components.number import ATTR_VALUE, DOMAIN as NUMBER, SERVICE_SET_VALUE
from homeassistant.const import ATTR_ASSUMED_STATE, ATTR_ENTITY_ID, ATTR_SUPPORTED_FEATURES
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError, ServiceNotSupported
from pytest_homeassistant_custom_component.common import mock_restore_cache_with_extra_data

from custom_components.openwebnet.const import CONF_COMMAND_SESSIONS, CONF_OBJECTS
from custom_components.openwebnet.timing import TIMING
from simulator import Plant, Simulator
from simulator.objects.automation import Shutter
from tests.waiting import until

from .conftest import MakeEntry
from .kit import Received, entity_id, plant_of, set_up, settle, state_of

OPENING = 25.0
CLOSING = 20.0
TIMES = {"opening_time": OPENING, "closing_time": CLOSING}
SLATS = 1.5
"""Seconds in which slats turn, where there are some."""
RELAY = 60.0
"""Seconds for which the relay of the basic shutter stays on, as it leaves the factory."""


@pytest.fixture
def model() -> str:
    """The gateway; a test that wants another parametrizes it, as it does with the fixtures that follow."""
    return "F454"


@pytest.fixture
def motor() -> str:
    """What is special about the motor of the basic shutter."""
    return f"run_time: {RELAY}"


@pytest.fixture
def plant(model: str, motor: str) -> Plant:
    """A shutter of each kind."""
    return plant_of(
        f"""
  - {{kind: shutter, where: "21", opening_time: {OPENING}, closing_time: {CLOSING}, position: 0, {motor}}}
  - {{kind: advanced_shutter, where: "22", opening_time: 20, closing_time: 18, position: 40}}
  # A F454 without any heating is silent when it is asked for it, and keeps everything else waiting.
  - {{kind: zone, where: "1", temperature: 20.5, set_point: 21.0}}
""",
        model=model,
    )


@pytest.fixture
def settings() -> dict[str, float]:
    """What is remembered of the basic shutter beside its times."""
    return {}


@pytest.fixture
def options(settings: dict[str, float]) -> dict[str, object]:
    """The times that the simulated basic shutter takes, remembered from before."""
    return {CONF_OBJECTS: {"2-21": TIMES | settings, "2-22": {}, "4-1": {}}}


def stood(hass: HomeAssistant, way: float | None, tilt: float | None = None) -> None:
    """Let the basic shutter be remembered to have stood somewhere."""
    mock_restore_cache_with_extra_data(hass, [(State("cover.cover_21", CoverState.OPEN), {"way": way, "tilt": tilt})])


async def call(hass: HomeAssistant, service: str, key: str, **data: float) -> None:
    """Call an action of a cover and wait for it."""
    await hass.services.async_call(COVER, service, {ATTR_ENTITY_ID: entity_id(hass, COVER, key), **data}, blocking=True)


def position(hass: HomeAssistant, key: str) -> int | None:
    """Return the position that Home Assistant shows."""
    shown: int | None = state_of(hass, COVER, key).attributes.get(ATTR_CURRENT_POSITION)
    return shown


async def stands(hass: HomeAssistant, key: str) -> None:
    """Wait for the end of a movement."""
    await until(lambda: state_of(hass, COVER, key).state not in (CoverState.OPENING, CoverState.CLOSING), 2 * RELAY)


async def moves(hass: HomeAssistant, key: str) -> None:
    """Wait for the beginning of a movement."""
    await until(lambda: state_of(hass, COVER, key).state in (CoverState.OPENING, CoverState.CLOSING))


def tilt(hass: HomeAssistant) -> int | None:
    """Return the tilt of the basic shutter that Home Assistant shows."""
    shown: int | None = state_of(hass, COVER, "2-21").attributes.get(ATTR_CURRENT_TILT_POSITION)
    return shown


class Truth:
    """Where the simulated basic shutter is, to hold against it what is shown and what was wanted."""

    def __init__(self, hass: HomeAssistant, simulator: Simulator) -> None:
        self._hass = hass
        self.shutter = simulator.object(Shutter, "2-21")

    def holds(self, target: float | None = None) -> None:
        """Compare positions."""
        assert position(self._hass, "2-21") == round(self.shutter.position)
        if target is not None:
            assert self.shutter.position == pytest.approx(target)

    def tilt_holds(self, target: float) -> None:
        """Compare tilts."""
        assert tilt(self._hass) == round(self.shutter.tilt)
        assert self.shutter.tilt == pytest.approx(target)


@pytest.fixture
def truth(hass: HomeAssistant, simulator: Simulator) -> Truth:
    """Compare with what is true."""
    return Truth(hass, simulator)


async def test_an_advanced_shutter_shows_and_takes_positions(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 3)
    await until(lambda: position(hass, "2-22") == 40)
    assert entry.options[CONF_OBJECTS]["2-22"] == {"traits": {"advanced": 1}}
    await call(hass, SERVICE_SET_COVER_POSITION, "2-22", **{ATTR_POSITION: 75})
    assert simulator.executed[-1] == "*#2*22*#11#001*75##"
    await until(lambda: state_of(hass, COVER, "2-22").state == CoverState.OPENING)
    await until(lambda: position(hass, "2-22") == 75)
    assert state_of(hass, COVER, "2-22").state == CoverState.OPEN
    await call(hass, SERVICE_SET_COVER_POSITION, "2-22", **{ATTR_POSITION: 0})
    assert simulator.executed[-1] == "*2*2*22##"
    await until(lambda: state_of(hass, COVER, "2-22").state == CoverState.CLOSED)


async def test_a_full_run_makes_the_position_of_a_basic_shutter_known(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    await set_up(hass, config_entry(options=options), 3)
    assert position(hass, "2-21") is None
    await call(hass, SERVICE_OPEN_COVER, "2-21")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.OPENING)
    await stands(hass, "2-21")
    assert position(hass, "2-21") == 100
    assert simulator.objects["2-21"].position == 100
    assert simulator.executed == ["*2*1*21##"]
    await call(hass, SERVICE_CLOSE_COVER, "2-21")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.CLOSING)
    await stands(hass, "2-21")
    assert state_of(hass, COVER, "2-21").state == CoverState.CLOSED
    assert simulator.executed == ["*2*1*21##", "*2*2*21##"]


async def test_a_basic_shutter_is_stopped_at_its_position(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    await call(hass, SERVICE_OPEN_COVER, "2-21")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.OPENING)
    await stands(hass, "2-21")
    for target in (50, 80, 30):
        await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: target})
        await moves(hass, "2-21")
        await stands(hass, "2-21")
        truth.holds(target)
    assert simulator.executed.count("*2*0*21##") == 3


async def test_from_an_unknown_position_it_goes_by_the_nearer_end(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 70})
    await until(lambda: simulator.executed == ["*2*1*21##", "*2*2*21##", "*2*0*21##"], 2 * RELAY)
    await stands(hass, "2-21")
    truth.holds(70)


async def test_a_wall_switch_ends_the_way_to_a_position(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    await set_up(hass, config_entry(options=options), 3)
    await call(hass, SERVICE_OPEN_COVER, "2-21")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.OPENING)
    await stands(hass, "2-21")
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 20})
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.CLOSING)
    simulator.objects["2-21"].press("1")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.OPENING)
    await stands(hass, "2-21")
    assert position(hass, "2-21") == 100
    assert "*2*0*21##" not in simulator.executed


async def test_stop_ends_the_way_to_a_position(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    stood(hass, 100)
    truth.shutter.place(100)
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 20})
    await until(lambda: truth.shutter.position < 60)
    await call(hass, SERVICE_STOP_COVER, "2-21")
    await stands(hass, "2-21")
    assert position(hass, "2-21") == 60
    await asyncio.sleep(CLOSING)
    truth.holds()
    assert simulator.executed == ["*2*2*21##", "*2*0*21##"]


async def test_the_position_it_has_already_moves_nothing(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    stood(hass, 35.2)
    await set_up(hass, config_entry(options=options), 3)
    assert position(hass, "2-21") == 35
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 35})
    assert simulator.executed == []


async def test_a_refused_movement_raises_and_leaves_no_course(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    stood(hass, 50)
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError):
        await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 80})
    simulator.objects["2-21"].press("1")
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.OPENING)
    await stands(hass, "2-21")
    assert position(hass, "2-21") == 100
    assert simulator.executed == []


async def test_the_position_by_time_is_kept_while_it_stands(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    entry = config_entry(options=options)
    await set_up(hass, entry, 3)
    await call(hass, SERVICE_CLOSE_COVER, "2-21")
    await moves(hass, "2-21")
    await stands(hass, "2-21")
    assert position(hass, "2-21") == 0
    await hass.config_entries.async_reload(entry.entry_id)
    assert position(hass, "2-21") == 0


@pytest.mark.parametrize("model", ["MyHomeServer1", "MH200N"])
async def test_a_relayed_stop_does_not_end_the_way_to_a_position(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    """These gateways tell a stop 0.1 s after the command, before the movement (protocol.md 4.2)."""
    stood(hass, 100)
    truth.shutter.place(100)
    entry = config_entry(options=options)
    await set_up(hass, entry, 3)
    await settle(hass, simulator)
    told: list[str] = []
    entry.runtime_data.gateway.add_observer(Received(told))
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 50})
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.CLOSING)
    await stands(hass, "2-21")
    assert [frame for frame in told if "1000#" not in frame] == ["*2*0*21##", "*2*2*21##", "*2*0*21##"]
    truth.holds(50)
    assert simulator.executed == ["*2*2*21##", "*2*0*21##"]


@pytest.mark.parametrize("model", ["MyHomeServer1", "MH200N"])
async def test_who_is_sent_back_on_the_way_is_stopped_at_the_new_position(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    """These gateways tell a stop after every command, and a shutter that turns round tells one too."""
    stood(hass, 0)
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 90})
    await until(lambda: simulator.objects["2-21"].position > 55)
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 30})
    await until(lambda: state_of(hass, COVER, "2-21").state == CoverState.CLOSING)
    await stands(hass, "2-21")
    truth.holds(30)
    assert simulator.executed == ["*2*1*21##", "*2*2*21##", "*2*0*21##"]


async def test_who_goes_the_right_way_already_is_only_stopped(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    stood(hass, 0)
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 90})
    await until(lambda: truth.shutter.position > 15)
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 60})
    await stands(hass, "2-21")
    truth.holds(60)
    assert simulator.executed == ["*2*1*21##", "*2*0*21##"]


async def test_a_stop_that_is_refused_is_sent_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    stood(hass, 0)
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 50})
    await until(lambda: truth.shutter.position > 48)
    simulator.faults.nack_next(1)
    await stands(hass, "2-21")
    assert [str(frame) for frame in simulator.received if "*2*0*21##" in str(frame)] != []
    assert 50 < truth.shutter.position < 60
    assert position(hass, "2-21") == round(truth.shutter.position)


async def test_the_position_follows_the_wall_switch(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    stood(hass, 0)
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    wall = simulator.objects["2-21"]
    for what, enough in (("1", lambda: wall.position > 60), ("2", lambda: wall.position < 30)):
        wall.press(what)
        await until(enough)
        wall.press("0")
        await moves(hass, "2-21")
        await stands(hass, "2-21")
        truth.holds()
    assert simulator.executed == []


async def test_a_command_that_waits_for_its_turn_still_ends_at_its_position(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    truth: Truth,
) -> None:
    """On a busy bus a command waits for up to 12 s (gateways.md 13.5): its motor has its time to start after that."""
    stood(hass, 0)
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"2-21": TIMES}, CONF_COMMAND_SESSIONS: 1}), 3)
    await settle(hass, simulator)
    simulator.faults.drop_acks(1)
    blocking = hass.async_create_task(call(hass, SERVICE_OPEN_COVER, "2-22"))
    await until(lambda: simulator.executed == ["*2*1*22##"])
    begin = hass.loop.time()
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 50})
    with pytest.raises(HomeAssistantError):
        await blocking
    await moves(hass, "2-21")
    assert hass.loop.time() - begin > TIMING.start_within
    await stands(hass, "2-21")
    truth.holds(50)


@pytest.mark.parametrize(("motor", "settings"), [("motor_delay: 1.0, run_time: 60", {"start_delay": 1.0})])
async def test_a_motor_that_starts_late_is_given_its_delay(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    stood(hass, 0)
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    for target in (60, 20):
        await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: target})
        await moves(hass, "2-21")
        await stands(hass, "2-21")
        truth.holds(target)


@pytest.mark.parametrize(("motor", "settings"), [(f"slat_share: 50, run_time: {RELAY}", {"slat_share": 50})])
async def test_a_roller_shutter_is_told_apart_from_its_slats(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    stood(hass, 0)
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    shutter = simulator.objects["2-21"]
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 50})
    await moves(hass, "2-21")
    await stands(hass, "2-21")
    # The slats take half of the time, the curtain the other half.
    truth.holds(50)
    await call(hass, SERVICE_CLOSE_COVER, "2-21")
    await moves(hass, "2-21")
    await until(lambda: shutter.position == 0)
    assert shutter.moving == "down"
    await call(hass, SERVICE_STOP_COVER, "2-21")
    await stands(hass, "2-21")
    state = state_of(hass, COVER, "2-21")
    assert (state.state, state.attributes[ATTR_CURRENT_POSITION]) == (CoverState.CLOSED, 0)
    # Its slats are open: it can be closed further, and Home Assistant's page shall offer it.
    assert state.attributes[ATTR_ASSUMED_STATE] is True
    await call(hass, SERVICE_CLOSE_COVER, "2-21")
    await moves(hass, "2-21")
    await stands(hass, "2-21")
    assert ATTR_ASSUMED_STATE not in state_of(hass, COVER, "2-21").attributes


TILTS = (
    CoverEntityFeature.OPEN_TILT
    | CoverEntityFeature.CLOSE_TILT
    | CoverEntityFeature.STOP_TILT
    | CoverEntityFeature.SET_TILT_POSITION
)
BLIND = pytest.mark.parametrize(("motor", "settings"), [(f"slat_time: {SLATS}", {"slat_time": SLATS})])


@BLIND
async def test_the_slats_of_a_blind_are_turned_and_its_curtain_stays(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    options: dict[str, object],
    truth: Truth,
) -> None:
    stood(hass, 60, 100)
    truth.shutter.place(60)
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    assert state_of(hass, COVER, "2-21").attributes[ATTR_SUPPORTED_FEATURES] & TILTS == TILTS
    assert tilt(hass) == 100
    for service, data, target in (
        (SERVICE_SET_COVER_TILT_POSITION, {ATTR_TILT_POSITION: 50}, 50),
        (SERVICE_CLOSE_COVER_TILT, {}, 0),
        (SERVICE_OPEN_COVER_TILT, {}, 100),
    ):
        await call(hass, service, "2-21", **data)
        await moves(hass, "2-21")
        await stands(hass, "2-21")
        truth.tilt_holds(target)
        truth.holds(60)
    assert simulator.executed == ["*2*2*21##", "*2*0*21##", "*2*2*21##", "*2*0*21##", "*2*1*21##", "*2*0*21##"]


@BLIND
async def test_a_blind_whose_tilt_is_unknown_turns_to_the_nearer_end_first(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    simulator.objects["2-21"].place(60)
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    assert tilt(hass) is None
    await call(hass, SERVICE_SET_COVER_TILT_POSITION, "2-21", **{ATTR_TILT_POSITION: 40})
    await until(lambda: simulator.executed == ["*2*2*21##", "*2*1*21##", "*2*0*21##"])
    await stands(hass, "2-21")
    truth.tilt_holds(40)


@BLIND
async def test_a_blind_that_turns_round_takes_the_time_of_its_slats_as_well(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    stood(hass, 80, 0)
    simulator.objects["2-21"].place(80, 0)
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    for target, turned in ((20, 0), (80, 100), (20, 0)):
        await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: target})
        await moves(hass, "2-21")
        await stands(hass, "2-21")
        truth.holds(target)
        assert tilt(hass) == simulator.objects["2-21"].tilt == turned


@BLIND
async def test_slats_are_stopped_on_their_way(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    stood(hass, 0, 0)
    await set_up(hass, config_entry(options=options), 3)
    await call(hass, SERVICE_OPEN_COVER_TILT, "2-21")
    await moves(hass, "2-21")
    await call(hass, SERVICE_STOP_COVER_TILT, "2-21")
    await stands(hass, "2-21")
    assert (position(hass, "2-21"), simulator.objects["2-21"].position) == (0, 0)
    # It turns for as long as the motor takes to stop, and the state for a hundredth of a second to be looked at.
    assert tilt(hass) == round(simulator.objects["2-21"].tilt) == 6
    assert simulator.executed == ["*2*1*21##", "*2*0*21##"]


async def set_number(hass: HomeAssistant, name: str, value: float) -> None:
    """Set a number of the basic shutter."""
    number = entity_id(hass, NUMBER, f"2-21-{name}")
    await hass.services.async_call(
        NUMBER, SERVICE_SET_VALUE, {ATTR_ENTITY_ID: number, ATTR_VALUE: value}, blocking=True
    )


@pytest.mark.usefixtures("all_enabled")
async def test_a_setting_counts_at_once_while_the_shutter_stands(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    stood(hass, 60)
    await set_up(hass, config_entry(options=options), 3)
    assert position(hass, "2-21") == 60
    await set_number(hass, "slat_share", 50)
    assert position(hass, "2-21") == 20
    await set_number(hass, "slat_share", 0)
    assert position(hass, "2-21") == 60


async def test_a_movement_goes_on_as_it_began_when_a_setting_is_changed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object], truth: Truth
) -> None:
    stood(hass, 0)
    await set_up(hass, config_entry(options=options), 3)
    await settle(hass, simulator)
    await call(hass, SERVICE_SET_COVER_POSITION, "2-21", **{ATTR_POSITION: 50})
    await until(lambda: truth.shutter.position > 25)
    await set_number(hass, "opening_time", 20)
    await stands(hass, "2-21")
    truth.holds(50)


@pytest.mark.usefixtures("all_enabled")
async def test_the_features_follow_the_slat_time_without_a_reload(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    stood(hass, 0, 0)
    await set_up(hass, config_entry(options=options), 3)

    def features() -> int:
        shown: int = state_of(hass, COVER, "2-21").attributes[ATTR_SUPPORTED_FEATURES]
        return shown & TILTS

    assert features() == 0
    assert tilt(hass) is None
    with pytest.raises(ServiceNotSupported):
        await call(hass, SERVICE_OPEN_COVER_TILT, "2-21")
    await set_number(hass, "slat_time", 1.5)
    assert features() == TILTS
    assert tilt(hass) == 0
    await set_number(hass, "slat_time", 0)
    assert features() == 0
    assert simulator.executed == []


async def test_an_advanced_shutter_has_no_tilt(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    known: dict[str, object] = {"slat_time": 2.0, "traits": {"advanced": 1}}
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"2-22": known}}), 3)
    await until(lambda: position(hass, "2-22") == 40)
    assert state_of(hass, COVER, "2-22").attributes[ATTR_SUPPORTED_FEATURES] & TILTS == 0
    with pytest.raises(ServiceNotSupported):
        await call(hass, SERVICE_OPEN_COVER_TILT, "2-22")


@pytest.mark.parametrize(("motor", "settings"), [(f"slat_time: {SLATS}", {"slat_time": SLATS})])
async def test_way_and_tilt_survive_a_restart(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, options: dict[str, object]
) -> None:
    stood(hass, 44.5, 25)
    entry = config_entry(options=options)
    await set_up(hass, entry, 3)
    for _ in range(2):
        assert (position(hass, "2-21"), tilt(hass)) == (44, 25)
        await hass.config_entries.async_reload(entry.entry_id)
