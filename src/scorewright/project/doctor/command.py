"""``scorewright doctor``: works where little else does, so it enters the environment and Django step by step."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TextIO

from rich.console import Console
from rich.table import Table

from scorewright.project.commands.catalogue import COMMANDS
from scorewright.project.doctor.finding import Finding
from scorewright.project.doctor.machine import machine
from scorewright.project.embedded.home import home_from
from scorewright.project.embedded.stack import Embedded
from scorewright.project.up.environment import operator_named

MARKS = {"ok": "[green]ok[/green]", "warning": "[yellow]warning[/yellow]", "error": "[bold red]error[/bold red]"}


def main(arguments: Sequence[str], out: TextIO) -> int:
    """Show every finding; 1 where one is an error."""
    parser = argparse.ArgumentParser("scorewright doctor", description=COMMANDS["doctor"])
    parser.add_argument("--json", action="store_true", help="one line of JSON on standard output")
    as_json = parser.parse_args(arguments).json
    found = list(findings())
    _show(found, Console(file=sys.stderr if as_json else sys.stdout, highlight=False))
    errors, warnings = (sum(finding.severity == kind for finding in found) for kind in ("error", "warning"))
    if as_json:
        answer = {"errors": errors, "warnings": warnings, "findings": [asdict(finding) for finding in found]}
        out.write(json.dumps(answer) + "\n")
    return 1 if errors else 0


def findings() -> Iterator[Finding]:
    """The machine first, then the service, which needs servers."""
    home = home_from(os.environ)
    yield from machine(home, os.environ)
    if operator_named(os.environ):
        yield from _service()
        return
    try:
        with Embedded(home, patience_seconds=10) as embedded:
            os.environ.update(embedded.environment())
            yield Finding("servers", "ok", "started for this look" if embedded.owned else "found running")
            yield from _service()
    except Exception as error:  # whatever it is, this is the command that has to say it
        log = home.logs / "postgres.log"
        yield Finding("servers", "error", f"{type(error).__name__}: {error}", f"Look at the end of {log}.")


def _service() -> Iterator[Finding]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scorewright.project.settings")
    try:
        import django  # noqa: PLC0415 - reads the environment, which stands only now

        django.setup()
        from scorewright.project.doctor.service_parts import service_parts  # noqa: PLC0415
    except Exception as error:  # settings and declarations are the operator's: anything can be wrong with them
        yield Finding("settings", "error", f"{type(error).__name__}: {error}", "Correct the setting that it names.")
        return
    yield from service_parts()


def _show(found: Sequence[Finding], console: Console) -> None:
    table = Table(show_header=False, box=None, pad_edge=False)
    for finding in found:
        table.add_row(MARKS[finding.severity], f"[bold]{finding.topic}[/bold]", finding.message)
        if finding.remedy:
            table.add_row("", "", f"[italic]{finding.remedy}[/italic]")
    console.print(table)
