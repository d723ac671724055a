"""The errors of the client library. All of them are `OWNException`."""


class OWNException(Exception):
    """Base of every error that the library raises on its own account. The name is the reference API's."""


class InvalidMessage(OWNException):
    """A text is not an OpenWebNet frame, or a tag of it holds a character that no tag may hold."""

    def __init__(self, text: str) -> None:
        """Keep the text; it is shortened in the message, since noise can be long."""
        self.text = text
        super().__init__(f"not an OpenWebNet frame: {text[:80]!r}{'...' if len(text) > 80 else ''}")


class InvalidTag(InvalidMessage):
    """A tag was made from something that is not digits and `#`."""


class InvalidSession(OWNException):
    """The session is not open, was lost or refused, or is of the wrong kind for what was asked."""


class Unreachable(TimeoutError):
    """Nobody listens at the address, or there is no way to it: no gateway has noticed anything."""


class InvalidAuthentication(InvalidSession):
    """The gateway refused the password, or could not prove that it knows it."""

    def __init__(self, text: str = "", *, doubtful: bool = False) -> None:
        """Keep whether the gateway only left, or fell silent, when it was told the password.

        Some say no in that way; but a gateway that restarts at that moment does the same.
        """
        self.doubtful = doubtful
        super().__init__(text)


class AnotherGateway(OWNException):
    """Another gateway answers than the one that was expected at this address."""

    def __init__(self, mac: str) -> None:
        """Keep who it is: `mac`, 12 lower-case hex digits."""
        self.mac = mac
        super().__init__("another gateway answers at this address")


class ResponseError(OWNException):
    """The gateway refused a command or a request (NACK), or answered what could not be understood."""


class NotSent(OWNException):
    """A command or request was not written: no connection, or no time left. Nothing has happened on the bus."""


class Busy(NotSent):
    """A command was not written in time, although there is a connection: others were served before it."""


class NotConfirmed(OWNException):
    """A command was written and its answer never came: it may have been executed, or not. It was not sent again."""
