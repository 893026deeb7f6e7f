"""What the deciding endpoints answer."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema

from scorewright.declare.outcome import OutcomeValue
from scorewright.loop.serving.models import Decision


class ReasonOut(Schema):
    feature: str | None
    words: str
    contribution: float | None
    points: float | None = None


class ExplanationOut(Schema):
    unit: Literal["log_odds", "probability"]
    method: Literal["linear", "tree_shap", "occlusion"]
    exact: bool
    base: float
    contributions: dict[str, float]
    before_calibration: bool = False
    base_points: float | None = None
    points: dict[str, float] | None = None


class AdviceOut(Schema):
    kind: Literal["strength", "weakness", "suggestion", "gap"]
    subject: str
    words: str
    severity: Literal["high", "medium", "low"] | None
    value: float | None


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
    explanation: ExplanationOut | None = None
    model_version: str
    status: str
    fallback: bool
    request_id: str
    at: datetime
    advice: list[AdviceOut] | None = None
    arm: str | None = None

    @staticmethod
    def resolve_arm(decision: Decision) -> str | None:
        return decision.arm or None

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


class DecisionDetail(DecisionOut):
    record: dict[str, Any]
    features: dict[str, Any]
    threshold: float
    fallback_reason: str
    asked_by: str
    policy: str
    propensity: float
    duration_ms: float


class UseCaseOut(Schema):
    name: str
    title: str
    summary: str
    owner: str
    record_schema: dict[str, Any]
    examples: list[dict[str, Any]]
    outcome: dict[str, Any]
