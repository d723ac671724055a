"""The actions beside those of the entities' platforms."""

import datetime as dt
from collections.abc import Collection
from functools import partial
from typing import Any, Final, Protocol, cast

import probatio
from homeassistant.components.climate import DOMAIN as CLIMATE_DOMAIN
from homeassistant.components.cover import DOMAIN as COVER_DOMAIN
from homeassistant.components.fan import DOMAIN as FAN_DOMAIN
from homeassistant.components.light import DOMAIN as LIGHT_DOMAIN
from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.components.valve import DOMAIN as VALVE_DOMAIN
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_ENTITY_ID, ATTR_TEMPERATURE, EntityCategory
from homeassistant.core import HassJob, HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import async_get_platforms
from homeassistant.helpers.service import (
    async_get_config_entry,
    async_register_admin_service,
    async_register_platform_entity_service,
    entity_service_call,
)
from homeassistant.helpers.target import TargetSelection
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonValueType

from .const import CALIBRATE_COVER, DOMAIN
from .coordinator import OpenWebNetConfigEntry
from .errors import async_call_gateway
from .gateway_check import async_check_gateway
from .history_import.importer import MAX_MONTHS, import_until_done
from .history_import.target import meters, renamed
from .own import BaseMessage, InvalidMessage, MessageType, Where, Who, parse_message
from .own.items import BaseItem, CentralUnit, GatewayItem, Light
from .own.items.light_state import TIMERS

SEND_FRAME: Final = "send_frame"
SYNC_CLOCK: Final = "sync_clock"
RESCAN: Final = "rescan"
CHECK_GATEWAY: Final = "check_gateway"
TURN_ON_TIMED: Final = "turn_on_timed"
SET_VACATION: Final = "set_vacation"
END_VACATION: Final = "end_vacation"
BOOST: Final = "boost"
IMPORT_ENERGY_HISTORY: Final = "import_energy_history"

ATTR_FRAME: Final = "frame"
ATTR_FRAMES: Final = "frames"
ATTR_DURATION: Final = "duration"
ATTR_DAYS: Final = "days"
ATTR_UNTIL: Final = "until"
ATTR_PROGRAM: Final = "program"
ATTR_MONTHS: Final = "months"
ATTR_HOURS: Final = "hours"

MAX_VACATION: Final = 255
MAX_HOURS: Final = 24
LOWEST_SET_POINT: Final = 5.0
HIGHEST_SET_POINT: Final = 40.0
MAX_PROGRAM: Final = 3
"""Weekly programs that documents know; more are understood (protocol.md 6, row 26)."""
MAX_DURATION: Final = dt.timedelta(hours=255, minutes=59, seconds=59)

_SWITCHED: Final = (LIGHT_DOMAIN, SWITCH_DOMAIN, FAN_DOMAIN, VALVE_DOMAIN)
"""The platforms that an actuator of WHO 1 can be on."""
_GATEWAY: Final = {probatio.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
ASKING: Final = (MessageType.STATUS_REQUEST, MessageType.DIMENSION_REQUEST)
_SENDABLE: Final = (*ASKING, MessageType.NORMAL, MessageType.DIMENSION_WRITING)
"""The other kinds are answers; a gateway that gets one says nothing."""


class _EntityOf[ItemT: BaseItem](Protocol):
    """What an action needs of an entity of ours."""

    @property
    def item(self) -> ItemT:
        """The object of the bus."""
        ...

    @property
    def device_name(self) -> str:
        """What the person calls it."""
        ...

    @property
    def entity_category(self) -> EntityCategory | None:
        """Whether it is only for tuning the object."""
        ...


class _Calibration(Protocol):
    """The measuring of one cover."""

    @property
    def is_of_use(self) -> bool:
        """Whether there is something to measure."""
        ...

    def check(self, name: str) -> None:
        """Raise `ServiceValidationError` where it cannot be measured."""
        ...


class _CoverEntity(Protocol):
    """What an action needs of a cover."""

    @property
    def calibration(self) -> _Calibration:
        """The measuring of it."""
        ...

    @property
    def device_name(self) -> str:
        """What the person calls it."""
        ...

    async def async_calibrate(self) -> None:
        """Measure it."""
        ...


@callback
def register_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    async_register_admin_service(
        hass,
        DOMAIN,
        SEND_FRAME,
        _send_frame,
        probatio.Schema({**_GATEWAY, probatio.Required(ATTR_FRAME): cv.string}),
        SupportsResponse.OPTIONAL,
    )
    async_register_admin_service(hass, DOMAIN, SYNC_CLOCK, _sync_clock, probatio.Schema(_GATEWAY))
    async_register_admin_service(hass, DOMAIN, RESCAN, _rescan, probatio.Schema(_GATEWAY))
    async_register_admin_service(
        hass, DOMAIN, CHECK_GATEWAY, _check_gateway, probatio.Schema(_GATEWAY), SupportsResponse.ONLY
    )
    hass.services.async_register(
        DOMAIN,
        TURN_ON_TIMED,
        partial(entity_service_call, hass, partial(_entities, hass, _SWITCHED), HassJob(_turn_on_timed)),
        cv.make_entity_service_schema({probatio.Required(ATTR_DURATION): cv.positive_time_period}),
    )
    async_register_platform_entity_service(
        hass,
        DOMAIN,
        SET_VACATION,
        entity_domain=CLIMATE_DOMAIN,
        schema=cv.make_entity_service_schema(
            {
                probatio.Exclusive(ATTR_DAYS, "end"): _whole(1, MAX_VACATION),
                probatio.Exclusive(ATTR_UNTIL, "end"): cv.datetime,
                probatio.Optional(ATTR_PROGRAM): _whole(1, MAX_PROGRAM),
            }
        ),
        func=_set_vacation,
    )
    async_register_platform_entity_service(
        hass,
        DOMAIN,
        END_VACATION,
        entity_domain=CLIMATE_DOMAIN,
        schema={probatio.Optional(ATTR_PROGRAM): _whole(1, MAX_PROGRAM)},
        func="async_end_vacation",
    )
    async_register_platform_entity_service(
        hass,
        DOMAIN,
        BOOST,
        entity_domain=CLIMATE_DOMAIN,
        schema={
            probatio.Required(ATTR_TEMPERATURE): probatio.All(
                probatio.Coerce(float), probatio.Range(min=LOWEST_SET_POINT, max=HIGHEST_SET_POINT)
            ),
            probatio.Required(ATTR_HOURS): _whole(1, MAX_HOURS),
        },
        func="async_boost",
    )
    hass.services.async_register(DOMAIN, CALIBRATE_COVER, _calibrate, cv.make_entity_service_schema({}))
    async_register_admin_service(
        hass,
        DOMAIN,
        IMPORT_ENERGY_HISTORY,
        _import_energy_history,
        cv.make_entity_service_schema({probatio.Optional(ATTR_MONTHS, default=MAX_MONTHS): _whole(1, MAX_MONTHS)}),
        SupportsResponse.OPTIONAL,
    )


def _whole(low: int, high: int) -> probatio.All[Any]:
    return probatio.All(probatio.Coerce(int), probatio.Range(min=low, max=high))


def _entry(call: ServiceCall) -> OpenWebNetConfigEntry:
    """Return the gateway that is meant. Raises `ServiceValidationError` when there is none, or more than one."""
    return async_get_config_entry(call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID))


def read_frame(text: str) -> BaseMessage:
    """Return a frame that can be sent. Raises `ServiceValidationError` for any other."""
    text = text.strip()
    try:
        message = parse_message(text)
    except InvalidMessage as error:
        raise _invalid_frame(text) from error
    if message.type not in _SENDABLE:
        raise _invalid_frame(text)
    return message


async def _send_frame(call: ServiceCall) -> ServiceResponse:
    """Send a frame as it is; return the frames of the answer."""
    message = read_frame(call.data[ATTR_FRAME])
    gateway = _entry(call).runtime_data.gateway
    frames = await async_call_gateway(gateway.request(message), str(message), asks=message.type in ASKING)
    return {ATTR_FRAMES: [str(frame) for frame in frames]} if call.return_response else None


def _invalid_frame(text: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key="invalid_frame", translation_placeholders={"frame": text}
    )


async def _sync_clock(call: ServiceCall) -> None:
    """Set the gateway's clock to the time of Home Assistant."""
    entry = _entry(call)
    item = cast("GatewayItem", entry.runtime_data.gateway.get_item(Who.GATEWAY, Where()))
    await async_call_gateway(item.set_clock(dt_util.now()), entry.title)


async def _rescan(call: ServiceCall) -> None:
    """Ask the whole bus; what is new is added as the options say."""
    entry = _entry(call)
    if not await async_call_gateway(entry.runtime_data.gateway.scan(), entry.title, asks=True):
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="not_scanned", translation_placeholders={"name": entry.title}
        )


async def _check_gateway(call: ServiceCall) -> ServiceResponse:
    """Find out how the gateway behaves."""
    return await async_check_gateway(call.hass, _entry(call))


@callback
def _entities(hass: HomeAssistant, domains: Collection[str]) -> dict[str, Entity]:
    """Return our entities of some platforms."""
    return {
        entity_id: entity
        for platform in async_get_platforms(hass, DOMAIN)
        if platform.domain in domains
        for entity_id, entity in platform.entities.items()
    }


async def _turn_on_timed(entity: _EntityOf[BaseItem], call: ServiceCall) -> None:
    """Switch a light on, or what else an actuator switches; it is switched off by the actuator itself."""
    item = entity.item
    if not isinstance(item, Light) or entity.entity_category is not None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="has_no_timer",
            translation_placeholders={"name": entity.device_name},
        )
    duration: dt.timedelta = call.data[ATTR_DURATION]
    seconds = duration.total_seconds()
    if seconds in TIMERS.values():
        await async_call_gateway(item.turn_on_timed(seconds), entity.device_name)
        return
    whole = round(seconds)
    if not 1 <= whole <= MAX_DURATION.total_seconds():
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="bad_duration")
    hours, rest = divmod(whole, 3600)
    await async_call_gateway(item.turn_on_for(hours, *divmod(rest, 60)), entity.device_name)


async def _calibrate(call: ServiceCall) -> None:
    """Measure shutters, all at the same time. Raises before one moves where one that was named cannot be measured.

    What an area or a label has besides is left out.
    """
    named = call.data.get(ATTR_ENTITY_ID) or ()

    def covers() -> dict[str, Entity]:
        return {
            entity_id: entity
            for entity_id, entity in _entities(call.hass, (COVER_DOMAIN,)).items()
            if entity_id in named or cast("_CoverEntity", entity).calibration.is_of_use
        }

    for work in (_check_calibration, _measure):
        await entity_service_call(call.hass, covers, HassJob(work), call)


async def _check_calibration(entity: _CoverEntity, _: ServiceCall) -> None:
    entity.calibration.check(entity.device_name)


async def _measure(entity: _CoverEntity, _: ServiceCall) -> None:
    await entity.async_calibrate()


async def _set_vacation(entity: _EntityOf[BaseItem], call: ServiceCall) -> None:
    """Begin a vacation of a central unit, for some days or until a day and an hour; a program follows it."""
    item = entity.item
    if not isinstance(item, CentralUnit):
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_central_unit",
            translation_placeholders={"name": entity.device_name},
        )
    until: dt.datetime | None = call.data.get(ATTR_UNTIL)
    days: int | None = call.data.get(ATTR_DAYS)
    if until is not None:
        # The unit keeps local time. Its end is told after the days, which alone make it a vacation.
        until = dt_util.as_local(until)
        days = max((until.date() - dt_util.now().date()).days, 1)
        if until <= dt_util.now() or days > MAX_VACATION:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="bad_vacation")
    if days is None:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="vacation_needs_days")
    program = call.data.get(ATTR_PROGRAM) or item.return_program or 1
    await async_call_gateway(item.start_vacation(days, program), entity.device_name)
    if until is not None:
        await async_call_gateway(item.set_vacation_end(until), entity.device_name)


async def _import_energy_history(call: ServiceCall) -> ServiceResponse:
    """Import what meters have kept; return how much of each. The first error is raised when all have been read."""
    if RECORDER_DOMAIN not in call.hass.config.components:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_recorder")
    response: dict[str, JsonValueType] = {}
    errors: list[HomeAssistantError] = []
    for meter in meters(call.hass, TargetSelection(call.data)):
        try:
            outcome = await import_until_done(call.hass, meter, call.data[ATTR_MONTHS])
        except HomeAssistantError as error:
            errors.append(error)
        else:
            response[renamed(call.hass, meter).entity_id] = {
                "hours": outcome.hours,
                "days_without_data": outcome.days_without_data,
            }
    if errors:
        raise errors[0]
    return response if call.return_response else None
