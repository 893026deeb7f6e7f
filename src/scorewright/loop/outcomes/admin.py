"""Outcomes, and what became of a decision on the decision's own page."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from scorewright.loop.outcomes.models import Outcome
from scorewright.loop.serving.admin import DecisionAdmin
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.moment_filter import MomentFilter
from scorewright.loop.tenancy.tenant_admin import TenantAdmin

admin.site.unregister(Decision)


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
    list_display = ("learnt_at", "decision", "value", "label", "source", "occurred_at", "by")
    list_filter = ("source", "label", ("learnt_at", MomentFilter))
    list_select_related = ("decision",)
    fields = ("decision", "value", "label", "source", "occurred_at", "learnt_at", "by")
