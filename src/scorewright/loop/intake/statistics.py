"""How many applications are assessed, how quickly, and how the scores lie."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Avg, Count, QuerySet
from django.utils import timezone

from scorewright.declare import catalogue
from scorewright.loop.intake.accepting import intake_named
from scorewright.loop.intake.models import Assessment
from scorewright.loop.intake.queries import visible
from scorewright.loop.intake.statuses import Processing

RECENT = timedelta(hours=24)


def statistics(use_case: str | None = None) -> dict[str, Any]:
    """Of all applications, or those of one use case: each counts by the assessment that speaks for its record.

    ``performance`` is of the assessments that ended in the last 24 hours, and of all where it says nothing else. Raises
    UnknownUseCaseError.
    """
    now, found = timezone.now(), visible()
    ended = Assessment.objects.filter(application__deleted_at=None)
    if use_case is not None:
        intake_named(use_case)
        found, ended = found.filter(use_case=use_case), ended.filter(use_case=use_case)
    statuses = counted(found.exclude(assessment=None), "assessment__processing_status")
    total, with_one = found.count(), sum(statuses.values())
    completed, failed = statuses[Processing.COMPLETED], statuses[Processing.FAILED]
    recent = ended.filter(processing_status=Processing.COMPLETED, finished_at__gte=now - RECENT)
    pace = recent.aggregate(count=Count("pk"), mean=Avg("processing_time_ms"))
    scored = found.filter(assessment__processing_status=Processing.COMPLETED)
    return {
        "overview": {
            "total_applications": total,
            "with_ml_assessments": with_one,
            "without_ml_assessments": total - with_one,
            "coverage_percentage": _percent(with_one, total),
        },
        "processing_status": {status: statuses[status] for status in Processing.values},
        "performance": {
            "recent_processing_24h": pace["count"],
            "average_processing_time_ms": None if pace["mean"] is None else round(pace["mean"], 1),
            "failed_assessments": failed,
            "success_rate": _percent(completed, completed + failed) if completed + failed else None,
        },
        "score_distribution": _spread(counted(scored, "assessment__category"), _declared(use_case, "name")),
        "risk_distribution": _spread(counted(scored, "assessment__risk_level"), _declared(use_case, "risk")),
        "last_updated": now,
    }


def counted(found: QuerySet[Any], name: str) -> Counter[str]:
    """How many have each value of the column ``name``, where they have one."""
    rows = found.order_by(name).values_list(name).annotate(count=Count("pk"))
    return Counter({value: count for value, count in rows if value is not None})


def _spread(counted: Mapping[str, int], declared: list[str]) -> dict[str, int]:
    """Those that are declared first, in their order, though none has them."""
    return {name: counted.get(name, 0) for name in dict.fromkeys((*declared, *counted))}


def _declared(use_case: str | None, part: str) -> list[str]:
    with_intake = [one for one in catalogue.use_cases().values() if one.intake and one.name == (use_case or one.name)]
    bands = [band for one in with_intake if one.decision.bands for band in one.decision.bands.bands]
    return [str(getattr(band, part)) for band in bands if getattr(band, part)]


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
