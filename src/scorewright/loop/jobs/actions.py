"""Asking for work, stopping it, and asking once more."""

import math
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
            _deliver(job, kind)
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
    if current.state in (State.QUEUED, State.RETRYING):
        current.state, current.finished_at, current.retry_at = State.CANCELLED, current.cancel_requested_at, None
        Delivery.objects.filter(job=current).delete()
    current.save(update_fields=["cancel_requested_at", "state", "finished_at", "retry_at"])
    record(action="job.cancelled", subject=f"job:{job.pk}", content={"kind": current.kind, "by": by})
    return current


@transaction.atomic
def retry(*, job: Job, by: str) -> Job:
    """Try a failed job once more, from its last checkpoint. Raises JobNotFailedError."""
    current = Job.objects.select_for_update().get(pk=job.pk)
    if current.state != State.FAILED:
        raise JobNotFailedError(f"the job has not failed, it is {current.state}")
    _put_back(current, by)
    _send_soon(current)
    return current


@transaction.atomic
def retry_all(*, kind: str, by: str) -> list[Job]:
    """Try all failed jobs of ``kind`` once more, the oldest first: those, which may be none."""
    failed = Job.objects.filter(kind=kind, state=State.FAILED).order_by("created_at", "id")
    found = list(failed.select_for_update())
    for job in found:
        _put_back(job, by)
    transaction.on_commit(relay, robust=True)
    return found


def _put_back(job: Job, by: str) -> None:
    job.state, job.error, job.attempts, job.retries = State.QUEUED, "", 0, 0
    job.finished_at = job.cancel_requested_at = None
    job.save(update_fields=["state", "error", "attempts", "retries", "finished_at", "cancel_requested_at"])
    letter = {"due_at": Now(), "wanted_at": Now(), "sends": 0, "begun": False, "hard_until": None}
    Delivery.objects.update_or_create(job=job, defaults=letter, create_defaults=letter | _address(job))
    record(action="job.retried", subject=f"job:{job.pk}", content={"kind": job.kind, "by": by})


def _deliver(job: Job, kind: Kind) -> None:
    limit = kind.hard_limit
    seconds = None if limit is None else math.ceil(limit.total_seconds())
    Delivery.objects.create(job=job, **_address(job), due_at=Now(), hard_limit_seconds=seconds)
    _send_soon(job)


def _address(job: Job) -> dict[str, str]:
    return {"kind": job.kind, "queue": job.queue}


def _send_soon(job: Job) -> None:
    # Best effort, so that it need not wait for the scheduler.
    transaction.on_commit(partial(relay, only=job.pk), robust=True)
