"""The tasks of this stage: deliver what is due, do one job, and look at the clock."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from scorewright.loop.jobs import relay as outbox
from scorewright.loop.jobs.running import run_job
from scorewright.loop.jobs.schedules.actions import follow, run_due
from scorewright.loop.jobs.schedules.declarations import declared
from scorewright.loop.jobs.sweep import sweep
from scorewright.loop.tenancy.tasks import TenantTask


@shared_task(name="jobs.relay")
def relay() -> int:
    """End what is past its hard limit and send what is due, of all tenants; how many were sent."""
    sweep()
    return outbox.relay()


@shared_task(base=TenantTask, name=outbox.RUN, one_transaction=False)
def run(job_id: str, *, tenant_id: UUID) -> None:
    """Do the work of one job, in as many transactions as it takes."""
    run_job(tenant_id, UUID(job_id))


@shared_task(base=TenantTask, name="jobs.run_schedules")
def run_schedules() -> int:
    """Give each schedule of one tenant that is due its run; how many there were."""
    declarations, now = declared(), timezone.now()
    follow(declarations=declarations, now=now)
    return len(run_due(declarations=declarations, now=now))
