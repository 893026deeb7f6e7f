"""One try of a learner's parameters, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from scorewright.science.learners.learner import Parameters

Ending = Literal["complete", "pruned", "failed"]


@dataclass(frozen=True, slots=True)
class Trial:
    """``folds`` are the metric on each fold that was finished, in the order of the folds.

    "complete" trials have them all and are comparable, "pruned" ones were given up as clearly behind, and "failed" ones
    could not be fitted, for ``reason``.
    """

    number: int
    parameters: Parameters
    ending: Ending
    folds: tuple[float, ...]
    reason: str = ""

    @property
    def score(self) -> float:
        """The mean over the finished folds. Raises StatisticsError where there is none."""
        return fmean(self.folds)


def best_of(trials: Iterable[Trial], *, greater_is_better: bool) -> Trial | None:
    """The complete trial with the best mean, of equal ones the earliest; None where none is complete.

    >>> tried = [Trial(0, {}, "complete", (0.7, 0.8)), Trial(1, {}, "pruned", (0.9,))]
    >>> best_of(tried, greater_is_better=True).number
    0
    """
    sign = 1 if greater_is_better else -1
    complete = (trial for trial in trials if trial.ending == "complete")
    return max(complete, key=lambda trial: (sign * trial.score, -trial.number), default=None)
