"""Points: the log odds of a good outcome on a scale that people can read.

Throughout, ``p`` is the probability of the positive outcome and the positive outcome is the bad one (default, churn,
fraud): more points mean less risk.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_IN_DOUBT = 1e-6  # of a point; far more than two logarithms can differ


@dataclass(frozen=True, slots=True)
class PointsScale:
    """A linear scale in the log odds (Siddiqi, Credit Risk Scorecards, 2006, chapter 6).

    ``anchor_score`` points stand for good to bad odds of ``anchor_odds``; every ``points_to_double_odds`` more points
    double them; scores end at ``minimum`` and ``maximum``. Raises ValueError naming the rule that is broken.

    >>> scale = PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=6, points_to_double_odds=60)
    >>> scale.score(1 / 7), scale.score(1 / 13), scale.score(0.0), scale.score(1.0)
    (600, 660, 850, 300)
    >>> round(scale.probability_at(660), 6) == round(1 / 13, 6)
    True
    """

    minimum: int
    maximum: int
    anchor_score: float
    anchor_odds: float
    points_to_double_odds: float

    def __post_init__(self) -> None:
        if not self.minimum < self.maximum:
            raise ValueError(f"minimum must be below maximum: {self.minimum} and {self.maximum}")
        if not self.minimum <= self.anchor_score <= self.maximum:
            raise ValueError(f"anchor_score must lie on the scale: {self.anchor_score}")
        if not 0 < self.anchor_odds < math.inf:
            raise ValueError(f"anchor_odds must be positive and finite: {self.anchor_odds}")
        if not 0 < self.points_to_double_odds < math.inf:
            raise ValueError(f"points_to_double_odds must be positive and finite: {self.points_to_double_odds}")

    @property
    def points_per_log_odds(self) -> float:
        """Points for one unit of natural log odds: points to double the odds / ln 2."""
        return self.points_to_double_odds / math.log(2)

    def points(self, log_odds: float) -> float:
        """The points where the log odds of the bad outcome are ``log_odds``, neither clipped nor rounded.

        anchor_score - points_to_double_odds / ln 2 * (log_odds + ln anchor_odds).

        >>> scale = PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=1, points_to_double_odds=60)
        >>> scale.points(0.0), scale.points(-math.log(2**20))
        (600.0, 1800.0)
        """
        return self.anchor_score - self.points_per_log_odds * (log_odds + math.log(self.anchor_odds))

    def points_moved(self, log_odds: float) -> float:
        """By how many points the score moves where the log odds of the bad outcome move by ``log_odds``."""
        return -self.points_per_log_odds * log_odds

    def score(self, p: float) -> int:
        """The points of ``p``, the settled probability of the bad outcome: clipped to the scale, rounded half to even.

        Never rises with ``p``. Raises ValueError when ``p`` is outside [0, 1].
        """
        if not 0 <= p <= 1:
            raise ValueError(f"p must be within [0, 1]: {p}")
        if p == 0:
            return self.maximum
        if p == 1:
            return self.minimum
        return round(min(max(self.points(-math.log((1 - p) / p)), self.minimum), self.maximum))

    def scores(self, p: NDArray[np.float64]) -> NDArray[np.int64]:
        """The points of each of ``p``, shape (n,), as int64 of shape (n,): exactly what ``score`` gives one by one.

        Raises ValueError when one is outside [0, 1].

        >>> scale = PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=6, points_to_double_odds=60)
        >>> scale.scores(np.array([1 / 7, 0.0, 1.0]))
        array([600, 850, 300])
        """
        if not np.all((p >= 0) & (p <= 1)):
            raise ValueError("p must be within [0, 1]")
        with np.errstate(divide="ignore"):
            log_odds = np.log((1 - p) / p) - math.log(self.anchor_odds)
        points = np.clip(self.anchor_score + self.points_per_log_odds * log_odds, self.minimum, self.maximum)
        rounded = np.rint(points).astype(np.int64)
        # The last bit of a logarithm may depend on how many are taken at once: it must not decide how we round.
        for doubtful in np.flatnonzero(np.abs(np.abs(points - rounded) - 0.5) < _IN_DOUBT):
            rounded[doubtful] = self.score(float(p[doubtful]))
        return rounded

    def probability_at(self, score: float) -> float:
        """The probability of the bad outcome that stands at ``score`` before rounding: the inverse of ``score``.

        Raises ValueError when ``score`` is not on the scale.
        """
        if not self.minimum <= score <= self.maximum:
            raise ValueError(f"score must be within {self.minimum} and {self.maximum}: {score}")
        log_odds = math.log(self.anchor_odds) + (score - self.anchor_score) / self.points_per_log_odds
        return math.exp(-np.logaddexp(0.0, log_odds))
