"""What the addresses of traffic plans take and answer."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from scorewright.loop.deployment.models import TrafficPlan, TrafficShare
from scorewright.loop.deployment.traffic.actions import LONGEST_NAME
from scorewright.loop.tenancy.parameters import Reason

MOST_PARTS = 20
Share = Annotated[float, Field(gt=0, le=1)]


class ArmIn(Schema, extra="forbid"):
    version_id: UUID
    share: Share
    name: Annotated[str, Field(max_length=LONGEST_NAME, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class ShadowIn(Schema, extra="forbid"):
    version_id: UUID
    share: Share = 1.0


class TrafficIn(Schema, extra="forbid"):
    arms: list[ArmIn] = Field(default_factory=list, max_length=MOST_PARTS)
    shadows: list[ShadowIn] = Field(default_factory=list, max_length=MOST_PARTS)
    reason: Reason


class EndIn(Schema, extra="forbid"):
    reason: Reason


class PartOut(Schema):
    name: str
    version_id: UUID
    version: str
    share: float

    @staticmethod
    def resolve_version(part: TrafficShare) -> str:
        return part.version.label


class TrafficOut(Schema):
    id: UUID
    use_case: str
    production_id: UUID
    production: str
    arms: list[PartOut]
    holdout_share: float
    shadows: list[PartOut]
    experiment: str
    unit_field: str
    reason: str
    by: str
    at: datetime
    ended_at: datetime | None
    ended_by: str
    end_reason: str

    @staticmethod
    def resolve_production(plan: TrafficPlan) -> str:
        return plan.production.label

    @staticmethod
    def resolve_arms(plan: TrafficPlan) -> list[TrafficShare]:
        return plan.arms

    @staticmethod
    def resolve_shadows(plan: TrafficPlan) -> list[TrafficShare]:
        return plan.shadows
