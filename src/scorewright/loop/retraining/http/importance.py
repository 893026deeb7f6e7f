"""How much each feature weighs in a version."""

from collections.abc import Mapping

from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training.evaluation.evaluations import latest


def importance_of(version: ModelVersion) -> Mapping[str, float]:
    """The learner's own; of one that has none, such as a neural network, that of permuting, from the last evaluation.

    Empty where it was not evaluated either.
    """
    own: Mapping[str, float] | None = version.importance
    if own is not None:
        return own
    evaluation = latest(version)
    permuted = {} if evaluation is None else evaluation.findings["importance"]["permuted"]
    return {name: drop["value"] for name, drop in permuted.items() if drop["value"] is not None}
