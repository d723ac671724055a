"""A client library for OpenWebNet gateways. Knows the protocol, knows no Home Assistant."""

from .client import BaseClient, Client
from .exceptions import (
    AnotherGateway,
    InvalidAuthentication,
    InvalidMessage,
    InvalidSession,
    InvalidTag,
    NotConfirmed,
    NotSent,
    OWNException,
    ResponseError,
)
from .items import BaseItem
from .wire.handshake import SessionType
from .wire.messages import (
    ACK,
    NACK,
    BaseMessage,
    DimensionRequest,
    DimensionResponse,
    DimensionWriting,
    GenericMessage,
    MessageType,
    NormalMessage,
    StatusRequest,
    parse_message,
)
from .wire.tags import Dimension, What, Where, Who

__all__ = [
    "ACK",
    "NACK",
    "AnotherGateway",
    "BaseClient",
    "BaseItem",
    "BaseMessage",
    "Client",
    "Dimension",
    "DimensionRequest",
    "DimensionResponse",
    "DimensionWriting",
    "GenericMessage",
    "InvalidAuthentication",
    "InvalidMessage",
    "InvalidSession",
    "InvalidTag",
    "MessageType",
    "NormalMessage",
    "NotConfirmed",
    "NotSent",
    "OWNException",
    "ResponseError",
    "SessionType",
    "StatusRequest",
    "What",
    "Where",
    "Who",
    "parse_message",
]
