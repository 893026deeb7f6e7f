"""Schedules of the tenant at hand: when they run, whether they do, and when they did."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from scorewright.loop.jobs.models import Schedule
from scorewright.loop.jobs.schedules import actions, queries
from scorewright.loop.jobs.schedules.cron import CronError, checked
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, verb
from scorewright.loop.tenancy.verb_page import verb_page

LATEST_RUNS = 20


class ScheduleForm(forms.Form):
    cron = forms.CharField(
        max_length=100,
        help_text="Minute, hour, day of month, month, day of week, in UTC. 0 1 * * 0 is Sundays at 01:00 UTC.",
    )
    enabled = forms.BooleanField(required=False)

    def clean_cron(self) -> str:
        try:
            return checked(self.cleaned_data["cron"])
        except CronError as error:
            raise ValidationError(f"cron {error}") from error


class ScheduleAdmin(TenantAdmin):
    list_display = ("name", "title", "cron", "enabled", "declared", "next_slot", "last_slot", "changed_by")
    list_filter = ("enabled", "declared")
    search_fields = ("name", "title")
    fields = (
        *("name", "title", "kind", "cron", "enabled", "declared", "changed_by", "next_slot"),
        "latest_runs",
    )
    readonly_fields = ("name", "title", "kind", "next_slot", "latest_runs")
    actions_detail = ("reschedule",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return queries.schedules()

    @admin.display(description="next (UTC)")
    def next_slot(self, row: Schedule) -> datetime | None:
        return queries.next_at(row, timezone.now())

    @admin.display(description="last (UTC)")
    def last_slot(self, row: Any) -> datetime | None:
        found: datetime | None = row.last_slot
        return found

    @admin.display(description="latest runs (UTC)")
    def latest_runs(self, row: Schedule) -> str:
        runs = row.runs.select_related("job")[:LATEST_RUNS]
        return "\n".join(f"{run.slot:%Y-%m-%d %H:%M}  {run.job.state}  {run.job_id}" for run in runs) or "none yet"

    @verb(description="Change", icon="edit_calendar", permission="admin")
    def reschedule(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row: Schedule = self.row(request, object_id)
        now = {"cron": row.cron, "enabled": row.enabled}
        return verb_page(
            self.admin_site,
            request,
            ScheduleForm(request.POST) if request.method == "POST" else ScheduleForm(initial=now),
            lambda given: _change(row, given),
            title=f"Change {row.title}",
            button="Change",
            back=reverse("admin:jobs_schedule_changelist"),
            explanation="It holds within a minute. Slots that lie behind are not made up for.",
            opts=self.opts,
        )


def _change(row: Schedule, given: dict[str, Any]) -> str:
    changed = actions.change(**given, name=row.name, by=current_scope().actor, now=timezone.now())
    return f"{changed} runs at {changed.cron} (UTC)." if changed.enabled else f"{changed} does not run."
