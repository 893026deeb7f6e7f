"""The tasks of this stage: make the assessments that wait, and see to it that none waits for ever."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from scorewright.loop.intake.assessing.claiming import free_stale
from scorewright.loop.intake.assessing.draining import drain as drain_now
from scorewright.loop.intake.assessing.waking import DRAIN, send
from scorewright.loop.intake.models import Assessment
from scorewright.loop.tenancy.scope import acting
from scorewright.loop.tenancy.tasks import TenantTask


@shared_task(base=TenantTask, name=DRAIN, one_transaction=False)
def drain(use_case: str, *, tenant_id: UUID) -> int:
    """Make the assessments of one use case that wait; how many. Where that takes long, others get their turn."""
    drained = drain_now(tenant_id, use_case)
    if drained.more:
        send(tenant_id, use_case)
    return drained.worked_on


@shared_task(base=TenantTask, name="intake.sweep", one_transaction=False)
def sweep(*, tenant_id: UUID) -> int:
    """Free what nobody works on any more, and wake those who work on what waits; how many use cases it was of."""
    with acting(tenant_id, actor="task:intake.sweep"):
        free_stale()
        due = Assessment.objects.filter(due_at__lte=timezone.now())
        waiting = list(due.order_by("use_case").values_list("use_case", flat=True).distinct())
    for use_case in waiting:
        send(tenant_id, use_case)
    return len(waiting)
