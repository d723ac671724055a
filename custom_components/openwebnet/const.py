"""Names that more than one file of the integration needs."""

from typing import Final

from homeassistant.const import Platform

DOMAIN: Final = "openwebnet"
DEFAULT_PORT: Final = 20000
DEFAULT_PASSWORD: Final = "12345"  # noqa: S105 - the factory setting of the gateways, printed in their manuals
MANUFACTURER: Final = "BTicino / Legrand"

PLATFORMS: Final = (
    Platform.ALARM_CONTROL_PANEL,
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CLIMATE,
    Platform.COVER,
    Platform.EVENT,
    Platform.FAN,
    Platform.LIGHT,
    Platform.LOCK,
    Platform.MEDIA_PLAYER,
    Platform.NUMBER,
    Platform.SCENE,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.VALVE,
)

CONF_ADD_AUTOMATICALLY: Final = "add_automatically"
CONF_IGNORED: Final = "ignored"
"""Keys of the objects that the user removed: a list in the entry's options."""
CONF_COMMAND_SESSIONS: Final = "command_sessions"
"""Command sessions at the same time; absent: what the model takes."""
CONF_KEEP_CLOCK: Final = "keep_clock"
CONF_FILL_GAPS: Final = "fill_gaps"
"""Whether the gateway's clock is set by Home Assistant's; off by default."""
SOURCE_NAMES: Final = ("source_1", "source_2", "source_3", "source_4")
"""Names of the four sources of sound; options of the entry, absent where nobody has named one."""
HEATING_PROGRAMS: Final = {f"program_{number}": number for number in range(1, 4)}
HEATING_SCENARIOS: Final = {f"scenario_{number}": number for number in range(1, 17)}
"""What heating control units can run; a person may name each: options of the entry, absent where nobody has."""
CONF_COMMAND_GAP: Final = "command_gap"
"""Milliseconds between two frames; absent: what the model takes."""
CONF_OBJECTS: Final = "objects"
"""The objects and their settings: `<WHO>-<WHERE>` -> settings, in the entry's options."""
CONF_WHERE: Final = "where"
"""How the gateway spells the address of an object, where that is not canonical; one of its settings."""
CONF_TRAITS: Final = "traits"
"""What an object has shown itself to be; one of its settings."""
CONF_USED_AS: Final = "used_as"
"""What a switching actuator of WHO 1 switches; absent: a light."""
USED_AS_LIGHT: Final = "light"
USED_AS_SWITCH: Final = "switch"
USED_AS_OUTLET: Final = "outlet"
USED_AS_FAN: Final = "fan"
USED_AS_LOCK: Final = "lock"
USED_AS_VALVE: Final = "valve"
USES: Final = (USED_AS_LIGHT, USED_AS_SWITCH, USED_AS_OUTLET, USED_AS_FAN, USED_AS_LOCK, USED_AS_VALVE)
CONF_MEMBERS: Final = "members"
"""Keys of the members of a group; absent: those that the bus tells of."""
CONF_VIRTUAL: Final = "virtual"
"""Virtual actuators: `<WHO>-<WHERE>` -> what each does, in the entry's options."""
VIRTUAL_DOMAINS: Final = (
    "light",
    "switch",
    "fan",
    "cover",
    "input_boolean",
    "script",
    "scene",
    "group",
    "media_player",
    "climate",
    "humidifier",
)
"""What a virtual actuator can drive: covers, scenes, and all that can be turned on and off."""
CONF_FOLLOWS_ALL: Final = "follows_all"
"""Whether a virtual actuator does what its area and all are told; one of its settings."""
CONF_UNLOCK_TIME: Final = "unlock_time"
"""Seconds that a lock is unlocked for: 0.5, or whole ones up to `LONGEST_UNLOCK_TIME`."""
SHORTEST_UNLOCK_TIME: Final = 0.5
LONGEST_UNLOCK_TIME: Final = 10
DEFAULT_UNLOCK_TIME: Final = 1.0
CONF_OPEN_FOR: Final = "open_for"
"""Minutes after which the actuator closes a valve by itself; 0 for never."""
LONGEST_OPEN_FOR: Final = 720
DEFAULT_OPEN_FOR: Final = 60
CONF_MOTION_TIME: Final = "motion_time"
"""Seconds after which a motion is over, of a sensor that tells neither its end nor its own time."""
SHORTEST_MOTION_TIME: Final = 5
LONGEST_MOTION_TIME: Final = 3600
CONF_LOCK_CODE: Final = "lock_code"
"""What Home Assistant asks for before it unlocks anything of a gateway; one of the entry's options."""
CONF_INVERTED: Final = "inverted"
"""Whether a contact says no when it is closed."""
CONF_COLOUR: Final = "colour"
"""Whether a lamp's colour and white temperature are shown; some gateways tell colours of lamps that have none."""
CONF_FADING: Final = "fading"
"""How a dimmer takes the time of a transition."""
FADING_LEVELS: Final = "levels"
"""By levels that are written one after the other; what counts where nothing was chosen."""
FADING_SPEED: Final = "speed"
"""By its own speed, in a unit that nobody has documented."""
FADINGS: Final = (FADING_LEVELS, FADING_SPEED)
CONF_MODES: Final = "modes"
"""What a zone or a central unit can do; the bus does not tell."""
MODES: Final = ("heat_cool", "heat", "cool")
CONF_DEVICE_CLASS: Final = "device_class"
"""What a contact watches: a device class of Home Assistant's binary sensors."""
CONF_OPENING_TIME: Final = "opening_time"
CONF_CLOSING_TIME: Final = "closing_time"
CONF_START_DELAY: Final = "start_delay"
"""Seconds from the frame that tells of a shutter's movement to its motor turning."""
CONF_SLAT_SHARE: Final = "slat_share"
"""Percent of a roller shutter's way in which only its slats move."""
CONF_SLAT_TIME: Final = "slat_time"
"""Seconds in which the slats of a venetian blind turn; 0 for none."""
CONF_OPENING_HALF: Final = "opening_half"
"""Percent that a shutter is open after half of its opening time; absent: as a motor that moves evenly leaves it."""
CONF_CLOSING_HALF: Final = "closing_half"
"""The same of its closing time."""
LOWEST_HALF: Final = 25
HIGHEST_HALF: Final = 75
CALIBRATE_COVER: Final = "calibrate_cover"
"""The action that measures how long covers take."""
SHORTEST_TRAVEL_TIME: Final = 1.0
LONGEST_TRAVEL_TIME: Final = 300.0
DEFAULT_TRAVEL_TIME: Final = 25.0
"""Seconds from one end to the other, until the user says better."""
