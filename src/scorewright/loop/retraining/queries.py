"""Reading trainings."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet

from scorewright.loop.jobs.models import Job, State
from scorewright.loop.jobs.queries import JobNotFoundError
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.registry.queries import versions
from scorewright.loop.retraining.models import TrainingRun

M = TypeVar("M", bound=Model)


class UnknownPlaceError(LookupError):
    """``after`` names nothing that there is: the list has no place behind it."""


STATES = {
    "pending": (State.QUEUED, State.RETRYING),
    "running": (State.RUNNING,),
    "completed": (State.SUCCEEDED,),
    "failed": (State.FAILED,),
    "cancelled": (State.CANCELLED,),
}
STATUS_OF = {state: status for status, states in STATES.items() for state in states}


def run_of(job_id: UUID) -> TrainingRun:
    """The training with this job. Raises JobNotFoundError."""
    try:
        return TrainingRun.objects.select_related("job", "best").get(job_id=job_id)
    except TrainingRun.DoesNotExist:
        raise JobNotFoundError(f"no training job has the id {job_id}") from None


def runs(*, use_case: str | None = None, status: str | None = None) -> QuerySet[TrainingRun]:
    """Trainings, the newest first."""
    found = TrainingRun.objects.select_related("job", "best")
    if use_case is not None:
        found = found.filter(use_case=use_case)
    return found if status is None else found.filter(job__state__in=STATES[status])


def run_behind(version: ModelVersion) -> TrainingRun | None:
    """The training that a version came of; None for one that was trained from the command line."""
    return runs_behind([version]).get(version.pk)


def runs_behind(versions: Iterable[ModelVersion]) -> Mapping[UUID, TrainingRun]:
    """By version, the training that it came of, where that is known: one question for all of them."""
    use_case_of = {str(version.pk): version.use_case for version in versions}
    found = TrainingRun.objects.filter(use_case__in=set(use_case_of.values()), versions__has_any_keys=list(use_case_of))
    return {UUID(version): run for run in found for version in run.versions}


def models(*, use_case: str | None = None, active_only: bool = False) -> QuerySet[ModelVersion]:
    """Model versions, the newest first."""
    found = versions(use_case=use_case, status=Status.PRODUCTION if active_only else None)
    return found.order_by("-created_at", "-id")


def page(
    found: QuerySet[M], *, among: QuerySet[M], at: str, limit: int, after: UUID | None, key: str = "pk"
) -> tuple[list[M], str | None]:
    """``limit`` rows of ``found`` behind that ``among`` all whose ``key`` is ``after``, by ``at``; from where to go on.

    Raises UnknownPlaceError.
    """
    if after is not None:
        last = among.filter(**{key: after}).values(at, "pk").first()
        if last is None:
            raise UnknownPlaceError(f"after must be the next of a page before, and nothing has the id {after}")
        found = found.filter(Q(**{f"{at}__lt": last[at]}) | Q(**{at: last[at], "pk__lt": last["pk"]}))
    rows = list(found[: limit + 1])
    more = len(rows) > limit
    return rows[:limit], str(getattr(rows[limit - 1], key)) if more else None


def job_counts() -> dict[str, int]:
    """How many trainings there are in each status."""
    counted: dict[Any, int] = dict(
        Job.objects.filter(training_run__isnull=False).values_list("state").annotate(Count("id")).order_by()
    )
    return {status: sum(counted.get(state, 0) for state in states) for status, states in STATES.items()}


def usual_minutes(use_case: str) -> float | None:
    """How long the last completed training of a use case took; None where there was none."""
    last = runs(use_case=use_case, status="completed").filter(job__finished_at__isnull=False).first()
    if last is None or last.job.started_at is None or last.job.finished_at is None:
        return None
    return round((last.job.finished_at - last.job.started_at).total_seconds() / 60, 1)
