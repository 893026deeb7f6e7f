"""An experiment at a glance, and the buttons that look at it and stop it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldBooleanSwitchWidget

from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.loop.deployment.actions import ActivationRefusedError
from scorewright.loop.experiments import queries
from scorewright.loop.experiments.actions import look, stop
from scorewright.loop.experiments.arms import compared
from scorewright.loop.experiments.drawing import Drawing
from scorewright.loop.experiments.ending import NONE, WINNER
from scorewright.loop.experiments.models import Experiment, ExperimentState, Look
from scorewright.loop.experiments.refusals import ExperimentConflictError
from scorewright.loop.experiments.schemas import rule_in_words, told_arms
from scorewright.loop.registry.metric_names import metric_label
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, verb
from scorewright.loop.tenancy.verb_page import Act, verb_page

VERDICTS = {
    "winner": ("winner", "sw-passed"),
    "no_winner_yet": ("no winner yet", ""),
    "tie": ("a tie", ""),
    "not_enough_outcomes": ("not enough outcomes", "sw-warned"),
    "sample_ratio_broken": ("the split is broken", "sw-failed"),
}
STATES: dict[str, str] = {ExperimentState.RUNNING: "sw-passed", ExperimentState.INTERRUPTED: "sw-warned"}
SHOWN_LOOKS = 20


class StopForm(forms.Form):
    promote = forms.ChoiceField(widget=UnfoldAdminSelectWidget(), help_text="Who decides from now on.")
    force = forms.BooleanField(
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        help_text="Promote an arm that was not shown to be better.",
    )
    reason = forms.CharField(
        widget=UnfoldAdminTextareaWidget({"rows": 4}),
        help_text="Kept with the experiment, and in the audit trail.",
        max_length=2_000,
    )

    def __init__(self, experiment: Experiment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        arms = [(arm.name, f"{arm.name} ({arm.version.label})") for arm in compared(experiment.plan)]
        promote: Any = self.fields["promote"]
        promote.choices = [(WINNER, "the winner; the champion where there is none"), (NONE, "nobody"), *arms]


@admin.register(Experiment)
class ExperimentAdmin(TenantAdmin):
    change_form_template = "admin/experiments/experiment.html"
    list_display = ("started_at", "title", "use_case", "shown_state", "shown_verdict", "metric", "planned_units", "by")
    list_display_links = ("title",)
    list_filter = ("use_case", "state", "metric", "by")
    search_fields = ("title", "reason", "by")
    fields = (
        *("use_case", "title", "reason", "plan", "metric", "costs", "mode", "watched", "by", "created_by"),
        *("started_at", "ended_at", "ended_by", "end_reason", "activation"),
    )
    actions_detail: Sequence[str] = ("look_now", "stop_it")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Experiment]:
        return queries.experiments()

    def is_over(self, row: Experiment) -> bool:
        return row.standing != ExperimentState.RUNNING

    @admin.display(description="state", ordering="state")
    def shown_state(self, experiment: Experiment) -> SafeString:
        return format_html(
            "<span class='sw-mark {}'>{}</span>", STATES.get(experiment.standing, ""), experiment.standing
        )

    @admin.display(description="verdict")
    def shown_verdict(self, experiment: Experiment) -> SafeString:
        return format_html("<span class='sw-mark {1}'>{0}</span>", *_verdict(experiment.last_look))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        experiment = self.get_object(request, object_id)
        page = _page(experiment) if isinstance(experiment, Experiment) else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    @verb(description="Look now", icon="visibility", permission="approve")
    def look_now(self, request: HttpRequest, object_id: str) -> HttpResponse:
        experiment: Experiment = self.row(request, object_id)
        return self._ask(
            request,
            experiment,
            forms.Form(request.POST if request.method == "POST" else None),
            lambda _: _look(experiment),
            title=f"Look at {experiment}",
            button="Look now",
            explanation="Judges the arms by the outcomes that have matured by now, and keeps what is found.",
        )

    @verb(description="Stop", icon="stop_circle", permission="approve")
    def stop_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        experiment: Experiment = self.row(request, object_id)
        return self._ask(
            request,
            experiment,
            StopForm(experiment, request.POST or None),
            lambda given: _stop(experiment, given),
            title=f"Stop {experiment}",
            button="Stop",
            explanation="Looks once more, gives all requests back to production, and activates what is promoted. "
            "It cannot be started again.",
        )

    def _ask(
        self,
        request: HttpRequest,
        experiment: Experiment,
        form: forms.Form,
        act: Act,
        *,
        title: str,
        button: str,
        explanation: str,
    ) -> HttpResponse:
        return verb_page(
            self.admin_site,
            request,
            form,
            act,
            title=title,
            button=button,
            back=reverse("admin:experiments_experiment_change", args=[experiment.pk]),
            explanation=explanation,
            opts=self.opts,
            original=experiment,
        )


def _page(experiment: Experiment) -> dict[str, Any]:
    looks = list(experiment.looks.order_by("at", "id"))
    last = looks[-1] if looks else None
    arms = told_arms(experiment)
    verdict, mark = _verdict(last)
    challengers = [arm["name"] for arm in arms if not arm["champion"]]
    drawings = (Drawing.of(name, looks) for name in challengers)
    return {
        "state": experiment.standing,
        "state_mark": STATES.get(experiment.standing, ""),
        "interrupted": experiment.standing != experiment.state,
        "verdict": verdict,
        "verdict_mark": mark,
        "last": last,
        "labelled": sum(arm.get("labelled_units") or 0 for arm in arms),
        "rule": rule_in_words(experiment),
        "less_noise": f"{100 * ((last and last.adjustment) or {}).get('removed_share', 0):.3g} %",
        "metric": metric_label(experiment.metric),
        "arms": [{**arm, "percent": f"{100 * arm['share']:.3g} %"} for arm in arms],
        "drawings": [drawing for drawing in drawings if drawing is not None],
        "looks": [
            {"at": one.at, "shown": _verdict(one)[0], "words": one.words, "by": one.by}
            for one in reversed(looks[-SHOWN_LOOKS:])
        ],
    }


def _verdict(found: Look | None) -> tuple[str, str]:
    """In a few words, and how they are marked."""
    if found is None:
        return "not looked at yet", "sw-warned"
    words, mark = VERDICTS[found.outcome]
    return (f"{found.winner} is better" if found.winner else words), mark


def _look(experiment: Experiment) -> str:
    _must_run(experiment)
    try:
        found = look(experiment_id=experiment.pk, by=current_scope().actor).last_look
    except UnknownUseCaseError as unknown:  # it was removed, or its package is not installed here
        raise ValidationError(str(unknown)) from unknown
    return "Nothing was looked at." if found is None else found.words


def _stop(experiment: Experiment, given: dict[str, Any]) -> str:
    _must_run(experiment)
    try:
        return stop(experiment_id=experiment.pk, by=current_scope().actor, **given).conclusion
    except ActivationRefusedError as refused:
        raise ValidationError(refused.reasons) from refused
    except (ExperimentConflictError, UnknownUseCaseError) as refused:
        raise ValidationError(str(refused)) from refused


def _must_run(experiment: Experiment) -> None:
    if experiment.state != ExperimentState.RUNNING:
        raise ValidationError(f"It was {experiment.state} already, by {experiment.ended_by}.")
