"""What came of a training, for people and for programs."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from scorewright.declare.use_case import UseCase
from scorewright.loop.training.actions import Registered
from scorewright.loop.training.cross_validation import CrossValidation
from scorewright.project.commands.version_tables import (
    certificate,
    gates,
    gates_answer,
    interval,
    status,
    version_answer,
)
from scorewright.science.metrics.catalogue import METRICS


def show(run: Registered, console: Console) -> None:
    """A row for each learner, the best first."""
    studied = run.trained.study or {}
    table = Table(title="Learners, the best first", title_justify="left")
    for name in ("learner", "version", "CV (training rows)", *(["CV (all rows)"] if studied else [])):
        table.add_column(name)
    for name in ("hold-out AUC", "certificate", "gates", "status"):
        table.add_column(name)
    for version in sorted(run.versions, key=lambda version: _rank(run.trained.selection[version.algorithm])):
        learner = version.algorithm
        table.add_row(
            f"[bold]{learner}[/bold]" if version == run.best else learner,
            version.label,
            _mean_and_sd(run.trained.selection[learner]),
            *([_mean_and_sd(studied[learner])] if studied else []),
            interval(version.metrics.get("roc_auc")),
            certificate(version),
            gates(version),
            status(run.best if version == run.best and run.best else version),
        )
    console.print(table)
    for learner, reason in run.trained.refused.items():
        console.print(f"[red]{learner} was refused[/red]: {reason}")
    console.print(f"{len(run.trained.data.labels)} rows, {run.trained.seconds:.1f} s")


def answer(use_case: UseCase, run: Registered, *, activated: bool) -> dict[str, Any]:
    """The training for programs."""
    best = run.best
    return {
        "use_case": use_case.name,
        "rows": len(run.trained.data.labels),
        "training_rows": best.training_rows if best else None,
        "holdout_rows": best.holdout_rows if best else None,
        "best": version_answer(best) if best else None,
        "gates": gates_answer(best) if best else [],
        "activated": activated,
        "versions": [
            {"learner": found.algorithm, "version": found.label, "status": found.status} for found in run.versions
        ],
        "refused": dict(run.trained.refused),
        "cv": None if run.trained.study is None else _study(run.trained.study),
        "seconds": round(run.trained.seconds, 2),
    }


def _study(study: Mapping[str, CrossValidation]) -> dict[str, Any]:
    best = min(study, key=lambda learner: _rank(study[learner]))
    learners = {name: {"mean": found.mean, "sd": found.sd} for name, found in study.items()}
    return {
        "folds": len(study[best].folds),
        "metric": study[best].metric,
        "best": {"learner": best, **learners[best]},
        "learners": learners,
    }


def _rank(validated: CrossValidation) -> float:
    """The smaller, the better."""
    return -validated.mean if METRICS[validated.metric].greater_is_better else validated.mean


def _mean_and_sd(validated: CrossValidation) -> str:
    return f"{validated.mean:.4f} ± {validated.sd:.4f}"
