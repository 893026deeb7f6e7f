import sys
import time
from argparse import ArgumentTypeError
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import CommandParser
from rich.console import Console
from rich.live import Live

from scorewright.loop.intake import queries
from scorewright.loop.intake.processing.overview import Overview, overview
from scorewright.loop.intake.processing.selection import Selection, chosen
from scorewright.loop.intake.processing.working import Progress, process
from scorewright.loop.intake.statuses import Processing, Status
from scorewright.project.commands import assessment_tables
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.progress_bars import stages_on
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for
from scorewright.project.supervision.stop_signals import StopSignals

MOST_AT_ONCE = 1000
LOOKED_AT_EVERY = 1.0
Answer = Mapping[str, Any]


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--application-id", type=_id, metavar="ID", help="one application, whatever its status")
        which.add_argument(
            "--status", choices=Status.values, help="those of a status; by default SUBMITTED and UNDER_REVIEW"
        )
        whether = parser.add_mutually_exclusive_group()
        whether.add_argument("--missing-only", action="store_true", help="only those that have no assessment at all")
        whether.add_argument("--force", action="store_true", help="also those that are assessed as they stand")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--dry-run", action="store_true", help="only say how many there are, and list the first")
        how.add_argument("--monitor", action="store_true", help="only show how far assessments are, until Ctrl-C")
        how.add_argument("--anew", action="store_true", help="with --force: begin again, not where it was interrupted")
        parser.add_argument("--batch-size", type=_count, metavar="N", help="how many at a time (ML_BATCH_SIZE)")
        parser.add_argument("--tenant", default=FIRST_TENANT, metavar="SLUG")

    def handle(self, *arguments: Any, **options: Any) -> None:
        self._failed = 0
        super().handle(*arguments, **options)
        if self._failed:
            sys.exit(1)

    def act(
        self,
        console: Console,
        *,
        application_id: UUID | None,
        status: str | None,
        missing_only: bool,
        force: bool,
        dry_run: bool,
        monitor: bool,
        anew: bool,
        batch_size: int | None,
        tenant: str,
        **_: Any,
    ) -> Answer:
        if monitor:
            return assessment_tables.overview_answer(_monitor(console, tenant))
        selection = Selection(
            application_id=application_id,
            status=None if status is None else Status(status),
            missing_only=missing_only,
            force=force,
        )
        with acting_for(tenant) as scope:
            if application_id is not None:
                queries.application(application_id)
            if dry_run:
                return _dry_run(console, selection)
        size = batch_size or settings.ML_BATCH_SIZE
        titles = {"asked": "asked for", "done": "assessed"}
        with StopSignals() as signals, stages_on(console, titles) as on_step:

            def tell(progress: Progress) -> None:
                if signals.count > 1:
                    raise KeyboardInterrupt
                on_step("asked", progress.before + progress.asked + progress.passed_over, progress.chosen)
                on_step("done", progress.done, progress.chosen)

            done = process(
                selection,
                tenant_id=scope.tenant_id,
                by=scope.actor,
                size=size,
                anew=anew,
                tell=tell,
                stopped=lambda: signals.count > 0,
            )
        assessment_tables.show_progress(console, done)
        if not done.finished:
            raise KeyboardInterrupt
        self._failed = done.ended[Processing.FAILED]
        return assessment_tables.answer(done)


def _dry_run(console: Console, selection: Selection) -> Answer:
    found = chosen(selection)
    count, lines = found.count(), assessment_tables.first_lines(found)
    assessment_tables.show_first(console, count, lines)
    return {"chosen": count, "first": lines}


def _monitor(console: Console, tenant: str) -> Overview:
    """The last look: of a terminal when somebody has seen enough, otherwise the first."""
    seen = _look(tenant)
    if not console.is_terminal:
        console.print(assessment_tables.overview_tables(seen))
        return seen
    with StopSignals() as signals, Live(console=console, auto_refresh=False) as live:
        while not signals.count:
            live.update(assessment_tables.overview_tables(seen), refresh=True)
            time.sleep(LOOKED_AT_EVERY)
            seen = _look(tenant)
    return seen


def _look(tenant: str) -> Overview:
    with acting_for(tenant):
        return overview()


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no id of an application, which is a UUID") from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) <= MOST_AT_ONCE:
        raise ArgumentTypeError(f"{text!r} is no number from 1 to {MOST_AT_ONCE}")
    return int(text)
