from concurrent.futures import ThreadPoolExecutor

import pytest
import structlog
from django.db import connection
from django.utils import timezone

from scorewright.loop.notifications import channel_actions
from scorewright.loop.notifications.actions import mark_read, notify, raise_alert, resolve_alerts
from scorewright.loop.notifications.events import UnknownEventError
from scorewright.loop.notifications.models import Alert, Channel, DueDelivery, Notification, NotificationDelivery
from scorewright.loop.tenancy.scope import acting


def test_raise_alert__same_trouble_again__counts_instead_of_repeating(tenant) -> None:
    for message in ("first words", "latest words"):
        raise_alert(kind="disk", subject="web", message=message)
    alert = Alert.objects.get()
    assert (alert.times, alert.message) == (2, "latest words")


def test_raise_alert__many_at_once_while_others_resolve__never_fails(tenant_id) -> None:
    def trouble(number: int) -> None:
        try:
            with acting(tenant_id, actor="user:test"):
                if number % 3:
                    raise_alert(kind="race", subject="web", message=str(number))
                else:
                    resolve_alerts(kind="race", subject="web", now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        for done in [pool.submit(trouble, number) for number in range(150)]:
            done.result()
    with acting(tenant_id, actor="user:test"):
        assert Alert.objects.filter(kind="race", resolved_at=None).count() <= 1


def test_raise_alert__after_it_was_resolved__a_new_one(tenant) -> None:
    raise_alert(kind="disk", subject="web", message="full")
    assert resolve_alerts(kind="disk", subject="web", now=timezone.now()) == 1
    raise_alert(kind="disk", subject="web", message="full again")
    assert Alert.objects.filter(resolved_at=None).count() == 1
    assert Alert.objects.count() == 2


def _webhook(name: str, *events: str) -> Channel:
    url = "https://hooks.example.org/in"
    return channel_actions.add_channel(kind=Channel.Kind.WEBHOOK, name=name, url=url, events=events, by="user:ama")


def test_notify__several_channels__those_that_are_on_and_want_it(tenant) -> None:
    for name, events in {"all": (), "exact": ("job.failed",), "beginning": ("job.",), "other": ("training.",)}.items():
        _webhook(name, *events)
    channel_actions.change_channel(channel=_webhook("off"), enabled=False, by="user:ama")
    notification = notify(event="job.failed", title="A job failed", message="", data={"job_id": tenant})
    found = NotificationDelivery.objects.values_list("channel__name", flat=True)
    assert set(found) == {"all", "exact", "beginning"}
    assert DueDelivery.objects.count() == 3
    notification.refresh_from_db()
    assert notification.data == {"job_id": str(tenant)}


def test_notify__text_that_no_database_keeps__kept_without_that(tenant) -> None:
    notification = notify(
        event="job.failed", title="x" * 300, message="a\x00b\ud800", data={"error": "a\x00b", "auc": [float("inf")]}
    )
    notification.refresh_from_db()
    assert (len(notification.title), notification.message) == (200, "ab?")
    assert notification.data == {"error": "ab", "auc": [None]}


def test_notify__event_that_is_not_in_the_table__raises(tenant) -> None:
    with pytest.raises(UnknownEventError, match=r"job\.finished"):
        notify(event="job.finished", title="", message="")


def test_mark_read__twice__the_first_one_stays(tenant) -> None:
    notification = notify(event="job.failed", title="A job failed", message="")
    first = mark_read(notification=notification, by="user:ama").read_at
    again = mark_read(notification=notification, by="user:kofi")
    assert (again.read_at, again.read_by) == (first, "user:ama")


def test_raise_alert__opened_then_counted_then_critical__told_of_twice(tenant) -> None:
    for severity in ("warning", "warning", "critical", "critical", "warning"):
        alert = raise_alert(kind="disk", subject="web", message="full", severity=Alert.Severity(severity))
    assert [found.title for found in Notification.objects.all()] == ["Critical: disk: web", "Warning: disk: web"]
    alert.refresh_from_db()
    assert (alert.times, alert.severity) == (5, "critical")
    assert Notification.objects.latest("created_at").data["alert_id"] == str(alert.pk)


def test_raise_alert__telling_of_it_fails__the_alert_stands_and_the_log_says_so(tenant, monkeypatch) -> None:
    def broken(*_: object) -> None:
        Alert.objects.create(kind="disk", subject="web", message="a second open one breaks the rule of the database")

    monkeypatch.setattr("scorewright.loop.notifications.actions._deliver", broken)
    with structlog.testing.capture_logs() as logs:
        alert = raise_alert(kind="disk", subject="web", message="full")
    assert Alert.objects.get() == alert
    assert [log["event"] for log in logs] == ["alert_not_notified"]
    assert not Notification.objects.exists()
