"""What the address of a shadow's outcomes answers."""

from datetime import datetime
from typing import Self
from uuid import UUID

from ninja import Field, Schema

from scorewright.loop.outcomes.shadows.cells import Cell, Cells
from scorewright.loop.outcomes.shadows.comparing import Outcome, OutcomeComparison
from scorewright.loop.outcomes.shadows.measuring import Measured
from scorewright.science.metrics.paired.difference import Method


class CellOut(Schema):
    """``positive_share`` is of the known outcomes, with its 95 % interval."""

    decisions: int
    matured: int
    known: int
    positives: int
    positive_share: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, cell: Cell) -> Self:
        share = cell.positive_share
        counts = {name: getattr(cell, name) for name in ("decisions", "matured", "known", "positives")}
        return cls(**counts, positive_share=share.value, low=share.low, high=share.high)


class CellsOut(Schema):
    """Requests by the labels that both gave."""

    newly_positive: CellOut = Field(description="Only the shadow would have labelled them positive.")
    newly_negative: CellOut = Field(description="Only production labelled them positive.")
    both_positive: CellOut
    both_negative: CellOut

    @classmethod
    def of(cls, found: Cells) -> Self:
        return cls(**{name: CellOut.of(getattr(found, name)) for name in cls.model_fields})


class MeasuredOut(Schema):
    """``gain`` is how much better the shadow is, with its 95 % interval."""

    metric: str
    method: Method
    production: float | None
    shadow: float | None
    gain: float | None
    low: float | None
    high: float | None
    p_value: float | None = Field(description="Exact, of McNemar's test; null where another method measures.")
    words: str

    @classmethod
    def of(cls, found: Measured) -> Self:
        difference, (low, high) = found.difference, found.ends or (None, None)
        return cls(
            metric=difference.metric,
            method=difference.method,
            production=difference.a,
            shadow=difference.b,
            gain=difference.gain,
            low=low,
            high=high,
            p_value=found.p_value,
            words=found.verdict.words,
        )


class VerdictOut(Schema):
    """Whose labels are right more often."""

    outcome: Outcome
    words: str


class OutcomeComparisonOut(Schema):
    version_id: UUID
    version: str
    production_id: UUID
    production: str
    plan_id: UUID
    since: datetime
    until: datetime | None
    as_of: datetime
    pairs: int = Field(description="Requests on which both decided.")
    matured: int = Field(description="Pairs whose outcome window was over.")
    known: int = Field(description="Matured pairs whose outcome was known: all below is of these.")
    positives: int
    by_chance: int = Field(description="Outcomes that were looked into by chance: where there are any, all is weighed.")
    swap_set: CellsOut
    metrics: list[MeasuredOut] = Field(description="Accuracy and ROC-AUC; empty where there are not enough outcomes.")
    verdict: VerdictOut
    caveats: list[str]

    @classmethod
    def of(cls, found: OutcomeComparison) -> Self:
        counts = ("pairs", "matured", "known", "positives", "by_chance", "as_of")
        return cls(
            **{name: getattr(found, name) for name in counts},
            version_id=found.version.pk,
            version=found.version.label,
            production_id=found.plan.production_id,
            production=found.plan.production.label,
            plan_id=found.plan.pk,
            since=found.plan.at,
            until=found.plan.ended_at,
            swap_set=CellsOut.of(found.cells),
            metrics=[MeasuredOut.of(one) for one in found.metrics],
            verdict=VerdictOut(outcome=found.outcome, words=found.words),
            caveats=list(found.caveats),
        )
