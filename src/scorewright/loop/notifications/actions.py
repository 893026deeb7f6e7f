"""Raising and settling alerts."""

from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from scorewright.loop.notifications.models import Alert


def raise_alert(*, kind: str, subject: str, message: str, severity: Alert.Severity = Alert.Severity.WARNING) -> Alert:
    """Open an alert, or count one more time on the open alert of the same kind and subject."""
    while True:
        open_alerts = Alert.objects.filter(kind=kind, subject=subject, resolved_at=None)
        if open_alerts.update(times=F("times") + 1, message=message, last_at=timezone.now()):
            return Alert.objects.filter(kind=kind, subject=subject).latest("last_at")
        # Somebody else may open one, or resolve theirs, between any two of these statements: then once more.
        with suppress(IntegrityError), transaction.atomic():
            return Alert.objects.create(kind=kind, subject=subject, message=message, severity=severity)


def resolve_alerts(*, kind: str, subject: str, now: datetime) -> int:
    """Close the open alerts of this kind and subject; the number of those closed."""
    return Alert.objects.filter(kind=kind, subject=subject, resolved_at=None).update(resolved_at=now)
