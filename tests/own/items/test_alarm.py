"""Alarms of the burglar alarm: which of them have not ended."""

import asyncio
from typing import cast

import pytest

from custom_components.openwebnet.own import Where, parse_message
from custom_components.openwebnet.own.items import Alarm, AlarmSystem
from custom_components.openwebnet.own.items.alarm import AlarmKind, pending_alarms
from custom_components.openwebnet.own.items.store import ItemStore
from custom_components.openwebnet.own.wire.tags import Who

from .kit import Recorder


class Panel:
    """The alarm as it is heard of, a second after the other."""

    def __init__(self) -> None:
        """Know nothing."""
        self._store = ItemStore()

    async def hear(self, *frames: str, is_answer: bool = False) -> None:
        """Hear frames."""
        for frame in frames:
            self._store.receive(parse_message(frame), Recorder(), is_answer=is_answer)
            await asyncio.sleep(1)

    def pending(self, where: str) -> frozenset[AlarmKind]:
        """Return the alarms of a zone."""
        zone, system = (self._store.get(Who.BURGLAR_ALARM, Where(one), Recorder()) for one in (where, "0"))
        return pending_alarms(cast("Alarm", zone), cast("AlarmSystem", system))


async def test_a_system_that_is_armed_before_it_was_read_ends_what_was_told_before() -> None:
    panel = Panel()
    await panel.hear("*5*16*#2##", "*5*8*0##")
    assert panel.pending("#2") == set()


async def test_an_answer_that_a_system_is_armed_ends_nothing() -> None:
    panel = Panel()
    await panel.hear("*5*16*#2##")
    await panel.hear("*5*8*0##", is_answer=True)
    assert panel.pending("#2") == {AlarmKind.TAMPERING}


@pytest.mark.parametrize("order", ["8", "9"])
async def test_another_alarm_of_a_zone_does_not_bring_back_one_that_has_ended(order: str) -> None:
    panel = Panel()
    await panel.hear("*5*9*0##", "*5*16*#2##", f"*5*{order}*0##", "*5*12*#2##")
    assert panel.pending("#2") == {AlarmKind.TECHNICAL}
