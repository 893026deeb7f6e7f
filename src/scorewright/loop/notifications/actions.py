"""Raising and settling alerts."""

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from scorewright.loop.notifications.models import Alert


def raise_alert(*, kind: str, subject: str, message: str, severity: Alert.Severity = Alert.Severity.WARNING) -> Alert:
    """Open an alert, or count one more time on the open alert of the same kind and subject."""
    alert, created = Alert.objects.get_or_create(
        kind=kind, subject=subject, resolved_at=None, defaults={"message": message, "severity": severity}
    )
    if not created:
        Alert.objects.filter(pk=alert.pk).update(times=F("times") + 1, message=message, last_at=timezone.now())
    return alert


def resolve_alerts(*, kind: str, subject: str, now: datetime) -> int:
    """Close the open alerts of this kind and subject; the number of those closed."""
    return Alert.objects.filter(kind=kind, subject=subject, resolved_at=None).update(resolved_at=now)
