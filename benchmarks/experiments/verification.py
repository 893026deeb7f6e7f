"""Fraud that is investigated where the score is high: what is said of precision and recall, against the truth.

Decisions have calibrated probabilities. Everything above 0.6 is investigated, of the others one in ten, drawn at random
with its inclusion probability kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.calibration.logit import logistic
from scorewright.science.metrics.weighted.measuring import WEIGHTED, weighted_metrics
from scorewright.science.metrics.weighted.report import evaluate_weighted
from scorewright.science.policy.probabilities import settle

THRESHOLD, AUDITED, SURE_ABOVE = 0.3, 0.1, 0.6
ROWS, MANY = 4000, 1_000_000


@dataclass(frozen=True, eq=False)
class Decisions:
    """Outcomes, probabilities and chances of being investigated, all (n,); ``chosen`` were."""

    outcomes: Labels
    probabilities: Probabilities
    chances: Probabilities
    chosen: NDArray[np.bool_]

    @property
    def sample(self) -> tuple[Labels, Probabilities, Probabilities]:
        """Outcomes, probabilities and weights of what was investigated."""
        return self.outcomes[self.chosen], self.probabilities[self.chosen], 1 / self.chances[self.chosen]

    def plain(self) -> dict[str, float | None]:
        """What comes of an outcome "false" for whatever was not investigated."""
        outcomes = np.where(self.chosen, self.outcomes, 0)
        return weighted_metrics(outcomes, self.probabilities, np.ones(len(outcomes)), THRESHOLD)

    def truth(self) -> dict[str, float | None]:
        """What all outcomes would say."""
        return weighted_metrics(self.outcomes, self.probabilities, np.ones(len(self.outcomes)), THRESHOLD)


def draw(rng: np.random.Generator, rows: int = ROWS) -> Decisions:
    """Decisions of one period."""
    p = settle(logistic(rng.normal(-1.6, 1.6, size=rows)))
    chances = np.where(p > SURE_ABOVE, 1.0, AUDITED)
    return Decisions((rng.random(rows) < p).astype(np.int64), p, chances, rng.random(rows) < chances)


@dataclass(frozen=True)
class Recovery:
    """The true value of a metric; the mean weighted and the mean plain one; how often the weighted interval held it."""

    truth: float
    weighted: float
    covered_share: float
    plain: float


def recovery(rng: np.random.Generator, *, periods: int, resamples: int) -> Mapping[str, Recovery]:
    """How the estimates do over so many periods, by metric."""
    truths = draw(rng, MANY).truth()
    weighted: dict[str, list[float]] = {name: [] for name in WEIGHTED}
    plain: dict[str, list[float]] = {name: [] for name in WEIGHTED}
    covered = dict.fromkeys(WEIGHTED, 0)
    for _ in range(periods):
        decisions = draw(rng)
        found = evaluate_weighted(*decisions.sample, threshold=THRESHOLD, rng=rng, resamples=resamples).metrics
        naive = decisions.plain()
        for name, truth in truths.items():
            ends = found[name]
            weighted[name].append(ends.value or 0.0)
            plain[name].append(naive[name] or 0.0)
            covered[name] += (ends.low or 0.0) <= (truth or 0.0) <= (ends.high or 0.0)
    return {
        name: Recovery(
            round(truth or 0.0, 4),
            round(float(np.mean(weighted[name])), 4),
            round(covered[name] / periods, 4),
            round(float(np.mean(plain[name])), 4),
        )
        for name, truth in truths.items()
    }
