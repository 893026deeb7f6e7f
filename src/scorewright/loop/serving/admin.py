"""The decisions that were kept, to find and to read."""

from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scorewright.loop.serving.decision_filters import UseCaseFilter, VersionFilter
from scorewright.loop.serving.models import Decision, ScoringRun
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


@admin.register(ScoringRun)
class ScoringRunAdmin(TenantAdmin):
    """Runs over files: which version decided on which file, and what came of it."""

    list_display = ("created_at", "use_case", "input_name", "version", "record", "counts", "state", "by")
    list_filter = (UseCaseFilter, "record", ("created_at", MomentFilter))
    search_fields = ("input_name", "input_sha256", "output_sha256")
    list_select_related = ("job",)
    fields = (
        *("id", "job", "use_case", "model_version", "version", "policy", "fallback_reason", "record", "ignored"),
        *("input_name", "input_bytes", "input_sha256", "output_sha256", "rejected_sha256"),
        *("rows", "decided", "rejected", "fallbacks", "positive", "by", "created_at", "started_at", "finished_at"),
    )

    @admin.display(description="rows")
    def counts(self, run: ScoringRun) -> str:
        rejected = f", {run.rejected:,} rejected" if run.rejected else ""
        return f"{run.decided:,} decided{rejected}"

    @admin.display(description="state", ordering="finished_at")
    def state(self, run: ScoringRun) -> str:
        if run.finished_at is not None:
            return "ended"
        if run.job is not None:
            return run.job.get_state_display().lower()
        return "waits" if run.started_at is None else "begun"
