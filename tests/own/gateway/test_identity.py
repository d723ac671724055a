"""What a gateway says it is: asked of the gateway itself, and of its diagnostics where its type is shared by many."""

from typing import override

import pytest

from custom_components.openwebnet.own import InvalidSession, NotSent, Where
from custom_components.openwebnet.own.commands.exchange import CommandObserver
from custom_components.openwebnet.own.commands.pipeline import CommandPipeline
from custom_components.openwebnet.own.gateway.identity import Identity, ask_identity
from custom_components.openwebnet.own.items import GatewayDiagnostics, GatewayItem
from custom_components.openwebnet.own.timing import TIMING
from custom_components.openwebnet.own.wire.messages import BaseMessage
from simulator import Plant, Simulator

from ..conftest import ScriptedGateway, Serve
from ..kit import ACK, NACK, Desk, leaves_at_once, now, params_of

PLANT = """
model: {model}
password: "12345"
auth: open
mac: "00:03:50:01:02:03"
objects:
  - {{kind: relay, where: "11"}}
"""
MAC, TYPE, FIRMWARE, MODEL = "*#13**12##", "*#13**15##", "*#13**16##", "*#1013**1##"
ANSWERS = {
    MAC: f"*#13**12*0*3*80*1*2*3##{ACK}",
    TYPE: f"*#13**15*200##{ACK}",
    FIRMWARE: f"*#13**16*2*0*51##{ACK}",
    MODEL: f"*#1013**1*51*0*0*0##{ACK}",
}


async def identity_of(server: ScriptedGateway | Simulator) -> Identity:
    """Ask a gateway what it is, and take in what it says."""

    class Taking(CommandObserver):
        @override
        def on_answer(self, message: BaseMessage) -> None:
            (device if message.who is device.who else gateway).receive(message)

    commands = CommandPipeline(params_of(server), observer=Taking())
    gateway, device = GatewayItem(commands, Where()), GatewayDiagnostics(commands, Where())
    try:
        return await ask_identity(commands, gateway, device)
    finally:
        await commands.close()


@pytest.mark.parametrize("model", ["F454", "MH201", "MH202", "MyHomeServer1"])
async def test_identity_is_read_over_the_session(socket_enabled: None, model: str) -> None:
    """MAC, model and firmware; the model in WHO 1013 where WHO 13 has the shared type."""
    plant = Plant.parse(PLANT.format(model=model))
    async with Simulator(plant) as simulator:
        identity = await identity_of(simulator)
    # A MH201 tells nothing but the type that it shares with others.
    assert identity == Identity("000350010203", None if model == "MH201" else model, plant.model.firmware)


async def test_all_is_asked_in_order(serve: Serve) -> None:
    desk = Desk(ANSWERS)
    assert await identity_of(await serve(desk)) == Identity("000350010203", "F454", "2.0.51")
    assert desk.frames == [MAC, TYPE, FIRMWARE, MODEL]


KNOWN_WITHOUT = {
    MAC: Identity(None, "F454", "2.0.51"),
    TYPE: Identity("000350010203", "F454", "2.0.51"),
    FIRMWARE: Identity("000350010203", "F454", None),
    MODEL: Identity("000350010203", None, "2.0.51"),
}


@pytest.mark.parametrize("question", [MAC, TYPE, FIRMWARE, MODEL])
async def test_what_a_gateway_refuses_to_tell_stays_unknown(serve: Serve, question: str) -> None:
    assert await identity_of(await serve(Desk(ANSWERS | {question: NACK}))) == KNOWN_WITHOUT[question]


async def test_a_gateway_that_tells_nothing_is_unknown(serve: Serve) -> None:
    refuses, acknowledges = Desk(dict.fromkeys(ANSWERS, NACK)), Desk()
    for desk in (refuses, acknowledges):
        assert await identity_of(await serve(desk)) == Identity(None, None, None)


@pytest.mark.parametrize("question", [TYPE, FIRMWARE, MODEL])
async def test_what_a_gateway_is_does_not_hang_on_one_lost_answer(serve: Serve, question: str) -> None:
    begin = now()
    assert await identity_of(await serve(Desk(ANSWERS | {question: ""}))) == KNOWN_WITHOUT[question]
    assert now() - begin == pytest.approx(TIMING.ask_timeout, abs=0.2)


async def test_who_does_not_answer_the_first_question_is_not_asked_for_long(serve: Serve) -> None:
    desk = Desk(dict.fromkeys(ANSWERS, ""))
    begin = now()
    with pytest.raises(TimeoutError):
        await identity_of(await serve(desk))
    assert now() - begin == pytest.approx(TIMING.ask_timeout)
    assert desk.frames == [MAC]


async def test_a_gateway_that_cannot_be_asked_is_no_unknown_one(serve: Serve) -> None:
    with pytest.raises(NotSent):
        await identity_of(await serve(leaves_at_once))
    with pytest.raises(InvalidSession):
        await identity_of(await serve(Desk(ANSWERS, leaves_after=[TYPE] * 2)))
