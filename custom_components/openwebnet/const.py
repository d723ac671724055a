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
    Platform.CLIMATE,
    Platform.COVER,
    Platform.EVENT,
    Platform.LIGHT,
    Platform.NUMBER,
    Platform.SCENE,
    Platform.SENSOR,
    Platform.SWITCH,
)

CONF_ADD_AUTOMATICALLY: Final = "add_automatically"
CONF_IGNORED: Final = "ignored"
"""Keys of the objects that the user removed: a list in the entry's options."""
CONF_COMMAND_SESSIONS: Final = "command_sessions"
"""Command sessions at the same time; absent: what the model takes."""
CONF_COMMAND_GAP: Final = "command_gap"
"""Milliseconds between two frames; absent: what the model takes."""
CONF_OBJECTS: Final = "objects"
"""The objects and their settings: `<WHO>-<WHERE>` -> settings, in the entry's options."""
CONF_TRAITS: Final = "traits"
"""What an object has shown itself to be; one of its settings."""
CONF_OPENING_TIME: Final = "opening_time"
CONF_CLOSING_TIME: Final = "closing_time"
DEFAULT_TRAVEL_TIME: Final = 25.0
"""Seconds from one end to the other, until the user says better."""
