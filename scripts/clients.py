#!/usr/bin/env python3
"""Let clients that others wrote use the simulator, and write what each can do into simulator/README.md.

Installs the clients and `openwebnet-simulator` into a temporary folder, from PyPI, from npm and from this repository,
so it needs the network, Node.js and npm; no test runs it. What cannot be installed, or does not work, the table says.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import IO, Final

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "simulator/README.md"
BEGIN: Final = "<!-- clients: written by scripts/clients.py -->"
END: Final = "<!-- /clients -->"
PATIENCE: Final = 30.0
"""Seconds until a step that does nothing has failed."""
LOOKS: Final = 30
"""How often, a tenth of a second apart, it is looked whether a light went on."""
STEPS: Final = ("connect", "status", "command", "event")

PLANT: Final = """\
model: F454
objects:
  - {kind: relay, where: "11"}
  - {kind: relay, where: "12", on: true}
  - {kind: relay, where: "21"}
"""

DRIVE_OWND: Final = """\
import asyncio, json, logging, sys
from OWNd.connection import OWNCommandSession, OWNEventSession, OWNGateway

host, port, password = sys.argv[1], int(sys.argv[2]), sys.argv[3] or None

def tell(step, result=True):
    print(json.dumps({step: result}), flush=True)

async def main():
    gateway = OWNGateway({"address": host, "port": port, "password": password})
    logger = logging.getLogger("drive")
    commands, events = OWNCommandSession(gateway, logger), OWNEventSession(gateway, logger)
    for session in (commands, events):
        result = await session.connect()
        if not result or not result["Success"]:
            return tell("connect", str(result))
    tell("connect")
    answer = await commands.send("*#1*12##", is_status_request=True)
    tell("status", any(getattr(one, "is_on", False) for one in answer or ()) or f"answered {answer}")
    await commands.send("*1*1*11##")
    tell("command")
    tell("listens")
    while True:
        message = await events.get_next()
        if getattr(message, "where", None) == "21" and getattr(message, "is_on", False):
            return tell("event")

asyncio.run(main())
"""

DRIVE_PYOWN: Final = """\
import asyncio, json, sys
from pyown.client import Client, SessionType
from pyown.items.lighting import Light
from pyown.tags import Where

host, port, password = sys.argv[1], int(sys.argv[2]), sys.argv[3]

def tell(step, result=True):
    print(json.dumps({step: result}), flush=True)

class Noting(Client):
    frames = []

    async def read_message(self, timeout=5):
        message = await super().read_message(timeout)
        self.frames.append(str(message))
        return message

async def main():
    commands = Client(host, port, password, SessionType.CommandSession)
    events = Noting(host, port, password, SessionType.EventSession)
    heard = asyncio.Event()

    async def changed(light, on):
        if str(light.where) == "21" and on:
            heard.set()

    Light.on_status_change(changed)
    try:
        await commands.start()
        await events.start()
    except Exception as error:
        return tell("connect", f"{type(error).__name__}: {error}")
    tell("connect")
    listening = asyncio.create_task(events.loop(client=commands))
    told = [on async for _, on in Light(commands, Where("12")).get_status()]
    tell("status", told == [True] or f"answered {told}")
    await Light(commands, Where("11")).turn_on()
    tell("command")
    tell("listens")
    try:
        async with asyncio.timeout(5):
            await heard.wait()
        tell("event")
    except TimeoutError:
        read = "*1*1*21##" in events.frames
        tell("event", "reads the frame, and does not call its callback" if read else "nothing was heard")
    listening.cancel()

asyncio.run(main())
"""

DRIVE_NODE_RED: Final = """\
// Its nodes as Node-RED has them, without Node-RED.
const { EventEmitter } = require("node:events");
const utils = require("node-red-contrib-myhome-bticino-v2/myhome-utils.js");

const [host, port, pass] = process.argv.slice(2);
const tell = (step, result = true) => console.log(JSON.stringify({ [step]: result }));
const quiet = { debug() {}, log() {}, warn() {}, error() {} };
const gateway = { host, port: Number(port), pass, log_out_cmd: false };
const execute = (frame) =>
  new Promise((resolve) => {
    const done = (_, answers) => resolve({ answers });
    const failed = (_, text) => resolve({ text });
    utils.executeCommand(quiet, frame, gateway, 0, false, done, failed);
  });

let Gateway;
const RED = {
  nodes: {
    createNode(node) {
      EventEmitter.call(node);
      Object.assign(node, quiet, { log: said, debug: said, warn: failed });
    },
    registerType(_, type) {
      Object.setPrototypeOf(type.prototype, EventEmitter.prototype);
      Gateway = type;
    },
  },
  httpAdmin: { get() {} },
  auth: { needsPermission() {} },
};
let begun = false;

function failed(text) {
  if (begun) return;
  tell("connect", text);
  process.exit(0);
}

async function said(text) {
  if (begun || !/Connection successful/.test(text)) return;
  begun = true;
  tell("connect");
  const status = await execute("*#1*12##");
  tell("status", status.answers?.includes("*1*1*12##") || status.text || `answered ${status.answers}`);
  const command = await execute("*1*1*11##");
  tell("command", command.answers !== undefined || command.text);
  tell("listens");
}

require("node-red-contrib-myhome-bticino-v2/myhome-gateway.js")(RED);
const node = new Gateway({ host, port: Number(port), pass });
node.on("OWN_LIGHTS", (_, frame) => {
  if (frame !== "*1*1*21##") return;
  tell("event");
  process.exit(0);
});
"""


class Failed(Exception):
    """A client that could not be installed."""


@dataclass(frozen=True, slots=True)
class Client:
    """A client that others wrote."""

    name: str
    version: str
    origin: str
    file: str
    drive: str
    """A program of its language that takes host, port and password, and tells each step as JSON."""

    def install(self, folder: Path) -> list[str]:
        """Install it; return the command that drives it. `Failed` where that is not possible."""
        folder.mkdir()
        (folder / self.file).write_text(self.drive, encoding="utf-8")
        package = f"{self.name}{'==' if self.origin == 'PyPI' else '@'}{self.version}"
        if self.origin == "PyPI":
            return [str(python_with(folder / "venv", package)), str(folder / self.file)]
        npm, node = (shutil.which(program) for program in ("npm", "node"))
        if npm is None or node is None:
            raise Failed("there is no Node.js")
        run([npm, "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", package])
        return [node, str(folder / self.file)]


CLIENTS: Final = (
    Client("OWNd", "2.0.0b11", "PyPI", "drive_ownd.py", DRIVE_OWND),
    Client("pyown", "0.6.0", "PyPI", "drive_pyown.py", DRIVE_PYOWN),
    Client("node-red-contrib-myhome-bticino-v2", "3.0.0", "npm", "drive.js", DRIVE_NODE_RED),
)
PASSWORDS: Final[Mapping[str, tuple[str, str]]] = {
    "none": ("none", ""),
    "numeric": ("open", "12345"),
    "HMAC SHA-1": ("sha1", "Abcdef123"),
    "HMAC SHA-256": ("sha256", "Abcdef123"),
}
"""How a password is asked for, and the password."""


def run(command: list[str]) -> None:
    """Run a command; `Failed` with the last line that it says where that goes wrong."""
    result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    if result.returncode != 0:
        raise Failed((result.stderr.strip() or result.stdout.strip() or "no word").splitlines()[-1])


def python_with(folder: Path, package: str) -> Path:
    """Make an environment with one package and what that needs; return its Python."""
    uv = next(filter(None, (shutil.which("uv", path=str(Path(sys.executable).parent)), shutil.which("uv"))), None)
    if uv is None:
        raise Failed("there is no uv: scripts/setup brings it")
    run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)])
    python = folder / "bin/python"
    run([uv, "pip", "install", "--quiet", "--python", str(python), package])
    return python


def lines_of(stream: IO[str]) -> Queue[str]:
    """Read a stream without waiting for it; an empty line is its end."""
    lines: Queue[str] = Queue()

    def read() -> None:
        for line in stream:
            lines.put(line.rstrip("\n"))
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    return lines


class Bus:
    """The simulator, as its own command."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Wait until it listens."""
        assert process.stdin is not None  # noqa: S101 - it was asked for
        assert process.stdout is not None  # noqa: S101
        self._input: Final = process.stdin
        self._lines: Final = lines_of(process.stdout)
        self.port: Final = self._lines.get(timeout=PATIENCE).rpartition(":")[2]

    def say(self, command: str) -> None:
        """Give it a command."""
        print(command, file=self._input, flush=True)

    def goes_on(self, key: str) -> bool:
        """Tell whether a light is really on, or will be when the bus has carried the command."""
        for _ in range(LOOKS):
            self.say(f"show {key}")
            while not (match := re.fullmatch(r"on: (True|False)", self._lines.get(timeout=PATIENCE))):
                pass
            if match[1] == "True":
                return True
            time.sleep(0.1)
        return False


@contextmanager
def simulator(program: Path, plant: Path, auth: str, password: str) -> Iterator[Bus]:
    """Start the simulator, and end it."""
    command = [
        str(program),
        "--port",
        "0",
        "-q",
        "--commands",
        "--auth",
        auth,
        *(("--password", password) if password else ()),
        str(plant),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Bus(process)
        finally:
            process.terminate()


def drive(command: list[str], bus: Bus, password: str) -> dict[str, str]:
    """Let a client do all steps; return what became of each."""
    results: dict[str, str] = {}
    arguments = [*command, "127.0.0.1", bus.port, password]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        assert process.stderr is not None  # noqa: S101
        lines, errors = lines_of(process.stdout), lines_of(process.stderr)
        try:
            for step, told in _told(lines):
                if step == "listens":
                    bus.say("press 1-21")
                    continue
                results[step] = "yes" if told is True else f"no: {told}"
                if step == "command" and told is True and not bus.goes_on("1-11"):
                    results[step] = "no: the light stayed off"
        except Empty:
            missing = next(step for step in STEPS if step not in results)
            results[missing] = f"no: nothing within {PATIENCE:.0f} s"
        finally:
            process.kill()
    if not results:
        results["connect"] = f"no: {_last(errors)}"
    if "event" not in results and all(value == "yes" for value in results.values()):
        missing = next(step for step in STEPS if step not in results)
        results[missing] = f"no: {_last(errors)}"
    return results


def _told(lines: Queue[str]) -> Iterator[tuple[str, object]]:
    """Return the steps that a client tells of, until it ends; what else it prints is nothing to us."""
    while line := lines.get(timeout=PATIENCE):
        if line.startswith("{"):
            told = json.loads(line)
            yield from told.items()
            if "event" in told:
                return


def _last(lines: Queue[str]) -> str:
    """Return the last line that was written."""
    last = "ended without a word"
    while line := lines.get(timeout=PATIENCE):
        last = line
    return last


def rows(program: Path, folder: Path) -> Iterator[tuple[str, ...]]:
    """Try each client with each way of asking for a password."""
    plant = folder / "plant.yaml"
    plant.write_text(PLANT, encoding="utf-8")
    for number, client in enumerate(CLIENTS):
        name = f"{client.name} {client.version} ({client.origin})"
        print(name, file=sys.stderr)
        try:
            command = client.install(folder / f"client{number}")
        except (Failed, OSError, subprocess.TimeoutExpired) as error:
            yield (name, "", f"cannot be installed: {error}", "", "", "")
            continue
        for asked, (auth, password) in PASSWORDS.items():
            with simulator(program, plant, auth, password) as bus:
                results = drive(command, bus, password)
            yield (name, asked, *(results.get(step, "-") for step in STEPS))


def page(text: str, table: list[tuple[str, ...]]) -> str:
    """Return the page with another table between its marks."""
    head = ("Client", "Password", "Connects", "Asks for a state", "Gives a command", "Hears an event")
    escaped: Callable[[str], str] = lambda cell: cell.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")  # noqa: E731
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    lines += [f"| {' | '.join(map(escaped, row))} |" for row in table]
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{PAGE}: the marks of the table are missing")
    return "\n".join((f"{before}{BEGIN}", "", *lines, "", f"{END}{after}"))


def main() -> None:
    """Install, try, write."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        python = python_with(folder / "simulator", str(ROOT))
        table = list(rows(python.with_name("openwebnet-simulator"), folder))
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), table), encoding="utf-8")


if __name__ == "__main__":
    main()
