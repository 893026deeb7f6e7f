"""The two tasks of this stage: deliver what is due, and do one job."""

from uuid import UUID

from celery import shared_task

from scorewright.loop.jobs import relay as outbox
from scorewright.loop.jobs.running import run_job
from scorewright.loop.tenancy.tasks import TenantTask


@shared_task(name="jobs.relay")
def relay() -> int:
    """Send what is due, of all tenants; how many were sent."""
    return outbox.relay()


@shared_task(base=TenantTask, name=outbox.RUN, one_transaction=False)
def run(job_id: str, *, tenant_id: UUID) -> None:
    """Do the work of one job, in as many transactions as it takes."""
    run_job(tenant_id, UUID(job_id))
