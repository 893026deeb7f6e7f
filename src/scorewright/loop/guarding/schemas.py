"""What the addresses of guards answer."""

from datetime import datetime
from typing import Self
from uuid import UUID

from ninja import Field, Schema

from scorewright.loop.guarding.models import GuardLook, GuardWatch
from scorewright.loop.guarding.queries import last_look


class SideOut(Schema):
    """What a version reached by the guard's metric. Units are decisions, or whom they are about."""

    name: str
    decisions: int
    units: int
    mean: float | None


class RuleOut(Schema):
    margin: float
    metric: str
    alpha: float
    planned_units: int
    fewest_units: int
    days: int
    act: str


class LookOut(Schema):
    number: int
    version_id: UUID
    version: str
    former: str
    at: datetime
    outcome: str
    side: SideOut
    drop: float | None = Field(description="How much worse the new version does; null: too few outcomes.")
    low: float | None
    high: float | None
    words: str
    by: str

    @staticmethod
    def resolve_version_id(look: GuardLook) -> UUID:
        return look.watch.version_id

    @staticmethod
    def resolve_version(look: GuardLook) -> str:
        return look.watch.version.label

    @staticmethod
    def resolve_former(look: GuardLook) -> str:
        return look.watch.former.label

    @staticmethod
    def resolve_side(look: GuardLook) -> SideOut:
        return SideOut(**look.arm)


class WatchOut(Schema):
    """``former_side`` is what the new version is held against, fixed at ``fixed_at``; null until then."""

    use_case: str
    activation_id: UUID
    version_id: UUID
    version: str
    former_id: UUID
    former: str
    state: str
    reason: str
    rule: RuleOut
    activated_at: datetime
    matures_from: datetime
    guarded_until: datetime
    ends_at: datetime
    against: str = Field(description="outcomes, holdout or, before it is fixed, empty.")
    former_side: SideOut | None
    fixed_at: datetime | None
    ended_at: datetime | None
    rollback_id: UUID | None
    last_look: LookOut | None

    @classmethod
    def of(cls, watch: GuardWatch) -> Self:
        told = {name: getattr(watch, name) for name in _AS_KEPT}
        return cls.model_validate(
            told
            | {
                "version": watch.version.label,
                "former": watch.former.label,
                "activated_at": watch.activation.at,
                "former_side": watch.former_arm,
                "last_look": last_look(watch),
            }
        )


_OTHERWISE = ("version", "former", "activated_at", "former_side", "last_look")
_AS_KEPT = [name for name in WatchOut.model_fields if name not in _OTHERWISE]
