"""The relay sends what is due, of all tenants; a real broker takes it."""

import json
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from celery import Celery
from django.db import connection, transaction
from django.db.models.functions import Now

from scorewright.loop.notifications import channel_actions, relay
from scorewright.loop.notifications.actions import notify
from scorewright.loop.notifications.models import Channel, DueDelivery
from scorewright.loop.notifications.tasks import deliver
from scorewright.loop.tenancy.scope import acting
from scorewright.project.embedded.stack import Embedded


@pytest.fixture
def messages(embedded: Embedded) -> Iterator[Callable[[uuid.UUID], list[str]]]:
    """The ids of the deliveries that workers were asked for, of one tenant."""
    with redis.Redis.from_url(embedded.environment()["CELERY_BROKER_URL"]) as broker:

        def found(tenant_id: uuid.UUID) -> list[str]:
            sent = [json.loads(raw)["headers"] for raw in broker.lrange("maintenance", 0, -1)]
            ours = [head["kwargsrepr"] for head in sent if head["task"] == relay.DELIVER]
            return [text for text in ours if str(tenant_id) in text]

        yield found


@pytest.fixture
def webhook(tenant_id: uuid.UUID, loopback, receiver) -> Channel:
    with acting(tenant_id, actor="test"):
        return channel_actions.add_channel(
            kind=Channel.Kind.WEBHOOK, name="hook", url=receiver.url, events=[], by="user:test"
        )


def tell(tenant_id: uuid.UUID, times: int = 1) -> None:
    with acting(tenant_id, actor="test"):
        for _ in range(times):
            notify(event="job.failed", title="A job failed", message="")


def test_relay__due__sent_once_until_it_is_due_again(webhook: Channel, messages) -> None:
    tell(webhook.tenant_id)
    relay.relay()
    relay.relay()
    assert len(messages(webhook.tenant_id)) == 1
    with acting(webhook.tenant_id, actor="test"):
        DueDelivery.objects.update(due_at=Now())
    relay.relay()
    assert len(messages(webhook.tenant_id)) == 2


def test_relay__several_at_once__each_delivery_sent_once(webhook: Channel, messages, monkeypatch) -> None:
    monkeypatch.setattr(relay, "AT_ONCE", 3)
    tell(webhook.tenant_id, times=20)

    def run(_: int) -> None:
        try:
            relay.relay()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    sent = messages(webhook.tenant_id)
    assert (len(sent), len(set(sent))) == (20, 20)


def test_relay__broker_down__stays_due(webhook: Channel, messages, monkeypatch) -> None:
    tell(webhook.tenant_id)
    with monkeypatch.context() as patch:
        patch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")  # which Celery prefers to what it is given
        patch.setattr(relay, "current_app", Celery("nowhere", set_as_current=False))
        assert relay.relay() == 0
    assert messages(webhook.tenant_id) == []
    relay.relay()
    assert len(messages(webhook.tenant_id)) == 1


def test_outbox__transaction_rolled_back__nothing_is_told(webhook: Channel) -> None:
    with acting(webhook.tenant_id, actor="test"):
        notify(event="job.failed", title="A job failed", message="")
        transaction.set_rollback(True)
    with acting(webhook.tenant_id, actor="test"):
        assert not DueDelivery.objects.exists()


def test_deliver__as_a_task__takes_the_ids_of_the_message(webhook: Channel, receiver) -> None:
    tell(webhook.tenant_id)
    with acting(webhook.tenant_id, actor="test"):
        due = DueDelivery.objects.get()
    deliver(str(due.delivery_id), tenant_id=str(webhook.tenant_id))
    assert len(receiver.requests) == 1
