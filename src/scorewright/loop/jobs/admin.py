"""Jobs, how far they are, and stopping or repeating one."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scorewright.loop.jobs import actions
from scorewright.loop.jobs.models import Job, State
from scorewright.loop.tenancy.moment_filter import MomentFilter
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, verb
from scorewright.loop.tenancy.verb_page import verb_page

_MARKS: dict[str, tuple[str, str]] = {
    State.SUCCEEDED: ("sw-passed", "✓"),
    State.FAILED: ("sw-failed", "✗"),
    State.CANCELLED: ("sw-warned", "✗"),
}


@admin.register(Job)
class JobAdmin(TenantAdmin):
    list_display = ("created_at", "kind", "shown_state", "progress", "step", "attempts", "created_by", "finished_at")
    list_filter = ("state", "kind", ("created_at", MomentFilter))
    search_fields = ("kind", "created_by")
    fields = (
        *("id", "kind", "queue", "arguments", "shown_state", "progress", "step", "error", "result", "checkpoint"),
        *("attempts", "created_by", "created_at", "started_at", "progressed_at", "finished_at", "cancel_requested_at"),
    )
    readonly_fields = ("id", "shown_state", "progress")
    actions_detail = ("cancel", "retry")

    @admin.display(description="state", ordering="state")
    def shown_state(self, job: Job) -> SafeString:
        style, mark = _MARKS.get(job.state, ("", ""))
        return format_html("<span class='sw-mark {}'>{} {}</span>", style, mark, job.get_state_display())

    @admin.display(description="progress")
    def progress(self, job: Job) -> str:
        if not job.total:
            return f"{job.done:,}" if job.done else ""
        return f"{job.done:,} of {job.total:,} ({100 * job.done // job.total} %)"

    @verb(description="Cancel", icon="cancel", permission="admin")
    def cancel(self, request: HttpRequest, object_id: str) -> HttpResponse:
        explanation = "A job that waits ends at once, one that runs after the step it is at. What it did is kept."
        return self._page(request, object_id, "Cancel", _cancel, explanation)

    @verb(description="Try once more", icon="replay", permission="admin")
    def retry(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, "Try once more", _retry, "It goes on from its last checkpoint.")

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
