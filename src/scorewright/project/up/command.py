"""``scorewright up``.

It reads no Django settings itself: what needs them runs as an errand, so the process that must survive stays small.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, TextIO

from rich.console import Console

from scorewright.loop.serving.tallies.tally_files import clear
from scorewright.project.commands.catalogue import COMMANDS
from scorewright.project.embedded.home import Home, home_from
from scorewright.project.first_start.credentials import NoCredentialsError, credentials_file, kept
from scorewright.project.supervision.errand import Errand, run_errand
from scorewright.project.supervision.stop_signals import StopSignals
from scorewright.project.supervision.supervisor import StopRequested, Supervisor
from scorewright.project.up.address import Address, address_from
from scorewright.project.up.environment import whole_environment
from scorewright.project.up.processes import scheduler, web, worker
from scorewright.project.up.telling import told_on

FIRST_USE_CASE = "retention"


def main(arguments: Sequence[str], out: TextIO) -> int:
    """Start everything and look after it until somebody stops it; the exit status."""
    options = _options(arguments)
    address = address_from(os.environ)
    address.check_free()
    home = home_from(os.environ)
    console = Console(file=sys.stderr if options.json else sys.stdout, highlight=False, soft_wrap=True)
    with StopSignals() as signals:
        try:
            with Supervisor(told_on(console), signals=signals) as supervisor, ExitStack() as servers:
                env = servers.enter_context(whole_environment(home, os.environ, supervisor))
                start = _Start(home, address, env, supervisor, signals, console)
                _start_all(start, train=not options.no_train, out=out if options.json else None)
                supervisor.watch()
        except StopRequested:
            console.print("Stopped while starting; a next start goes on from here.")
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("scorewright up", description=COMMANDS["up"])
    parser.add_argument("--no-train", action="store_true", help=f"start without a model of {FIRST_USE_CASE}")
    parser.add_argument("--json", action="store_true", help="one line of JSON on standard output when all is up")
    return parser.parse_args(arguments)


@dataclass(frozen=True)
class _Start:
    """What the steps of a start share."""

    home: Home
    address: Address
    env: Mapping[str, str]
    supervisor: Supervisor
    signals: StopSignals
    console: Console

    def errand(self, *arguments: str) -> dict[str, Any]:
        """The answer of one of our commands."""
        command = (sys.executable, "-m", "scorewright.project", *arguments, "--json")
        errand = Errand(name=f"scorewright {' '.join(arguments)}", command=command, env=self.env)
        answer: dict[str, Any] = json.loads(run_errand(errand, self.supervisor, self.signals))
        return answer


def _start_all(start: _Start, *, train: bool, out: TextIO | None) -> None:
    found = start.errand("bootstrap")
    clear(start.home.metrics)
    start.supervisor.start(web(start.home, start.address, start.env))
    start.supervisor.start(worker(start.home, start.env))
    start.supervisor.start(scheduler(start.home, start.env))
    _say_where(start)
    if train and FIRST_USE_CASE not in found["use_cases_with_versions"]:
        start.console.print(f"\nTraining {FIRST_USE_CASE}; until it is done, its fallback answers.")
        start.errand("train", FIRST_USE_CASE)
    start.console.print("\n[bold]Everything is up.[/bold] Ctrl-C stops it. In a second terminal: scorewright demo")
    if out is not None:
        url, path = start.address.url, str(credentials_file(start.home))
        places = {"url": url, "docs": f"{url}/api/docs", "admin": f"{url}/admin/", "credentials": path}
        out.write(json.dumps(places) + "\n")
        out.flush()


def _say_where(start: _Start) -> None:
    url = start.address.url
    lines = [("API", f"{url}/api/v1/"), ("documentation", f"{url}/api/docs"), ("admin pages", f"{url}/admin/")]
    try:
        made = kept(start.home)
    except NoCredentialsError as error:
        lines.append(("credentials", str(error)))
    else:
        lines.append(("sign in with", f"{made.username} / {made.password}"))
        lines.append(("API key (admin)", made.admin_key))
        lines.append(("API key (service)", made.service_key))
        lines.append(("kept in", str(credentials_file(start.home))))
    start.console.print()
    for name, value in lines:
        start.console.print(f"  [bold]{name:<18}[/bold]", end="")
        start.console.print(value, markup=False)
