"""The decisions that were kept, to find and to read."""

from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scorewright.loop.serving.decision_filters import UseCaseFilter, VersionFilter
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.moment_filter import MomentFilter
from scorewright.loop.tenancy.tenant_admin import TenantAdmin


@admin.register(Decision)
class DecisionAdmin(TenantAdmin):
    """A later stage adds what became of a decision: see outcomes."""

    list_display: tuple[str, ...] = (
        "at",
        "use_case",
        "version",
        "shown_probability",
        "label",
        "shown_band",
        "answered_by",
        "request_id",
    )
    list_filter = (UseCaseFilter, VersionFilter, "fallback", ("at", MomentFilter))
    search_fields = ("id", "request_id")
    search_help_text = "A decision's id or a request id, in full"
    list_select_related = ("model_version",)
    list_per_page = 50

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Decision], search_term: str
    ) -> tuple[QuerySet[Decision], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        found = Q(request_id=term)
        try:
            found |= Q(id=UUID(term))
        except ValueError:
            return queryset.filter(found), False  # no id has this form, but a request id may
        return queryset.filter(found), False

    @admin.display(description="probability", ordering="probability")
    def shown_probability(self, decision: Decision) -> str:
        return f"{decision.probability:.3f}"

    @admin.display(description="band")
    def shown_band(self, decision: Decision) -> str:
        return decision.band or "none"

    @admin.display(description="answered by", ordering="fallback")
    def answered_by(self, decision: Decision) -> SafeString | str:
        if not decision.fallback:
            return "model"
        return format_html("<span class='sw-mark sw-failed' title='{}'>⚠ fallback</span>", decision.fallback_reason)
