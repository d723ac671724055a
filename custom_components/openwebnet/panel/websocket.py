"""The commands of the page. All are for administrators; what one may say is checked by its schema."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import probatio
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_AREA_ID, ATTR_CONFIG_ENTRY_ID, CONF_NAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, device_registry as dr, entity_registry as er

from ..const import CONF_USED_AS, DOMAIN, USES
from ..coordinator import Coordinator, OpenWebNetConfigEntry
from ..identify.identify import async_identify
from ..objects.key import ObjectKey
from ..own.items import Automation, BaseItem, Light
from ..own.journal import meaning
from ..own.observer import Way
from ..services import ASKING, read_frame
from . import actions, list_plan, settings, undo
from .feed import Feed
from .frames import key_of, outcome, record
from .name_list import MAX_SIZE, MAX_TEXT, BrokenList

LAST_FRAMES: Final = 30
"""Frames of an object that its details show."""
_FEEDS: Final = f"{DOMAIN}_feeds"

type Message = dict[str, Any]
type Handler = Callable[[HomeAssistant, ActiveConnection, Message], Awaitable[object]]


def _key(value: object) -> ObjectKey:
    try:
        return ObjectKey.parse(value)
    except ValueError as error:
        raise probatio.Invalid(str(error)) from error


_GATEWAY: Final = {probatio.Required(ATTR_CONFIG_ENTRY_ID): cv.string}
_OBJECT: Final = {**_GATEWAY, probatio.Required("key"): _key}
_OBJECTS: Final = {**_GATEWAY, probatio.Required("keys"): probatio.All([_key], probatio.Length(min=1, max=1000))}
_LIST: Final = {**_GATEWAY, probatio.Required("text"): probatio.All(str, probatio.Length(max=MAX_SIZE))}
_FRAME: Final = {**_GATEWAY, probatio.Required("frame"): probatio.All(str, probatio.Length(min=1, max=1024))}
_VALUES: Final = {cv.string: probatio.Any(bool, int, float, str)}

_COMMANDS: Final[list[tuple[str, dict[Any, Any], Handler]]] = []


def _command(name: str, schema: dict[Any, Any]) -> Callable[[Handler], Handler]:
    """Make a function a command; what it returns is the answer."""

    def note(handler: Handler) -> Handler:
        _COMMANDS.append((f"{DOMAIN}/{name}", schema, handler))
        return handler

    return note


@callback
def register_commands(hass: HomeAssistant) -> None:
    """Let pages call the commands."""
    for name, schema, handler in _COMMANDS:
        websocket_api.async_register_command(hass, _as_command(name, schema, handler))
    websocket_api.async_register_command(hass, _subscribe)
    websocket_api.async_register_command(hass, _acknowledge)


def _as_command(name: str, schema: dict[Any, Any], handler: Handler) -> Any:  # noqa: ANN401 - Home Assistant marks it
    async def answer(hass: HomeAssistant, connection: ActiveConnection, message: Message) -> None:
        try:
            result = await handler(hass, connection, message)
        except HomeAssistantError as error:
            # A person reads it on the page; it is nothing for the log.
            connection.send_error(
                message["id"],
                websocket_api.ERR_HOME_ASSISTANT_ERROR,
                str(error),
                error.translation_key,
                error.translation_domain,
                error.translation_placeholders,
            )
        else:
            connection.send_result(message["id"], result)

    answer.__name__ = name
    decorated = websocket_api.require_admin(websocket_api.async_response(answer))
    return websocket_api.websocket_command({probatio.Required("type"): name, **schema})(decorated)


# Looking on ----------------------------------------------------------------------------------------------------


@websocket_api.websocket_command({probatio.Required("type"): f"{DOMAIN}/subscribe"})
@websocket_api.require_admin
@callback
def _subscribe(hass: HomeAssistant, connection: ActiveConnection, message: Message) -> None:
    """Tell the plant and the frames until the page goes away."""
    number = message["id"]

    @callback
    def send(told: dict[str, Any]) -> None:
        # The page does not get to know the number otherwise, and acknowledges by it.
        connection.send_message(websocket_api.event_message(number, {"feed": number, **told}))

    feed = Feed(hass, send)
    feeds = hass.data.setdefault(_FEEDS, {})
    feeds[connection, number] = feed
    connection.send_result(number)
    stop = feed.start()

    @callback
    def end() -> None:
        stop()
        feeds.pop((connection, number), None)

    connection.subscriptions[number] = end


@websocket_api.websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/acknowledge",
        probatio.Required("subscription"): int,
        probatio.Required("seq"): int,
    }
)
@websocket_api.require_admin
@callback
def _acknowledge(hass: HomeAssistant, connection: ActiveConnection, message: Message) -> None:
    feed = hass.data.get(_FEEDS, {}).get((connection, message["subscription"]))
    if feed is not None:
        feed.acknowledge(message["seq"])
    connection.send_result(message["id"])


# What a command is about ---------------------------------------------------------------------------------------


def _entry(hass: HomeAssistant, message: Message) -> OpenWebNetConfigEntry:
    """Return the gateway of a command. Raises `ServiceValidationError` where there is none."""
    entry = hass.config_entries.async_get_entry(message[ATTR_CONFIG_ENTRY_ID])
    if entry is None or entry.domain != DOMAIN:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_gateway")
    return entry


def _coordinator(hass: HomeAssistant, message: Message) -> Coordinator:
    """Return the running gateway of a command. Raises `HomeAssistantError` where it does not run."""
    entry = _entry(hass, message)
    if entry.state is not ConfigEntryState.LOADED:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="not_loaded",
            translation_placeholders={"name": entry.title},
        )
    return entry.runtime_data


def _item(coordinator: Coordinator, key: ObjectKey) -> BaseItem:
    """Return the object of a command. Raises `ServiceValidationError` for one that nobody knows."""
    item = coordinator.objects.item_of(key)
    if item is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_object", translation_placeholders={"name": key.address}
        )
    return item


def _name(hass: HomeAssistant, coordinator: Coordinator, key: ObjectKey) -> str:
    device = dr.async_get(hass).async_get_device_by_identifier(
        key.identifier(coordinator.gateway_id), coordinator.entry.entry_id
    )
    return (device.name_by_user or device.name if device is not None else None) or key.address


# Objects -------------------------------------------------------------------------------------------------------


@_command("details", _OBJECT)
async def _details(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Tell all about one object: its entities, its settings, what was said of it lately."""
    coordinator = _coordinator(hass, message)
    key: ObjectKey = message["key"]
    item = _item(coordinator, key)
    journal = coordinator.gateway.journal
    entities = [
        {"entity_id": one.entity_id, "is_disabled": one.disabled_by is not None, "category": one.entity_category}
        for one in er.async_entries_for_config_entry(er.async_get(hass), coordinator.entry.entry_id)
        if key.owns(coordinator.gateway_id, one.unique_id)
    ]
    frames = [record(one.at, one.way, one.message, None) for one in journal.frames]
    asked = [
        {"at": round(one.at, 3), "frame": str(one.message), "meaning": meaning(one.message), **outcome(one)}
        for one in (*journal.commands, *journal.requests)
        if key_of(one.message) == key
    ]
    return {
        "entities": entities,
        "settings": settings.fields(coordinator, item),
        "frames": [frame for frame in frames if frame.get("key") == key][-LAST_FRAMES:],
        "exchanges": sorted(asked, key=lambda one: one["at"])[-LAST_FRAMES:],
    }


@_command("set", {**_OBJECTS, probatio.Required("settings"): _VALUES})
async def _set(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Set one or more objects; all or none."""
    coordinator = _coordinator(hass, message)
    items = [_item(coordinator, key) for key in message["keys"]]
    checked = [(item, settings.check(coordinator, item, message["settings"])) for item in items]
    for item, values in checked:
        settings.apply(coordinator, item, values)
    return {"changed": len(checked)}


@_command(
    "copy_settings",
    {
        **_OBJECTS,
        probatio.Required("source"): _key,
        probatio.Optional("names"): [cv.string],
        probatio.Required("preview"): bool,
    },
)
async def _copy(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Set objects as another one is; or only tell what that would change."""
    coordinator = _coordinator(hass, message)
    source = _item(coordinator, message["source"])
    targets = [_item(coordinator, key) for key in message["keys"] if key != message["source"]]
    changes = settings.changes(coordinator, source, targets, message.get("names"))
    if not message["preview"]:
        for target in targets:
            values = {one["name"]: one["new"] for one in changes if one["key"] == ObjectKey.of(target)}
            if values:
                settings.apply(coordinator, target, values)
    return {"changes": changes}


@_command(
    "add",
    {
        **_OBJECT,
        probatio.Optional(CONF_NAME): probatio.All(str, probatio.Length(max=MAX_TEXT)),
        probatio.Optional(ATTR_AREA_ID): probatio.Any(str, None),
        probatio.Optional(CONF_USED_AS): probatio.In(USES),
    },
)
async def _add(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Add an object that waits."""
    values = {CONF_USED_AS: message[CONF_USED_AS]} if CONF_USED_AS in message else {}
    actions.add_object(
        hass,
        _entry(hass, message),
        message["key"],
        {},
        values,
        name=message.get(CONF_NAME, "").strip() or None,
        area_id=message.get(ATTR_AREA_ID),
    )
    return {}


@_command("ignore", _OBJECTS)
async def _ignore(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Drop objects until somebody takes them back."""
    actions.ignore_objects(hass, _entry(hass, message), message["keys"])
    return {}


@_command("restore", _OBJECTS)
async def _restore(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Take ignored objects back."""
    actions.restore_objects(hass, _entry(hass, message), message["keys"])
    return {}


@_command("identify", _OBJECT)
async def _identify(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Let an actuator show where it is."""
    coordinator = _coordinator(hass, message)
    key: ObjectKey = message["key"]
    item = _item(coordinator, key)
    if not isinstance(item, Light | Automation):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="invalid_value", translation_placeholders={"name": key.address}
        )
    await coordinator.run_until_stopped(async_identify(coordinator, item, _name(hass, coordinator, key)))
    return {}


# Lists ---------------------------------------------------------------------------------------------------------


@_command("list/preview", _LIST)
async def _preview(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Tell what would become of each row of a list."""
    return {"rows": [step.as_json() for step in _planned(hass, message)]}


@_command("list/apply", {**_LIST, probatio.Optional("lines"): [int]})
async def _apply(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Take a list over, or some of its lines."""
    lines = message.get("lines")
    steps = [step for step in _planned(hass, message) if lines is None or step.row.line in lines]
    changed, before = list_plan.apply(hass, _entry(hass, message), steps)
    return {"changed": changed, "undo": before.as_json()}


@_command("undo", dict(undo.SCHEMA))
async def _undo(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Give devices the names and areas back that they had before a list, or before they were given by area."""
    return {"changed": undo.give_back(hass, undo.Undo.of(message))}


def _planned(hass: HomeAssistant, message: Message) -> list[list_plan.Step]:
    try:
        return list_plan.plan(hass, _entry(hass, message), message["text"])
    except BrokenList as error:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="broken_list") from error


@_command("list/export", _GATEWAY)
async def _export(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Return the plant as a list."""
    return {"text": list_plan.as_csv(hass, _entry(hass, message))}


# The bus -------------------------------------------------------------------------------------------------------


@_command("frame/describe", _FRAME)
async def _describe(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Tell what a frame would do."""
    frame = read_frame(message["frame"])
    return {**record(0, Way.SENT, frame, None), "frame": str(frame), "asks": frame.type in ASKING}


@_command("frame/send", _FRAME)
async def _send(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Send a frame as it is."""
    return await actions.send_frame(_coordinator(hass, message), read_frame(message["frame"]))


@_command("gateway", _GATEWAY)
async def _gateway(hass: HomeAssistant, _: ActiveConnection, message: Message) -> object:
    """Tell how it stands with the sessions of a gateway, and how it was lately."""
    coordinator = _coordinator(hass, message)
    gateway = coordinator.gateway
    journal = gateway.journal
    sessions = gateway.sessions
    return {
        "state": gateway.state.value,
        "event_session": sessions.event,
        "command_sessions": sessions.command,
        "busy_sessions": sessions.busy,
        "most_sessions": gateway.profile.command_sessions,
        "gap": gateway.profile.gap,
        "waiting": gateway.waiting,
        "answer_time": gateway.answer_time,
        "reconnections": gateway.reconnections,
        "counts": {way.value: count for way, count in journal.counts.items()},
        "history": [
            {
                "at": change.at.timestamp(),
                "state": change.state.value,
                "problem": change.problem.value if change.problem is not None else None,
            }
            for change in coordinator.connections
        ],
    }
