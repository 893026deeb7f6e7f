"""From an event to its receivers: a real HTTP server and a real mail server answer."""

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_string
from email.policy import default

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from scorewright.loop.notifications import channel_actions
from scorewright.loop.notifications.actions import notify
from scorewright.loop.notifications.backoff import MOST_ATTEMPTS, WAITS
from scorewright.loop.notifications.delivering import DEAD_ALERT, LEASE, deliver
from scorewright.loop.notifications.models import Alert, Channel, DueDelivery, NotificationDelivery
from scorewright.loop.tenancy.scope import acting

DeliveryState = NotificationDelivery.DeliveryState
WorkOff = Callable[[], list[NotificationDelivery]]


@pytest.fixture
def webhook(tenant_id: uuid.UUID, receiver, loopback) -> Channel:
    with acting(tenant_id, actor="user:ama"):
        return channel_actions.add_channel(
            kind=Channel.Kind.WEBHOOK, name="hook", url=receiver.url, events=[], by="user:ama"
        )


@pytest.fixture
def team(tenant_id: uuid.UUID, mail_server) -> Channel:
    with acting(tenant_id, actor="user:ama"):
        return channel_actions.add_channel(
            kind=Channel.Kind.EMAIL,
            name="team",
            addresses=["ama@example.org", "kofi@example.org"],
            events=["training."],
            by="user:ama",
        )


@pytest.fixture
def failed(tenant_id: uuid.UUID) -> Callable[[], None]:
    """Tells the tenant of a training that failed."""

    def tell() -> None:
        with acting(tenant_id, actor="job:1"):
            notify(
                event="training.failed",
                title="Training of retention failed",
                message="No version was made:\nthe file has one class.",
                data={"use_case": "retention", "auc": float("nan"), "versions": ["v1", "v2"], "error": "one class"},
            )

    return tell


@pytest.fixture
def due_again(tenant_id: uuid.UUID) -> Callable[[], None]:
    """The time of the next attempt has come."""

    def come() -> None:
        with acting(tenant_id, actor="test"):
            NotificationDelivery.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=Now())
            DueDelivery.objects.update(due_at=Now())

    return come


def in_outbox(tenant_id: uuid.UUID) -> int:
    with acting(tenant_id, actor="test"):
        return DueDelivery.objects.count()


def test_webhook__delivered__signed_so_that_a_stranger_can_verify(
    webhook: Channel, receiver, failed, work_off: WorkOff, tenant_id: uuid.UUID
) -> None:
    failed()
    (delivery,) = work_off()
    assert (delivery.state, delivery.attempts, delivery.next_attempt_at) == (DeliveryState.DELIVERED, 1, None)
    assert in_outbox(tenant_id) == 0
    ((path, headers, body),) = receiver.requests
    # From here on only what the specification says, and the secret as it was shown.
    key = base64.b64decode(webhook.secret.split("_")[1])
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    version, _, given = headers["webhook-signature"].partition(",")
    assert (version, given) == ("v1", base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode())
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    assert (path, headers["content-type"], len(key)) == ("/in", "application/json", 32)
    content = json.loads(body)
    assert content.keys() == {"type", "timestamp", "data"}
    assert (content["type"], content["timestamp"][-1]) == ("training.failed", "Z")
    assert content["data"] == {
        "use_case": "retention",
        "auc": None,
        "versions": ["v1", "v2"],
        "error": "one class",
        "title": "Training of retention failed",
        "message": "No version was made:\nthe file has one class.",
    }


def test_webhook__failing__tried_by_the_schedule_under_one_id_until_it_is_dead(
    webhook: Channel, receiver, failed, work_off: WorkOff, due_again
) -> None:
    receiver.status = 500
    failed()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        (delivery,) = [found for found in work_off() if found.notification.event == "training.failed"]
        assert delivery.attempts == attempt
        assert delivery.error == "the receiver answered 500"
        if attempt < MOST_ATTEMPTS:
            least = WAITS[attempt - 1] - timedelta(seconds=30)
            assert least < delivery.next_attempt_at - timezone.now() < WAITS[attempt - 1] * 1.2
            assert work_off()[0].attempts == attempt  # not before its time
            due_again()
    assert (delivery.state, delivery.next_attempt_at) == (DeliveryState.DEAD, None)
    assert len({headers["webhook-id"] for _, headers, _ in receiver.requests}) == 1
    with acting(webhook.tenant_id, actor="test"):
        assert Alert.objects.get(kind=DEAD_ALERT).subject == "channel hook"
        assert not DueDelivery.objects.filter(delivery=delivery).exists()


def test_webhook__back_after_a_failure__delivered(webhook: Channel, receiver, failed, work_off, due_again) -> None:
    receiver.status = 503
    failed()
    assert work_off()[0].state == DeliveryState.PENDING
    receiver.status = 204
    due_again()
    (delivery,) = work_off()
    assert (delivery.state, delivery.attempts, delivery.error) == (DeliveryState.DELIVERED, 2, "")


def test_webhook__asks_to_be_left_alone__is(webhook: Channel, receiver, failed, work_off) -> None:
    receiver.status, receiver.headers = 429, {"Retry-After": "3600"}
    failed()
    assert work_off()[0].next_attempt_at - timezone.now() > timedelta(minutes=59)


def test_webhook__gone__the_channel_is_switched_off(
    webhook: Channel, receiver, failed, work_off, tenant_id: uuid.UUID
) -> None:
    receiver.status = 410
    failed()
    failed()
    first, second = [found for found in work_off() if found.notification.event == "training.failed"]
    assert (first.state, second.state, second.error) == (
        DeliveryState.DEAD,
        DeliveryState.DEAD,
        "the channel is switched off",
    )
    assert len(receiver.requests) == 1
    with acting(tenant_id, actor="test"):
        assert not Channel.objects.get().enabled


def test_deliver__many_at_once__one_attempt(
    webhook: Channel, receiver, failed, tenant_id: uuid.UUID, work_off: WorkOff
) -> None:
    failed()
    with acting(tenant_id, actor="test"):
        delivery_id = NotificationDelivery.objects.get().pk

    def attempt(_: int) -> None:
        try:
            deliver(tenant_id, delivery_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(attempt, range(8)))
    assert len(receiver.requests) == 1
    assert work_off()[0].attempts == 1


def test_deliver__its_channel_is_removed_in_the_attempt__one_waits_for_the_other(
    webhook: Channel, failed, tenant_id: uuid.UUID
) -> None:
    failed()

    def remove() -> None:
        try:
            with acting(tenant_id, actor="user:ama"):
                channel_actions.remove_channel(channel=webhook, by="user:ama")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with acting(tenant_id, actor="test"):
            delivery = NotificationDelivery.objects.select_for_update().get()  # as whoever delivers claims it
            removed = pool.submit(remove)
            while not _somebody_waits():
                time.sleep(0.01)
            DueDelivery.objects.filter(delivery=delivery).update(due_at=Now())
        removed.result(timeout=30)
    with acting(tenant_id, actor="test"):
        assert not Channel.objects.exists()
        assert not NotificationDelivery.objects.exists()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
        return cursor.fetchone() is not None


def test_deliver__worker_died_in_the_attempt__made_again_after_the_lease_and_capped(
    webhook: Channel, receiver, failed, work_off: WorkOff, due_again
) -> None:
    failed()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scorewright.loop.notifications.delivering._send", lambda _: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            work_off()
    (delivery,) = work_off()
    assert (delivery.state, delivery.attempts, receiver.requests) == (DeliveryState.PENDING, 1, [])
    assert timedelta() < delivery.next_attempt_at - timezone.now() <= LEASE
    with acting(webhook.tenant_id, actor="test"):
        NotificationDelivery.objects.update(attempts=F("attempts") + MOST_ATTEMPTS - 1)
    due_again()
    found = work_off()[0]
    assert (found.state, found.error, receiver.requests) == (DeliveryState.DEAD, "each attempt was interrupted", [])


def test_email__delivered__each_address_by_itself_and_readable(team: Channel, mail_server, failed, work_off) -> None:
    failed()
    assert [(found.address, found.state) for found in work_off()] == [
        ("ama@example.org", DeliveryState.DELIVERED),
        ("kofi@example.org", DeliveryState.DELIVERED),
    ]
    assert [recipients for recipients, _ in mail_server.mails] == [["ama@example.org"], ["kofi@example.org"]]
    mail = message_from_string(mail_server.mails[0][1], policy=default)
    assert (mail["subject"], mail["to"]) == ("[Scorewright] Training of retention failed", "ama@example.org")
    assert (mail["from"], mail["auto-submitted"]) == ("Scores <scores@example.org>", "auto-generated")
    text = mail.get_content()
    assert text.startswith("No version was made:\nthe file has one class.\n\nEvent: training.failed\nWhen: ")
    assert "Use case: retention\nError: one class\nVersions: v1, v2\n" in text
    assert "Auc" not in text


def test_email__refused__tried_again(team: Channel, mail_server, failed, work_off, due_again) -> None:
    mail_server.refusing = True
    failed()
    for delivery in work_off():
        assert (delivery.state, delivery.attempts) == (DeliveryState.PENDING, 1)
        assert "SMTPRecipientsRefused" in delivery.error
    mail_server.refusing = False
    due_again()
    assert {delivery.state for delivery in work_off()} == {DeliveryState.DELIVERED}


def test_email__no_server_any_more__says_so_and_waits(team: Channel, failed, work_off, settings_of) -> None:
    settings_of(EMAIL_READY=False)
    failed()
    assert "SCOREWRIGHT_EMAIL_URL" in work_off()[0].error


def test_email__address_removed_meanwhile__not_sent(
    team: Channel, mail_server, failed, work_off, tenant_id: uuid.UUID
) -> None:
    failed()
    with acting(tenant_id, actor="user:ama"):
        channel_actions.change_channel(channel=team, addresses=["ama@example.org"], by="user:ama")
    assert [found.state for found in work_off()] == [DeliveryState.DELIVERED, DeliveryState.DEAD]
    assert [recipients for recipients, _ in mail_server.mails] == [["ama@example.org"]]
