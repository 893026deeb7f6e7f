"""Sending what is due, and the daily look at the audit trail.

That one is here because the trail, to the left of alerts, cannot raise one itself.
"""

from collections.abc import Sequence
from uuid import UUID

import structlog
from celery import shared_task

from scorewright.loop.audit.chain import Fault
from scorewright.loop.audit.queries import verify
from scorewright.loop.notifications import relay as outbox
from scorewright.loop.notifications.actions import raise_alert
from scorewright.loop.notifications.delivering import deliver as deliver_one
from scorewright.loop.notifications.models import Alert
from scorewright.loop.tenancy.queries import tenants
from scorewright.loop.tenancy.scope import acting, as_operator, current_scope
from scorewright.loop.tenancy.tasks import TenantTask

_log = structlog.get_logger(__name__)
_ACTOR = "task:notifications.verify_installation"


@shared_task(name="notifications.relay")
def relay() -> int:
    """Ask for the deliveries that are due, of all tenants; how many."""
    return outbox.relay()


@shared_task(base=TenantTask, name=outbox.DELIVER, one_transaction=False)
def deliver(delivery_id: str, *, tenant_id: UUID) -> None:
    """One attempt, with no transaction open while the receiver is waited for."""
    deliver_one(tenant_id, UUID(delivery_id))


@shared_task(name="notifications.verify_trail", base=TenantTask)
def verify_trail() -> int:
    """Compute one tenant's trail again; faults raise a critical alert. The number of faults."""
    faults = verify().faults
    if faults:
        _log.error("audit_trail_altered", tenant_id=str(current_scope().tenant_id), faults=_in_words(faults))
        _raise(faults, subject="trail of this tenant")
    return len(faults)


@shared_task(name="notifications.verify_installation")
def verify_installation() -> int:
    """The same for the installation's own trail. Accounts open every tenant's doors, so each tenant is alerted."""
    with as_operator(actor=_ACTOR):
        faults = verify().faults
    if faults:
        _log.error("audit_trail_altered", tenant_id=None, faults=_in_words(faults))
        for tenant in tenants():
            with acting(tenant.pk, actor=_ACTOR):
                _raise(faults, subject="trail of the installation")
    return len(faults)


def _raise(faults: Sequence[Fault], *, subject: str) -> None:
    raise_alert(
        kind="audit_trail_altered", subject=subject, message=_in_words(faults), severity=Alert.Severity.CRITICAL
    )


def _in_words(faults: Sequence[Fault]) -> str:
    first = faults[0]
    more = f" {len(faults) - 1:,} more: scorewright audit verify names them all." if len(faults) > 1 else ""
    return f"Entry {first.sequence}: {first.message}.{more}"
