"""Asking for work, stopping it, and asking once more."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from scorewright.loop.audit.actions import record
from scorewright.loop.jobs.kinds import Kind
from scorewright.loop.jobs.models import Delivery, Job, State
from scorewright.loop.jobs.relay import relay


class IdempotencyConflictError(Exception):
    """The key was used before, for a job with other arguments."""


class JobFinishedError(Exception):
    """The job has ended: there is nothing to cancel."""


class JobNotFailedError(Exception):
    """Only a job that failed can be tried once more."""


def enqueue(*, kind: Kind, arguments: Mapping[str, Any], by: str, idempotency_key: str | None = None) -> Job:
    """Ask for work. It is sent once the caller's transaction is committed, and never if it is not.

    The same ``idempotency_key`` gives the job that was asked for first. Raises IdempotencyConflictError where its
    arguments were others.
    """
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind.name,
                queue=kind.queue,
                arguments=dict(arguments),
                idempotency_key=idempotency_key,
                created_by=by,
            )
            _deliver(job)
            record(action="job.enqueued", subject=f"job:{job.pk}", content={"kind": kind.name, "by": by})
    except IntegrityError:
        known = Job.objects.filter(kind=kind.name, idempotency_key=idempotency_key).first()
        if known is None or idempotency_key is None:
            raise
        if known.arguments != dict(arguments):
            raise IdempotencyConflictError(
                f"the key {idempotency_key!r} was used before, for a {kind.name} with other arguments"
            ) from None
        return known
    return job


@transaction.atomic
def cancel(*, job: Job, by: str) -> Job:
    """End a job that waits; one that runs stops after the step it is at. A second time changes nothing.

    Raises JobFinishedError where it has ended otherwise.
    """
    current = Job.objects.select_for_update().get(pk=job.pk)
    if current.state == State.CANCELLED or (not current.finished and current.cancel_requested_at is not None):
        return current
    if current.finished:
        raise JobFinishedError(f"the job has {current.state}")
    current.cancel_requested_at = timezone.now()
    if current.state == State.QUEUED:
        current.state, current.finished_at = State.CANCELLED, current.cancel_requested_at
        Delivery.objects.filter(job=current).delete()
    current.save(update_fields=["cancel_requested_at", "state", "finished_at"])
    record(action="job.cancelled", subject=f"job:{job.pk}", content={"kind": current.kind, "by": by})
    return current


@transaction.atomic
def retry(*, job: Job, by: str) -> Job:
    """Try a failed job once more, from its last checkpoint. Raises JobNotFailedError."""
    current = Job.objects.select_for_update().get(pk=job.pk)
    if current.state != State.FAILED:
        raise JobNotFailedError(f"the job has not failed, it is {current.state}")
    current.state, current.error, current.attempts = State.QUEUED, "", 0
    current.finished_at = current.cancel_requested_at = None
    current.save(update_fields=["state", "error", "attempts", "finished_at", "cancel_requested_at"])
    _deliver(current)
    record(action="job.retried", subject=f"job:{job.pk}", content={"kind": current.kind, "by": by})
    return current


def _deliver(job: Job) -> None:
    Delivery.objects.create(job=job, queue=job.queue, due_at=Now())
    # Best effort, so that it need not wait for the scheduler.
    transaction.on_commit(partial(relay, only=job.pk), robust=True)
