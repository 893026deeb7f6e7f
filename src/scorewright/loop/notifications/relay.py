"""Asking workers to make the deliveries that are due, of all tenants."""

from datetime import timedelta

import structlog
from celery import current_app
from django.db.models.functions import Now
from kombu.exceptions import OperationalError as BrokerError

from scorewright.loop.notifications.models import DueDelivery
from scorewright.loop.tenancy.scope import as_operator

DELIVER = "notifications.deliver"
AT_ONCE = 100
RESEND_AFTER = timedelta(minutes=5)
_ONE_RETRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0}  # a connection may have gone stale
_log = structlog.get_logger(__name__)


def relay() -> int:
    """Send a message for every delivery that is due; how many were sent.

    One whose attempt has not begun ``RESEND_AFTER`` later is sent again: its message may be lost, or only wait. Where
    the broker does not answer, what was not sent stays due.
    """
    count = 0
    while True:
        sent, more = _send_some()
        count += sent
        if not more:
            return count


def _send_some() -> tuple[int, bool]:
    """How many were sent, and whether there may be more to send."""
    with as_operator(actor="notifications.relay"):
        due = DueDelivery.objects.filter(due_at__lte=Now()).order_by("due_at")
        rows = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
        for sent, row in enumerate(rows):
            try:
                given = {"tenant_id": str(row.tenant_id), "delivery_id": str(row.delivery_id)}
                current_app.send_task(DELIVER, kwargs=given, retry=True, retry_policy=_ONE_RETRY)
            except BrokerError as error:
                _log.warning("broker_down", waiting=len(rows) - sent, error=str(error))
                return sent, False
            DueDelivery.objects.filter(pk=row.pk).update(due_at=Now() + RESEND_AFTER)
    return len(rows), len(rows) == AT_ONCE
