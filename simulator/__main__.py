"""``python -m simulator``: serve a plant until interrupted."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys

from .auth import Auth
from .fields import PlantError
from .models import MODELS
from .plant import HOUSE, Plant
from .simulator import Simulator

LEVELS = {-1: logging.WARNING, 0: logging.INFO, 1: logging.DEBUG}


def arguments() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser("simulator", description="A simulated OpenWebNet gateway with its bus.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=20000, help="port, 0 for a free one (default %(default)s)")
    parser.add_argument("--password", help="password that clients need; overrides the plant file")
    parser.add_argument("--auth", choices=tuple(Auth), help="how it is asked for; by model when not given")
    parser.add_argument("--model", help=f"gateway model: {', '.join(MODELS)}")
    parser.add_argument("--time-factor", type=float, default=1.0, help="let simulated time run so many times faster")
    parser.add_argument(
        "-q", "--quiet", action="store_const", const=-1, default=0, dest="level", help="log problems only"
    )
    parser.add_argument("-v", "--verbose", action="store_const", const=1, dest="level", help="log the bus as well")
    parser.add_argument("plant", nargs="?", default=HOUSE, metavar="PLANT.yaml", help="plant file (default: a house)")
    return parser


async def serve(simulator: Simulator) -> None:
    """Serve until SIGINT or SIGTERM."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    async with simulator:
        print(f"listening on {simulator.host}:{simulator.port}", flush=True)
        await ended.wait()


def main(argv: list[str] | None = None) -> int:
    """Run, and give the exit status: 2 for a wrong command line or plant, 1 when it cannot listen."""
    parser = arguments()
    options = parser.parse_args(argv)
    logging.basicConfig(level=LEVELS[options.level], format="%(asctime)s %(message)s", stream=sys.stderr)
    try:
        plant = Plant.load(options.plant)
        plant.choose(options.model, options.password, options.auth)
        simulator = Simulator(plant, options.host, options.port, options.time_factor)
    except (PlantError, ValueError) as error:
        parser.exit(2, f"simulator: {error}\n")
    try:
        asyncio.run(serve(simulator))
    except OSError as error:
        parser.exit(1, f"simulator: cannot listen on {options.host}:{options.port}: {error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
