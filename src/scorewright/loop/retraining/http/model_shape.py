"""A model version as the training API tells it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from ninja import Schema

from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.registry.schemas import GateOut
from scorewright.loop.retraining.http.classification_report import ClassificationReport
from scorewright.loop.retraining.models import TrainingRun

TOP = 10


class FeatureImportanceOut(Schema):
    feature_name: str
    importance_score: float
    rank: int


class MetricsOut(Schema):
    """The hold-out's metrics; ``intervals`` has value, low and high of each, at 95 %."""

    model_id: UUID
    accuracy: float | None
    precision: float | None
    recall: float | None
    f1_score: float | None
    auc_roc: float | None
    intervals: dict[str, Any]
    confusion_matrix: list[list[int]]
    classification_report: ClassificationReport
    cv_metric: str
    cv_scores: list[float]
    cv_mean: float
    cv_std: float
    training_time_seconds: float
    iterations_completed: int | None

    @classmethod
    def of(cls, version: ModelVersion, run: TrainingRun | None) -> Self:
        value = {name: found.get("value") for name, found in version.metrics.items()}
        counts, folds = version.confusion, version.cross_validation
        return cls(
            model_id=version.pk,
            accuracy=value.get("accuracy"),
            precision=value.get("precision"),
            recall=value.get("recall"),
            f1_score=value.get("f1"),
            auc_roc=value.get("roc_auc"),
            intervals=version.metrics,
            confusion_matrix=[
                [counts["true_negatives"], counts["false_positives"]],
                [counts["false_negatives"], counts["true_positives"]],
            ],
            classification_report=ClassificationReport.of(counts),
            cv_metric=folds["metric"],
            cv_scores=folds["folds"],
            cv_mean=folds["mean"],
            cv_std=folds["sd"],
            training_time_seconds=version.training_seconds,
            iterations_completed=_iterations(version, run),
        )


class ModelOut(Schema):
    """``model_path`` names the artefact by its content; scaling is inside it, so there is no file of a scaler."""

    model_id: UUID
    use_case: str
    version: str
    algorithm: str
    status: str
    training_date: datetime
    training_samples: int
    training_config: dict[str, Any] | None
    metrics: MetricsOut
    feature_importance: list[FeatureImportanceOut]
    gates: list[GateOut]
    hyperparameters: dict[str, Any]
    model_path: str
    scaler_path: None = None
    is_active: bool
    is_deprecated: bool
    parent_model_id: UUID | None
    created_by: str
    version_tag: str | None
    notes: str | None

    @classmethod
    def of(cls, version: ModelVersion, run: TrainingRun | None, importance: Mapping[str, float]) -> Self:
        config = {} if run is None else run.config
        return cls(
            model_id=version.pk,
            use_case=version.use_case,
            version=version.label,
            algorithm=version.algorithm,
            status=version.status,
            training_date=version.created_at,
            training_samples=version.training_rows,
            training_config=None if run is None else config,
            metrics=MetricsOut.of(version, run),
            feature_importance=ranked(importance),
            gates=[GateOut.from_orm(gate) for gate in version.gates.all()],
            hyperparameters=version.parameters,
            model_path=f"sha256:{version.artefact_sha256}",
            is_active=version.status == Status.PRODUCTION,
            is_deprecated=version.status == Status.RETIRED,
            parent_model_id=None if run is None else run.parent_id,
            created_by=version.created_by,
            version_tag=config.get("version_tag"),
            notes=config.get("notes"),
        )


class Models(Schema):
    models: list[ModelOut]
    total: int
    next: str | None


def ranked(importance: Mapping[str, float], most: int | None = None) -> list[FeatureImportanceOut]:
    """The features, the weightiest first."""
    ordered = sorted(importance.items(), key=lambda pair: -pair[1])[:most]
    return [
        FeatureImportanceOut(feature_name=name, importance_score=score, rank=rank)
        for rank, (name, score) in enumerate(ordered, 1)
    ]


def _iterations(version: ModelVersion, run: TrainingRun | None) -> int | None:
    tuning = None if run is None else run.selection.get(version.algorithm, {}).get("tuning")
    return None if tuning is None else int(tuning["trials"])
