"""How an attempt ends: the job has ended, or waits to be tried again. The caller holds the job's row."""

from typing import Any

import structlog
from django.db import transaction
from django.db.models.functions import Now

from scorewright.loop.jobs.kinds import UnknownKindError, kind_named
from scorewright.loop.jobs.models import Delivery, Job, State
from scorewright.loop.jobs.retries import Retries
from scorewright.loop.notifications.actions import notify, raise_alert
from scorewright.loop.notifications.storable import storable_text

FAILED_ALERT = "job_failed"
_log = structlog.get_logger(__name__)


def close(job: Job, state: State, **changes: Any) -> None:
    """End ``job`` for good. One that failed stays in the outbox as a dead letter, and people are told."""
    Job.objects.filter(pk=job.pk).update(
        state=state, finished_at=Now(), lease=None, leased_until=None, soft_until=None, retry_at=None, **changes
    )
    letter = Delivery.objects.filter(job=job)
    if state != State.FAILED:
        letter.delete()
        return
    letter.update(due_at=None, hard_until=None)
    error = str(changes.get("error", ""))
    raise_alert(kind=FAILED_ALERT, subject=str(job), message=f"{job}: {error}")
    data = {"job_id": job.pk, "kind": job.kind, "error": error}
    notify(event="job.failed", title=f"{job.kind} has failed", message=f"{job}: {error}", data=data)
    _tell_kind(job, error)


def fail(job: Job, error: BaseException, policy: Retries | None) -> None:
    """After ``error``: wait for the next attempt where ``policy`` gives it one, else fail for good."""
    if policy is None or not policy.allows(error, made=job.retries):
        close(job, State.FAILED, error=in_words(error))
    elif job.cancel_requested_at is not None:
        close(job, State.CANCELLED, error=in_words(error))
    else:
        _try_again(job, error, policy)


def _tell_kind(job: Job, error: str) -> None:
    try:
        on_failure = kind_named(job.kind).on_failure
    except UnknownKindError:
        _log.warning("on_failure_unknown", job_id=str(job.pk), kind=job.kind)
        return
    if on_failure is None:
        return
    try:
        with transaction.atomic():
            on_failure(job, error)
    except Exception:  # a hook that fails must not keep its job from ending: it would be begun for ever
        _log.exception("on_failure_failed", job_id=str(job.pk), kind=job.kind)


def in_words(error: BaseException) -> str:
    """What people are told. Our own errors are written for them."""
    written_for_people = type(error).__module__.startswith("scorewright.")
    return storable_text(str(error) if written_for_people else f"{type(error).__name__}: {error}")


def _try_again(job: Job, error: BaseException, policy: Retries) -> None:
    due = Now() + policy.delay_before(job.retries + 1)
    Job.objects.filter(pk=job.pk).update(
        state=State.RETRYING,
        retries=job.retries + 1,
        retry_at=due,
        error=in_words(error),
        attempts=0,
        lease=None,
        leased_until=None,
        soft_until=None,
    )
    Delivery.objects.filter(job=job).update(due_at=due, wanted_at=due, begun=False, sends=0, hard_until=None)
