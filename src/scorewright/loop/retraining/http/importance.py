"""How much each feature weighs in a version."""

from collections.abc import Collection, Mapping
from uuid import UUID

from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training.evaluation.evaluations import latest_of
from scorewright.loop.training.evaluation.model import Evaluation


def importances_of(versions: Collection[ModelVersion]) -> Mapping[UUID, Mapping[str, float]]:
    """By the version's id: the learner's own; of one that has none, such as a neural network, that of permuting, from
    the last evaluation. Empty where it was not evaluated either.
    """
    silent = [version for version in versions if version.importance is None]
    evaluated = latest_of(silent) if silent else {}
    return {
        version.pk: _permuted(evaluated.get(version.pk)) if version.importance is None else version.importance
        for version in versions
    }


def importance_of(version: ModelVersion) -> Mapping[str, float]:
    """The same of one version."""
    return importances_of([version])[version.pk]


def _permuted(evaluation: Evaluation | None) -> Mapping[str, float]:
    permuted = {} if evaluation is None else evaluation.findings["importance"]["permuted"]
    return {name: drop["value"] for name, drop in permuted.items() if drop["value"] is not None}
