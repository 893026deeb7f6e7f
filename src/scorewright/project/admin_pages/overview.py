"""The first page of the admin: what decides now, how much, and what needs a look."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from scorewright.declare.catalogue import use_cases
from scorewright.loop.notifications.models import Alert
from scorewright.loop.outcomes.queries import summary
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.registry.queries import versions
from scorewright.loop.registry.version_page import gates_in_words, headline

RECENT = timedelta(days=1)


@dataclass(frozen=True)
class UseCaseLine:
    """``counts`` are of the last day: decisions, outcomes, fallbacks."""

    name: str
    title: str
    version: ModelVersion | None
    headline: str
    gates: str
    counts: dict[str, int]


def overview(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Added to what the page is given."""
    producing = {version.use_case: version for version in versions(status=Status.PRODUCTION)}
    lines = [_line(name, use_case.title, producing.get(name)) for name, use_case in use_cases().items()]
    return {**context, "lines": lines, "alerts": Alert.objects.filter(resolved_at=None)[:10]}


def _line(name: str, title: str, version: ModelVersion | None) -> UseCaseLine:
    return UseCaseLine(
        name,
        title,
        version,
        headline(version) if version else "",
        gates_in_words(version.gates.all()) if version else "",
        summary(use_case=name, since=timezone.now() - RECENT),
    )
