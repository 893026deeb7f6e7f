"""A comparison of versions as the training API tells it."""

from typing import Any, Self
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.queries import version as version_with
from scorewright.loop.retraining.config import METRIC_ALIASES, Name
from scorewright.loop.training.comparison import MOST_VERSIONS, Comparison
from scorewright.science.metrics.bootstrap import Interval

COMPARED_BY_DEFAULT = ("roc_auc", "accuracy", "precision", "recall", "f1")


class ModelComparisonRequest(Schema):
    """``metrics`` are auc_roc, accuracy, precision, recall and f1_score where none are named.

    The first says which version is best.
    """

    model_config = ConfigDict(extra="forbid")

    model_ids: list[UUID] = Field(min_length=2, max_length=MOST_VERSIONS)
    metrics: list[Name] | None = Field(default=None, min_length=1, max_length=20)

    def versions(self) -> list[ModelVersion]:
        """Raises VersionNotFoundError."""
        return [version_with(model_id) for model_id in dict.fromkeys(self.model_ids)]

    def metric_names(self) -> list[str]:
        """As the catalogue calls them, each once; the first says which version is best."""
        return list(dict.fromkeys(METRIC_ALIASES.get(name, name) for name in self.metrics or COMPARED_BY_DEFAULT))


class Compared(Schema):
    model_id: UUID
    version: str
    algorithm: str
    status: str


class ModelComparisonResponse(Schema):
    """``best_model_id`` did best in ``best_metric`` on these rows; whether that is more than luck say the pairs.

    It is null where the metric has no value for one of the versions; ``verdict`` then says for which. ``rows`` of the
    newest version's hold-out trained none of them; ``intervals`` are of 95 %.
    """

    models: list[Compared]
    rows: int
    positives: int
    metric_comparison: dict[str, dict[str, float | None]]
    intervals: dict[str, dict[str, tuple[float, float] | None]]
    statistical_significance: list[dict[str, Any]]
    best_model_id: UUID | None
    best_metric: str
    verdict: str

    @classmethod
    def of(cls, found: Comparison, metric: str) -> Self:
        """``found``, the best by ``metric``."""
        told = found.to_json()
        pairs = [pair for pair in found.pairs if pair.difference.metric == metric]
        measured = {str(one.version.pk): one.metrics for one in found.versions}
        names = list(found.versions[0].metrics)
        return cls(
            models=[_compared(one.version) for one in found.versions],
            rows=found.rows,
            positives=found.positives,
            metric_comparison={name: {key: of[name].value for key, of in measured.items()} for name in names},
            intervals={name: {key: _ends(of[name]) for key, of in measured.items()} for name in names},
            statistical_significance=told["pairs"],
            best_model_id=pairs[0].best.pk if pairs else None,
            best_metric=metric,
            verdict=" ".join(pair.verdict.words for pair in pairs) or _no_best(found, metric),
        )


def _no_best(found: Comparison, metric: str) -> str:
    labels = ", ".join(one.version.label for one in found.versions if one.metrics[metric].value is None)
    return f"No version is best: {metric} has no value for {labels} on these rows."


def _compared(version: ModelVersion) -> Compared:
    return Compared(model_id=version.pk, version=version.label, algorithm=version.algorithm, status=version.status)


def _ends(interval: Interval) -> tuple[float, float] | None:
    return None if interval.low is None or interval.high is None else (interval.low, interval.high)
