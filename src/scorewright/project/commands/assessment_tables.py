"""Applications and their assessments as people and programs read them."""

import resource
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from scorewright.loop.intake.models import Application
from scorewright.loop.intake.processing.overview import Overview
from scorewright.loop.intake.processing.working import Progress
from scorewright.loop.intake.statuses import Processing

LINES = 10
REASONS_SHOWN = 5
COLOURS = {Processing.COMPLETED: "green", Processing.FAILED: "bold red", Processing.RETRYING: "yellow"}


def first_lines(found: QuerySet[Application]) -> list[dict[str, str]]:
    """The first of ``found``, for programs."""
    return [
        {
            "id": str(one.pk),
            "reference_number": one.reference_number,
            "status": one.status,
            "assessment": "none" if one.assessment is None else one.assessment.processing_status,
        }
        for one in found.select_related("assessment")[:LINES]
    ]


def show_first(console: Console, count: int, lines: list[dict[str, str]]) -> None:
    """What would be assessed."""
    if lines:
        table = Table(title="The first of them", title_justify="left")
        for name in lines[0]:
            table.add_column(name.replace("_", " "))
        for line in lines:
            table.add_row(*line.values())
        console.print(table)
    console.print(f"{_applications(count)} would be assessed. Nothing was done.")


def show_progress(console: Console, done: Progress) -> None:
    """What became of a run."""
    if not done.chosen:
        console.print("Nothing needs to be assessed.")
        return
    failed, retrying = done.ended[Processing.FAILED], done.ended[Processing.RETRYING]
    console.print(f"{done.ended[Processing.COMPLETED]:,} of {_applications(done.chosen)} assessed")
    console.print(f"{most_memory_mb():,} MB of memory at most")
    if done.before:
        console.print(f"{done.before:,} were asked for before the interruption")
    if done.passed_over:
        console.print(f"{done.passed_over:,} passed over")
    if failed or retrying:
        console.print(f"[bold red]{failed:,} failed[/bold red], {retrying:,} are tried again later")
    for reference, reason in done.reasons[:REASONS_SHOWN]:
        console.print(Text(f"  {reference}: {reason}"))
    if not done.finished:
        console.print("[yellow]Stopped.[/yellow] The same command goes on with what is left.")


def answer(done: Progress) -> dict[str, Any]:
    """A run, for programs."""
    return {
        "chosen": done.chosen,
        "before": done.before,
        "asked": done.asked,
        "completed": done.ended[Processing.COMPLETED],
        "failed": done.ended[Processing.FAILED],
        "retrying": done.ended[Processing.RETRYING],
        "passed_over": done.passed_over,
        "finished": done.finished,
        "reasons": [{"reference_number": number, "reason": reason} for number, reason in done.reasons],
        "seconds": {name: round(float(seconds), 3) for name, seconds in done.seconds.items()},
        "most_memory_mb": most_memory_mb(),
    }


def most_memory_mb() -> int:
    """What this process has taken at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)


def overview_answer(seen: Overview) -> Mapping[str, Any]:
    """An overview, for programs."""
    return asdict(seen)


def overview_tables(seen: Overview) -> RenderableType:
    """Totals, statuses, the last failures, and how many are still to do."""
    totals = Table(title=f"Assessments, {seen.at:%Y-%m-%d %H:%M:%S} UTC", title_justify="left")
    for name in ("applications", "with an assessment", "without", "still to do"):
        totals.add_column(name, justify="right")
    totals.add_row(
        *(f"{count:,}" for count in (seen.total, seen.total - seen.without_assessment, seen.without_assessment)),
        f"[bold]{seen.to_do:,}[/bold]",
    )
    statuses = Table("assessment", "number", title="By status", title_justify="left")
    for status, count in seen.assessments.items():
        statuses.add_row(Text(status, style=COLOURS.get(Processing(status), "")), f"{count:,}")
    if not seen.failures:
        return Group(totals, statuses, Text("None has failed."))
    failures = Table("when (UTC)", "application", "error", title="The latest failures", title_justify="left")
    for one in seen.failures:
        when = "" if one.at is None else f"{one.at:%Y-%m-%d %H:%M:%S}"
        failures.add_row(when, one.reference_number, Text(one.error))
    return Group(totals, statuses, failures)


def _applications(count: int) -> str:
    return f"{count:,} application{'' if count == 1 else 's'}"
