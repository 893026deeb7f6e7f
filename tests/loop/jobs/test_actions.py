import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from kinds_of_the_tests import count, fail

from scorewright.loop.audit.models import Entry
from scorewright.loop.jobs.actions import (
    IdempotencyConflictError,
    JobFinishedError,
    JobNotFailedError,
    cancel,
    enqueue,
    retry,
    retry_all,
)
from scorewright.loop.jobs.models import Delivery, Job, State
from scorewright.loop.tenancy.scope import acting

Work = dict[str, Any]


def test_enqueue__caller_rolls_back__no_job_and_nothing_to_send(tenant_id: uuid.UUID, broker, work: Work) -> None:
    before = broker.llen(count.queue)
    with acting(tenant_id, actor="test"):
        enqueue(kind=count, arguments=work, by="test")
        transaction.set_rollback(True)
    with acting(tenant_id, actor="test"):
        assert not Job.objects.exists()
        assert not Delivery.objects.exists()
    assert broker.llen(count.queue) == before


def test_enqueue__committed__sent_at_once(tenant_id: uuid.UUID, broker, work: Work) -> None:
    before = broker.llen(count.queue)
    with acting(tenant_id, actor="test"):
        enqueue(kind=count, arguments=work, by="test")
        assert broker.llen(count.queue) == before
    assert broker.llen(count.queue) == before + 1


def test_enqueue__same_key__the_same_job_and_one_message(tenant: uuid.UUID, work: Work) -> None:
    first = enqueue(kind=count, arguments=work, by="test", idempotency_key="k")
    again = enqueue(kind=count, arguments=work, by="somebody else", idempotency_key="k")
    assert again.pk == first.pk
    assert Delivery.objects.count() == 1
    with pytest.raises(IdempotencyConflictError, match="'k' was used before"):
        enqueue(kind=count, arguments={**work, "total": 2}, by="test", idempotency_key="k")


def test_enqueue__no_key__another_job_each_time(tenant: uuid.UUID, work: Work) -> None:
    assert len({enqueue(kind=count, arguments=work, by="test").pk for _ in range(2)}) == 2


def test_cancel__waiting__ended_at_once_and_never_sent(tenant: uuid.UUID, work: Work) -> None:
    job = cancel(job=enqueue(kind=count, arguments=work, by="test"), by="user:ama")
    assert (job.state, job.finished_at) == (State.CANCELLED, job.cancel_requested_at)
    assert not Delivery.objects.exists()
    assert cancel(job=job, by="user:kofi").cancel_requested_at == job.cancel_requested_at


@pytest.mark.parametrize("state", [State.SUCCEEDED, State.FAILED])
def test_cancel__ended__refused(tenant: uuid.UUID, state: State, work: Work) -> None:
    job = enqueue(kind=count, arguments=work, by="test")
    Job.objects.filter(pk=job.pk).update(state=state)
    with pytest.raises(JobFinishedError, match=state):
        cancel(job=job, by="test")


def test_retry__failed__waits_again_with_its_checkpoint(tenant: uuid.UUID, work: Work) -> None:
    job = enqueue(kind=count, arguments=work, by="test")
    with pytest.raises(JobNotFailedError):
        retry(job=job, by="test")
    Delivery.objects.all().delete()
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, attempts=5, error="no", checkpoint={"next": 1})
    again = retry(job=job, by="test")
    assert (again.state, again.attempts, again.error, again.checkpoint) == (State.QUEUED, 0, "", {"next": 1})
    assert Delivery.objects.filter(job=job).exists()


def test_cancel__waits_for_its_next_attempt__ended_at_once(tenant: uuid.UUID, work: Work) -> None:
    job = enqueue(kind=count, arguments=work, by="test")
    Job.objects.filter(pk=job.pk).update(state=State.RETRYING, retry_at=Now())
    stopped = cancel(job=job, by="test")
    assert (stopped.state, stopped.retry_at, Delivery.objects.exists()) == (State.CANCELLED, None, False)


def test_retry_all__of_a_kind__those_and_no_other(tenant: uuid.UUID, work: Work) -> None:
    jobs = [enqueue(kind=kind, arguments=work, by="test") for kind in (count, count, count, fail)]
    failed = [jobs[0], jobs[1], jobs[3]]
    Job.objects.filter(pk__in=[job.pk for job in failed]).update(state=State.FAILED, error="no", retries=2)
    Delivery.objects.filter(job__in=failed).update(due_at=None)
    again = retry_all(kind=count.name, by="user:ama")
    assert [job.pk for job in again] == [jobs[0].pk, jobs[1].pk]
    assert {(job.state, job.error, job.retries) for job in again} == {(State.QUEUED, "", 0)}
    assert list(Delivery.objects.filter(due_at=None).values_list("job_id", flat=True)) == [jobs[3].pk]
    assert Entry.objects.filter(action="job.retried").count() == 2


def test_acts__each__stands_in_the_trail_in_the_name_of_who_did_it(tenant: uuid.UUID, work: Work) -> None:
    job = enqueue(kind=count, arguments=work, by="user:ama")
    cancel(job=job, by="user:kofi")
    subject = f"job:{job.pk}"
    assert set(Entry.objects.filter(subject=subject).values_list("action", flat=True)) == {
        "job.enqueued",
        "job.cancelled",
    }


def test_jobs__of_another_tenant__do_not_exist_and_their_keys_are_free(
    tenant_id: uuid.UUID, other_tenant_id: uuid.UUID, look: Callable[[uuid.UUID], Job], work: Work
) -> None:
    with acting(tenant_id, actor="test"):
        job = enqueue(kind=count, arguments=work, by="test", idempotency_key="k")
    with acting(other_tenant_id, actor="test"):
        assert not Job.objects.exists()
        assert not Delivery.objects.exists()
        assert enqueue(kind=count, arguments={}, by="test", idempotency_key="k").pk != job.pk
        with pytest.raises(Job.DoesNotExist):
            cancel(job=job, by="intruder")
        transaction.set_rollback(True)
    assert look(job.pk).state == State.QUEUED


def test_delivery__columns__hold_nothing_of_the_tenant_but_ids(database: None) -> None:
    columns = {field.column for field in Delivery._meta.fields}
    of_its_kind = {"kind", "queue", "hard_limit_seconds"}
    of_its_way = {"due_at", "wanted_at", "sends", "begun", "hard_until"}
    assert columns == {"id", "tenant_id", "job_id"} | of_its_kind | of_its_way


def test_delivery__operator__sees_and_puts_off_but_neither_makes_nor_removes(tenant_id: uuid.UUID, work: Work) -> None:
    from scorewright.loop.tenancy.scope import as_operator

    with acting(tenant_id, actor="test"):
        job = enqueue(kind=count, arguments=work, by="test")
    with as_operator(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM jobs_job")
        assert cursor.fetchone() == (0,)
        cursor.execute("DELETE FROM jobs_delivery WHERE job_id = %s", [job.pk])
        assert cursor.rowcount == 0
        assert Delivery.objects.filter(job_id=job.pk).update(sends=7) == 1
        transaction.set_rollback(True)
