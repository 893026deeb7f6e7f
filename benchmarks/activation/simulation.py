"""Two models of known quality on rows drawn anew for each retraining, and what two rules say of them."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.logit import logistic
from scorewright.science.metrics.paired.comparing import compare_paired
from scorewright.science.metrics.paired.replacement_evidence import Rows, measure_replacement
from scorewright.science.metrics.ranking import gini
from scorewright.science.policy.probabilities import settle
from scorewright.science.policy.replacement import judge_replacement
from scorewright.science.policy.replacement_limits import ReplacementLimits

LIMITS = ReplacementLimits()
Rule = Callable[[Rows, np.random.Generator], bool]


@dataclass(frozen=True, kw_only=True)
class World:
    """Calibrated models whose scores are normal in each class, with the same spread (the binormal model).

    ``champion`` and ``challenger`` are their true areas under the ROC curve, ``correlation`` that of their scores
    within a class. Half of the rows are of one group, half of another.
    """

    rows: int = 5000
    prevalence: float = 0.05
    champion: float = 0.75
    challenger: float = 0.75
    correlation: float = 0.8
    threshold: float = 0.1

    def draw(self, rng: np.random.Generator) -> Rows:
        """The rows of one hold-out, with the share of positives that is asked for."""
        positives = round(self.rows * self.prevalence)
        y = np.repeat([1, 0], [positives, self.rows - positives])
        shared, own = rng.normal(size=(2, self.rows))
        other = self.correlation * shared + (1 - self.correlation**2) ** 0.5 * own
        groups = {"region": np.where(rng.random(self.rows) < 0.5, "north", "south").astype(np.object_)}
        return Rows(
            outcomes=y,
            champion=self._probabilities(y, shared, self.champion),
            challenger=self._probabilities(y, other, self.challenger),
            groups=groups,
        )

    def _probabilities(self, y: NDArray[np.int64], noise: NDArray[np.float64], area: float) -> NDArray[np.float64]:
        """Bayes' rule for two normal classes ``distance`` apart, so calibration is exact."""
        distance = 2**0.5 * NormalDist().inv_cdf(area)
        prior = math.log(self.prevalence / (1 - self.prevalence))
        log_odds: NDArray[np.float64] = prior + distance * (distance * y + noise) - distance**2 / 2
        return settle(logistic(log_odds))


def gate(rows: Rows, rng: np.random.Generator, *, threshold: float = World.threshold) -> bool:
    """Whether all eight conditions are met, at their defaults, with Gini as the target metric."""
    difference = compare_paired("gini", rows.outcomes, rows.champion, rows.challenger, threshold=threshold, rng=rng)
    evidence = measure_replacement(
        rows,
        difference,
        threshold=threshold,
        limits=LIMITS,
        comparisons_left=LIMITS.retrains_a_year,
        missing_reports=(),
        shadow=None,
        rollback_armed=True,
    )
    return all(condition.passed for condition in judge_replacement(evidence, LIMITS))


def plain_rule(rows: Rows, _: np.random.Generator) -> bool:
    """At least 5 % better on the hold-out, and nothing else."""
    old, new = gini(rows.outcomes, rows.champion), gini(rows.outcomes, rows.challenger)
    return old is not None and new is not None and new >= old + LIMITS.needed_gain(old)


def years_with_a_replacement(rule: Rule, world: World, *, years: int, rng: np.random.Generator) -> int:
    """Of ``years``, each of as many retrainings as are planned for, how many replaced the champion at least once."""
    return sum(any(rule(world.draw(rng), rng) for _ in range(LIMITS.retrains_a_year)) for _ in range(years))


def replacements(rule: Rule, world: World, *, comparisons: int, rng: np.random.Generator) -> int:
    """Of ``comparisons``, how many replaced the champion."""
    return sum(rule(world.draw(rng), rng) for _ in range(comparisons))
