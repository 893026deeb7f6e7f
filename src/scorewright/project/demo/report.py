"""What the tour saw, for people and for programs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from scorewright.project.demo.client import Answer
from scorewright.project.demo.tour import Row, Stored
from scorewright.science.metrics.report import Evaluation

SHOWN = ("roc_auc", "average_precision", "accuracy", "brier", "calibration_slope", "calibration_intercept")


def show_first(row: Row, record: Mapping[str, Any], console: Console) -> None:
    """One request and its answer, as they travel."""
    console.print("\n[bold]One record[/bold]")
    console.print_json(json.dumps(record))
    console.print(f"[bold]and the decision[/bold] (status {row.decision.status})")
    console.print_json(json.dumps(row.decision.body))


def show_measures(found: Evaluation, rows: Sequence[Row], stored: Stored, console: Console) -> None:
    """How good what was served was."""
    table = Table(title=f"\nWhat was served, against what happened ({len(rows)} rows)", title_justify="left")
    for name in ("metric", "value", "95 % interval"):
        table.add_column(name)
    for name in SHOWN:
        interval = found.metrics[name]
        ends = "" if interval.low is None else f"{interval.low:.3f} to {interval.high:.3f}"
        table.add_row(name.replace("_", " "), "none" if interval.value is None else f"{interval.value:.4f}", ends)
    console.print(table)
    console.print(f"The service has kept {stored.decisions} decisions and {stored.outcomes} outcomes of them.")


def show_broken(answer: Answer, console: Console) -> None:
    """The refusal of a broken record."""
    console.print(f"\n[bold]A broken record[/bold] is refused with status {answer.status}, and nothing of it is kept:")
    console.print_json(json.dumps(answer.body))


def answer(
    version: Mapping[str, Any],
    found: Evaluation,
    rows: Sequence[Row],
    stored: Stored,
    *,
    unseen: bool,
    broken: Answer,
    seconds: float,
) -> dict[str, Any]:
    """The tour for programs."""
    values = {name: interval.value for name, interval in found.metrics.items()}
    return {
        "use_case": version["use_case"],
        "model_version": version["label"],
        "learner": version["algorithm"],
        "rows": len(rows),
        "unseen": unseen,
        "auc": values["roc_auc"],
        "accuracy": values["accuracy"],
        "brier": values["brier"],
        "calibration_slope": values["calibration_slope"],
        "calibration_intercept": values["calibration_intercept"],
        "expected_calibration_error": values["expected_calibration_error"],
        "decisions_stored": stored.decisions,
        "outcomes_stored": stored.outcomes,
        "fallbacks": sum(bool(row.decision.body.get("fallback")) for row in rows),
        "errors": sum(row.errors for row in rows),
        "broken_record_status": broken.status,
        "requests_per_second": round(2 * len(rows) / seconds, 1),
    }
