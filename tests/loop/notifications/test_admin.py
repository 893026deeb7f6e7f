import pytest

from scorewright.loop.notifications.actions import raise_alert
from scorewright.loop.notifications.models import Alert

LIST = "/admin/notifications/alert/"


@pytest.fixture
def alert(tenant) -> Alert:
    return raise_alert(kind="artefact_unusable", subject="late_delivery v1", message="the bytes were altered")


def test_resolve__admin__closes_the_alert(log_in, alert) -> None:
    admin = log_in("admin")
    assert admin.get(f"{LIST}?state=open").context_data["cl"].result_count == 1
    assert admin.post(f"{LIST}{alert.pk}/resolve/").status_code == 302
    alert.refresh_from_db()
    assert alert.resolved_at is not None
    assert admin.get(f"{LIST}?state=open").context_data["cl"].result_count == 0


def test_resolve__looking_at_the_page__closes_nothing(log_in, alert) -> None:
    assert log_in("admin").get(f"{LIST}{alert.pk}/resolve/").status_code == 200
    alert.refresh_from_db()
    assert alert.resolved_at is None


def test_resolve__auditor__is_refused(log_in, alert) -> None:
    assert log_in("auditor").post(f"{LIST}{alert.pk}/resolve/").status_code == 403
    alert.refresh_from_db()
    assert alert.resolved_at is None


def test_overview__open_alert__is_on_the_first_page(log_in, alert) -> None:
    assert "the bytes were altered" in log_in("analyst").get("/admin/").content.decode()
