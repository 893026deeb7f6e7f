"""Ending what is past its hard limit, of all tenants, whether or not any worker lives."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.db.models.functions import Now

from scorewright.loop.jobs import endings
from scorewright.loop.jobs.models import Delivery, Job, State
from scorewright.loop.tenancy.scope import acting, as_operator

_ACTOR = "jobs.sweep"
_log = structlog.get_logger(__name__)


def sweep() -> int:
    """Fail each job that is past its hard limit: whoever still works on it can write no more. How many there were."""
    with as_operator(actor=_ACTOR):
        late = list(Delivery.objects.filter(hard_until__lte=Now()).values_list("tenant_id", "job_id"))
    return sum(_end(tenant_id, job_id) for tenant_id, job_id in late)


def end_if_late(job: Job) -> bool:
    """Fail ``job``, whose row the caller holds, where it is past its hard limit; whether it was."""
    letter = Delivery.objects.filter(job=job, hard_until__lte=Now()).first()
    if letter is None:
        return False
    _log.error("hard_limit_passed", job_id=str(job.pk), kind=job.kind)
    limit = timedelta(seconds=letter.hard_limit_seconds or 0)
    endings.close(job, State.FAILED, error=f"took longer than its hard limit of {limit}")
    return True


def _end(tenant_id: UUID, job_id: UUID) -> bool:
    with acting(tenant_id, actor=_ACTOR):
        return end_if_late(Job.objects.select_for_update().get(pk=job_id))
