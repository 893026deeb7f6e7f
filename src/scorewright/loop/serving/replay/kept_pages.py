"""Kept decisions, the oldest first, a page at a time: however many there are, few are in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.scope import Scope, acting

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which decisions: from ``since`` on, and before ``until``; ``version`` is a label such as v3, or a fallback's."""

    since: datetime
    until: datetime
    use_case: str | None = None
    version: str | None = None


def pages(scope: Scope, chosen: Chosen) -> Iterator[Sequence[Decision]]:
    """Pages of decisions of one use case each, each read in a transaction of its own, by the index of the table."""
    with acting(scope.tenant_id, actor=scope.actor, role=scope.role):
        names = sorted(chosen_decisions(chosen).order_by().values_list("use_case", flat=True).distinct())
    for name in names:
        last: tuple[datetime, UUID] | None = None
        while page := _page(scope, chosen, name, last):
            yield page
            last = page[-1].at, page[-1].id


def _page(scope: Scope, chosen: Chosen, use_case: str, after: tuple[datetime, UUID] | None) -> Sequence[Decision]:
    with acting(scope.tenant_id, actor=scope.actor, role=scope.role):
        return list(in_order(chosen_decisions(chosen).filter(use_case=use_case), after)[:AT_ONCE])


def in_order(found: QuerySet[Decision], after: tuple[datetime, UUID] | None) -> QuerySet[Decision]:
    """``found``, the oldest first, behind the one of that moment and id."""
    if after is not None:
        at, decision_id = after
        found = found.filter(at__gte=at).exclude(Q(at=at, id__lte=decision_id))
    return found.order_by("at", "id")


def chosen_decisions(chosen: Chosen) -> QuerySet[Decision]:
    found = Decision.objects.filter(at__gte=chosen.since, at__lt=chosen.until)
    if chosen.use_case is not None:
        found = found.filter(use_case=chosen.use_case)
    return found if chosen.version is None else found.filter(version=chosen.version)
