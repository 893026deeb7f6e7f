"""Performance of what was served, as people read it."""

from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from scorewright.loop.outcomes.performance import words
from scorewright.loop.outcomes.performance.measuring import Cohort
from scorewright.loop.outcomes.performance.queries import Performance
from scorewright.project.commands.version_tables import interval
from scorewright.science.metrics.bootstrap import Interval

METRICS = ("roc_auc", "accuracy", "brier")


def show(console: Console, found: Performance) -> None:
    """One row a cohort; what is estimated is marked as such."""
    question = found.question
    if not found.cohorts:
        console.print(f"Nothing was decided for {question.use_case.name} in this time.")
        return
    title = f"{question.use_case.name} by {question.told_by}, as known on {question.as_of:%Y-%m-%d %H:%M}"
    table = Table(title=title, title_justify="left")
    table.add_column(question.told_by)
    for heading in ("decisions", "matured", "labelled"):
        table.add_column(heading, justify="right")
    for metric in METRICS:
        table.add_column(metric)
    for cohort in found.cohorts:
        _add(table, cohort)
    console.print(table)
    console.print(
        "[italic]≈ is estimated[/italic], from the probabilities alone, of decisions without a matured outcome."
    )
    for cohort in found.cohorts:
        console.print(f"{cohort.name}: {words.of_cohort(cohort)}", markup=False)
    console.print(words.of_record("accuracy", found.track_record["accuracy"]))
    if found.shadow_decisions:
        console.print(f"{found.shadow_decisions:,} decisions of shadows are in none of these figures.")


def _add(table: Table, cohort: Cohort) -> None:
    served = cohort.served
    counts = (served.decisions, served.matured, served.labelled.count)
    table.add_row(cohort.name, *(f"{count:,}" for count in counts), *(_figures(cohort, metric) for metric in METRICS))


def _figures(cohort: Cohort, metric: str) -> str:
    lines = []
    if cohort.metrics is not None:
        lines.append(_interval(cohort.metrics[metric]))
    if cohort.estimated is not None:
        lines.append(f"[italic]≈ {_interval(cohort.estimated.metrics[metric])}[/italic]")
    return "\n".join(lines) or "none"


def _interval(found: Interval) -> str:
    return interval(asdict(found)).replace("[", r"\[")
