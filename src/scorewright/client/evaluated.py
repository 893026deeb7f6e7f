"""What a closer look at versions found, typed: one by itself, or several on the same rows."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from scorewright.client.trained import Interval


class Performance(Struct, frozen=True, kw_only=True):
    """How a version does on some of the rows; ``calibration_gap`` is above 0 where too much was said."""

    positives: int
    positive_rate: Interval
    selection_rate: Interval
    true_positive_rate: Interval
    false_positive_rate: Interval
    roc_auc: Interval
    calibration_gap: Interval


class Group(Struct, frozen=True):
    """Rows of one group or band; ``performance`` is None where they are too few to say anything."""

    name: str
    rows: int
    performance: Performance | None = None


class Grouping(Struct, frozen=True):
    """Every group that a field makes."""

    field: str
    groups: tuple[Group, ...]


class CalibrationBin(Struct, frozen=True, kw_only=True):
    """Rows with probabilities from ``lowest`` to ``highest``: their mean is what was ``said``, ``seen`` what came."""

    rows: int
    positives: int
    lowest: float
    highest: float
    said: float
    seen: Interval


class Contributions(Struct, frozen=True, kw_only=True):
    """The mean size of what each feature contributed to the answers for ``rows`` rows."""

    mean_absolute: dict[str, float]
    rows: int
    unit: str
    method: str
    exact: bool


class Importance(Struct, frozen=True, kw_only=True):
    """What each feature is worth, in three ways.

    ``permuted`` is how much ``metric`` falls on the hold-out when the feature's values are shuffled; ``native`` is the
    learner's own measure, None where it has none.
    """

    metric: str
    permuted: dict[str, Interval]
    rows: int
    repeats: int
    contributions: Contributions
    native: dict[str, float] | None = None


class Evaluation(Struct, frozen=True, kw_only=True):
    """One version on its hold-out; ``calibration_score`` is 1 less the expected calibration error.

    ``plots`` holds the addresses of the figures by their names, and is empty where none were asked for.
    """

    model_id: UUID
    evaluation_date: datetime
    metrics: dict[str, Interval]
    performance_by_band: tuple[Group, ...]
    performance_by_group: tuple[Grouping, ...]
    calibration_bins: tuple[CalibrationBin, ...]
    feature_importance: Importance
    plots: dict[str, str]
    calibration_score: float | None = None
    seconds: float | None = None


class Compared(Struct, frozen=True):
    """A version that takes part in a comparison."""

    model_id: UUID
    version: str
    algorithm: str
    status: str


class Pair(Struct, frozen=True, kw_only=True):
    """The best version in ``metric`` against another: ``verdict`` says whether ``gain`` is more than luck."""

    best: str
    other: str
    metric: str
    method: str
    level: float
    verdict: str
    words: str
    gain: float | None = None
    interval: tuple[float, float] | None = None


class Comparison(Struct, frozen=True, kw_only=True):
    """Versions on the same rows; metrics and intervals by the metric's name, then by the id of the version.

    ``best_model_id`` is None where the metric has no value for one of them.
    """

    models: tuple[Compared, ...]
    rows: int
    positives: int
    metric_comparison: dict[str, dict[UUID, float | None]]
    intervals: dict[str, dict[UUID, tuple[float, float] | None]]
    statistical_significance: tuple[Pair, ...]
    best_metric: str
    verdict: str
    best_model_id: UUID | None = None
