"""Reading jobs."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from scorewright.loop.jobs.models import Job, State


class JobNotFoundError(LookupError):
    """There is no such job, or it is another tenant's."""


def job(job_id: UUID) -> Job:
    """The job with this id. Raises JobNotFoundError."""
    try:
        return Job.objects.get(pk=job_id)
    except Job.DoesNotExist:
        raise JobNotFoundError(f"no job has the id {job_id}") from None


def jobs(*, kind: str | None = None, state: str | None = None, since: datetime | None = None) -> QuerySet[Job]:
    """Jobs, the newest first."""
    found = Job.objects.all()
    if kind is not None:
        found = found.filter(kind=kind)
    if state is not None:
        found = found.filter(state=state)
    return found if since is None else found.filter(created_at__gte=since)


def dead_kinds() -> dict[str, int]:
    """How many dead letters there are of each kind: jobs that failed for good."""
    failed = Job.objects.filter(state=State.FAILED).order_by("kind")
    return dict(failed.values_list("kind").annotate(count=Count("pk")))
