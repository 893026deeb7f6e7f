"""What the deciding endpoints answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from scorewright.declare.catalogue import UnknownUseCaseError, use_case_named
from scorewright.declare.outcome import OutcomeValue
from scorewright.loop.serving.models import Decision


class DecisionOut(Schema):
    decision_id: UUID
    use_case: str
    probability: float
    label: OutcomeValue
    score: int | None
    band: str | None
    risk: str | None
    confidence: float
    needs_review: bool
    model_version: str
    fallback: bool
    at: datetime

    @staticmethod
    def resolve_decision_id(decision: Decision) -> UUID:
        return decision.id

    @staticmethod
    def resolve_label(decision: Decision) -> OutcomeValue:
        try:
            return use_case_named(decision.use_case).outcome.value(decision.label)
        except UnknownUseCaseError:  # its package is no longer installed; the decision stays readable
            return decision.label

    @staticmethod
    def resolve_model_version(decision: Decision) -> str:
        return decision.version


class DecisionDetail(DecisionOut):
    record: dict[str, Any]
    features: dict[str, Any]
    threshold: float
    fallback_reason: str
    request_id: str
    duration_ms: float


class UseCaseOut(Schema):
    name: str
    title: str
    summary: str
    owner: str
    record_schema: dict[str, Any]
    examples: list[dict[str, Any]]
    outcome: dict[str, Any]
