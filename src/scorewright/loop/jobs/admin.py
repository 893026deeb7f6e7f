"""Jobs, how far they are, stopping or repeating one; and the schedules that ask for some."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from scorewright.loop.jobs import actions
from scorewright.loop.jobs.models import Job, Schedule, State
from scorewright.loop.jobs.notes import Line
from scorewright.loop.jobs.queries import dead_kinds
from scorewright.loop.jobs.schedules.admin import ScheduleAdmin
from scorewright.loop.tenancy.moment_filter import MomentFilter
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, verb
from scorewright.loop.tenancy.verb_page import verb_page

_MARKS: dict[str, tuple[str, str]] = {
    State.SUCCEEDED: ("sw-passed", "✓"),
    State.FAILED: ("sw-failed", "✗"),
    State.CANCELLED: ("sw-warned", "✗"),
    State.RETRYING: ("sw-warned", "!"),
}

admin.site.register(Schedule, ScheduleAdmin)


class KindForm(forms.Form):
    kind = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            choices=[(kind, f"{kind} ({count})") for kind, count in dead_kinds().items()],
            error_messages={"required": "Choose a kind; where there is none, no job has failed."},
        )


@admin.register(Job)
class JobAdmin(TenantAdmin):
    list_display = ("created_at", "kind", "shown_state", "progress", "step", "retries", "created_by", "finished_at")
    list_filter = ("state", "kind", ("created_at", MomentFilter))
    search_fields = ("kind", "created_by")
    fields = (
        *("id", "kind", "queue", "arguments", "shown_state", "progress", "remaining", "step", "error", "result"),
        *("shown_warnings", "shown_log", "cpu_percent", "memory_mb", "attempts", "retries", "retry_at", "created_by"),
        *("created_at", "started_at", "progressed_at", "finished_at", "cancel_requested_at", "checkpoint"),
    )
    readonly_fields = ("id", "shown_state", "progress", "remaining", "shown_warnings", "shown_log")
    actions_list = ("retry_all",)
    actions_detail = ("cancel", "retry")

    @admin.display(description="state", ordering="state")
    def shown_state(self, job: Job) -> SafeString:
        style, mark = _MARKS.get(job.state, ("", ""))
        return format_html("<span class='sw-mark {}'>{} {}</span>", style, mark, job.get_state_display())

    @admin.display(description="progress")
    def progress(self, job: Job) -> str:
        if job.percent is None:
            return f"{job.done:,}" if job.done else ""
        return f"{job.done:,} of {job.total:,} ({job.percent:.0f} %)"

    @admin.display(description="remaining")
    def remaining(self, job: Job) -> str:
        seconds = job.remaining_seconds
        return "not known" if seconds is None else f"about {timedelta(seconds=round(seconds))}"

    @admin.display(description="warnings")
    def shown_warnings(self, job: Job) -> SafeString:
        return _lines(job.warnings)

    @admin.display(description="log")
    def shown_log(self, job: Job) -> SafeString:
        return _lines(job.log)

    @verb(description="Cancel", icon="cancel", permission="admin")
    def cancel(self, request: HttpRequest, object_id: str) -> HttpResponse:
        explanation = "A job that waits ends at once, one that runs after the step it is at. What it did is kept."
        return self._page(request, object_id, "Cancel", _cancel, explanation)

    @verb(description="Try once more", icon="replay", permission="admin")
    def retry(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, "Try once more", _retry, "It goes on from its last checkpoint.")

    @verb(description="Try all dead letters of a kind", icon="replay", permission="admin")
    def retry_all(self, request: HttpRequest) -> HttpResponse:
        return verb_page(
            self.admin_site,
            request,
            KindForm(request.POST if request.method == "POST" else None),
            _retry_all,
            title="Try all dead letters of a kind once more",
            button="Try once more",
            back=reverse("admin:jobs_job_changelist"),
            explanation="Jobs that failed for good go on from their last checkpoint.",
            opts=self.opts,
        )

    def _page(
        self, request: HttpRequest, object_id: str, button: str, act: Callable[[Job], str], explanation: str
    ) -> HttpResponse:
        job: Job = self.row(request, object_id)

        def answer(_: dict[str, Any]) -> str:
            try:
                return act(job)
            except (actions.JobFinishedError, actions.JobNotFailedError) as refusal:
                raise ValidationError(str(refusal)) from refusal

        return verb_page(
            self.admin_site,
            request,
            forms.Form(request.POST if request.method == "POST" else None),
            answer,
            title=f"{button}: {job}",
            button=button,
            back=reverse("admin:jobs_job_changelist"),
            explanation=explanation,
            opts=self.opts,
        )


def _cancel(job: Job) -> str:
    stopped = actions.cancel(job=job, by=current_scope().actor)
    return f"{job} is cancelled." if stopped.finished else f"{job} stops after the step it is at."


def _retry(job: Job) -> str:
    return f"{actions.retry(job=job, by=current_scope().actor)} waits to be done once more."


def _retry_all(given: dict[str, Any]) -> str:
    again = actions.retry_all(kind=given["kind"], by=current_scope().actor)
    return f"{len(again)} of {given['kind']} wait to be done once more."


def _lines(lines: Iterable[Line]) -> SafeString:
    each = ((line["at"], line["message"]) for line in lines)
    return format_html("<pre class='sw-code'>{}</pre>", format_html_join("\n", "{}  {}", each))
