"""A part of a job that has no steps."""

import time
import uuid
from datetime import timedelta

import pytest
from django.db.models.functions import Now


@pytest.fixture
def handle(tenant_id):
    """Of a job that is being worked on, with a lease of a second."""
    from scorewright.loop.jobs.handle import JobHandle
    from scorewright.loop.jobs.models import Job, State
    from scorewright.loop.tenancy.scope import acting

    lease, stalls_after = uuid.uuid4(), timedelta(seconds=1)
    with acting(tenant_id, actor="test"):
        job = Job.objects.create(
            kind="tests", queue="q", arguments={}, created_by="test", state=State.RUNNING, lease=lease
        )
        Job.objects.filter(pk=job.pk).update(leased_until=Now() + stalls_after)
    return JobHandle(tenant_id, job.pk, lease, "test", stalls_after, arguments={})


def is_held(handle) -> bool:
    from scorewright.loop.jobs.models import Job
    from scorewright.loop.tenancy.scope import acting

    with acting(handle.tenant_id, actor="test"):
        return Job.objects.filter(pk=handle.job_id, leased_until__gt=Now()).exists()


def test_stepless__longer_than_the_lease__it_is_held_until_the_end(handle) -> None:
    from scorewright.loop.jobs.stepless import stepless

    with stepless(handle):
        time.sleep(1.6)
        assert is_held(handle)
    time.sleep(1.2)
    assert not is_held(handle)


def test_stepless__lease_lost_meanwhile__the_work_hears_it_at_its_next_step(handle) -> None:
    from scorewright.loop.jobs.handle import LeaseLostError
    from scorewright.loop.jobs.models import Job
    from scorewright.loop.jobs.stepless import stepless
    from scorewright.loop.tenancy.scope import acting

    with stepless(handle):
        with acting(handle.tenant_id, actor="test"):
            Job.objects.filter(pk=handle.job_id).update(lease=uuid.uuid4())
        time.sleep(0.6)
    with pytest.raises(LeaseLostError):
        handle.progress(1, 2)
