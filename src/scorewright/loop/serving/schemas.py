"""What the deciding endpoints answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from scorewright.declare.outcome import OutcomeValue
from scorewright.loop.serving.models import Decision


class ReasonOut(Schema):
    feature: str | None
    words: str
    contribution: float | None


class DecisionOut(Schema):
    decision_id: UUID
    use_case: str
    probability: float
    label: OutcomeValue
    score: int | None
    band: str | None
    risk: str | None
    confidence: float
    width: float | None
    needs_review: bool
    reasons: list[ReasonOut] | None
    explanation: dict[str, Any] | None = None
    model_version: str
    status: str
    fallback: bool
    request_id: str
    at: datetime

    @staticmethod
    def resolve_decision_id(decision: Decision) -> UUID:
        return decision.id

    @staticmethod
    def resolve_label(decision: Decision) -> OutcomeValue:
        """As it was told; decisions older than this column show the number."""
        value: OutcomeValue = decision.label if decision.label_value is None else decision.label_value
        return value

    @staticmethod
    def resolve_model_version(decision: Decision) -> str:
        return decision.version


class DecisionListOut(Schema):
    """The answer to a list of records, in its order: for each a decision, or ``errors``."""

    decisions: list[DecisionOut | dict[str, Any]]


class DecisionDetail(DecisionOut):
    record: dict[str, Any]
    features: dict[str, Any]
    threshold: float
    fallback_reason: str
    asked_by: str
    policy: str
    duration_ms: float


class UseCaseOut(Schema):
    name: str
    title: str
    summary: str
    owner: str
    record_schema: dict[str, Any]
    examples: list[dict[str, Any]]
    outcome: dict[str, Any]
