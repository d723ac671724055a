"""OWNd 0.7.49, a client that nobody here wrote, can use the simulator."""

import asyncio
import logging

import pytest
from OWNd.connection import OWNCommandSession, OWNEventSession, OWNGateway, OWNSession

from simulator import Simulator

from .kit import plant

LOGGER = logging.getLogger(__name__)


def gateway(simulator: Simulator, password: str | None) -> OWNGateway:
    return OWNGateway({"address": simulator.host, "port": simulator.port, "password": password})


@pytest.mark.parametrize(
    ("auth", "password"),
    [("none", None), ("open", "12345"), ("sha1", "Abcdef123"), ("sha256", "Abcdef123")],
)
async def test_it_connects_gets_an_event_and_sends_a_command(start, auth: str, password: str | None) -> None:
    simulator = await start(plant(auth=auth, **({"password": password} if password else {})))
    target = gateway(simulator, password)
    assert (await OWNSession(target, "test", LOGGER).test_connection())["Success"]
    events = OWNEventSession(target, LOGGER)
    commands = OWNCommandSession(target, LOGGER)
    assert (await events.connect())["Success"]
    assert (await commands.connect())["Success"]
    async with asyncio.timeout(5):
        await commands.send("*1*1*11##")
        message = await events.get_next()
    assert (message.is_on, message.entity) == (True, "1-11")
    assert simulator.executed == ["*1*1*11##"]
    await commands.close()
    await events.close()


async def test_it_notices_a_wrong_password(start) -> None:
    simulator = await start(plant(auth="sha256", password="Abcdef123"))
    result = await OWNSession(gateway(simulator, "abcdef123"), "test", LOGGER).test_connection()
    assert result == {"Success": False, "Message": "password_error"}
