"""Model versions as people and programs read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from scorewright.loop.registry.models import ModelVersion, Status

COLOURS = {Status.PRODUCTION: "bold green", Status.STAGING: "green", Status.TESTING: "yellow", Status.RETIRED: "dim"}


def interval(metric: Mapping[str, float | None] | None) -> str:
    """A metric with its 95 % interval.

    >>> interval({"value": 0.8488, "low": 0.8301, "high": 0.8651})
    '0.849 [0.830, 0.865]'
    """
    if metric is None or metric["value"] is None:
        return "none"
    ends = "" if metric["low"] is None else f" [{metric['low']:.3f}, {metric['high']:.3f}]"
    return f"{metric['value']:.3f}{ends}"


def gates(version: ModelVersion) -> str:
    """How many gates were passed, or which were not."""
    judged = list(version.gates.all())
    failed = [f"{gate.name} {gate.operator} {gate.threshold:g}" for gate in judged if not gate.passed]
    return f"{len(judged)} passed" if not failed else f"failed: {', '.join(failed)}"


def status(version: ModelVersion) -> str:
    """The status in its colour."""
    colour = COLOURS[Status(version.status)]
    return f"[{colour}]{version.status}[/{colour}]"


def certificate(version: ModelVersion) -> str:
    """The largest difference that the parity certificate found."""
    found = version.certificate
    return f"{max(found['largest_difference'], found['stress_largest_difference']):.0e}"


def versions_table(versions: Sequence[ModelVersion], title: str) -> Table:
    """One row a version, as it was measured."""
    table = Table(title=title, title_justify="left")
    for name in ("use case", "version", "learner", "CV", "hold-out AUC", "certificate", "gates", "status", "made"):
        table.add_column(name)
    for version in versions:
        table.add_row(
            version.use_case,
            version.label,
            version.algorithm,
            f"{version.cross_validation['mean']:.4f}",
            interval(version.metrics.get("roc_auc")),
            certificate(version),
            gates(version),
            status(version),
            f"{version.created_at:%Y-%m-%d %H:%M}",
        )
    return table


def version_answer(version: ModelVersion) -> dict[str, Any]:
    """A version for programs."""
    validated = version.cross_validation
    return {
        "id": str(version.id),
        "use_case": version.use_case,
        "version": version.label,
        "learner": version.algorithm,
        "status": version.status,
        "selection": {name: validated[name] for name in ("metric", "mean", "sd")},
        "holdout": {name: metric["value"] for name, metric in version.metrics.items()},
        "intervals": {name: [metric["low"], metric["high"]] for name, metric in version.metrics.items()},
    }


def gates_answer(version: ModelVersion) -> list[dict[str, Any]]:
    """The gates of a version for programs."""
    return [dict(gate) for gate in version.gates.values("name", "value", "operator", "threshold", "passed")]
