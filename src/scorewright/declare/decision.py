"""From a probability to a decision: label, score, band, risk and confidence."""

from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from scorewright.declare.errors import DeclarationError
from scorewright.science.policy.bands import Bands
from scorewright.science.policy.confidence import label_probability
from scorewright.science.policy.probabilities import settle
from scorewright.science.policy.scales import PointsScale
from scorewright.science.policy.thresholds import label


class Verdict(Struct, frozen=True):
    """One decision; ``score``, ``band`` and ``risk`` are None where the use case declares none."""

    probability: float
    label: int
    score: int | None
    band: str | None
    risk: str | None
    confidence: float
    needs_review: bool


@dataclass(frozen=True, kw_only=True)
class Decision:
    """How a use case decides: positive above ``threshold``.

    ``bands_on`` says what the bands cut: the score (which needs a ``scale``) or the probability. Below
    ``review_below`` of confidence a person should look. ``explain`` says which answers carry what each feature moved:
    those that are asked for it, or all. ``reasons`` is how many of those that speak most for the positive outcome are
    told.
    """

    threshold: float = 0.5
    scale: PointsScale | None = None
    bands: Bands | None = None
    bands_on: Literal["score", "probability"] = "score"
    review_below: float | None = None
    explain: Literal["asked", "always"] = "asked"
    reasons: int = 4

    def __post_init__(self) -> None:
        if not 0 < self.threshold < 1:
            raise DeclarationError(f"decision: threshold: {self.threshold} must lie between 0 and 1")
        if self.bands_on not in ("score", "probability"):
            raise DeclarationError(f"decision: bands_on: {self.bands_on!r} is not one of score, probability")
        if self.bands is not None:
            self._check_bands(self.bands)
        if self.review_below is not None and not 0 <= self.review_below <= 1:
            raise DeclarationError(f"decision: review_below: {self.review_below} must lie between 0 and 1")
        if self.explain not in ("asked", "always"):
            raise DeclarationError(f"decision: explain: {self.explain!r} is not one of asked, always")
        if self.reasons < 1:
            raise DeclarationError(f"decision: reasons: {self.reasons} must be at least 1")

    def _check_bands(self, bands: Bands) -> None:
        if self.bands_on == "score" and self.scale is None:
            raise DeclarationError("decision: bands: cut the score, so a scale must be declared")
        lowest = 0.0 if self.bands_on == "probability" or self.scale is None else float(self.scale.minimum)
        if bands.bands[0].starts_at > lowest:
            raise DeclarationError(f"decision: bands: the first must start at {lowest:g}, so that none falls below it")

    def decide(self, probability: float, confidence: float | None = None) -> Verdict:
        """Decide on ``probability`` of the positive outcome; ``confidence`` replaces the probability of the label.

        >>> Decision(threshold=0.5).decide(0.8).label
        1
        """
        p = settle(probability)
        chosen = int(label(p, self.threshold))
        score = None if self.scale is None else self.scale.score(p)
        band = (
            None
            if self.bands is None
            else self.bands.of(p if self.bands_on == "probability" or score is None else score)
        )
        sure = label_probability(p, chosen) if confidence is None else confidence
        return Verdict(
            probability=p,
            label=chosen,
            score=score,
            band=band.name if band else None,
            risk=band.risk if band else None,
            confidence=sure,
            needs_review=self.review_below is not None and sure < self.review_below,
        )
