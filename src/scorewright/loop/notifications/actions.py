"""Telling people: notifications, alerts, and reading them."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from scorewright.loop.notifications.events import event_named, is_wanted
from scorewright.loop.notifications.models import Alert, Channel, DueDelivery, Notification, NotificationDelivery
from scorewright.loop.notifications.queries import visible
from scorewright.loop.notifications.storable import storable_data, storable_text
from scorewright.loop.tenancy.models import User

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class News:
    """What somebody is told of: the tenant's people, or the ``recipient`` alone."""

    event: str
    title: str
    message: str
    data: Mapping[str, object] = field(default_factory=dict)
    recipient: User | None = None


def notify(*, event: str, title: str, message: str, data: Mapping[str, object] | None = None) -> Notification:
    """Tell the tenant's people, in the list of the house and by every enabled channel that wants ``event``.

    It is sent once the caller's transaction is committed, and never if it is not. Raises UnknownEventError, and
    TypeError for ``data`` that JSON has no form for.
    """
    (notification,) = notify_all([News(event=event, title=title, message=message, data=data or {})])
    return notification


@transaction.atomic
def notify_all(news: Sequence[News]) -> list[Notification]:
    """``notify`` for each of them, at once. What is for one person goes by e-mail to their own address alone."""
    notifications = Notification.objects.bulk_create(
        Notification(
            event=event_named(one.event).name,
            title=storable_text(one.title, longest=200),
            message=storable_text(one.message),
            data=storable_data(one.data),
            recipient=one.recipient,
        )
        for one in news
    )
    channels = list(Channel.objects.filter(enabled=True)) if notifications else []
    _deliver((one, channel) for one in notifications for channel in channels if is_wanted(one.event, channel.events))
    return notifications


def send_to(notification: Notification, channels: Iterable[Channel]) -> list[NotificationDelivery]:
    """A delivery to each address of each channel, in the outbox of the caller's transaction."""
    return _deliver((notification, channel) for channel in channels)


def addresses_of(notification: Notification, channel: Channel) -> list[str]:
    """Where ``channel`` brings it: a webhook has no address but its own."""
    if channel.kind != Channel.Kind.EMAIL:
        return [""]
    if notification.recipient is None:
        return list(channel.addresses)
    return [notification.recipient.email] if notification.recipient.email else []


def _deliver(ways: Iterable[tuple[Notification, Channel]]) -> list[NotificationDelivery]:
    deliveries = NotificationDelivery.objects.bulk_create(
        NotificationDelivery(notification=notification, channel=channel, address=address)
        for notification, channel in ways
        for address in addresses_of(notification, channel)
    )
    DueDelivery.objects.bulk_create(DueDelivery(delivery=delivery) for delivery in deliveries)
    return deliveries


def mark_read(*, notification: Notification, by: str) -> Notification:
    """For all whom it is for; a second time changes nothing."""
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=timezone.now(), read_by=by)
    notification.refresh_from_db()
    return notification


def mark_all_read(*, by: str) -> int:
    """How many were unread."""
    return visible().filter(read_at=None).update(read_at=timezone.now(), read_by=by)


def raise_alert(*, kind: str, subject: str, message: str, severity: Alert.Severity = Alert.Severity.WARNING) -> Alert:
    """Open an alert, or count one more time on the open alert of the same kind and subject.

    One that is opened, or becomes critical, is notified of as well.
    """
    while True:
        open_alerts = Alert.objects.filter(kind=kind, subject=subject, resolved_at=None)
        worse = severity == Alert.Severity.CRITICAL and open_alerts.exclude(severity=severity).update(severity=severity)
        if open_alerts.update(times=F("times") + 1, message=message, last_at=timezone.now()):
            alert = Alert.objects.filter(kind=kind, subject=subject).latest("last_at")
            return _told(alert) if worse else alert
        # Somebody else may open one, or resolve theirs, between any two of these statements: then once more.
        with suppress(IntegrityError), transaction.atomic():
            return _told(Alert.objects.create(kind=kind, subject=subject, message=message, severity=severity))


def _told(alert: Alert) -> Alert:
    """Whoever raises an alert has trouble enough: what goes wrong in telling of it is logged and no more."""
    try:
        with transaction.atomic():
            notify(
                event="alert.raised",
                title=f"{alert.get_severity_display()}: {alert}",
                message=alert.message,
                data={"alert_id": alert.pk, "kind": alert.kind, "subject": alert.subject, "severity": alert.severity},
            )
    except Exception:
        _log.exception("alert_not_notified", alert=str(alert))
    return alert


def resolve_alerts(*, kind: str, subject: str, now: datetime) -> int:
    """Close the open alerts of this kind and subject; the number of those closed."""
    return Alert.objects.filter(kind=kind, subject=subject, resolved_at=None).update(resolved_at=now)
