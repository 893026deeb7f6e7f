"""One self-contained page on a model version, for people who decide whether it may decide."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.use_case import UseCase
from scorewright.loop.registry.metric_names import metric_label
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.version_page import metric_lines, version_page
from scorewright.loop.training.evaluation import report_words as words
from scorewright.loop.training.evaluation.evaluations import NotEvaluatedError, evaluation_of, plot_of
from scorewright.loop.training.evaluation.model import Evaluation
from scorewright.loop.training.evaluation.plots import TITLES
from scorewright.science.policy.bands import Band


@dataclass(frozen=True)
class Figure:
    """``content`` is a PNG in base 64."""

    name: str
    title: str
    content: str


def report_of(version: ModelVersion) -> str:
    """The report as one HTML file: no scripts, nothing loaded from elsewhere; the same evaluation, the same report.

    Raises UnknownUseCaseError, NotEvaluatedError, and PlotUnusableError where a figure is missing or altered.
    """
    use_case = use_case_named(version.use_case)
    evaluation = evaluation_of(version)
    return render_to_string("training/report.html", _context(use_case, version, evaluation))


def report_name(version: ModelVersion) -> str:
    """What the file is called."""
    return f"{version.use_case}_{version.label}_report.html"


def _context(use_case: UseCase, version: ModelVersion, evaluation: Evaluation) -> dict[str, Any]:
    findings: Mapping[str, Any] = evaluation.findings
    importance, plan = findings["importance"], use_case.training
    contributions = importance["contributions"]
    return {
        **version_page(version),
        "use_case": use_case,
        "version": version,
        "evaluation": evaluation,
        "findings": findings,
        "metric_lines": metric_lines(findings["metrics"]),
        "notes": [finding.get("message", "") for finding in version.quality.get("findings", [])],
        "target": metric_label(plan.target_metric),
        "target_value": words.with_ends(findings["metrics"][plan.target_metric], 3),
        "slope": words.with_ends(findings["metrics"]["calibration_slope"], 2),
        "window": words.duration(use_case.outcome.window),
        "threshold": f"{findings['threshold']:g}",
        "review_below": use_case.decision.review_below,
        "bands": [(band.name, f"{band.starts_at:g}", band.risk or "") for band in _bands(use_case)],
        "protected": [field.name for field in use_case.fields if field.protected],
        "period": words.period(version),
        "split": words.SPLITS[plan.split],
        "calibrated": words.CALIBRATIONS[plan.calibration],
        "figures": _figures(version),
        "calibration_lines": words.calibration_lines(findings["calibration_bins"]),
        "again": f"{findings['largest_difference']:.0e}" if findings["largest_difference"] else "",
        "feature_lines": words.feature_lines(use_case, importance),
        "importance_metric": metric_label(importance["metric"]),
        "importance_rows": importance["rows"],
        "contributions": contributions,
        "contributions_unit": words.PLAIN_UNITS[contributions["unit"]],
        "group_tables": words.group_tables(use_case, findings),
        "limits": words.limits(use_case, version, findings),
    }


def _bands(use_case: UseCase) -> Sequence[Band]:
    return () if use_case.decision.bands is None else use_case.decision.bands.bands


def _figures(version: ModelVersion) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for name, title in TITLES.items():
        try:
            content = plot_of(version, name)
        except NotEvaluatedError:  # it was evaluated without figures: the tables say the same
            continue
        found[name] = Figure(name, title, b64encode(content).decode("ascii"))
    return found
