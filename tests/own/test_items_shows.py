"""What a state can tell of a command whose answer was lost."""

from collections.abc import Sequence

from custom_components.openwebnet.own import BaseMessage, NormalMessage, Where, parse_message
from custom_components.openwebnet.own.items import Automation


class Nowhere:
    """Takes what an item would send."""

    async def request(self, message: BaseMessage, **_: object) -> Sequence[BaseMessage]:
        return ()


def test_a_motor_that_stands_does_not_show_that_a_stop_was_carried_out() -> None:
    shutter = Automation(Nowhere(), Where("31"))
    shutter.receive(parse_message("*2*1*31##"))
    for what in ("0", "10#001"):
        assert shutter.shows(NormalMessage((shutter.who, what, "31"))) is None
    assert shutter.shows(NormalMessage((shutter.who, "1", "31"))) is True
    assert shutter.shows(NormalMessage((shutter.who, "2", "31"))) is False
