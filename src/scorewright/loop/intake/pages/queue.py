"""The queue of whoever looks at applications: what waits for them, the most urgent first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Count, F, OrderBy, Q, QuerySet
from django.http import HttpRequest

from scorewright.loop.intake.models import Application
from scorewright.loop.intake.queries import visible
from scorewright.loop.intake.statuses import Processing, Status
from scorewright.loop.tenancy.scope import current_scope

WAITING = (Status.SUBMITTED, Status.UNDER_REVIEW)
# For people first, then urgent ones, then whoever waits longest.
ORDER: tuple[str | OrderBy, ...] = (
    F("assessment__needs_manual_review").desc(nulls_last=True),
    "-is_priority",
    F("submitted_at").asc(nulls_last=True),
    "id",
)


@dataclass(frozen=True)
class Heap:
    """Some of the applications: ``name`` as the address has it, ``title`` as people read it."""

    name: str
    title: str
    words: str
    which: Q


def heaps() -> Sequence[Heap]:
    """In the order in which they are shown; the first is shown where nothing else is asked for."""
    waits = Q(status__in=WAITING)
    mine = Q(assigned_analyst=current_scope().user_id or -1)
    return (
        Heap("waiting", "Waiting", "for a verdict", waits),
        Heap("mine", "Mine", "wait, and are assigned to you", waits & mine),
        Heap("unassigned", "Unassigned", "wait, and nobody looks at them", waits & Q(assigned_analyst=None)),
        Heap(
            "review", "For people", "wait, and the model is not sure", waits & Q(assessment__needs_manual_review=True)
        ),
        Heap("failed", "Not assessed", "their assessment failed", Q(assessment__processing_status=Processing.FAILED)),
        Heap("info", "Information missing", "from the applicant", Q(status=Status.NEEDS_INFO)),
        Heap("all", "All", "drafts and closed ones too", Q()),
    )


def tiles(request: HttpRequest) -> list[Mapping[str, Any]]:
    """Each heap with how many there are, in one query."""
    found = heaps()
    counts = visible().aggregate(**{heap.name: Count("pk", filter=heap.which) for heap in found if heap.name != "all"})
    counts["all"] = visible().count()
    shown = request.GET.get("queue") or found[0].name
    return [{"heap": heap, "count": counts[heap.name], "shown": heap.name == shown} for heap in found]


class QueueFilter(admin.SimpleListFilter):
    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [(heap.name, heap.title) for heap in heaps()]

    def choices(self, changelist: Any) -> Any:
        return list(super().choices(changelist))[1:]  # what Django calls all is the first heap here

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        by_name = {heap.name: heap for heap in heaps()}
        heap = by_name.get(self.value() or "waiting", by_name["waiting"])
        return queryset.filter(heap.which)
