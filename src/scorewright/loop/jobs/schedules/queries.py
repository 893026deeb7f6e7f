"""Reading schedules."""

from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from scorewright.loop.jobs.models import Schedule, ScheduledRun
from scorewright.loop.jobs.schedules.cron import following


class ScheduleNotFoundError(LookupError):
    """There is no such schedule, or it is another tenant's."""


def schedule(name: str) -> Schedule:
    """The schedule ``name``, with its last run. Raises ScheduleNotFoundError."""
    try:
        return schedules().get(name=name)
    except Schedule.DoesNotExist:
        raise ScheduleNotFoundError(f"no schedule is named {name!r}") from None


def schedules() -> QuerySet[Schedule]:
    """All of the tenant, by name, with ``last_slot`` and ``last_job`` of the last run, None where there was none."""
    return Schedule.objects.annotate(last_slot=of_last_run("slot"), last_job=of_last_run("job_id"))


def of_last_run(column: str) -> Subquery:
    """``column`` of the last run of each schedule, None where there was none."""
    runs = ScheduledRun.objects.filter(schedule=OuterRef("pk")).order_by("-slot")
    return Subquery(runs.values(column)[:1])


def next_at(row: Schedule, now: datetime) -> datetime | None:
    """When ``row`` is due next; None where it is not enabled, or nothing installed declares it."""
    return following(row.cron, now) if row.enabled and row.declared else None
