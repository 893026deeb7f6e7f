"""Running one job: take the lease, do the work, write down how it ended."""

import uuid
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError
from django.db.models.functions import Now
from psycopg_pool import PoolTimeout

from scorewright.loop.jobs.handle import LEEWAY, JobCancelled, JobHandle, LeaseLostError
from scorewright.loop.jobs.kinds import Kind, UnknownKindError, kind_named
from scorewright.loop.jobs.models import Delivery, Job, State
from scorewright.loop.notifications.actions import raise_alert
from scorewright.loop.tenancy.scope import acting

MOST_ATTEMPTS = 5
FAILED_ALERT = "job_failed"
_DATABASE_ERRORS = (OperationalError, InterfaceError, PoolTimeout)
_log = structlog.get_logger(__name__)


def run_job(tenant_id: UUID, job_id: UUID) -> None:
    """Do the work, unless it is done, cancelled, or in somebody else's hands: delivering a job twice is harmless.

    While the database does not answer nothing is written: the job is delivered again once its lease has ended.
    """
    claimed = _claim(tenant_id, job_id)
    if claimed is None:
        return
    kind, handle = claimed
    try:
        result = kind.handler(handle)
    except JobCancelled:
        _end(handle, State.CANCELLED)
    except LeaseLostError as error:
        _log.warning("lease_lost", job_id=str(job_id), error=str(error))
    except (*_DATABASE_ERRORS, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # whatever a handler raises, its job must say so: a library's panic is no Exception
        _log.exception("job_failed", job_id=str(job_id), kind=kind.name)
        _end(handle, State.FAILED, error=_in_words(error))
    else:
        _end(handle, State.SUCCEEDED, result=dict(result))


def _claim(tenant_id: UUID, job_id: UUID) -> tuple[Kind, JobHandle] | None:
    actor = f"job:{job_id}"
    with acting(tenant_id, actor=actor):
        # Locked, so that of two deliveries at once one waits here and finds the other's lease.
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None or job.finished or Job.objects.filter(pk=job_id, leased_until__gt=Now()).exists():
            return None
        kind = _kind_if_runnable(job)
        if kind is None:
            return None
        lease = uuid.uuid4()
        until = Now() + kind.stalls_after
        Job.objects.filter(pk=job_id).update(
            state=State.RUNNING,
            attempts=job.attempts + 1,
            started_at=job.started_at or Now(),
            progressed_at=Now(),
            lease=lease,
            leased_until=until,
        )
        Delivery.objects.filter(job=job).update(due_at=until + LEEWAY, sends=0)
        return kind, JobHandle(
            tenant_id, job_id, lease, actor, kind.stalls_after, arguments=job.arguments, saved=job.checkpoint
        )


def _kind_if_runnable(job: Job) -> Kind | None:
    """None where the job ended here and now."""
    if job.cancel_requested_at is not None:
        _close(job, State.CANCELLED)
        return None
    if job.attempts >= MOST_ATTEMPTS:
        _close(job, State.FAILED, error=f"was begun {job.attempts} times and interrupted each time")
        return None
    try:
        return kind_named(job.kind)
    except UnknownKindError as error:
        _close(job, State.FAILED, error=str(error))
        return None


def _end(handle: JobHandle, state: State, **changes: Any) -> None:
    with acting(handle.tenant_id, actor=handle.actor):
        job = Job.objects.select_for_update().filter(pk=handle.job_id, lease=handle.lease).first()
        if job is None:
            _log.warning("lease_lost", job_id=str(handle.job_id), ended=state)
            return
        _close(job, state, **changes)


def _close(job: Job, state: State, **changes: Any) -> None:
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=Now(), lease=None, leased_until=None, **changes)
    Delivery.objects.filter(job=job).delete()
    if state == State.FAILED:
        raise_alert(kind=FAILED_ALERT, subject=str(job), message=f"{job}: {changes.get('error', '')}")


def _in_words(error: BaseException) -> str:
    """What people are told. Our own errors are written for them."""
    written_for_people = type(error).__module__.startswith("scorewright.")
    return str(error) if written_for_people else f"{type(error).__name__}: {error}"
