"""A backtest as people read it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from scorewright.loop.outcomes.backtesting.caveats import caveats
from scorewright.loop.outcomes.backtesting.findings import Findings
from scorewright.project.commands.version_tables import interval
from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.by_group import Group
from scorewright.science.metrics.paired.swap_set import Swapped


def show(console: Console, found: Findings) -> None:
    """What would have changed, how that turned out where it is known, and what to be careful about."""
    tally, moves = found.tally, found.moves
    bands = "" if moves is None else f" and {found.changed_bands:,} bands"
    console.print(
        f"[bold]{found.b.name}[/bold] against [bold]{found.a.name}[/bold] on {tally.replayed:,} decisions: "
        f"{tally.changed_labels:,} labels{bands} would have changed."
    )
    console.print(_swap_set(found))
    if found.changed_bands:
        console.print(_bands(moves or []))
    if found.measured.compared:
        console.print(_metrics(found))
    for field, (of_a, of_b) in found.measured.groups.items():
        if of_a:
            console.print(_groups(found, field, of_a, of_b))
    if tally.mcnemar.rows:
        console.print(_mcnemar(found))
    for one in found.measured.compared:
        console.print(one.verdict.words)
    for caveat in caveats(found):
        console.print(caveat, style="yellow", markup=False)


def _swap_set(found: Findings) -> Table:
    positive, swapped = found.use_case.outcome.positive, found.tally.swapped
    table = _table(f"Who changes sides of the threshold ({positive!r} is above it)", "decisions")
    for heading in ("decisions", "outcomes", f"of them {positive!r}", "share (95 %)"):
        table.add_column(heading, justify="right")
    cells: dict[str, Swapped] = {
        "newly above": swapped.newly_positive,
        "newly below": swapped.newly_negative,
        "above for both": swapped.both_positive,
        "below for both": swapped.both_negative,
    }
    for name, cell in cells.items():
        counts = (cell.rows, cell.known, cell.positives)
        table.add_row(name, *(f"{count:,}" for count in counts), _interval(cell.positive_share))
    return table


def _bands(moves: Sequence[Mapping[str, Any]]) -> Table:
    table = _table("Bands that would have changed", "from", "to")
    table.add_column("decisions", justify="right")
    for move in moves:
        if move["from"] != move["to"]:
            table.add_row(move["from"], move["to"], f"{move['decisions']:,}")
    return table


def _metrics(found: Findings) -> Table:
    measured = found.measured
    table = _table(
        f"On {measured.rows:,} matured outcomes, {measured.positives:,} of them positive",
        "metric", found.a.name, found.b.name, "gain (95 %)",
    )  # fmt: skip
    for one in measured.compared:
        difference = one.difference
        low, high = difference.interval() or (None, None)
        gain = Interval(difference.gain, low, high)
        table.add_row(difference.metric, _number(difference.a), _number(difference.b), _interval(gain))
    return table


def _groups(found: Findings, field: str, of_a: Mapping[str, Group], of_b: Mapping[str, Group]) -> Table:
    table = _table(f"By {field}", field, "outcomes", "", "labelled positive", "ROC-AUC", "calibration gap")
    for value, group in of_a.items():
        for side, one in ((found.a, group), (found.b, of_b[value])):
            told = one.performance
            figures = () if told is None else (told.selection_rate, told.roc_auc, told.calibration_gap)
            table.add_row(
                value or "missing", f"{one.rows:,}", side.name, *(map(_interval, figures) if figures else ("too few",))
            )
    return table


def _mcnemar(found: Findings) -> str:
    counts, a, b = found.tally.mcnemar, found.a.name, found.b.name
    return (
        f"Of {counts.rows:,} known outcomes, only {a} was right about {counts.only_a_right:,}, only {b} about "
        f"{counts.only_b_right:,} (McNemar's exact test: p = {counts.p_value:.3g})."
    )


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading)
    return table


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"


def _interval(found: Interval) -> str:
    return interval(asdict(found))
