import os
import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from rich.console import Console

from scorewright.declare.catalogue import use_case_named
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.progress_bars import stages_on
from scorewright.project.demo import report
from scorewright.project.demo.broken import broken_record
from scorewright.project.demo.client import Client
from scorewright.project.demo.tour import measure, serve, stored, wait_for_model
from scorewright.project.demo.unseen import unseen_rows
from scorewright.project.embedded.home import Home
from scorewright.project.first_start.credentials import kept
from scorewright.project.up.address import address_from

KEY = "SCOREWRIGHT_API_KEY"
STAGES = {"decisions": "sending records", "outcomes": "sending what happened"}


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--use-case", default="retention")
        parser.add_argument("--rows", type=int, metavar="N", help="by default the whole hold-out")
        parser.add_argument("--url", help="by default the service on this machine")
        parser.add_argument("--wait", type=float, default=600, metavar="SECONDS", help="for a model in production")

    def act(
        self, console: Console, *, use_case: str, rows: int | None, url: str | None, wait: float, **_: Any
    ) -> Mapping[str, Any]:
        if rows is not None and rows < 1:
            raise CommandError("--rows must be at least 1")
        declared = use_case_named(use_case)
        key = os.environ.get(KEY) or kept(Home(settings.HOME)).service_key
        with Client(url or address_from(os.environ).url, key) as service:
            console.print(f"[bold]{declared.title}[/bold]: {declared.summary}")
            version = wait_for_model(service, use_case, wait)
            console.print(
                f"In production: {version['label']}, {version['algorithm']}, trained on {version['data_source']}."
            )
            unseen = unseen_rows(declared, rows)
            same = unseen.fingerprint == version["data_fingerprint"]
            console.print(
                f"{len(unseen.records)} rows of the hold-out follow: training never saw them."
                if same
                else "[yellow]The model was trained on other data than these: it may have seen these rows.[/yellow]"
            )
            started = time.perf_counter()
            with stages_on(console, STAGES) as on_step:
                served = serve(service, declared, unseen, on_step)
            seconds = time.perf_counter() - started
            found, kept_there = measure(declared, served), stored(service, use_case, served)
            refusal = service.predict(use_case, broken_record(declared))
        report.show_first(served[0], unseen.records[0], console)
        report.show_measures(found, served, kept_there, console)
        report.show_broken(refusal, console)
        return report.answer(version, found, served, kept_there, unseen=same, broken=refusal, seconds=seconds)
