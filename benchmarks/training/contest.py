"""What both sides are given, and what they hand back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.training.applicants import Applicants
from scorewright.science.splits.split import Split


@dataclass(frozen=True, slots=True)
class Contest:
    """The ``rows`` to learn from and their ``folds``; ``fresh`` rows measure the winners, and nobody learns from them.

    Each of ``learners`` may make ``iterations`` trials, on ``processes`` processes.
    """

    rows: Applicants
    fresh: Applicants
    folds: Sequence[Split]
    learners: Sequence[str]
    iterations: int
    processes: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a side found for one learner: its score on the folds, that on fresh rows, and how many fits it took."""

    learner: str
    folds_score: float
    fresh_score: float
    fits: int


@dataclass(frozen=True, slots=True)
class Side:
    """One side's findings and wall-clock seconds."""

    found: tuple[Found, ...]
    seconds: float

    @property
    def score(self) -> float:
        """The mean over the learners."""
        return float(np.mean([one.fresh_score for one in self.found]))
