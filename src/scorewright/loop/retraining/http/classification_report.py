"""How well each outcome is told, as the training API tells it."""

from collections.abc import Mapping
from typing import Self

from ninja import Schema

from scorewright.science.metrics.threshold import Confusion, f1, precision, recall


class OutcomeReport(Schema):
    """``support`` is the number of rows with this outcome."""

    precision: float | None
    recall: float | None
    f1_score: float | None
    support: int

    @classmethod
    def of(cls, counts: Confusion) -> Self:
        """``counts``, seen from this outcome as the positive one."""
        return cls(precision=precision(counts), recall=recall(counts), f1_score=f1(counts), support=counts.positives)


class ClassificationReport(Schema):
    negative: OutcomeReport
    positive: OutcomeReport

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Self:
        """``counts`` as a version keeps its confusion matrix."""
        positive = Confusion(**counts)
        negative = Confusion(
            true_positives=positive.true_negatives,
            false_positives=positive.false_negatives,
            true_negatives=positive.true_positives,
            false_negatives=positive.false_positives,
        )
        return cls(negative=OutcomeReport.of(negative), positive=OutcomeReport.of(positive))
