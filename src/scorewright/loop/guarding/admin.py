"""Guards as people see them: what is watched, what each look found, and a look at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.loop.guarding.actions import look
from scorewright.loop.guarding.drawing import Drawing
from scorewright.loop.guarding.models import GuardLook, GuardWatch
from scorewright.loop.guarding.refusals import NotGuardedError
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, verb
from scorewright.loop.tenancy.verb_page import verb_page

State = GuardWatch.State
MARKS: dict[str, str] = {
    State.NOT_ARMED: "sw-warned",
    State.WATCHING: "sw-passed",
    State.SOUND: "sw-passed",
    State.ROLLED_BACK: "sw-failed",
    State.ALERTED: "sw-failed",
}
SHOWN_LOOKS = 20


@admin.register(GuardWatch)
class GuardWatchAdmin(TenantAdmin):
    change_form_template = "admin/guarding/watch.html"
    list_display = ("begun_at", "use_case", "versions", "shown_state", "drop", "ended_at")
    list_filter = ("use_case", "state")
    search_fields = ("reason",)
    list_select_related = ("version", "former")
    fields = (
        *("use_case", "version", "former", "activation", "rule", "begun_at", "matures_from", "ends_at"),
        *("against", "fixed_at", "rollback", "ended_at"),
    )
    actions_detail: Sequence[str] = ("look_now",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[GuardWatch]:
        newest = GuardLook.objects.filter(watch=OuterRef("pk")).order_by("-number")
        found: QuerySet[GuardWatch] = super().get_queryset(request)
        return found.annotate(**{name: Subquery(newest.values(name[5:])[:1]) for name in _OF_LAST_LOOK})

    def is_over(self, row: GuardWatch) -> bool:
        return not row.is_open

    @admin.display(description="version")
    def versions(self, watch: GuardWatch) -> str:
        return f"{watch.version.label} after {watch.former.label}"

    @admin.display(description="state", ordering="state")
    def shown_state(self, watch: GuardWatch) -> SafeString:
        return format_html("<span class='sw-mark {}'>{}</span>", MARKS.get(watch.state, ""), watch.get_state_display())

    @admin.display(description="drop [interval]")
    def drop(self, watch: GuardWatch) -> SafeString:
        drop, low, high = (getattr(watch, name) for name in _OF_LAST_LOOK)
        words = "not judged yet" if drop is None else f"{drop:+.3f} [{low:+.3f}, {high:+.3f}]"
        return format_html("<span class='sw-nowrap'>{}</span>", words)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        watch = self.get_object(request, object_id)
        page = _page(watch) if isinstance(watch, GuardWatch) else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    @verb(description="Look now", icon="visibility", permission="approve")
    def look_now(self, request: HttpRequest, object_id: str) -> HttpResponse:
        watch: GuardWatch = self.row(request, object_id)
        return verb_page(
            self.admin_site,
            request,
            forms.Form(request.POST if request.method == "POST" else None),
            lambda _: _look(watch.use_case),
            title=f"Look at what {watch.use_case} has in production",
            button="Look now",
            back=reverse("admin:guarding_guardwatch_change", args=[watch.pk]),
            explanation="Judges it by the outcomes that are known now, and acts as its guard declares: that may be a "
            "rollback.",
            opts=self.opts,
            original=watch,
        )


_OF_LAST_LOOK = ("last_drop", "last_low", "last_high")


def _page(watch: GuardWatch) -> dict[str, Any]:
    looks = list(watch.looks.order_by("number"))
    return {
        "drawing": Drawing.of(looks, margin=watch.guard.margin),
        "looks": looks[::-1][:SHOWN_LOOKS],
        "newest": looks[-1] if looks else None,
        "rule": watch.rule,
        "mark": MARKS.get(watch.state, ""),
    }


def _look(use_case: str) -> str:
    try:
        watch = look(use_case=use_case, by=current_scope().actor)
    except (NotGuardedError, UnknownUseCaseError) as nothing:
        raise ValidationError(str(nothing)) from nothing
    return f"{watch.version}: {watch.get_state_display()}. {watch.reason}"
