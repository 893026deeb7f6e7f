"""Reading traffic plans."""

from uuid import UUID

from django.db.models import QuerySet

from scorewright.loop.deployment.models import TrafficPlan, TrafficShare


class PlanNotFoundError(LookupError):
    """There is no such traffic plan, or it is another tenant's or another version's."""


def plans(use_case: str) -> QuerySet[TrafficPlan]:
    """All of a use case with their shares, the newest first."""
    found = TrafficPlan.objects.filter(use_case=use_case)
    return found.select_related("production").prefetch_related("shares__version")


def open_plan(use_case: str) -> TrafficPlan | None:
    """The one that holds now; None where production decides on everything, and nobody looks on."""
    return plans(use_case).filter(ended_at=None).first()


def has_arms(use_case: str) -> bool:
    """Whether versions share the traffic of ``use_case`` now."""
    arms = TrafficShare.objects.filter(role=TrafficShare.Role.ARM, plan__use_case=use_case, plan__ended_at=None)
    return arms.exists()


def plan_of_shadow(version_id: UUID, plan_id: UUID | None = None) -> TrafficPlan:
    """The newest plan, or the one that is asked for, in which the version was a shadow. Raises PlanNotFoundError."""
    found = TrafficPlan.objects.filter(shares__role=TrafficShare.Role.SHADOW, shares__version=version_id)
    found = found.select_related("production")
    newest = found.first() if plan_id is None else found.filter(pk=plan_id).first()
    if newest is None:
        raise PlanNotFoundError(
            "the version was in no traffic plan a shadow"
            if plan_id is None
            else f"no traffic plan in which the version was a shadow has the id {plan_id}"
        )
    return newest
