"""How far the assessments of a tenant are, at a glance."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from scorewright.loop.intake.models import Assessment
from scorewright.loop.intake.processing.selection import Selection, chosen
from scorewright.loop.intake.queries import visible
from scorewright.loop.intake.statistics import counted
from scorewright.loop.intake.statuses import Processing, Status

FAILURES_SHOWN = 5


@dataclass(frozen=True)
class Failure:
    """An assessment that failed for good."""

    reference_number: str
    at: datetime | None
    error: str


@dataclass(frozen=True)
class Overview:
    """Applications by their status, and by that of the assessment that speaks for them; the last ``failures``; and how
    many of those that wait for their verdict still need one (``to_do``).
    """

    at: datetime
    total: int
    without_assessment: int
    applications: dict[str, int]
    assessments: dict[str, int]
    failures: list[Failure]
    to_do: int


def overview() -> Overview:
    found = visible()
    statuses = counted(found, "status")
    processing = counted(found.exclude(assessment=None), "assessment__processing_status")
    total = statuses.total()
    return Overview(
        at=timezone.now(),
        total=total,
        without_assessment=total - processing.total(),
        applications={status: statuses[status] for status in Status.values},
        assessments={status: processing[status] for status in Processing.values},
        failures=_failures(),
        to_do=chosen(Selection()).count(),
    )


def _failures() -> list[Failure]:
    failed = Assessment.objects.filter(processing_status=Processing.FAILED, application__deleted_at=None)
    rows = failed.order_by("-finished_at", "-id").values_list(
        "application__reference_number", "finished_at", "processing_error"
    )
    return [Failure(*row) for row in rows[:FAILURES_SHOWN]]
