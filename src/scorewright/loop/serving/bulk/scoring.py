"""Deciding on the accepted rows of a chunk, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.columns import Accepted
from scorewright.declare.verdicts import Verdicts, decide_many
from scorewright.loop.serving.plan import Plan
from scorewright.science.artefacts.bulk import BulkRunner
from scorewright.science.calibration.conformal import Width

Probabilities = NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """m decisions; ``by_fallback`` says, by the row's place, why the fallback answered. ``width`` has shape (m,)."""

    accepted: Accepted
    verdicts: Verdicts
    width: Probabilities | None
    by_fallback: Mapping[int, str]

    def __len__(self) -> int:
        return len(self.accepted)

    @property
    def answered_by_fallback(self) -> NDArray[np.bool_]:
        """Shape (m,)."""
        found = np.zeros(len(self), dtype=np.bool_)
        found[list(self.by_fallback)] = True
        return found


class Scorer:
    """Decides as ``plan`` does, by the faster ``engine`` for the same artefact (None: the fallback answers all)."""

    def __init__(self, plan: Plan, engine: BulkRunner | None) -> None:
        self._plan = plan
        self._engine = engine

    def score(self, accepted: Accepted) -> Scored:
        probabilities, by_fallback = self._probabilities(accepted)
        confidence = np.full(len(accepted), np.nan)
        fallback = self._plan.use_case.fallback
        for place in by_fallback:
            visible = self._plan.use_case.visible(accepted.record_of(place))
            probabilities[place], confidence[place] = fallback.probability(visible), fallback.confidence
        verdicts = decide_many(self._plan.policy.decision, probabilities, confidence if by_fallback else None)
        if self._plan.use_case.confidence is not None:
            verdicts = self._surer(accepted, verdicts, by_fallback)
        return Scored(accepted, verdicts, self._width(verdicts, by_fallback), by_fallback)

    def _surer(self, accepted: Accepted, verdicts: Verdicts, by_fallback: Mapping[int, str]) -> Verdicts:
        """With the confidence that the use case declares for a model's answers."""
        confidence = verdicts.confidence.copy()
        for place in range(len(accepted)):
            if place not in by_fallback:
                confidence[place] = self._plan.sure(accepted.record_of(place), verdicts.row(place))
        return decide_many(self._plan.policy.decision, verdicts.probability, confidence)

    def _probabilities(self, accepted: Accepted) -> tuple[Probabilities, dict[int, str]]:
        """Of each row, and why some of them have none."""
        if self._engine is None or not len(accepted):
            return np.zeros(len(accepted)), dict.fromkeys(range(len(accepted)), self._plan.objection)
        try:
            return self._engine.probability_of(accepted.numbers, accepted.categories), dict(accepted.failed)
        except ValueError:  # one of them is no number: which?
            return self._one_by_one(self._engine, accepted)

    def _one_by_one(self, engine: BulkRunner, accepted: Accepted) -> tuple[Probabilities, dict[int, str]]:
        probabilities = np.zeros(len(accepted))
        objections = dict(accepted.failed)
        label = "" if self._plan.model is None else self._plan.model.label
        for place in range(len(accepted)):
            row = slice(place, place + 1)
            try:
                probabilities[place] = engine.probability_of(accepted.numbers[row], accepted.categories[row])[0]
            except ValueError:
                objections[place] = f"{self._plan.use_case.name} {label} gives no number for this record"
        return probabilities, objections

    def _width(self, verdicts: Verdicts, by_fallback: Mapping[int, str]) -> Probabilities | None:
        width = None if self._plan.model is None else self._plan.model.width
        if width is None:
            return None
        lengths = lengths_of(width, verdicts.probability)
        lengths[list(by_fallback)] = np.nan
        return lengths


def lengths_of(width: Width, p: Probabilities) -> Probabilities:
    """``Width.of`` of each of ``p``, shape (n,)."""
    reach = np.array(width.reaches)[np.searchsorted(width.edges, p, side="right")]
    lengths: Probabilities = np.minimum(1.0, p + reach) - np.maximum(0.0, p - reach)
    return lengths
