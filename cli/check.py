"""`openwebnet check`: how a gateway behaves, and where it differs from what is known of its model."""

import argparse
import json
from typing import Final

from custom_components.openwebnet.own.checkup import Asked, Report, Surplus, check, document
from custom_components.openwebnet.own.wire.connection import ConnectionParams

from .words import BOLD, GREEN, RED, Progress, coloured, table

WHERE_TO: Final = "https://github.com/openwebnet-ha/openwebnet/issues"


async def run(params: ConnectionParams, options: argparse.Namespace) -> bool:
    """Check, and print the report."""
    progress = Progress()
    try:
        report = await check(params, progress=progress.show)
    finally:
        progress.end()
    if options.json:
        print(json.dumps(document(report), indent=2))
    else:
        _show(report)
    return True


def _show(report: Report) -> None:
    """Print a report for people."""
    _title("Gateway")
    print(
        table(
            [
                ("  model", report.model or "unknown"),
                ("  firmware", report.firmware or "unknown"),
                ("  object model, device type", f"{_or(report.object_model)}, {_or(report.device_type)}"),
                ("  asks for the password by", _or(report.authentication)),
                *((f"  selector {number}", reply) for number, reply in report.selectors.items()),
                ("  command sessions", _count(report.command_sessions)),
                ("  event sessions", _count(report.event_sessions)),
                ("  idle command session", _idle(report)),
                ("  answer to a sign of life", _or(report.sign_of_life)),
                ("  shows requests as events", _yes(report.echoes_requests)),
                ("  shows refusals as events", _yes(report.shows_refusals)),
            ]
        )
    )
    _title("Requests")
    asked = [*report.general, *report.single, *([report.absent] if report.absent is not None else [])]
    rows = [("  request", "about", "outcome", "ACK after", "last after", "answers on", "ACK")]
    print(table([*rows, *(_row(one) for one in asked)]))
    if report.not_understood or report.no_frames:
        _title("Not understood")
        for frame, count in report.not_understood.items():
            print(f"  {frame}  {count}")
        if report.no_frames:
            print(f"  what is no frame  {report.no_frames}")
    _title(f"Compared with what is known of {report.model or 'gateways'}")
    for one in report.comparison:
        if one.fits:
            print(f"  {coloured('fits', GREEN)}     {one.name}: {one.found}")
        else:
            print(f"  {coloured('differs', RED)}  {one.name}: {one.found}, expected {one.expected}")
    if not report.comparison:
        print("  nothing is known")
    whole = "" if report.is_whole else "; not everything could be tried"
    print(f"\n{report.seconds:.0f} s{whole}. Nothing here tells whose gateway it is. Please send the output of")
    print(f"`openwebnet check --json` to {WHERE_TO}, whether it fits or not.")


def _title(text: str) -> None:
    print(f"\n{coloured(text, BOLD)}")


def _or(value: object) -> str:
    return "unknown" if value is None else str(value)


def _yes(value: bool | None) -> str:
    return "unknown" if value is None else "yes" if value else "no"


def _count(surplus: Surplus) -> str:
    if not surplus.given:
        return "none"
    refusal = f"one more is {surplus.refusal}" if surplus.refusal is not None else "more were not tried"
    return f"{surplus.given}; {refusal}"


def _idle(report: Report) -> str:
    if report.idle_close is not None:
        return f"closed after {report.idle_close:.0f} s"
    return f"open after {report.idle_watched:.0f} s" if report.idle_watched else "unknown"


def _row(asked: Asked) -> tuple[str, ...]:
    ways = [way for way, count in (("command", asked.on_command), ("event", asked.on_event)) if count]
    acknowledged = {None: "", True: "at once", False: "after the bus"}[asked.at_once]
    return (
        f"  {asked.request}",
        asked.purpose,
        asked.outcome,
        _seconds(asked.took),
        _seconds(asked.last),
        " and ".join(ways),
        acknowledged,
    )


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.2f} s"
