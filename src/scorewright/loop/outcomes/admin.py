"""Outcomes, and what became of a decision on the decision's own page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.loop.deployment.admin import TrafficPlanAdmin
from scorewright.loop.deployment.models import TrafficPlan
from scorewright.loop.outcomes.models import Outcome, OutcomeFile
from scorewright.loop.outcomes.shadows.comparing import OutcomeComparison, compare
from scorewright.loop.serving.admin import DecisionAdmin
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.shadow.comparing import ShadowComparison
from scorewright.loop.serving.shadow.comparing import compare as compare_labels
from scorewright.loop.tenancy.moment_filter import MomentFilter
from scorewright.loop.tenancy.tenant_admin import TenantAdmin

admin.site.unregister(Decision)
admin.site.unregister(TrafficPlan)


@admin.register(Decision)
class DecisionWithOutcomeAdmin(DecisionAdmin):
    """The decisions' pages, with what really happened."""

    change_form_template = "admin/outcomes/decision.html"
    list_display: tuple[str, ...] = (*DecisionAdmin.list_display[:-1], "shown_outcome", "request_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        return super().get_queryset(request).select_related("outcome")

    @admin.display(description="outcome")
    def shown_outcome(self, decision: Decision) -> str:
        outcome = getattr(decision, "outcome", None)
        if not isinstance(outcome, Outcome):
            return "not known yet"
        return f"{outcome.value} {'✓' if outcome.label == decision.label else '✗'}"


@admin.register(Outcome)
class OutcomeAdmin(TenantAdmin):
    """What stands today; the page of one shows all that was said before."""

    change_form_template = "admin/outcomes/outcome.html"
    list_display = (
        "learnt_at",
        "decision",
        "value",
        "label",
        "shown_state",
        "source",
        "occurred_at",
        "matures_at",
        "by",
    )
    list_filter = ("source", "label", "revised", ("learnt_at", MomentFilter))
    list_select_related = ("decision",)
    fields = (
        *("decision", "value", "label", "shown_state", "source", "inclusion_probability", "reason"),
        *("occurred_at", "learnt_at", "matures_at", "by"),
    )
    readonly_fields = ("shown_state",)

    @admin.display(description="state")
    def shown_state(self, outcome: Outcome) -> str:
        return str(outcome.state.label)


@admin.register(OutcomeFile)
class OutcomeFileAdmin(TenantAdmin):
    """Files of outcomes: how far they are, and what became of their rows."""

    list_display = ("created_at", "name", "rows", "shown_counts", "ended", "by")
    list_filter = (("created_at", MomentFilter),)
    search_fields = ("name",)
    fields = ("id", "job", "name", "bytes", "rows", "shown_counts", "by", "created_at", "finished_at")
    readonly_fields = ("shown_counts",)

    @admin.display(description="verdicts")
    def shown_counts(self, file: OutcomeFile) -> str:
        return ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(file.counts.items())) or "none yet"

    @admin.display(description="ended", boolean=True)
    def ended(self, file: OutcomeFile) -> bool:
        return file.finished_at is not None


@admin.register(TrafficPlan)
class TrafficPlanWithShadowsAdmin(TrafficPlanAdmin):
    """The plans' pages, with each shadow beside production: by labels, and by what really happened."""

    change_form_template = "admin/outcomes/traffic_plan.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        plan = self.get_object(request, object_id)
        shadows = _compared(plan) if isinstance(plan, TrafficPlan) else []
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "shadows": shadows})


def _compared(plan: TrafficPlan) -> Sequence[tuple[ShadowComparison, OutcomeComparison | None]]:
    """None where the use case is not declared here any more: nobody can say when its outcomes matured."""
    return [
        (compare_labels(shadow.version_id, plan.pk), _by_outcomes(shadow.version_id, plan)) for shadow in plan.shadows
    ]


def _by_outcomes(version_id: UUID, plan: TrafficPlan) -> OutcomeComparison | None:
    try:
        return compare(version_id, plan.pk, as_of=timezone.now())
    except UnknownUseCaseError:
        return None
