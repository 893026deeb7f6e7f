"""Deciding on many probabilities at once: the same decisions, as columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.decision import Decision, Verdict
from scorewright.science.policy.probabilities import settle
from scorewright.science.policy.thresholds import label


@dataclass(frozen=True, slots=True)
class Verdicts:
    """n decisions; each array has shape (n,).

    ``score`` and ``band`` (a position in the use case's bands) are None where the use case declares none.
    """

    decision: Decision
    probability: NDArray[np.float64]
    label: NDArray[np.int64]
    score: NDArray[np.int64] | None
    band: NDArray[np.intp] | None
    confidence: NDArray[np.float64]
    needs_review: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.probability)

    def row(self, position: int) -> Verdict:
        """One of them, as ``Decision.decide`` would give it."""
        bands = self.decision.bands
        band = None if self.band is None or bands is None else bands.bands[self.band[position]]
        return Verdict(
            probability=float(self.probability[position]),
            label=int(self.label[position]),
            score=None if self.score is None else int(self.score[position]),
            band=band.name if band else None,
            risk=band.risk if band else None,
            confidence=float(self.confidence[position]),
            needs_review=bool(self.needs_review[position]),
        )


def decide_many(
    decision: Decision, probabilities: NDArray[np.float64], confidence: NDArray[np.float64] | None = None
) -> Verdicts:
    """Decide on each of ``probabilities`` of the positive outcome, shape (n,), exactly as ``Decision.decide`` does.

    ``confidence``, shape (n,), replaces the probability of the label where it is not NaN. Raises ValueError where a
    probability is outside [0, 1] or NaN.

    >>> decide_many(Decision(threshold=0.5), np.array([0.2, 0.8])).label
    array([0, 1])
    """
    p = settle(probabilities)
    chosen = label(p, decision.threshold)
    score = None if decision.scale is None else decision.scale.scores(p)
    band = None
    if decision.bands is not None:
        band = decision.bands.positions_of(p if decision.bands_on == "probability" or score is None else score)
    sure = settle(np.where(chosen == 1, p, 1 - p))
    if confidence is not None:
        sure = np.where(np.isnan(confidence), sure, confidence)
    review = np.zeros(len(p), dtype=np.bool_) if decision.review_below is None else sure < decision.review_below
    return Verdicts(decision, p, chosen, score, band, sure, review)
