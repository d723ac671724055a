"""Every fault does what its docstring says."""

import asyncio

import pytest

from simulator import Simulator
from simulator.auth import Auth, client_digest, from_digits, server_digest, to_digits

from .kit import ACK, NACK, Wire, plant


async def test_refuse_stops_listening_and_keeps_what_is_open(simulator: Simulator, command: Wire) -> None:
    await simulator.faults.refuse(True)
    with pytest.raises(ConnectionRefusedError):
        await Wire.connect(simulator)
    assert await command.ask("*#1*11##") == ["*1*0*11##", ACK]
    await simulator.faults.refuse(False)
    await Wire.open(simulator, "0")


async def test_a_gateway_that_is_switched_off_listens_to_nobody_when_a_fault_ends(simulator: Simulator) -> None:
    await simulator.faults.refuse(True)
    await simulator.stop()
    await simulator.faults.refuse(False)
    with pytest.raises(ConnectionRefusedError):
        await Wire.connect(simulator)
    await simulator.start()
    await Wire.open(simulator, "0")


async def test_accept_then_close(simulator: Simulator) -> None:
    simulator.faults.accept_then_close = True
    wire = await Wire.connect(simulator)
    assert await wire.read() == ""
    assert simulator.connections == 1


async def test_busy(simulator: Simulator) -> None:
    simulator.faults.busy = True
    wire = await Wire.connect(simulator)
    assert await wire.read() == ACK
    assert await wire.ask("*99*0##") == [NACK]
    assert await wire.ask("*99*9##") == [NACK]


async def test_refused_selectors(simulator: Simulator) -> None:
    simulator.faults.refused_selectors = frozenset("0")
    wire = await Wire.connect(simulator)
    assert await wire.read() == ACK
    assert await wire.ask("*99*0##") == [NACK]
    assert await wire.ask("*99*9##") == [ACK]


async def test_silent_handshake(simulator: Simulator) -> None:
    simulator.faults.silent_handshake = True
    wire = await Wire.connect(simulator)
    wire.send("*99*0##")
    assert await wire.rest(0.1) == []
    assert [session.kind for session in simulator.sessions] == ["handshake"]


async def test_half_open_swallows_everything(simulator: Simulator, command: Wire, events: Wire) -> None:
    simulator.faults.half_open = True
    command.send("*1*1*11##")
    simulator.objects["1-12"].press()
    assert await command.rest(0.1) == []
    assert await events.rest(0.1) == []
    assert not simulator.objects["1-11"].on
    assert len(simulator.sessions) == 2
    simulator.faults.half_open = False
    assert await command.ask("*1*1*11##") == [ACK]


async def test_slow_answers_come_late(simulator: Simulator, command: Wire) -> None:
    simulator.faults.slow = 10.0
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert await command.ask("*#1*11##") == ["*1*0*11##", ACK]
    assert loop.time() - began > 0.38


async def test_split_writes_cut_frames_into_segments(simulator: Simulator, events: Wire) -> None:
    simulator.faults.split_writes = 1
    simulator.emit("*1*1*11##")
    first = await events.raw()
    assert len(first) < 9
    assert (first.decode() + "".join(await events.rest())) == "*1*1*11##"


async def test_a_refused_password_is_heard_in_pieces_and_late_too(start) -> None:
    simulator = await start(plant(password="12345"))
    simulator.faults.split_writes = 1
    simulator.faults.slow = 1.0
    wire = await Wire.connect(simulator)
    assert await wire.read() == ACK
    wire.send("*99*0##")
    await wire.read()
    wire.send("*#1##")
    assert [await wire.read(), await wire.read()] == [NACK, ""]


async def test_frames_that_are_due_together_come_in_one_segment(simulator: Simulator, events: Wire) -> None:
    for where in (11, 12, 13):
        simulator.emit(f"*1*1*{where}##")
    assert await events.raw() == b"*1*1*11##*1*1*12##*1*1*13##"


async def test_garbage_does_not_swallow_the_next_frame(simulator: Simulator, events: Wire) -> None:
    simulator.faults.garbage()
    simulator.emit("*1*1*11##")
    data = await events.raw()
    assert data.startswith(b"\xff")
    assert data.endswith(b"*1*1*11##")


async def test_reset_all(simulator: Simulator, command: Wire, events: Wire) -> None:
    simulator.faults.reset_all()
    for wire in (command, events):
        with pytest.raises(ConnectionResetError):
            await wire.raw()
    assert simulator.sessions == []


async def test_close_all(simulator: Simulator, command: Wire, events: Wire) -> None:
    simulator.faults.close_all()
    assert await command.read() == ""
    assert await events.read() == ""
    assert simulator.sessions == []


async def test_one_session_can_be_closed_or_reset(simulator: Simulator, command: Wire, events: Wire) -> None:
    for session in simulator.sessions:
        if session.kind == "command":
            session.close()
    assert await command.read() == ""
    simulator.sessions[0].reset()
    with pytest.raises(ConnectionResetError):
        await events.raw()


async def test_drop_acks_carries_out_and_says_nothing(simulator: Simulator, command: Wire) -> None:
    simulator.faults.drop_acks(1)
    command.send("*1*1*11##")
    assert await command.rest(0.1) == []
    assert simulator.objects["1-11"].on
    assert await command.ask("*1*0*11##") == [ACK]


async def test_close_before_ack_carries_out_and_closes(simulator: Simulator, command: Wire) -> None:
    simulator.faults.close_before_ack(1)
    assert await command.ask("*1*1*11##") == [""]
    assert simulator.executed == ["*1*1*11##"]


async def test_nack_next_refuses_before_the_bus(simulator: Simulator, command: Wire) -> None:
    simulator.faults.nack_next(2)
    assert await command.ask("*1*1*11##") == [NACK]
    assert await command.ask("*#1*11##") == [NACK]
    assert simulator.executed == []
    assert await command.ask("*1*1*11##") == [ACK]


async def test_lose_events(simulator: Simulator, events: Wire) -> None:
    simulator.faults.lose_events(1)
    simulator.emit("*1*1*11##")
    simulator.emit("*1*1*12##")
    assert await events.rest() == ["*1*1*12##"]


async def test_repeat_events(simulator: Simulator, events: Wire) -> None:
    simulator.faults.repeat_events(1)
    simulator.emit("*1*1*11##")
    simulator.emit("*1*1*12##")
    assert await events.rest() == ["*1*1*11##", "*1*1*11##", "*1*1*12##"]


async def test_a_wrong_proof_is_not_the_servers_digest(start) -> None:
    simulator = await start(plant(password="Abcdef123", auth="sha256"))
    simulator.faults.wrong_proof = True
    wire = await Wire.connect(simulator)
    await wire.read()
    wire.send("*99*0##")
    await wire.read()
    wire.send(ACK)
    ra = from_digits((await wire.read())[2:-2])
    assert ra is not None
    rb = "0" * len(ra)
    wire.send(f"*#{to_digits(rb)}*{to_digits(client_digest(Auth.SHA256, 'Abcdef123', ra, rb))}##")
    proof = await wire.read()
    assert len(proof) == 128 + 4
    assert proof != f"*#{to_digits(server_digest(Auth.SHA256, 'Abcdef123', ra, rb))}##"
    wire.send(NACK)
    assert await wire.read() == ""


async def test_clear_ends_the_faults(simulator: Simulator, command: Wire) -> None:
    simulator.faults.nack_next(9)
    simulator.faults.busy = True
    simulator.faults.clear()
    assert await command.ask("*1*1*11##") == [ACK]
    await Wire.open(simulator, "0")
