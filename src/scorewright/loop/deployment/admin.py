"""Activations, what the policy found, and the verbs on the page of a model version."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextareaWidget

from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.loop.deployment.actions import (
    ActivationRefusedError,
    RollbackRefusedError,
    activate,
    rollback,
)
from scorewright.loop.deployment.configuration import activation_before, live_activation
from scorewright.loop.deployment.models import Activation, Consideration, TrafficPlan
from scorewright.loop.deployment.queries import considerations
from scorewright.loop.deployment.traffic.actions import end
from scorewright.loop.deployment.traffic.refusals import TrafficConflictError
from scorewright.loop.registry import queries
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, verb
from scorewright.loop.tenancy.verb_page import Act, verb_page
from scorewright.loop.training.admin import EvaluatedVersionAdmin


class ReasonForm(forms.Form):
    reason = forms.CharField(
        widget=UnfoldAdminTextareaWidget({"rows": 4}),
        help_text="Kept with what you do, and in the audit trail.",
        max_length=2_000,
    )


admin.site.unregister(ModelVersion)


@admin.register(ModelVersion)
class ActivatableVersionAdmin(EvaluatedVersionAdmin):
    """Adds the activations of the version to its page, and the buttons that activate it and roll back."""

    change_form_template = "admin/deployment/version.html"
    actions_detail: Sequence[str] = ("activate", "roll_back")

    @verb(description="Activate", icon="rocket_launch", permission="approve")
    def activate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        version: ModelVersion = self.row(request, object_id)
        in_production = queries.production(version.use_case)
        return self._ask(
            request,
            version,
            lambda given: _activate(version, given["reason"]),
            title=f"Activate {version}",
            button="Activate",
            explanation=_consequence(version, in_production),
        )

    @verb(description="Roll back", icon="undo", permission="approve")
    def roll_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        version: ModelVersion = self.row(request, object_id)
        return self._ask(
            request,
            version,
            lambda given: _roll_back(version.use_case, given["reason"]),
            title=f"Roll back {version.use_case}",
            button="Roll back",
            explanation=_way_back(version.use_case),
        )

    def _ask(
        self, request: HttpRequest, version: ModelVersion, act: Act, *, title: str, button: str, explanation: str
    ) -> HttpResponse:
        return verb_page(
            self.admin_site,
            request,
            ReasonForm(request.POST or None),
            act,
            title=title,
            button=button,
            back=reverse("admin:registry_modelversion_change", args=[version.pk]),
            explanation=explanation,
            opts=self.opts,
            original=version,
        )

    def page(self, version: ModelVersion) -> dict[str, Any]:
        activations = Activation.objects.filter(version=version).select_related("replaced")
        return {**super().page(version), "activations": activations, "considerations": considerations(version.pk)[:20]}


def _activate(version: ModelVersion, reason: str) -> str:
    try:
        activate(version_id=version.pk, by=current_scope().actor, reason=reason)
    except ActivationRefusedError as refused:
        raise ValidationError(refused.reasons) from refused
    except UnknownUseCaseError as unknown:  # it was removed, or its package is not installed here
        raise ValidationError(str(unknown)) from unknown
    return f"{version} is in production."


def _roll_back(use_case: str, reason: str) -> str:
    try:
        activation = rollback(use_case=use_case, by=current_scope().actor, reason=reason)
    except (RollbackRefusedError, UnknownUseCaseError) as refused:
        raise ValidationError(str(refused)) from refused
    return f"{activation.version} decides again."


def _consequence(version: ModelVersion, in_production: ModelVersion | None) -> str:
    if in_production is None:
        return f"Nothing is in production for {version.use_case}: the fallback decides. From now on this version will."
    if in_production == version:
        return "This version is in production already: nothing will change, unless a rollback changed the policy."
    return f"{in_production} decides now. It will be retired, and this version decides from the next request on."


def _way_back(use_case: str) -> str:
    live = live_activation(use_case)
    target = None if live is None else activation_before(live)
    if live is None or target is None:
        return f"Nothing was in production for {use_case} before what is there now: there is nothing to go back to."
    return (
        f"{live.version} decides now. {target.version} will decide again from the next request on, with the threshold "
        f"and bands that it had when it was activated on {target.at:%Y-%m-%d}."
    )


@admin.register(Activation)
class ActivationAdmin(TenantAdmin):
    list_display = ("at", "use_case", "version", "replaced", "kind", "by", "reason")
    list_filter = ("use_case", "kind", "by")
    search_fields = ("reason", "by")
    list_select_related = ("version", "replaced")
    fields = ("at", "use_case", "version", "replaced", "kind", "by", "reason", "policy", "reference")


@admin.register(Consideration)
class ConsiderationAdmin(TenantAdmin):
    list_display = ("at", "use_case", "version", "champion", "mode", "trigger", "outcome", "by")
    list_filter = ("use_case", "outcome", "mode")
    search_fields = ("trigger", "by")
    list_select_related = ("version", "champion")
    fields = ("at", "use_case", "version", "champion", "mode", "trigger", "outcome", "by", "reasons", "comparison")


@admin.register(TrafficPlan)
class TrafficPlanAdmin(TenantAdmin):
    """What is shared out, and the button that gives it back to production."""

    list_display = ("at", "use_case", "production", "shared_out", "by", "reason", "ended_at", "end_reason")
    list_filter = ("use_case", "by")
    search_fields = ("reason", "by", "end_reason")
    list_select_related = ("production",)
    fields = (
        *("at", "use_case", "production", "shared_out", "unit_field", "experiment", "by", "reason"),
        *("ended_at", "ended_by", "end_reason"),
    )
    actions_detail: Sequence[str] = ("end_plan",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrafficPlan]:
        found: QuerySet[TrafficPlan] = super().get_queryset(request)
        return found.prefetch_related("shares__version")

    def is_over(self, row: TrafficPlan) -> bool:
        return row.ended_at is not None

    @admin.display(description="shared out")
    def shared_out(self, plan: TrafficPlan) -> str:
        parts = [f"{part.role} {part.name} ({part.version.label}) {part.share:.0%}" for part in plan.shares.all()]
        held = [f"holdout {plan.holdout_share:.0%}"] if plan.holdout_share else []
        return ", ".join(parts + held)

    @verb(description="End", icon="stop_circle", permission="approve")
    def end_plan(self, request: HttpRequest, object_id: str) -> HttpResponse:
        plan: TrafficPlan = self.row(request, object_id)
        return verb_page(
            self.admin_site,
            request,
            ReasonForm(request.POST or None),
            lambda given: _end(plan, given["reason"]),
            title=f"End the {plan}",
            button="End",
            back=reverse("admin:deployment_trafficplan_change", args=[plan.pk]),
            explanation=f"From the next second on, {plan.production} decides on everything, and nobody looks on.",
            opts=self.opts,
            original=plan,
        )


def _end(plan: TrafficPlan, reason: str) -> str:
    if plan.ended_at is not None:
        raise ValidationError(f"It was ended already, by {plan.ended_by}.")
    try:
        end(use_case=plan.use_case, by=current_scope().actor, reason=reason)
    except (TrafficConflictError, UnknownUseCaseError) as refused:
        raise ValidationError(str(refused)) from refused
    return f"{plan.production} decides on everything again."
