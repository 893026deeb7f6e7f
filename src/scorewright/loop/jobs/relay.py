"""Sending what is due in the outbox, of all tenants."""

from datetime import timedelta
from uuid import UUID

import structlog
from celery import current_app
from django.db.models.functions import Now
from kombu.exceptions import OperationalError as BrokerError

from scorewright.loop.jobs.models import Delivery
from scorewright.loop.tenancy.scope import as_operator

RUN = "jobs.run"
AT_ONCE = 100
RESEND_AFTER = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)
_ONE_RETRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0}  # a connection may have gone stale
_log = structlog.get_logger(__name__)


def relay(*, only: UUID | None = None, resend_after: timedelta = RESEND_AFTER) -> int:
    """Send every job that is due, or ``only`` this one if it is; how many were sent.

    A job that is not begun within ``resend_after`` of being sent is due again, then after twice that time, and so on:
    its message may be lost, or only wait. Where the broker does not answer, what was not sent stays due.
    """
    count = 0
    while True:
        sent, more = _send_some(only, resend_after)
        count += sent
        if not more:
            return count


def _send_some(only: UUID | None, resend_after: timedelta) -> tuple[int, bool]:
    """How many were sent, and whether there may be more to send."""
    with as_operator(actor="jobs.relay"):
        due = Delivery.objects.filter(due_at__lte=Now()).order_by("due_at")
        if only is not None:
            due = due.filter(job_id=only)
        rows = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
        for sent, row in enumerate(rows):
            try:
                _send(row)
            except BrokerError as error:
                _log.warning("broker_down", waiting=len(rows) - sent, error=str(error))
                return sent, False
            wait = min(resend_after * 2 ** min(row.sends, 20), LONGEST_WAIT)
            Delivery.objects.filter(pk=row.pk).update(due_at=Now() + wait, sends=row.sends + 1)
    return len(rows), len(rows) == AT_ONCE


def _send(row: Delivery) -> None:
    given = {"tenant_id": str(row.tenant_id), "job_id": str(row.job_id)}
    limit = row.hard_limit_seconds  # after which Celery kills the process that is stuck in it
    current_app.send_task(RUN, kwargs=given, queue=row.queue, time_limit=limit, retry=True, retry_policy=_ONE_RETRY)
