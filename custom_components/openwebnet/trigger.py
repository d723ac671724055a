"""The trigger `openwebnet.frame_received`: a frame of the bus, for what has no entity.

A trigger outlives a reload of its gateway: it follows the gateways that are loaded.
"""

from collections.abc import Callable
from typing import Any, Final, cast, override

import probatio
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_OPTIONS
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import Trigger, TriggerActionRunner, TriggerConfig, TriggerNotTriggeredReporter
from homeassistant.helpers.typing import ConfigType

from .coordinator import OpenWebNetConfigEntry
from .follow import follow_gateways
from .objects.key import ObjectKey
from .own import BaseMessage, Dimension, InvalidTag, What, Where, Who
from .own.items import BaseItem
from .own.observer import GatewayObserver, Way

FRAME_RECEIVED: Final = "frame_received"

CONF_WHO: Final = "who"
CONF_WHAT: Final = "what"
CONF_WHERE: Final = "where"
CONF_DIMENSION: Final = "dimension"
CONF_DIRECTION: Final = "direction"

RECEIVED: Final = "received"
SENT: Final = "sent"
_WAYS: Final = {RECEIVED: Way.EVENT, SENT: Way.SENT}
"""What a gateway answers to a question is neither: the question was ours, and what it asks for is shown already."""


def _tag(kind: type[Who | What | Where | Dimension]) -> Callable[[object], str]:
    def check(value: object) -> str:
        text = cv.string(value).strip()
        try:
            kind(text)
        except (ValueError, InvalidTag) as error:
            raise probatio.Invalid(f"{text!r} is no {kind.__name__.upper()}") from error
        return text

    return check


_OPTIONS: Final[dict[probatio.Marker, Any]] = {
    probatio.Optional(CONF_WHO): _tag(Who),
    probatio.Optional(CONF_WHAT): _tag(What),
    probatio.Optional(CONF_WHERE): _tag(Where),
    probatio.Optional(CONF_DIMENSION): _tag(Dimension),
    probatio.Optional(CONF_DIRECTION, default=RECEIVED): probatio.All(
        probatio.EnsureList(), probatio.Length(min=1), [probatio.In(list(_WAYS))]
    ),
    probatio.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
}
_SCHEMA: Final = probatio.Schema({probatio.Required(CONF_OPTIONS, default=dict): _OPTIONS})


class _Listener(GatewayObserver):
    """Hands frames to a function."""

    def __init__(self, listener: Callable[[Way, BaseMessage], None]) -> None:
        self._listener: Final = listener

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        self._listener(way, message)


class FrameReceivedTrigger(Trigger):
    """Runs for each frame that is as its options want it."""

    @override
    @classmethod
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        return cast("ConfigType", _SCHEMA(config))

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take the options."""
        super().__init__(hass, config)
        options: dict[str, Any] = config.options or {}
        self._entry_id: Final[str | None] = options.get(ATTR_CONFIG_ENTRY_ID)
        directions: list[str] = options[CONF_DIRECTION]
        self._directions: Final = {_WAYS[direction]: direction for direction in directions}
        self._who: Final[str | None] = options.get(CONF_WHO)
        self._what: Final[str | None] = options.get(CONF_WHAT)
        self._dimension: Final[str | None] = options.get(CONF_DIMENSION)
        self._where: Final = Where(options[CONF_WHERE]) if CONF_WHERE in options else None

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: TriggerNotTriggeredReporter | None = None
    ) -> CALLBACK_TYPE:
        @callback
        def attach(entry: OpenWebNetConfigEntry) -> CALLBACK_TYPE:
            if self._entry_id not in (None, entry.entry_id):
                return lambda: None
            return self._listen(entry, run_action)

        return follow_gateways(self._hass, attach)

    def _listen(self, entry: OpenWebNetConfigEntry, run_action: TriggerActionRunner) -> CALLBACK_TYPE:
        @callback
        def on_frame(way: Way, message: BaseMessage) -> None:
            direction = self._directions.get(way)
            if direction is not None and self._is_wanted(message):
                payload = {ATTR_CONFIG_ENTRY_ID: entry.entry_id, CONF_DIRECTION: direction, **_told(message)}
                run_action(payload, f"frame {message} {direction}")

        return entry.runtime_data.gateway.add_observer(_Listener(on_frame))

    def _is_wanted(self, message: BaseMessage) -> bool:
        return (
            (self._who is None or message.who == self._who)
            and _is_address(message, self._where)
            and _is_tag(message.what, self._what)
            and _is_tag(message.dimension, self._dimension)
        )


def _is_address(message: BaseMessage, wanted: Where | None) -> bool:
    """Tell whether a frame has an address, in whatever spelling: `12` and `0102` are the same light."""
    if wanted is None or message.where == wanted:
        return True
    if message.who is None or message.where is None:
        return False
    try:
        return ObjectKey.at(message.who, message.where) == ObjectKey.at(message.who, wanted)
    except KeyError:
        return False


def _is_tag(tag: What | Dimension | None, wanted: str | None) -> bool:
    """Tell whether a tag is as wanted; parameters count only where they are wanted."""
    return wanted is None or (tag is not None and wanted in (str(tag), tag.tag))


def _told(message: BaseMessage) -> dict[str, Any]:
    """Return what an automation can use of a frame."""
    return {
        "frame": str(message),
        CONF_WHO: None if message.who is None else message.who.value,
        CONF_WHAT: None if message.what is None else str(message.what),
        CONF_WHERE: None if message.where is None else str(message.where),
        CONF_DIMENSION: None if message.dimension is None else str(message.dimension),
        "values": list(message.values),
    }


_TRIGGERS: Final[dict[str, type[Trigger]]] = {FRAME_RECEIVED: FrameReceivedTrigger}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers, by name."""
    return _TRIGGERS
