"""Trainings: asking for one, why each ran, and what came of it; and an evaluation from the page of a version."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from scorewright.declare import catalogue
from scorewright.loop.deployment.admin import ActivatableVersionAdmin
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.retraining.asking import QualityRefusedError, ask
from scorewright.loop.retraining.config import TrainingConfig
from scorewright.loop.retraining.models import TrainingRun
from scorewright.loop.retraining.running.evaluation_job import ask_to_evaluate
from scorewright.loop.tenancy.moment_filter import MomentFilter
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, verb
from scorewright.loop.tenancy.verb_page import verb_page
from scorewright.loop.training.rows.preparation import TrainingDataError


class TrainForm(forms.Form):
    use_case = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    data_source = forms.ChoiceField(
        widget=UnfoldAdminSelectWidget,
        choices=[("declared", "the use case's own rows"), ("decisions", "decisions whose outcome is known")],
    )
    hyperparameter_tuning = forms.TypedChoiceField(
        widget=UnfoldAdminSelectWidget,
        required=False,
        empty_value=None,
        choices=[
            ("", "as the use case declares"),
            ("none", "no search"),
            ("random_search", "random"),
            ("bayesian", "Bayesian"),
            ("grid_search", "grid"),
        ],
    )
    reason = forms.CharField(widget=UnfoldAdminTextareaWidget({"rows": 3}), max_length=2_000)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        names = [(name, use_case.title) for name, use_case in catalogue.use_cases().items()]
        self.fields["use_case"].choices = names  # type: ignore[attr-defined]


@admin.register(TrainingRun)
class TrainingRunAdmin(TenantAdmin):
    list_display = ("at", "use_case", "trigger", "state", "best", "verdict_in_words", "by")
    list_filter = ("use_case", "trigger", ("at", MomentFilter))
    list_select_related = ("job", "best")
    fields = (
        *("at", "use_case", "trigger", "reason", "new_rows", "by", "state", "error", "shown_job"),
        *("config", "file", "data_source", "rows", "selection", "refused", "best", "parent", "verdict_in_words"),
    )
    readonly_fields = ("state", "error", "shown_job", "verdict_in_words")
    actions_list = ("train",)

    @admin.display(description="state", ordering="job__state")
    def state(self, run: TrainingRun) -> str:
        percent = "" if run.job.finished or run.job.percent is None else f", {run.job.percent:g} %"
        return f"{run.job.get_state_display()}{percent}"

    @admin.display(description="error")
    def error(self, run: TrainingRun) -> str:
        return run.job.error or "none"

    @admin.display(description="job")
    def shown_job(self, run: TrainingRun) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:jobs_job_change", args=(run.job_id,)), run.job_id)

    @admin.display(description="verdict")
    def verdict_in_words(self, run: TrainingRun) -> str:
        if run.verdict is None:
            return ""
        return "activated" if run.verdict["activated"] else "; ".join(run.verdict["reasons"]) or "not activated"

    @verb(description="Train", icon="fitness_center", permission="train")
    def train(self, request: HttpRequest) -> HttpResponse:
        return verb_page(
            self.admin_site,
            request,
            TrainForm(request.POST or None),
            _train,
            title="Train a use case",
            button="Train",
            back=reverse("admin:retraining_trainingrun_changelist"),
            explanation="The training is a job; what becomes of its best version says the activation policy.",
        )


admin.site.unregister(ModelVersion)


@admin.register(ModelVersion)
class TrainedVersionAdmin(ActivatableVersionAdmin):
    """Adds the button that looks at the version in detail."""

    actions_detail = (*ActivatableVersionAdmin.actions_detail, "evaluate")

    @verb(description="Evaluate", icon="query_stats", permission="train")
    def evaluate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        version: ModelVersion = self.row(request, object_id)

        def act(_: dict[str, Any]) -> str:
            ask_to_evaluate(version=version, plots=True, by=current_scope().actor)
            return f"{version} is being evaluated; the figures appear here in a moment."

        return verb_page(
            self.admin_site,
            request,
            forms.Form(request.POST if request.method == "POST" else None),
            act,
            title=f"Evaluate {version}",
            button="Evaluate",
            back=reverse("admin:registry_modelversion_change", args=(object_id,)),
            explanation="Measures the version on its hold-out in detail, and draws the figures.",
        )


def _train(given: dict[str, Any]) -> str:
    reason = given.pop("reason")
    try:
        run = ask(config=TrainingConfig(**given), by=current_scope().actor, reason=reason)
    except QualityRefusedError as refused:
        raise ValidationError(" ".join([str(refused), *refused.inspection.objections])) from refused
    except TrainingDataError as error:
        raise ValidationError(str(error)) from error
    return f"Training of {run.use_case} is queued."
