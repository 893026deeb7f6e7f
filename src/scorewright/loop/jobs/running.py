"""Running one job: take the lease, do the work, write down how it ended."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.db.models.functions import Now
from psycopg_pool import PoolTimeout

from scorewright.loop.jobs import endings
from scorewright.loop.jobs.handle import LEEWAY, JobCancelled, JobHandle, LeaseLostError, Notes
from scorewright.loop.jobs.kinds import Kind, UnknownKindError, kind_named
from scorewright.loop.jobs.models import Delivery, Job, State
from scorewright.loop.jobs.pulse import beat
from scorewright.loop.jobs.sweep import end_if_late
from scorewright.loop.tenancy.scope import acting

MOST_ATTEMPTS = 5
_DATABASE_ERRORS = (OperationalError, InterfaceError, PoolTimeout)
_log = structlog.get_logger(__name__)


def run_job(tenant_id: UUID, job_id: UUID) -> None:
    """Do the work, unless it is done, cancelled, not yet due, or in somebody else's hands: delivering it twice is
    harmless.

    While the database does not answer nothing is written: the job is delivered again once its lease has ended.
    """
    claimed = _claim(tenant_id, job_id)
    if claimed is None:
        return
    kind, handle = claimed
    try:
        _succeed(handle, kind.handler(handle))
    except JobCancelled:
        _end(handle, State.CANCELLED)
    except LeaseLostError as error:
        _log.warning("lease_lost", job_id=str(job_id), error=str(error))
    except (*_DATABASE_ERRORS, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # whatever a handler raises, its job must say so: a library's panic is no Exception
        _log.exception("attempt_failed", job_id=str(job_id), kind=kind.name)
        _fail(handle, kind, error)


def _claim(tenant_id: UUID, job_id: UUID) -> tuple[Kind, JobHandle] | None:
    with acting(tenant_id, actor=_actor(job_id)):
        # Locked, so that of two deliveries at once one waits here and finds the other's lease.
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        not_yet = Q(leased_until__gt=Now()) | Q(retry_at__gt=Now())
        if job is None or job.finished or Job.objects.filter(not_yet, pk=job_id).exists():
            return None
        kind = _kind_if_runnable(job)
        if kind is None:
            return None
        handle = _begin(tenant_id, job, kind)
    beat(kind.queue)
    return kind, handle


def _kind_if_runnable(job: Job) -> Kind | None:
    """None where the job ended here and now."""
    if job.cancel_requested_at is not None:
        endings.close(job, State.CANCELLED)
        return None
    if end_if_late(job):
        return None
    if job.attempts >= MOST_ATTEMPTS:
        error = f"was begun {job.attempts} times and interrupted each time"
        endings.close(job, State.FAILED, error=error)
        return None
    try:
        return kind_named(job.kind)
    except UnknownKindError as error:
        endings.close(job, State.FAILED, error=str(error))
        return None


def _begin(tenant_id: UUID, job: Job, kind: Kind) -> JobHandle:
    lease, until = uuid.uuid4(), Now() + kind.stalls_after
    done = 0 if job.checkpoint is None else job.done
    changes: dict[str, Any] = {}
    letter: dict[str, Any] = {"kind": kind.name, "due_at": until + LEEWAY, "wanted_at": until, "sends": 0}
    if job.state != State.RUNNING:  # an interruption does not give an attempt more time
        changes["soft_until"] = _from_now(kind.soft_limit)
        letter |= {"begun": True, "hard_until": _from_now(kind.hard_limit)}
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING,
        attempts=job.attempts + 1,
        started_at=job.started_at or Now(),
        progressed_at=Now(),
        retry_at=None,
        lease=lease,
        leased_until=until,
        done=done,
        paced_from_at=Now(),
        paced_from_done=done,
        **changes,
    )
    Delivery.objects.filter(job=job).update(**letter)
    return JobHandle(
        tenant_id,
        job.pk,
        lease,
        _actor(job.pk),
        kind.stalls_after,
        arguments=job.arguments,
        saved=job.checkpoint,
        soft_limit=kind.soft_limit,
        notes=Notes(job.log, job.warnings),
    )


def _actor(job_id: UUID) -> str:
    return f"job:{job_id}"


def _from_now(limit: timedelta | None) -> Any:
    return None if limit is None else Now() + limit


def _succeed(handle: JobHandle, result: Mapping[str, Any]) -> None:
    _end(handle, State.SUCCEEDED, result=dict(result), error="")


def _end(handle: JobHandle, state: State, **changes: Any) -> None:
    with acting(handle.tenant_id, actor=handle.actor):
        if job := _held(handle, state):
            endings.close(job, state, **changes)


def _fail(handle: JobHandle, kind: Kind, error: BaseException) -> None:
    with acting(handle.tenant_id, actor=handle.actor):
        if job := _held(handle, State.FAILED):
            endings.fail(job, error, kind.retries)


def _held(handle: JobHandle, state: State) -> Job | None:
    """The job, unless somebody else has it now."""
    job = Job.objects.select_for_update().filter(pk=handle.job_id, lease=handle.lease).first()
    if job is None:
        _log.warning("lease_lost", job_id=str(handle.job_id), ended=state)
    return job
