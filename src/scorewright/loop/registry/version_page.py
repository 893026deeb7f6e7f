"""A model version in words and plain tables, for people who decide whether it may decide."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scorewright.loop.registry.metric_names import (
    NAMES,
    metric_interval,
    metric_label,
    metric_meaning,
    metric_number,
)
from scorewright.loop.registry.models import GateResult, ModelVersion

HEADLINE = "roc_auc"
OPERATORS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}


@dataclass(frozen=True)
class MetricLine:
    label: str
    meaning: str
    value: str
    interval: str


@dataclass(frozen=True)
class GateLine:
    label: str
    value: str
    rule: str
    passed: bool


@dataclass(frozen=True)
class Bar:
    """``percent`` of the longest bar."""

    label: str
    value: str
    percent: float


def version_page(version: ModelVersion) -> dict[str, Any]:
    """What the page of one version shows."""
    gates = list(version.gates.all())
    folds = version.cross_validation.get("folds", [])
    return {
        "headline": headline(version),
        "metric_lines": metric_lines(version.metrics),
        "gate_lines": [_gate_line(gate) for gate in gates],
        "gates_in_words": gates_in_words(gates),
        "certificate_in_words": certificate_in_words(version.certificate),
        "folds": [(number, f"{value:.4f}") for number, value in enumerate(folds, 1)],
        "folds_in_words": _folds_in_words(version.cross_validation),
        "parameters": sorted(version.parameters.items()),
        "importance": _bars(version.importance or {}),
        "statuses": version.statuses.order_by("-number"),
        "findings": [finding.get("message", "") for finding in version.quality.get("findings", [])],
    }


def headline(version: ModelVersion) -> str:
    """ROC-AUC on the hold-out with its interval, as in ``0.849 [0.835, 0.862]``."""
    found = version.metrics.get(HEADLINE) or {}
    interval = metric_interval(HEADLINE, found.get("low"), found.get("high"))
    return f"{metric_number(HEADLINE, found.get('value'))} {interval}"


def gates_in_words(gates: Iterable[GateResult]) -> str:
    """How many passed, as in ``5 of 6 passed``."""
    passed = [gate.passed for gate in gates]
    return f"{sum(passed)} of {len(passed)} passed" if passed else "none judged"


def certificate_in_words(certificate: Mapping[str, Any]) -> str:
    """What the parity certificate says.

    >>> certificate_in_words({"rows": 1761, "largest_difference": 1.2e-8, "flipped_labels": 0, "flipped_bands": None,
    ...     "stress_rows": 2000, "stress_largest_difference": 9.6e-8, "stress_flipped_labels": 0, "tolerance": 1e-5})
    '2,000 difficult rows and 1,761 hold-out rows: largest difference 1e-7 (limit 1e-5), no label flipped'
    """
    if not certificate:
        return "There is no certificate."
    difference = max(certificate["largest_difference"], certificate["stress_largest_difference"])
    flipped = [_flipped(certificate["flipped_labels"] + certificate["stress_flipped_labels"], "label")]
    if certificate["flipped_bands"] is not None:
        flipped.append(_flipped(certificate["flipped_bands"], "band"))
    return (
        f"{certificate['stress_rows']:,} difficult rows and {certificate['rows']:,} hold-out rows: "
        f"largest difference {_small(difference)} (limit {_small(certificate['tolerance'])}), {', '.join(flipped)}"
    )


def _flipped(count: int, what: str) -> str:
    return f"no {what} flipped" if count == 0 else f"{count:,} {what}{'s' if count > 1 else ''} flipped"


def _small(number: float) -> str:
    return re.sub(r"e-0*", "e-", f"{number:.0e}") if number else "0"


def metric_lines(metrics: Mapping[str, Mapping[str, float | None]]) -> list[MetricLine]:
    """Every metric with its interval, in words, those that we know first."""
    known = [name for name in NAMES if name in metrics]
    return [
        MetricLine(
            metric_label(name),
            metric_meaning(name),
            metric_number(name, metrics[name].get("value")),
            metric_interval(name, metrics[name].get("low"), metrics[name].get("high")),
        )
        for name in [*known, *(name for name in metrics if name not in NAMES)]
    ]


def _gate_line(gate: GateResult) -> GateLine:
    rule = f"{OPERATORS.get(gate.operator, gate.operator)} {metric_number(gate.name, gate.threshold)}"
    return GateLine(metric_label(gate.name), metric_number(gate.name, gate.value), rule, gate.passed)


def _folds_in_words(found: Mapping[str, Any]) -> str:
    if not found.get("folds"):
        return "The version was not cross-validated."
    return (
        f"{metric_label(found['metric'])} on {len(found['folds'])} folds of the training rows: "
        f"mean {found['mean']:.4f}, standard deviation {found['sd']:.4f}"
    )


def _bars(importance: Mapping[str, float]) -> list[Bar]:
    longest = max(importance.values(), default=0.0) or 1.0
    ordered = sorted(importance.items(), key=lambda pair: -pair[1])
    return [Bar(name, f"{share:.3f}", round(100 * max(share, 0.0) / longest, 1)) for name, share in ordered]
