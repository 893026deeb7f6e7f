"""What the training service answers, typed. Members that a newer service adds are left out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct


class TrainingFile(Struct, frozen=True, kw_only=True):
    """A file that was sent to train from: ``data_id`` names it in a configuration."""

    data_id: UUID
    name: str
    kind: str
    bytes: int
    sha256: str
    at: datetime


class DataQuality(Struct, frozen=True, kw_only=True):
    """What is to be said about rows before anything is trained from them: issues stop a training, warnings do not."""

    use_case: str
    total_samples: int
    feature_completeness: dict[str, float]
    duplicate_count: int
    outlier_count: int
    outliers: dict[str, int]
    class_distribution: dict[str, int]
    class_balance_ratio: float
    passes_quality_check: bool
    quality_issues: tuple[str, ...]
    quality_warnings: tuple[str, ...]
    recommendations: tuple[str, ...]
    data_date_range: tuple[str, str] | None = None
    recent_data_percentage: float | None = None
    samples_by_group: dict[str, int] | None = None
    groups_below_threshold: dict[str, int] | None = None
    left_out: dict[str, int] = {}


class Trigger(Struct, frozen=True, kw_only=True):
    """Why a training ran; ``new_samples_count`` None where rows did not ask for it."""

    trigger_type: str
    triggered_at: datetime
    triggered_by: str
    reason: str
    new_samples_count: int | None = None


class Verdict(Struct, frozen=True):
    """What the activation policy made of the best version; ``reasons`` say why one waits for a person."""

    activated: bool
    reasons: tuple[str, ...] = ()


class Training(Struct, frozen=True, kw_only=True):
    """One training; ``best_score`` is the mean over the folds, ``verdict`` None until the policy has looked."""

    job_id: UUID
    use_case: str
    status: str
    config: dict[str, Any]
    trigger: Trigger
    current_step: str
    progress_percentage: float
    trained_models: tuple[UUID, ...]
    created_at: datetime
    created_by: str
    best_model_id: UUID | None = None
    best_score: float | None = None
    verdict: Verdict | None = None
    algorithms_completed: tuple[str, ...] = ()
    started_at: datetime | None = None
    completed_at: datetime | None = None
    estimated_time_remaining_seconds: float | None = None
    cpu_usage_percent: float | None = None
    memory_usage_mb: float | None = None
    error_message: str | None = None
    warnings: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()


class Interval(Struct, frozen=True):
    """A metric with the ends of its 95 % interval; None where it has no meaning, or the rows do not tell."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


class OutcomeReport(Struct, frozen=True, kw_only=True):
    """How well one outcome is told; ``support`` is the number of rows with it."""

    support: int
    precision: float | None = None
    recall: float | None = None
    f1_score: float | None = None


class Metrics(Struct, frozen=True, kw_only=True):
    """How a version did on its hold-out, and its learner on the folds (``cv_...``) before that.

    ``confusion_matrix`` has a row for each outcome and a column for each label, the negative one first;
    ``classification_report`` tells of the outcomes "negative" and "positive".
    """

    model_id: UUID
    intervals: dict[str, Interval]
    confusion_matrix: tuple[tuple[int, int], tuple[int, int]]
    cv_metric: str
    cv_scores: tuple[float, ...]
    cv_mean: float
    cv_std: float
    training_time_seconds: float
    accuracy: float | None = None
    precision: float | None = None
    recall: float | None = None
    f1_score: float | None = None
    auc_roc: float | None = None
    iterations_completed: int | None = None
    classification_report: dict[str, OutcomeReport] = {}


class Gate(Struct, frozen=True, kw_only=True):
    """What the use case asks of a version before it may decide; ``value`` None where it could not be measured."""

    name: str
    operator: str
    threshold: float
    passed: bool
    value: float | None = None


class FeatureImportance(Struct, frozen=True, kw_only=True):
    """How much a feature weighs for its learner; rank 1 weighs most."""

    feature_name: str
    importance_score: float
    rank: int


class Model(Struct, frozen=True, kw_only=True):
    """A model version; ``training_config`` is None for one that was trained from the command line."""

    model_id: UUID
    use_case: str
    version: str
    algorithm: str
    status: str
    training_date: datetime
    training_samples: int
    metrics: Metrics
    gates: tuple[Gate, ...]
    feature_importance: tuple[FeatureImportance, ...]
    hyperparameters: dict[str, Any]
    model_path: str
    is_active: bool
    is_deprecated: bool
    created_by: str
    training_config: dict[str, Any] | None = None
    parent_model_id: UUID | None = None
    version_tag: str | None = None
    notes: str | None = None


class Activation(Struct, frozen=True, kw_only=True):
    """A change of what decides: ``version_id`` in the place of ``replaced_id``, None where nothing was there."""

    id: UUID
    use_case: str
    version_id: UUID
    kind: str
    reason: str
    by: str
    at: datetime
    replaced_id: UUID | None = None


class TrainingPage(Struct, frozen=True):
    """Trainings, the newest first; ``next`` is where to go on."""

    jobs: tuple[Training, ...]
    next: str | None = None


class ModelPage(Struct, frozen=True):
    """Model versions, the newest first; ``next`` is where to go on."""

    models: tuple[Model, ...]
    next: str | None = None
