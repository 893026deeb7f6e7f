import json
import uuid
from datetime import timedelta
from typing import Any

from celery import Celery
from django.db import connections
from django.db.models.functions import Now
from kinds_of_the_tests import count

from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.jobs.models import Delivery, Job
from scorewright.loop.jobs.relay import relay
from scorewright.loop.tenancy.scope import acting

Work = dict[str, Any]


def _ask(tenant_id: uuid.UUID, work: Work) -> Job:
    with acting(tenant_id, actor="test"):
        return enqueue(kind=count, arguments=work, by="test")


def _messages(broker) -> list[str]:
    return [json.loads(raw)["headers"]["kwargsrepr"] for raw in broker.lrange(count.queue, 0, -1)]


def _sent(broker, job: Job) -> int:
    return sum(str(job.pk) in text for text in _messages(broker))


def test_relay__broker_down_when_asked__sent_once_it_is_back(
    tenant_id: uuid.UUID, broker, monkeypatch, work: Work
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")  # which Celery prefers to what it is given
        patch.setattr("scorewright.loop.jobs.relay.current_app", Celery("nowhere", set_as_current=False))
        job = _ask(tenant_id, work)
        assert relay(only=job.pk) == 0
    assert _sent(broker, job) == 0
    assert relay(only=job.pk) == 1
    assert _sent(broker, job) == 1


def test_relay__sent_already__not_again_before_its_time(tenant_id: uuid.UUID, broker, work: Work) -> None:
    job = _ask(tenant_id, work)
    assert (_sent(broker, job), relay(only=job.pk)) == (1, 0)


def test_relay__broker_wiped__sent_again_when_not_begun_in_time(tenant_id: uuid.UUID, broker, work: Work) -> None:
    job = _ask(tenant_id, work)
    broker.flushall()
    with acting(tenant_id, actor="test"):
        Delivery.objects.filter(job=job).update(due_at=Now())
    assert relay(only=job.pk) == 1
    assert _sent(broker, job) == 1


def test_relay__again_and_again__waits_twice_as_long_each_time(tenant_id: uuid.UUID, work: Work) -> None:
    job = _ask(tenant_id, work)
    waits = []
    for sends in (1, 2, 3, 30):
        with acting(tenant_id, actor="test"):
            Delivery.objects.filter(job=job).update(due_at=Now(), sends=sends)
        relay(only=job.pk)
        with acting(tenant_id, actor="test"):
            row = Delivery.objects.annotate(now=Now()).get(job=job)
            waits.append(round((row.due_at - row.now).total_seconds() / 60))
    assert waits == [2, 4, 8, 60]


def test_relay__many_of_several_tenants__each_once(
    tenant_id: uuid.UUID, other_tenant_id: uuid.UUID, broker, monkeypatch, work: Work
) -> None:
    monkeypatch.setattr("scorewright.loop.jobs.relay.AT_ONCE", 2)
    jobs = [_ask(tenant, work) for tenant in (tenant_id, other_tenant_id) for _ in range(3)]
    broker.flushall()
    for tenant in (tenant_id, other_tenant_id):
        with acting(tenant, actor="test"):
            Delivery.objects.all().update(due_at=Now() - timedelta(days=1))
    assert relay() >= len(jobs)
    assert [_sent(broker, job) for job in jobs] == [1] * len(jobs)


def test_relay__another_relay_holds_the_row__passed_over(tenant_id: uuid.UUID, work: Work) -> None:
    job = _ask(tenant_id, work)
    with acting(tenant_id, actor="test"):
        Delivery.objects.filter(job=job).update(due_at=Now())
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT set_config('scorewright.tenant', %s, true)", [str(tenant_id)])
            cursor.execute("SELECT 1 FROM jobs_delivery WHERE job_id = %s FOR UPDATE", [job.pk])
            assert relay(only=job.pk) == 0
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert relay(only=job.pk) == 1
