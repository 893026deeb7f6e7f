from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.utils import timezone

from scorewright.loop.notifications.actions import raise_alert, resolve_alerts
from scorewright.loop.notifications.models import Alert
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
