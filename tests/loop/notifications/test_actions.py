from django.utils import timezone

from scorewright.loop.notifications.actions import raise_alert, resolve_alerts
from scorewright.loop.notifications.models import Alert


def test_raise_alert__same_trouble_again__counts_instead_of_repeating(tenant) -> None:
    for message in ("first words", "latest words"):
        raise_alert(kind="disk", subject="web", message=message)
    alert = Alert.objects.get()
    assert (alert.times, alert.message) == (2, "latest words")


def test_raise_alert__after_it_was_resolved__a_new_one(tenant) -> None:
    raise_alert(kind="disk", subject="web", message="full")
    assert resolve_alerts(kind="disk", subject="web", now=timezone.now()) == 1
    raise_alert(kind="disk", subject="web", message="full again")
    assert Alert.objects.filter(resolved_at=None).count() == 1
    assert Alert.objects.count() == 2
