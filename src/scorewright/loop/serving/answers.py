"""What a caller is told of a decision."""

from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from scorewright.declare.advice import Advice
from scorewright.loop.serving.decision_row import DecisionRow, ExplanationOut, Reason


class DecisionAnswer(Struct, frozen=True, kw_only=True):
    """The same whether it is answered or read again. ``explanation`` is there where it was asked for, ``advice`` where
    the use case gives any, ``arm`` where requests are shared out among arms.
    """

    decision_id: UUID
    use_case: str
    probability: float
    label: str | int | bool
    score: int | None
    band: str | None
    risk: str | None
    confidence: float
    width: float | None
    needs_review: bool
    reasons: tuple[Reason, ...] | None
    explanation: ExplanationOut | UnsetType
    model_version: str
    status: str
    fallback: bool
    request_id: str
    at: datetime
    advice: tuple[Advice, ...] | UnsetType = UNSET
    arm: str | UnsetType = UNSET


def answer_of(row: DecisionRow) -> DecisionAnswer:
    """The answer that ``row`` stands for."""
    return DecisionAnswer(
        decision_id=row.id,
        use_case=row.use_case,
        probability=row.probability,
        label=row.label_value,
        score=row.score,
        band=row.band,
        risk=row.risk,
        confidence=row.confidence,
        width=row.width,
        needs_review=row.needs_review,
        reasons=row.reasons,
        explanation=UNSET if row.explanation is None else row.explanation,
        model_version=row.version,
        status=row.status,
        fallback=row.fallback,
        request_id=row.request_id,
        at=row.at,
        advice=row.advice,
        arm=row.arm,
    )
