"""Gateway models and how each behaves, as data. The gateway's code has no model's name in it.

Sources: gateways.md 1 to 9 and 13.10, protocol.md 2.6, 2.8 and 5, and sessions.jsonl in tests/simulator/facts. A fact
about one firmware never transfers to another; where nothing is known of a model, the row takes the common value. The
numbers of event sessions and what a full gateway does are assumed throughout: nobody has measured them.
"""

from dataclasses import replace
from types import MappingProxyType

from .auth import Auth
from .behaviour import (
    CONFIRMED,
    WHOS,
    Ack,
    AnswersOn,
    Ask,
    ClockForm,
    GroupOrder,
    Model,
    Translations,
    WhenFull,
    ZoneAnswer,
)

# F454, F453AV: a command to a point is acknowledged on an empty bus, a broadcast one is not; a general request is
# acknowledged at once (sessions.jsonl, suite lights-area0).
QUEUES = MappingProxyType({**CONFIRMED, Ask.COMMAND: Ack.QUEUED, Ask.GENERAL: Ack.QUEUED})
QUEUES_COMMANDS = MappingProxyType({**CONFIRMED, Ask.COMMAND: Ack.QUEUED})
QUEUES_GENERAL = MappingProxyType({**CONFIRMED, Ask.GENERAL: Ack.QUEUED})

NUMERIC = frozenset((Auth.NONE, Auth.OPEN))

# Sound: switching "on with a given source" waits for somebody, everything else of WHO 22 does not (sessions.jsonl,
# sound-who22).
SOUND_ON_WITH_SOURCE = (r"\*22\*35#.*", Ack.CONFIRMED)

F454 = Model(
    name="F454",
    auth=Auth.OPEN,
    command_sessions=4,
    event_sessions=4,
    when_full=WhenFull.NACK,
    command_idle=30.0,
    event_idle=0.0,
    ack=QUEUES,
    # A tuner is told without waiting, an amplifier has to be there (sessions.jsonl, sound-who16-source).
    ack_of_who=MappingProxyType({(16, Ask.COMMAND): Ack.CONFIRMED, (16, Ask.REQUEST): Ack.ALWAYS}),
    ack_of_frame=(
        (r"\*16\*10[12]\*10\d##|\*#16\*10\d\*#6\*.*", Ack.QUEUED),
        SOUND_ON_WITH_SOURCE,
    ),
    silent_whos=MappingProxyType({4: 67.0}),
    routes=WHOS - {8},
    # Reported of plants that mostly have this gateway (gateways.md 13.3); assumed of its relatives that acknowledge a
    # general request at once.
    cuts_general_requests=True,
    translations=Translations.OTHERS,
    group_order=GroupOrder.AFTER,
    clock=ClockForm.WRITES_AT_MINUTE,
    object_model=51,
    firmware="2.0.51",
)

# SHA-1 and zone answers on events: protocol.md 2.6 and 5.3. The rest is assumed to be as on an F454.
F455 = replace(
    F454,
    name="F455",
    auth=Auth.SHA1,
    command_idle=120.0,
    event_age=3600.0,
    silent_whos=MappingProxyType({}),
    answers=MappingProxyType({4: AnswersOn.EVENT}),
    routes=WHOS - {5, 8, 16, 22},
    object_model=8,
    firmware="1.0.1",
)

# Takes every WHO 18 frame it routes (sessions.jsonl, energy-ts10); otherwise "everything as documented" (gateways.md
# 13.10).
F459 = replace(
    F454,
    name="F459",
    auth=Auth.SHA256,
    command_idle=120.0,
    event_idle=105.0,
    ack=QUEUES_COMMANDS,
    ack_of_who=MappingProxyType({**F454.ack_of_who, (18, Ask.REQUEST): Ack.ALWAYS}),
    cuts_general_requests=False,
    ack_local_bus=MappingProxyType({Ask.BROADCAST: Ack.QUEUED}),
    silent_whos=MappingProxyType({}),
    object_model=65,
    firmware="2.1.5",
)

# No light, no energy, no sound (BACnet). What else it routes is assumed.
F450 = replace(
    F454,
    name="F450",
    command_idle=120.0,
    routes=WHOS - {1, 8, 18, 22},
    silent_whos=MappingProxyType({}),
    object_model=0,
    firmware="2.0.10",
)

F453AV = replace(
    F454,
    name="F453AV",
    auths=NUMERIC,
    command_sessions=1,
    event_sessions=2,
    when_full=WhenFull.CLOSE,
    command_idle=120.0,
    event_idle=105.0,
    silent_whos=MappingProxyType({}),
    device_type=12,
    object_model=12,
    firmware="3.0.14",
)

# Answers of 100-380 ms are not simulated; HMAC as in gateways.md 13.10.
F461 = replace(
    F454,
    name="F461",
    group_summary=True,
    zone_answer=ZoneAnswer.SHORT,
    auth=Auth.SHA256,
    command_idle=120.0,
    event_idle=105.0,
    silent_whos=MappingProxyType({}),
    object_model=134,
    firmware="2.0.11",
)

MYHOMESERVER1 = Model(
    name="MyHomeServer1",
    auth=Auth.SHA256,
    command_sessions=4,
    event_sessions=4,
    when_full=WhenFull.NACK,
    command_idle=30.0,
    closes_on_selector=True,
    ack=QUEUES_GENERAL,
    # Heating commands are acknowledged on an empty bus, energy requests without an answer (sessions.jsonl).
    ack_of_who=MappingProxyType(
        {(4, Ask.COMMAND): Ack.QUEUED, (18, Ask.REQUEST): Ack.ALWAYS, (22, Ask.COMMAND): Ack.QUEUED}
    ),
    ack_of_frame=(SOUND_ON_WITH_SOURCE,),
    routes=WHOS - {3, 8},
    translations=Translations.ALL,
    group_order=GroupOrder.BEFORE,
    relayed_stop=0.10,
    # Field tested (FB, protocol.md 4.4); through a central unit, firmware takes it (sessions.jsonl, thermo-ts10).
    manual_heating=False,
    clock=ClockForm.WRITES_EVERY_SECOND,
    object_model=67,
    firmware="2.82.6",
)

MH200 = Model(
    name="MH200",
    auth=Auth.OPEN,
    auths=NUMERIC,
    command_sessions=1,
    event_sessions=2,
    when_full=WhenFull.CLOSE,
    ack=QUEUES,
    routes=WHOS - {8, 25},
    cen_releases=False,
    clock=ClockForm.TIME,
    zone_form="",
    device_type=4,
    object_model=4,
    firmware="2.1.0",
)

MH200N = replace(
    MH200,
    name="MH200N",
    command_idle=30.0,
    # A press has to be heard by somebody (sessions.jsonl, who25-messages).
    ack_of_who=MappingProxyType({(25, Ask.COMMAND): Ack.CONFIRMED}),
    # gateways.md 2; heating, energy and sound pass when their translator runs, which it does where there is such a
    # plant: live captures show all three.
    routes=frozenset((0, 1, 2, 14, 15, 25, 1000, 13, 1001, 1004, 1005, 1008, 1013, 1018, 1022, 1027)),
    translators=frozenset((4, 16, 18)),
    repeats_sound=True,
    cen_releases=True,
    relayed_stop=0.10,
    zone_form="*ZZZ",
    device_type=44,
    object_model=44,
    firmware="1.1.8",
)

MH201 = Model(
    name="MH201",
    auth=Auth.OPEN,
    auths=NUMERIC,
    command_sessions=1,
    event_sessions=2,
    when_full=WhenFull.CLOSE,
    command_idle=150.0,
    event_idle=0.0,
    event_age=3480.0,
    keep_alive_nack=True,
    ack=QUEUES_COMMANDS,
    answers=MappingProxyType({1: AnswersOn.EVENT}),
    echoes_requests=True,
    routes=WHOS - {8},
    zone_form="*",
    object_model=0,
    firmware="3.3.6",
)

MH202 = Model(
    name="MH202",
    auth=Auth.OPEN,
    ack=QUEUES_COMMANDS,
    command_sessions=2,
    event_sessions=2,
    when_full=WhenFull.CLOSE,
    ack_of_who=MappingProxyType({(1, Ask.REQUEST): Ack.ALWAYS, (18, Ask.REQUEST): Ack.ALWAYS}),
    ack_local_bus=CONFIRMED,
    routes=WHOS - {8},
    # A probe's temperature may be asked of an empty bus (sessions.jsonl, thermo-ts10).
    ack_of_frame=((r"\*#4\*[^*]*\*15#.*", Ack.ALWAYS),),
    swallows=frozenset((15, 25)),
    normalises_area_0=True,
    alarm_system="0",
    bare_set_point=True,
    always_remarks=True,
    translations=Translations.ALL,
    echoes_writes=True,
    shows_nacks=True,
    extra_dimension_13=True,
    clock=ClockForm.BOTH_IN_ONE,
    object_model=5,
    firmware="1.0.24",
)

# A touch screen, added as a second gateway for alarm, auxiliaries and sound (gateways.md 13.10); how it acknowledges
# and routes the rest is assumed, as is its firmware's number.
H4890 = Model(
    name="H4890",
    auth=Auth.OPEN,
    auths=NUMERIC,
    command_sessions=1,
    event_sessions=2,
    when_full=WhenFull.CLOSE,
    ack=QUEUES_COMMANDS,
    routes=WHOS - {8},
    repeats_sound=True,
    alarm_system="0",
    object_model=30,
    firmware="1.0.0",
)

MODELS: MappingProxyType[str, Model] = MappingProxyType(
    {
        model.name: model
        for model in (
            MH200,
            MH200N,
            MH201,
            MH202,
            F450,
            F453AV,
            F454,
            F455,
            F459,
            F461,
            H4890,
            MYHOMESERVER1,
        )
    },
)
DEFAULT_MODEL = F454.name


def model_named(name: str) -> Model | None:
    """Find a model, however it is capitalised."""
    return next((model for key, model in MODELS.items() if key.lower() == name.lower()), None)
