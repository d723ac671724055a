"""The models accept and refuse what the vendor's firmware did: rows of the facts, replayed over TCP."""

import json
from pathlib import Path

import pytest

from simulator import Plant
from simulator.auth import Auth, check_hmac, check_open, client_digest, open_result, server_digest, to_digits

from .kit import ACK, NACK, Wire

FACTS = Path(__file__).parent / "facts"
OBJECTS = """
  - {kind: dimmer, where: "31"}
  - {kind: relay, where: "01"}
  - {kind: relay, where: "02"}
  - {kind: relay, where: "0010"}
  - {kind: relay, where: "0015"}
  - {kind: relay, where: "21"}
  - {kind: relay, where: "02#4#01"}
  - {kind: relay, where: "0010#4#01"}
  - {kind: relay, where: "21#4#01"}
  - {kind: shutter, where: "14"}
"""
HEATING = """
  - {kind: zone, where: "1"}
  - {kind: zone, where: "23"}
  - {kind: zone, where: "99"}
  - {kind: actuator, where: "1#1"}
  - {kind: central_unit, where: "#0"}
  - {kind: central_unit, where: "#0#1"}
  - {kind: central_unit, where: "#0#2"}
"""
ENERGY = """
  - {kind: meter, where: "51"}
  - {kind: energy_actuator, where: "71#0"}
  - {kind: stop_and_go, where: "11"}
"""
SOUND = """
  - {kind: amplifier, where: "11"}
  - {kind: amplifier, where: "06"}
  - {kind: source, where: "101"}
  - {kind: source, where: "102"}
"""
OTHERS = """
  - {kind: scenario_module, where: "31#4#01"}
  - {kind: load, where: "#1"}
  - {kind: load, where: "#2"}
  - {kind: load_control, where: "10"}
  - {kind: relay, where: "31#4#01"}
  - {kind: contact, where: "339"}
  - {kind: cen_plus, where: "21"}
"""
# Far away from every address of the rows: it only makes the translator run.
ELSEWHERE = """
objects:
  - {kind: zone, where: "50"}
"""
# On an MH200N these two suites were recorded before the heating and energy translator ran (gateways.md 0): the
# plant has no such objects, and then the model does not route their WHO.
WITHOUT_TRANSLATOR = {("MH200N", "thermo-ts10"), ("MH200N", "energy-ts10")}


def read(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (FACTS / name).read_text().splitlines()]


def exceptions(bus: str) -> dict[tuple[str, str, str], str]:
    """Give the rows that the simulator cannot satisfy, with the reason: gateway, frame, suite."""
    return {
        (row["gateway"], row["sent"], row["suite"]): row["reason"]
        for row in read("exceptions.jsonl")
        if row["bus"] == bus
    }


def groups() -> list[tuple[str, str]]:
    return sorted({(row["gateway"], row["suite"]) for row in read("sessions.jsonl")})


def replayed(gateway: str, suite: str, *verdicts: str) -> list[dict[str, str]]:
    return [
        row
        for row in read("sessions.jsonl")
        if (row["gateway"], row["suite"]) == (gateway, suite) and row["verdict"] in verdicts
    ]


@pytest.mark.parametrize(("gateway", "suite"), groups())
async def test_a_plant_with_devices_answers_as_the_firmware_did(start, gateway: str, suite: str) -> None:
    objects = OBJECTS + OTHERS
    if (gateway, suite) not in WITHOUT_TRANSLATOR:
        objects += HEATING + ENERGY + SOUND
    head = f"model: {gateway}\nspeed: 0\ncommand_idle: 0\nobjects:"
    simulator = await start(Plant.parse(head + objects), time_factor=400)
    wire = await Wire.open(simulator, "0")
    wrong = {}
    for row in replayed(gateway, suite, "on_bus_ack", "refused_or_not_routed"):
        await simulator.wait_idle()
        simulator.executed.clear()
        answer = (await wire.ask(row["sent"]))[-1]
        expected = ACK if row["verdict"] == "on_bus_ack" else NACK
        if answer != expected or (expected == NACK and simulator.executed):
            wrong[gateway, row["sent"], suite] = answer
    assert set(wrong) == {key for key in exceptions("devices") if (key[0], key[2]) == (gateway, suite)}


@pytest.mark.parametrize(("gateway", "suite"), groups())
async def test_an_empty_bus_answers_as_the_firmware_did(start, gateway: str, suite: str) -> None:
    """The bus of the emulation had no devices: what was acknowledged there is acknowledged without one."""
    objects = "" if (gateway, suite) in WITHOUT_TRANSLATOR else ELSEWHERE
    head = f"model: {gateway}\nspeed: 0\ncommand_idle: 0\n"
    simulator = await start(Plant.parse(head + objects), time_factor=400)
    wire = await Wire.open(simulator, "0")
    wrong = set()
    for row in replayed(gateway, suite, "on_bus_ack", "refused_or_not_routed", "on_bus_nack"):
        expected = ACK if row["verdict"] == "on_bus_ack" else NACK
        if (await wire.ask(row["sent"]))[-1] != expected:
            wrong.add((gateway, row["sent"], suite))
    assert wrong == {key for key in exceptions("empty") if (key[0], key[2]) == (gateway, suite)}


async def test_rows_recorded_without_a_reset_hold_where_there_are_devices(start) -> None:
    """The firmware was not restarted between these: on an empty bus they prove nothing."""
    gateways: dict[str, list[dict[str, str]]] = {}
    for row in read("sessions-without-reset.jsonl"):
        gateways.setdefault(row["gateway"], []).append(row)
    wrong = set()
    for gateway, rows in gateways.items():
        head = f"model: {gateway}\nspeed: 0\ncommand_idle: 0\nobjects:"
        simulator = await start(Plant.parse(head + OBJECTS + OTHERS + HEATING + ENERGY + SOUND), time_factor=400)
        wire = await Wire.open(simulator, "0")
        for row in rows:
            expected = ACK if row["verdict"] == "on_bus_ack" else NACK
            if (await wire.ask(row["sent"]))[-1] != expected:
                wrong.add((gateway, row["sent"], row["suite"]))
    assert wrong == set(exceptions("without reset"))


def test_the_exceptions_are_rows_that_exist() -> None:
    files = ("sessions.jsonl", "sessions-without-reset.jsonl")
    rows = {(row["gateway"], row["sent"], row["suite"]) for name in files for row in read(name)}
    assert set(exceptions("devices")) | set(exceptions("empty")) | set(exceptions("without reset")) <= rows


@pytest.mark.parametrize("row", [row for row in read("auth.jsonl") if row["type"] == "open"], ids=str)
def test_numeric_password_vectors(row: dict[str, str]) -> None:
    assert open_result(row["password"], row["nonce"]) == row["result"]
    assert check_open(row["password"], row["nonce"], row["client_frame"])
    assert not check_open(row["password"], row["nonce"], f"*#{int(row['result']) ^ 1}##")


@pytest.mark.parametrize(
    "row",
    [row for row in read("auth.jsonl") if row["type"] == "hmac"],
    ids=lambda row: f"{row['algorithm']} {row['password']}",
)
def test_hmac_vectors(row: dict[str, str]) -> None:
    auth = Auth(row["algorithm"])
    assert client_digest(auth, row["password"], row["ra_hex"], row["rb_hex"]) == row["client_hash_hex"]
    assert server_digest(auth, row["password"], row["ra_hex"], row["rb_hex"]) == row["server_hash_hex"]
    assert to_digits(row["rb_hex"]) == row["rb_digits"]
    assert check_hmac(auth, row["password"], row["ra_hex"], row["client_frame"]) == row["server_frame"]
    assert check_hmac(auth, row["password"] + "x", row["ra_hex"], row["client_frame"]) is None
