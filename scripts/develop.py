"""A simulated gateway and a Home Assistant with this integration configured on it, to look at and to try out.

`scripts/develop` runs this file; end-to-end tests use `home_assistant()`.
"""

import argparse
import asyncio
import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.furnish import furnish  # noqa: E402
from simulator import Plant  # noqa: E402

DOMAIN = "openwebnet"

DEFAULT_CONFIG = ROOT / ".develop" / "config"
DEFAULT_PORT = 8123
GATEWAY_PORT = 20000
# Digits only: the oldest gateways take nothing else.
GATEWAY_PASSWORD = "12345"  # noqa: S105 - of the simulated gateway
USER_NAME = "demo"
USER_PASSWORD = "demo"  # noqa: S105 - of the demo user

START_SECONDS = 180.0
STOP_SECONDS = 30.0
# What Home Assistant ends with when it wants to be started again (homeassistant.const.RESTART_EXIT_CODE).
RESTART_EXIT_CODE = 100

CONFIGURATION = """\
# Written once by scripts/develop; change it as you like.
homeassistant:
  name: Demo house
  country: IT
  currency: EUR
  language: en
  time_zone: Europe/Rome
  unit_system: metric
  latitude: 45.8206
  longitude: 8.8251
  elevation: 382

automation: !include automations.yaml
config:
energy:
frontend:
history:
input_boolean:
logbook:
my:
scene: !include scenes.yaml
script: !include scripts.yaml

logger:
  default: warning
  logs:
    custom_components.openwebnet: debug
"""
INCLUDED = {"automations.yaml": "[]\n", "scenes.yaml": "[]\n", "scripts.yaml": "{}\n"}


class DevelopError(Exception):
    """Something that the person at the keyboard should read."""


@dataclass
class HomeAssistant:
    """A running Home Assistant, from outside."""

    url: str
    process: Process
    tokens: dict[str, Any] = field(default_factory=dict)
    """The answer of /auth/token: access_token, refresh_token, expires_in (s), token_type."""

    @property
    def client_id(self) -> str:
        """The client that `tokens` belong to."""
        return f"{self.url}/"

    def request(self, method: str, path: str, body: object = None, *, form: bool = False) -> Any:  # noqa: ANN401
        """Call Home Assistant's REST API; HTTPError where it refuses."""
        headers = {}
        data = None
        if form:
            data = urlencode(body).encode()  # type: ignore[arg-type]
        elif body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if token := self.tokens.get("access_token"):
            headers["Authorization"] = f"Bearer {token}"
        with urlopen(Request(self.url + path, data, headers, method=method), timeout=60) as answer:
            return json.load(answer)

    def entry(self) -> dict[str, Any] | None:
        """The config entry of the integration, if there is one."""
        entries = self.request("GET", f"/api/config/config_entries/entry?domain={DOMAIN}")
        return next((entry for entry in entries if entry["source"] != "ignore"), None)

    def wait_for_answer(self) -> None:
        """Stay until its web page is there. DevelopError if that takes too long."""
        _when_up(self, "GET", "/api/onboarding")


@dataclass
class House:
    """A running pair of simulated gateway and Home Assistant."""

    gateway_port: int
    gateway: Process
    home_assistant: HomeAssistant

    def wait(self) -> None:
        """Stay until one of the two ends, which is an error. A restart from the web page is not."""
        while True:
            time.sleep(0.5)
            self.gateway.check()
            if self.home_assistant.process.exit_code == RESTART_EXIT_CODE:
                self.home_assistant.process.start()
            self.home_assistant.process.check()


class Process:
    """A child in a session of its own, so that Ctrl-C reaches only us and we end the children in order."""

    def __init__(self, name: str, command: Sequence[str | Path], folder: Path, log: Path) -> None:
        self.log = log
        self._name = name
        self._command = command
        self._folder = folder
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        environment["PYTHONUNBUFFERED"] = "1"
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._child.poll() if self._child else None

    def check(self) -> None:
        """DevelopError with the last it said, if it has ended."""
        if self.exit_code is not None:
            last = "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])
            raise DevelopError(f"{self._name} ended by itself (exit code {self.exit_code}):\n{last}")

    def stop(self) -> None:
        if self._child is None:
            return
        if self._child.poll() is None:
            self._child.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(STOP_SECONDS)
        # Whatever it had started, and itself where it did not listen.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()


@contextmanager
def home_assistant(
    config: Path, *, host: str = "127.0.0.1", port: int = DEFAULT_PORT, python: str | Path = sys.executable
) -> Iterator[HomeAssistant]:
    """Start the Home Assistant that is installed for a Python, and end it; it may need some seconds until it answers.

    A new configuration folder makes a Home Assistant that is still to be onboarded. DevelopError says what went wrong.
    """
    config = config.resolve()
    config.mkdir(parents=True, exist_ok=True)
    with _only_one(config):
        prepare(config, host, port)
        process = Process(
            "Home Assistant",
            [python, "-m", "homeassistant", "--config", config, "--skip-pip", "--log-no-color"],
            config,
            config / "console.log",
        )
        try:
            yield HomeAssistant(f"http://{_reachable(host)}:{port}", process.start())
        finally:
            process.stop()


@contextmanager
def running(
    config: Path = DEFAULT_CONFIG,
    *,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    gateway_port: int = GATEWAY_PORT,
    password: str = GATEWAY_PASSWORD,
    simulator_arguments: Sequence[str] = (),
) -> Iterator[House]:
    """Start both, configure what is not configured yet, and end both.

    A `gateway_port` that is taken is replaced by a free one. DevelopError says what went wrong.
    """
    config = config.resolve()
    shorten_onboarding(config)
    with home_assistant(config, host=host, port=port) as started:
        gateway = _gateway(config, _free_port(gateway_port), password, simulator_arguments)
        try:
            gateway.start()
            house = House(_listening(gateway), gateway, started)
            log_in(started, config)
            configure(house, config, password)
            yield house
        finally:
            # First, so that it does not miss its gateway.
            started.process.stop()
            gateway.stop()


# What a new Home Assistant finds in its folder --------------------------------------------------------------


def prepare(config: Path, host: str, port: int) -> None:
    """Write what is missing in the configuration folder, and the address to serve at."""
    if not _is_free(host, port):
        raise DevelopError(f"port {port} of {host} is in use; choose another one with --port")
    storage = config / ".storage"
    storage.mkdir(exist_ok=True)
    for name, content in {"configuration.yaml": CONFIGURATION, **INCLUDED}.items():
        if not (config / name).exists():
            (config / name).write_text(content)

    link = config / "custom_components" / DOMAIN
    link.parent.mkdir(exist_ok=True)
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(os.path.relpath(ROOT / "custom_components" / DOMAIN, link.parent))

    # An address in configuration.yaml would be on trial for five minutes; this one counts as confirmed.
    stable = {
        "server_host": [host],
        "server_port": port,
        "cors_allowed_origins": ["https://cast.home-assistant.io"],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": "2026-01-01T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    data = {"stable": stable, "pending": None, "yaml_migration_done": True}
    _store(storage / "http", data, version=2, minor_version=2)


def shorten_onboarding(config: Path) -> None:
    """Leave only the user to a new Home Assistant: the other steps bring integrations that call the internet."""
    onboarding = config / ".storage" / "onboarding"
    if not onboarding.exists():
        onboarding.parent.mkdir(parents=True, exist_ok=True)
        _store(onboarding, {"done": ["core_config", "analytics", "integration"]}, version=4)


def _store(path: Path, data: object, *, version: int, minor_version: int = 1) -> None:
    content = {"version": version, "minor_version": minor_version, "key": path.name, "data": data}
    path.write_text(json.dumps(content, indent=2))


@contextmanager
def _only_one(config: Path) -> Iterator[None]:
    with (config / ".develop.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DevelopError(f"another one is running in {config}") from None
        yield


# The simulated gateway --------------------------------------------------------------------------------------


def _gateway(config: Path, port: int, password: str, arguments: Sequence[str]) -> Process:
    options = ["--host", "127.0.0.1", "--port", str(port), "--password", password]
    command = [sys.executable, "-m", "simulator", *options, *arguments]
    return Process("The simulated gateway", command, ROOT, config / "simulator.log")


def _listening(gateway: Process) -> int:
    def port() -> int | None:
        gateway.check()
        found = re.search(r"listening on \S*:(\d+)", gateway.log.read_text(errors="replace"))
        return int(found[1]) if found else None

    return _until(port, 30, "the simulated gateway does not say that it listens")


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _free_port(wanted: int) -> int:
    return wanted if _is_free("127.0.0.1", wanted) else 0


def free_port() -> int:
    """Return a port of this machine that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _reachable(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - only asked, not served


# Home Assistant, from outside -------------------------------------------------------------------------------


def log_in(web: HomeAssistant, config: Path) -> None:
    """Create the demo user where there is none, get tokens, and wait until Home Assistant has started."""
    onboarding = json.loads((config / ".storage" / "onboarding").read_text())
    if "user" in onboarding["data"]["done"]:
        code = _code_of_user(web)
    else:
        user = {"name": "Demo", "username": USER_NAME, "password": USER_PASSWORD, "language": "en"}
        code = _when_up(web, "POST", "/api/onboarding/users", {**user, "client_id": web.client_id})["auth_code"]
    grant = {"grant_type": "authorization_code", "code": code, "client_id": web.client_id}
    web.tokens = web.request("POST", "/auth/token", grant, form=True)

    def started() -> bool | None:
        web.process.check()
        with suppress(HTTPError):
            return web.request("GET", "/api/config")["state"] == "RUNNING" or None
        return None

    _until(started, START_SECONDS, f"Home Assistant does not finish its start; see {web.process.log}")


def _code_of_user(web: HomeAssistant) -> str:
    client = {"client_id": web.client_id}
    start = {**client, "handler": ["homeassistant", None], "redirect_uri": web.client_id}
    flow = _when_up(web, "POST", "/auth/login_flow", start)
    answer = web.request(
        "POST",
        f"/auth/login_flow/{flow['flow_id']}",
        {**client, "username": USER_NAME, "password": USER_PASSWORD},
    )
    if answer["type"] != "create_entry":
        raise DevelopError(
            f'the user "{USER_NAME}" has another password than "{USER_PASSWORD}"; '
            "delete the configuration folder to begin anew"
        )
    return str(answer["result"])


def _when_up(web: HomeAssistant, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401
    """The answer to the first request, repeated until the part that answers it has been loaded."""

    def answer() -> Any:  # noqa: ANN401
        web.process.check()
        try:
            return web.request(method, path, body)
        except HTTPError as error:
            if error.code != HTTPStatus.NOT_FOUND:
                raise
        except URLError, ConnectionError, TimeoutError:
            pass
        return None

    return _until(answer, START_SECONDS, f"Home Assistant does not answer; see {web.process.log}")


# The integration --------------------------------------------------------------------------------------------


def configure(house: House, config: Path, password: str) -> None:
    """Add the integration, or tell it the gateway's new port, and wait until it is loaded."""
    known = config / ".develop-gateway.json"
    wanted = {"host": "127.0.0.1", "port": house.gateway_port, "password": password}
    entry = house.home_assistant.entry()
    if entry is None:
        _walk_flow(house.home_assistant, {"handler": DOMAIN}, wanted)
    elif not known.exists() or json.loads(known.read_text()) != wanted:
        _walk_flow(house.home_assistant, {"handler": DOMAIN, "entry_id": entry["entry_id"]}, wanted)
    known.write_text(json.dumps(wanted))

    def loaded() -> bool | None:
        current = house.home_assistant.entry()
        if current and current["state"] in ("setup_error", "migration_error", "failed_unload"):
            raise DevelopError(f"the integration does not start: {current['state']} ({current['reason']})")
        return (current is not None and current["state"] == "loaded") or None

    _until(loaded, 60, f"the integration is not loaded; see {config / 'home-assistant.log'}")


def _walk_flow(web: HomeAssistant, start: dict[str, str], values: dict[str, Any]) -> None:
    """Go through a config flow: our values where a form asks for them, its own defaults elsewhere."""
    path = "/api/config/config_entries/flow"
    try:
        step = web.request("POST", path, start)
        for _ in range(120):
            address = f"{path}/{step.get('flow_id')}"
            match step["type"]:
                case "create_entry":
                    return
                case "abort" if step["reason"] in ("already_configured", "reconfigure_successful"):
                    return
                case "form" if not step.get("errors"):
                    step = web.request("POST", address, _filled(step["data_schema"], values))
                case "menu":
                    step = web.request("POST", address, {"next_step_id": next(iter(step["menu_options"]))})
                case "progress":
                    time.sleep(0.5)
                    step = web.request("GET", address)
                case _:
                    facts = {key: step.get(key) for key in ("type", "step_id", "reason", "errors")}
                    raise DevelopError(f"the config flow does not go on: {facts}")
    except HTTPError as error:
        raise DevelopError(
            f'Home Assistant refuses the config flow of "{DOMAIN}": {error.code} {error.read().decode()}; '
            f"see {web.process.log}"
        ) from error
    raise DevelopError("the config flow does not come to an end")


def _filled(schema: list[dict[str, Any]], values: dict[str, Any]) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for item in schema:
        name = item["name"]
        suggested = (item.get("description") or {}).get("suggested_value")
        if item.get("type") == "expandable":
            filled[name] = _filled(item["schema"], values)
        elif name in values:
            filled[name] = values[name]
        elif item.get("default") is not None:
            filled[name] = item["default"]
        elif suggested is not None:
            filled[name] = suggested
        elif item.get("required"):
            raise DevelopError(f'the config flow asks for "{name}" and has no default for it')
    return filled


def _until[T](ask: Callable[[], T | None], seconds: float, complaint: str) -> T:
    end = time.monotonic() + seconds
    while (answer := ask()) is None:
        if time.monotonic() > end:
            raise DevelopError(complaint)
        time.sleep(0.2)
    return answer


# The command ------------------------------------------------------------------------------------------------


class Stopped(BaseException):
    """Ctrl-C, or the terminal or a supervisor wants us to end."""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/develop",
        description="A simulated gateway and a Home Assistant with this integration configured on it.",
        epilog="Anything else goes to the simulator: --model F455, or a PLANT.yaml of your own.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to serve the web page at (%(default)s)")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port of the web page (%(default)s)")
    parser.add_argument("--config", type=Path, default=DEFAULT_CONFIG, help="folder (.develop/config)")
    parser.add_argument("--password", default=GATEWAY_PASSWORD, help="of the simulated gateway (%(default)s)")
    options, others = parser.parse_known_args()

    def stop(*_: object) -> None:
        # A second Ctrl-C must not keep the children from being ended; each has its time limit.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)

    print("develop: starting; the first time takes about a minute", flush=True)
    try:
        with running(
            options.config,
            host=options.host,
            port=options.port,
            password=options.password,
            simulator_arguments=others,
        ) as house:
            log = os.path.relpath(options.config / "home-assistant.log")
            print(f"develop: gateway        127.0.0.1:{house.gateway_port}, password {options.password}")
            print(f"develop: Home Assistant {house.home_assistant.url}")
            print(f"develop: user           {USER_NAME}, password {USER_PASSWORD}")
            print(f"develop: log            {log}")
            furnished = options.config / ".develop-furnished"
            if not others and not furnished.exists():
                print("develop: giving names and rooms to what is found ...", flush=True)
                web = house.home_assistant
                plant = Plant.load(ROOT / "simulator" / "plants" / "house.yaml")
                asyncio.run(furnish(web.url, web.tokens["access_token"], plant))
                furnished.touch()
            print("develop: Ctrl-C ends both", flush=True)
            house.wait()
    except Stopped:
        print("\ndevelop: ended")
        return 0
    except DevelopError as error:
        print(f"develop: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
