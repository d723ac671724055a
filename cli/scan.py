"""`openwebnet scan`: what there is on the bus, and how it is."""

import argparse
import asyncio
import json
import re
from itertools import groupby
from typing import Final, override

from custom_components.openwebnet.own import BaseItem, InvalidSession, OWNException
from custom_components.openwebnet.own.commands.exchange import Exchange, Outcome
from custom_components.openwebnet.own.gateway import ConnectionState, Gateway
from custom_components.openwebnet.own.items.registry import general_requests
from custom_components.openwebnet.own.observer import GatewayObserver
from custom_components.openwebnet.own.timing import TIMING
from custom_components.openwebnet.own.wire.connection import ConnectionParams

from .words import BOLD, Plain, Progress, address, coloured, known, subject, table, told


async def run(params: ConnectionParams, options: argparse.Namespace) -> bool:
    """Ask the bus, and print what was found."""
    progress = Progress()
    gateway = Gateway(params)
    gateway.add_observer(_Watch(gateway, progress))
    try:
        await scan(gateway)
    finally:
        progress.end()
    if options.json:
        print(json.dumps(document(gateway), indent=2))
    else:
        show(gateway)
    return True


async def scan(gateway: Gateway) -> None:
    """Ask the whole bus. Raises as `Gateway.connect` and `Gateway.run` do."""
    await gateway.connect(identify=True)
    loss = _Loss(gateway)
    try:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(gateway.run())
            await loss.scanned()
            # The rest of some states is asked for after a while.
            await asyncio.sleep(TIMING.completion_delay + TIMING.quiet)
            running.cancel()
    except* (OWNException, TimeoutError) as group:
        raise group.exceptions[0] from None
    finally:
        await gateway.close()


class _Loss(GatewayObserver):
    """Knows that the connection was lost: a scan has to be begun anew then."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway: Final = gateway
        self._ended: Final = asyncio.Event()
        gateway.add_observer(self)

    @override
    def on_state(self) -> None:
        if self._gateway.state is not ConnectionState.CONNECTED:
            self._ended.set()

    async def scanned(self) -> None:
        """Return when the bus has been asked. Raises `InvalidSession` when the connection is lost before."""
        waiting = {asyncio.ensure_future(event.wait()) for event in (self._gateway.scanned, self._ended)}
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()
        if not self._gateway.scanned.is_set():
            raise InvalidSession("the connection to the gateway was lost")


class _Watch(GatewayObserver):
    """Shows what is asked for."""

    def __init__(self, gateway: Gateway, progress: Progress) -> None:
        self._gateway: Final = gateway
        self._progress: Final = progress
        self._general: Final = set(general_requests(has_colours=True))

    @override
    def on_exchange(self, exchange: Exchange) -> None:
        if exchange.outcome is Outcome.PENDING and exchange.message in self._general:
            self._progress.show(f"{len(found(self._gateway))} found; asking {subject(exchange.message)}")


def found(gateway: Gateway) -> list[BaseItem]:
    """Return the objects that were heard of, by kind and address."""
    items = [item for item in gateway.items if item.heard and item.is_device]
    return sorted(items, key=lambda item: (int(item.who), _kind(item), len(item.key), item.key))


def _kind(item: BaseItem) -> str:
    kind = type(item).kind_of(item.where, item.traits)
    # What is no device of its own, as the alarm system, is called as its class.
    return kind.name if kind is not None else re.sub(r"(?<=.)(?=[A-Z])", "_", type(item).__name__).lower()


def _state(item: BaseItem) -> str:
    """Return what is known of an object, without how it is known."""
    return told({name: value for name, value in known(item).items() if "is_" not in name})


def document(gateway: Gateway) -> dict[str, Plain]:
    """Return what was found for programs."""
    objects: list[Plain] = [
        {
            "kind": _kind(item),
            "who": item.who.value,
            "where": str(item.where),
            "address": address(item.who, item.where),
            "state": dict(known(item)),
        }
        for item in found(gateway)
    ]
    identity = gateway.identity
    return {"gateway": {"model": identity.model, "firmware": identity.firmware}, "objects": objects}


def show(gateway: Gateway) -> None:
    """Print what was found for people, a table for each kind."""
    identity = gateway.identity
    print(f"Gateway: {identity.model or 'unknown model'}, firmware {identity.firmware or 'unknown'}")
    items = found(gateway)
    for name, group in groupby(items, _kind):
        print(f"\n{coloured(name.replace('_', ' ').capitalize(), BOLD)}")
        rows = [(f"{item.who.value}-{item.where}", address(item.who, item.where), _state(item)) for item in group]
        print(table([(f"  {key}", place, state) for key, place, state in rows]))
    print(f"\n{len(items)} found. What only tells when something happens (buttons, scenarios) is not among them.")
