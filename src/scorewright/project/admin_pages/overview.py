"""The first page of the admin: what decides now, how much, and what needs a look."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from scorewright.declare import catalogue
from scorewright.declare.use_case import UseCase
from scorewright.loop.guarding.models import GuardWatch
from scorewright.loop.guarding.queries import watches
from scorewright.loop.notifications.models import Alert
from scorewright.loop.outcomes.queries import summary
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.registry.queries import versions
from scorewright.loop.registry.version_page import gates_in_words, headline

RECENT = timedelta(days=1)


@dataclass(frozen=True)
class UseCaseLine:
    """``counts`` are of the last day: decisions, outcomes, fallbacks; ``guard`` says whether something watches."""

    name: str
    title: str
    version: ModelVersion | None
    headline: str
    gates: str
    guard: str
    counts: dict[str, int]


def overview(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Added to what the page is given."""
    producing = {version.use_case: version for version in versions(status=Status.PRODUCTION)}
    lines = [_line(use_case, producing.get(use_case.name)) for use_case in catalogue.use_cases().values()]
    return {**context, "lines": lines, "alerts": Alert.objects.filter(resolved_at=None)[:10]}


def _line(use_case: UseCase, version: ModelVersion | None) -> UseCaseLine:
    return UseCaseLine(
        use_case.name,
        use_case.title,
        version,
        headline(version) if version else "",
        gates_in_words(version.gates.all()) if version else "",
        _guard_in_words(use_case, version) if version else "",
        summary(use_case=use_case.name, since=timezone.now() - RECENT),
    )


def _guard_in_words(use_case: UseCase, version: ModelVersion) -> str:
    if use_case.guard is None:
        return "no guard is declared"
    watch = watches(use_case.name).filter(version=version, state__in=GuardWatch.OPEN).first()
    return "no guard watches it now" if watch is None else f"its guard: {watch.get_state_display()}"
