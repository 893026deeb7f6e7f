"""What the addresses of shadows answer."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from scorewright.loop.deployment.models import ShadowDecision
from scorewright.loop.serving.shadow.comparing import ShadowComparison


class LatencyOut(Schema):
    p50: float
    p95: float
    p99: float


class SidesOut(Schema):
    """Requests by the labels that both gave."""

    both_negative: int
    newly_positive: int
    newly_negative: int
    both_positive: int


class McNemarOut(Schema):
    """``gain`` is the shadow's share of positive labels less that of production, with its 95 % interval."""

    gain: float | None
    low: float | None
    high: float | None
    p_value: float


class ShadowComparisonOut(Schema):
    version_id: UUID
    version: str
    production_id: UUID
    production: str
    plan_id: UUID
    since: datetime
    until: datetime | None
    requests: int
    looked_at: int
    errors: int
    first_errors: list[str]
    pairs: int
    agreement: float | None
    mean_difference: float | None
    swap_set: SidesOut
    mcnemar: McNemarOut | None
    latency_production: LatencyOut | None
    latency_shadow: LatencyOut | None

    @staticmethod
    def resolve_version_id(found: ShadowComparison) -> UUID:
        return found.version.pk

    @staticmethod
    def resolve_version(found: ShadowComparison) -> str:
        return found.version.label

    @staticmethod
    def resolve_production_id(found: ShadowComparison) -> UUID:
        return found.plan.production_id

    @staticmethod
    def resolve_production(found: ShadowComparison) -> str:
        return found.plan.production.label

    @staticmethod
    def resolve_plan_id(found: ShadowComparison) -> UUID:
        return found.plan.pk

    @staticmethod
    def resolve_since(found: ShadowComparison) -> datetime:
        return found.plan.at

    @staticmethod
    def resolve_until(found: ShadowComparison) -> datetime | None:
        return found.plan.ended_at

    @staticmethod
    def resolve_swap_set(found: ShadowComparison) -> ShadowComparison:
        return found


class ShadowDecisionOut(Schema):
    decision_id: UUID
    version_id: UUID
    version: str
    plan_id: UUID
    policy: str
    threshold: float
    probability: float | None
    label: int | None
    score: int | None
    band: str | None
    error: str
    at: datetime
    duration_ms: float

    @staticmethod
    def resolve_version_id(decision: ShadowDecision) -> UUID:
        return decision.model_version_id
