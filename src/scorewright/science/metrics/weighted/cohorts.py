"""How served decisions did, cohort by cohort: by version, by arm, by week of decision, by group."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.weighted.inclusion_weights import Weights, check_weighted, effective_rows
from scorewright.science.metrics.weighted.report import RESAMPLES, WeightedEvaluation, evaluate_weighted

FEWEST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Cohort:
    """``rows`` matured outcomes, as telling as ``effective_rows`` of equal weight.

    ``performance`` is None where these are not enough to say anything; ``words`` say so.
    """

    rows: int
    effective_rows: float
    performance: WeightedEvaluation | None
    words: str


def performance_of_cohorts(
    cohorts: NDArray[Any],
    y: Labels,
    p: Probabilities,
    weights: Weights,
    *,
    threshold: float,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
    fewest_rows: int = FEWEST_ROWS,
) -> Mapping[str, Cohort]:
    """Evaluate each value of ``cohorts`` by itself, in the order of the values; all arrays have shape (n,).

    ``cohorts`` is text: a version, an arm, the Monday of a decision's week. Outcomes are those of matured ones: early
    outcomes are mostly of one kind, and would speak for all. A cohort of fewer than ``fewest_rows`` effective rows has
    no figures. Raises ValueError as ``check_weighted`` does, and where ``cohorts`` has another shape.

    >>> found = performance_of_cohorts(np.array(["w1", "w2", "w2"]), np.array([1, 0, 1]), np.array([0.9, 0.2, 0.4]),
    ...     np.ones(3), threshold=0.5, rng=np.random.default_rng(1), fewest_rows=2)
    >>> found["w1"].words, found["w2"].performance.metrics["accuracy"].value
    ('Not enough matured outcomes: 1 of at least 2.', 0.5)
    """
    check_weighted(y, p, weights)
    if cohorts.shape != y.shape:
        raise ValueError(f"cohorts must have the shape of y: {cohorts.shape} and {y.shape}")
    found: dict[str, Cohort] = {}
    for name in sorted(set(cohorts.tolist())):
        rows = cohorts == name
        telling = effective_rows(weights[rows])
        count = int(np.count_nonzero(rows))
        if telling < fewest_rows:
            found[name] = Cohort(count, telling, None, _too_few(count, telling, fewest_rows))
            continue
        told = evaluate_weighted(y[rows], p[rows], weights[rows], threshold=threshold, rng=rng, resamples=resamples)
        found[name] = Cohort(count, telling, told, f"{count:,} matured outcomes.")
    return found


def _too_few(count: int, telling: float, fewest: int) -> str:
    told = f"{count:,}" if count < fewest else f"{count:,} tell no more than {telling:,.0f} of equal weight,"
    return f"Not enough matured outcomes: {told} of at least {fewest:,}."
