"""Reading scoring runs."""

from uuid import UUID

from django.db.models import QuerySet

from scorewright.loop.jobs.models import Job
from scorewright.loop.jobs.queries import JobNotFoundError
from scorewright.loop.serving.models import ScoringRun


class RunNotFoundError(LookupError):
    """There is no such run, or it is another tenant's."""


def runs(*, use_case: str | None = None) -> QuerySet[ScoringRun]:
    """Runs, the newest first."""
    found = ScoringRun.objects.all()
    return found if use_case is None else found.filter(use_case=use_case)


def run(run_id: UUID) -> ScoringRun:
    """The run with this id. Raises RunNotFoundError."""
    try:
        return ScoringRun.objects.get(pk=run_id)
    except ScoringRun.DoesNotExist:
        raise RunNotFoundError(f"no scoring run has the id {run_id}") from None


def run_of(job: Job) -> ScoringRun:
    """The run that ``job`` does. Raises JobNotFoundError where it is another kind of job."""
    found = ScoringRun.objects.filter(job=job).first()
    if found is None:
        raise JobNotFoundError(f"the job {job.pk} scores no file")
    return found


def interrupted(*, use_case: str, input_path: str, output_path: str) -> ScoringRun:
    """The latest run over this file, into this result, that began and did not end. Raises RunNotFoundError."""
    found = (
        runs(use_case=use_case)
        .filter(input_path=input_path, output_path=output_path, stored=False)
        .filter(started_at__isnull=False, finished_at=None)
        .first()
    )
    if found is None:
        raise RunNotFoundError(f"no run of {use_case} over {input_path} into {output_path} was interrupted")
    return found
