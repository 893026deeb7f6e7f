"""Applications as those who look at them see them: their queue, and each on a page of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.loop.intake import actions, queries
from scorewright.loop.intake.accepting import intake_named, warnings_of
from scorewright.loop.intake.assessing.actions import trigger_assessment
from scorewright.loop.intake.models import Application
from scorewright.loop.intake.pages.one import PROCESSING, STATUSES, page_of
from scorewright.loop.intake.pages.queue import ORDER, QueueFilter, tiles
from scorewright.loop.intake.people import LOOKERS, analyst_named, members
from scorewright.loop.intake.refusals import (
    AlreadyAssessedError,
    ApplicationConflictError,
    ApplicationRejectedError,
    ProcessingOffError,
)
from scorewright.loop.intake.statuses import MOVES, Processing, Status
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, may, verb
from scorewright.loop.tenancy.verb_page import Act, verb_page

NOBODY = ""
_REFUSALS = (AlreadyAssessedError, ApplicationConflictError, ProcessingOffError, UnknownUseCaseError)


class AssignForm(forms.Form):
    analyst = forms.ChoiceField(required=False, widget=UnfoldAdminSelectWidget(), help_text="Who looks at it.")

    def __init__(self, application: Application, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = application.assigned_analyst
        self.initial = {"analyst": NOBODY if now is None else now.get_username()}
        found = members(LOOKERS).order_by("user__username")
        names = found.values_list("user__username", flat=True)
        analyst: Any = self.fields["analyst"]
        analyst.choices = [(NOBODY, "nobody"), *((name, name) for name in names)]


class MoveForm(forms.Form):
    status = forms.ChoiceField(widget=UnfoldAdminSelectWidget())
    reason = forms.CharField(
        required=False,
        widget=UnfoldAdminTextareaWidget({"rows": 4}),
        help_text="Kept in the audit trail.",
        max_length=2_000,
    )

    def __init__(self, application: Application, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status: Any = self.fields["status"]
        status.choices = [(one.value, one.label) for one in MOVES[Status(application.status)]]


@admin.register(Application)
class ApplicationAdmin(TenantAdmin):
    change_form_template = "admin/intake/application.html"
    list_before_template = "admin/intake/queue.html"
    list_display: tuple[str, ...] = (
        *("shown_number", "shown_status", "result", "confidence", "shown_review", "waits", "assigned_analyst"),
        "use_case",
    )
    list_filter = (QueueFilter, "use_case", "status", "assessment__category", "assigned_analyst")
    list_select_related = ("assessment", "assigned_analyst")
    search_fields = ("reference_number",)
    ordering = ORDER
    fields = ("use_case", "reference_number", "applicant", "assigned_analyst", "is_priority", "created_at", "version")
    actions_detail: Sequence[str] = ("take", "assign_it", "move_it", "assess")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return queries.visible().order_by(*ORDER)

    def has_look_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, *LOOKERS)

    def is_over(self, row: Application) -> bool:
        return not MOVES[Status(row.status)]

    @admin.display(description="application", ordering="reference_number")
    def shown_number(self, application: Application) -> SafeString:
        urgent = " <span class='sw-mark sw-failed'>urgent</span>" if application.is_priority else ""
        return format_html("<strong>{}</strong>{}", application.reference_number, SafeString(urgent))

    @admin.display(description="status", ordering="status")
    def shown_status(self, application: Application) -> SafeString:
        mark = STATUSES.get(application.status, "")
        return format_html("<span class='sw-mark {}'>{}</span>", mark, application.get_status_display())

    @admin.display(description="score and band", ordering="assessment__score")
    def result(self, application: Application) -> SafeString:
        found = application.assessment
        if found is None:
            return format_html("{}", "not assessed")
        if found.processing_status != Processing.COMPLETED:
            mark = PROCESSING.get(found.processing_status, "")
            return format_html("<span class='sw-mark {}'>{}</span>", mark, found.get_processing_status_display())
        risk = f", {found.risk_level} risk" if found.risk_level else ""
        score = "" if found.score is None else found.score
        return format_html("<strong>{}</strong> <span class='sw-nowrap'>{}{}</span>", score, found.category or "", risk)

    @admin.display(description="confidence", ordering="assessment__confidence")
    def confidence(self, application: Application) -> str:
        found = application.assessment
        return "" if found is None or found.confidence is None else f"{found.confidence:.0%}"

    @admin.display(description="for people", ordering="assessment__needs_manual_review")
    def shown_review(self, application: Application) -> SafeString:
        needed = application.assessment is not None and application.assessment.needs_manual_review
        return format_html("<span class='sw-mark sw-warned'>! {}</span>" if needed else "{}", "look" if needed else "")

    @admin.display(description="waits", ordering="submitted_at")
    def waits(self, application: Application) -> SafeString:
        since = application.submitted_at
        if since is None or self.is_over(application):
            return format_html("{}", "no more" if since else "not yet")
        return format_html("<span class='sw-nowrap' title='{} UTC'>{}</span>", since, timesince(since, depth=1))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "tiles": tiles(request)})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        application = self.get_object(request, object_id)
        page = {**page_of(application), **_beside(application)} if isinstance(application, Application) else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    @verb(description="Take it", icon="person_add", permission="look")
    def take(self, request: HttpRequest, object_id: str) -> HttpResponse:
        application: Application = self.row(request, object_id)
        return self._ask(
            request,
            application,
            forms.Form(request.POST if request.method == "POST" else None),
            lambda _: _assign(application, request.user.get_username()),
            title=f"Look at {application}",
            button="Take it",
            explanation="It is assigned to you: you are told whenever it is assessed.",
        )

    @verb(description="Assign", icon="group", permission="look")
    def assign_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        application: Application = self.row(request, object_id)
        return self._ask(
            request,
            application,
            AssignForm(application, request.POST or None),
            lambda given: _assign(application, given["analyst"]),
            title=f"Assign {application}",
            button="Assign",
            explanation="Whoever looks at it is told whenever it is assessed.",
        )

    @verb(description="Next status", icon="arrow_forward", permission="look")
    def move_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        application: Application = self.row(request, object_id)
        return self._ask(
            request,
            application,
            MoveForm(application, request.POST or None),
            lambda given: _move(application, given),
            title=f"Give {application} its next status",
            button="Give",
            explanation="What is approved or rejected stays so.",
        )

    @verb(description="Assess again", icon="refresh", permission="look")
    def assess(self, request: HttpRequest, object_id: str) -> HttpResponse:
        application: Application = self.row(request, object_id)
        return self._ask(
            request,
            application,
            forms.Form(request.POST if request.method == "POST" else None),
            lambda _: _assess(application),
            title=f"Assess {application} again",
            button="Assess",
            explanation="As it stands, by what decides now. The assessments that there are stay.",
        )

    def _ask(
        self,
        request: HttpRequest,
        application: Application,
        form: forms.Form,
        act: Act,
        *,
        title: str,
        button: str,
        explanation: str,
    ) -> HttpResponse:
        def refusable(given: dict[str, Any]) -> str | HttpResponse:
            try:
                return act(given)
            except ApplicationRejectedError as rejected:
                raise ValidationError([f"{one.field} {one.message}" for one in rejected.problems]) from rejected
            except _REFUSALS as refused:
                raise ValidationError(str(refused)) from refused

        return verb_page(
            self.admin_site,
            request,
            form,
            refusable,
            title=title,
            button=button,
            back=reverse("admin:intake_application_change", args=[application.pk]),
            explanation=explanation,
            opts=self.opts,
            original=application,
        )


def _beside(application: Application) -> dict[str, Any]:
    """Of what people are warned, and where the page listens: see ``events``, which answers there before Django."""
    change: str = reverse("admin:intake_application_change", args=[application.pk])
    try:
        use_case, _ = intake_named(application.use_case)
        warnings = [f"{_in_words(one.field)} {one.message}" for one in warnings_of(use_case, application.record)]
    except UnknownUseCaseError:
        warnings = []
    return {"events": f"{change.removesuffix('change/')}events/", "warnings": warnings}


def _in_words(field: str) -> str:
    return field.removeprefix("record.").replace("_", " ").capitalize()


def _assign(application: Application, username: str) -> str:
    analyst = None if username == NOBODY else analyst_named(username)
    actions.assign(application_id=application.pk, analyst=analyst, by=current_scope().actor)
    return f"{application} is assigned to {username or 'nobody'}."


def _move(application: Application, given: Mapping[str, Any]) -> str:
    found = actions.move(
        application_id=application.pk, status=Status(given["status"]), reason=given["reason"], by=current_scope().actor
    )
    return f"{found} is {found.get_status_display().lower()} now."


def _assess(application: Application) -> str:
    trigger_assessment(application_id=application.pk, force=True, by=current_scope().actor)
    return f"{application} is assessed in a moment."
