"""An evaluation as the training API tells it."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict

from scorewright.loop.retraining.address import ADDRESS
from scorewright.loop.training.evaluation.model import Evaluation


class EvaluationRequest(Schema):
    model_config = ConfigDict(extra="forbid")

    generate_plots: bool = True


class EvaluationQueued(Schema):
    success: bool = True
    message: str
    task_id: UUID
    status: str = "queued"


class EvaluationResults(Schema):
    """``findings`` is everything; ``performance_by_band`` tells it by what the decision made of the probability.

    Each of ``plots`` is an address that takes the same key.
    """

    model_id: UUID
    evaluation_date: datetime
    metrics: dict[str, Any]
    performance_by_band: list[dict[str, Any]]
    performance_by_group: list[dict[str, Any]]
    calibration_score: float | None
    calibration_bins: list[dict[str, Any]]
    feature_importance: dict[str, Any]
    plots: dict[str, str]
    confusion_matrix_plot: str | None
    roc_curve_plot: str | None
    feature_importance_plot: str | None
    calibration_plot: str | None
    findings: dict[str, Any]
    seconds: float

    @classmethod
    def of(cls, found: Evaluation) -> Self:
        """``calibration_score`` is one minus the expected calibration error: 1 is perfect."""
        findings = found.findings
        error = findings["metrics"].get("expected_calibration_error", {}).get("value")
        plots = {name: f"{ADDRESS}/models/{found.version_id}/plots/{name}.png" for name in found.plots}
        return cls(
            model_id=found.version_id,
            evaluation_date=found.created_at,
            metrics=findings["metrics"],
            performance_by_band=findings["bands"],
            performance_by_group=findings["groups"],
            calibration_score=None if error is None else 1 - error,
            calibration_bins=findings["calibration_bins"],
            feature_importance=findings["importance"],
            plots=plots,
            confusion_matrix_plot=plots.get("confusion_matrix"),
            roc_curve_plot=plots.get("roc_curve"),
            feature_importance_plot=plots.get("feature_importance"),
            calibration_plot=plots.get("calibration"),
            findings=findings,
            seconds=found.seconds,
        )
