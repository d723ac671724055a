"""The plugin of pytest, in a run of its own: a client that blocks, as that of somebody who knows nothing of us."""

import sys
from pathlib import Path
from subprocess import run

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.real_time

TESTS = """
import socket

import pytest
from simulator import Plant

pytest_plugins = ["simulator.pytest_plugin"]


def read(client):
    text = b""
    while not text.endswith(b"##"):
        text += client.recv(1)
    return text.decode()


def opened(gateway):
    client = socket.create_connection((gateway.host, gateway.port), timeout=10)
    assert read(client) == "*#*1##"
    client.sendall(b"*99*0##")
    return client


def test_a_client_switches_a_light(openwebnet_gateway):
    gateway = openwebnet_gateway(auth="none")
    with opened(gateway) as client:
        assert read(client) == "*#*1##"
        client.sendall(b"*1*1*11##")
        assert read(client) == "*#*1##"
    gateway.wait_idle()
    assert gateway.simulator.executed == ["*1*1*11##"]
    assert gateway.do(lambda: gateway.simulator.objects["1-11"].truth())["on"] is True


def test_two_models_ask_for_the_password_in_their_ways(openwebnet_gateway):
    old, new = openwebnet_gateway(model="MH201"), openwebnet_gateway(model="MyHomeServer1")
    with opened(old) as client:
        assert read(client).strip("*#").isdigit()
    with opened(new) as client:
        assert read(client) == "*98*2##"


def test_a_gateway_restarts_on_its_port(openwebnet_gateway):
    gateway = openwebnet_gateway(auth="none")
    port = gateway.port
    gateway.stop()
    with pytest.raises(ConnectionRefusedError):
        opened(gateway)
    gateway.start()
    assert gateway.port == port
    with opened(gateway) as client:
        assert read(client) == "*#*1##"
    gateway.stop()


def test_what_would_end_the_thread_ends_in_the_test(openwebnet_gateway):
    gateway = openwebnet_gateway()
    with pytest.raises(SystemExit):
        gateway.do(lambda: exit(3))
    assert gateway.do(lambda: 1) == 1


def test_a_plant_stays_as_it_is(openwebnet_gateway):
    plant = Plant.parse("model: F454")
    gateway = openwebnet_gateway(plant, model="MH200", password="12345")
    assert gateway.simulator.plant.model.name == "MH200"
    assert (plant.model.name, plant.password) == ("F454", None)
"""


def test_the_fixture_serves_a_client_that_blocks(tmp_path: Path) -> None:
    (tmp_path / "test_client.py").write_text(TESTS)
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:homeassistant", "-p", "no:cacheprovider", str(tmp_path)]
    env = {"PYTHONPATH": str(ROOT), "PATH": ""}
    ended = run(argv, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "5 passed" in ended.stdout
