"""Activations, and the verb that activates on the page of a model version."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextareaWidget

from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.loop.deployment.actions import ActivationRefusedError, activate
from scorewright.loop.deployment.models import Activation
from scorewright.loop.registry import queries
from scorewright.loop.registry.admin import ModelVersionAdmin
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, verb
from scorewright.loop.tenancy.verb_page import verb_page


class ReasonForm(forms.Form):
    reason = forms.CharField(
        widget=UnfoldAdminTextareaWidget({"rows": 4}),
        help_text="Kept with the activation and in the audit trail.",
        max_length=2_000,
    )


admin.site.unregister(ModelVersion)


@admin.register(ModelVersion)
class ActivatableVersionAdmin(ModelVersionAdmin):
    """The registry's page, with the activations of the version and the button that activates it."""

    change_form_template = "admin/deployment/version.html"
    actions_detail = ("activate",)

    @verb(description="Activate", icon="rocket_launch", permission="approve")
    def activate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        version: ModelVersion = self.row(request, object_id)
        in_production = queries.production(version.use_case)
        return verb_page(
            self.admin_site,
            request,
            ReasonForm(request.POST or None),
            lambda given: _activate(version, given["reason"]),
            title=f"Activate {version}",
            button="Activate",
            back=reverse("admin:registry_modelversion_change", args=[version.pk]),
            explanation=_consequence(version, in_production),
            opts=self.opts,
            original=version,
        )

    def page(self, version: ModelVersion) -> dict[str, Any]:
        activations = Activation.objects.filter(version=version).select_related("replaced")
        return {**super().page(version), "activations": activations}


def _activate(version: ModelVersion, reason: str) -> str:
    try:
        activate(version_id=version.pk, by=current_scope().actor, reason=reason)
    except ActivationRefusedError as refused:
        raise ValidationError(refused.reasons) from refused
    except UnknownUseCaseError as unknown:  # it was removed, or its package is not installed here
        raise ValidationError(str(unknown)) from unknown
    return f"{version} is in production."


def _consequence(version: ModelVersion, in_production: ModelVersion | None) -> str:
    if in_production is None:
        return f"Nothing is in production for {version.use_case}: the fallback decides. From now on this version will."
    if in_production == version:
        return "This version is in production already: nothing will change."
    return f"{in_production} decides now. It will be retired, and this version decides from the next request on."


@admin.register(Activation)
class ActivationAdmin(TenantAdmin):
    list_display = ("at", "use_case", "version", "replaced", "by", "reason")
    list_filter = ("use_case", "by")
    search_fields = ("reason", "by")
    list_select_related = ("version", "replaced")
    fields = ("at", "use_case", "version", "replaced", "by", "reason")
