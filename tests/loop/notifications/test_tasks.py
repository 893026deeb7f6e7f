import uuid
from collections.abc import Iterator

import psycopg
import pytest
import structlog

from scorewright.loop.notifications.models import Alert
from scorewright.loop.notifications.tasks import verify_installation, verify_trail
from scorewright.loop.tenancy.models import User
from scorewright.loop.tenancy.scope import NoTenantError, acting
from scorewright.project.embedded.provisioning import DATABASE
from scorewright.project.embedded.stack import Embedded


@pytest.fixture
def intruder(embedded: Embedded) -> Iterator[psycopg.Connection]:
    """The database's superuser, with all triggers off."""
    url = embedded.admin_url.rpartition("/")[0] + f"/{DATABASE}"
    with psycopg.connect(url, autocommit=True) as opened:
        opened.execute("SET session_replication_role = replica")
        yield opened


def alerts(tenant_id: uuid.UUID) -> list[tuple[str, str, str]]:
    with acting(tenant_id, actor="test"):
        found = Alert.objects.filter(kind="audit_trail_altered")
        return [(alert.severity, alert.subject, alert.message) for alert in found]


def test_verify_trail__altered__logged_and_alerted(tenant_id: uuid.UUID, intruder: psycopg.Connection) -> None:
    intruder.execute("UPDATE audit_entry SET content = '{}' WHERE tenant_id = %s", [tenant_id])
    with structlog.testing.capture_logs() as logs:
        assert verify_trail(tenant_id=tenant_id) == 1
    assert [(log["event"], log["log_level"]) for log in logs] == [("audit_trail_altered", "error")]
    ((severity, subject, message),) = alerts(tenant_id)
    assert (severity, subject) == ("critical", "trail of this tenant")
    assert message == "Entry 1: its content does not match its hash: it was altered or moved."


def test_verify_trail__untouched__quiet(tenant_id: uuid.UUID) -> None:
    with structlog.testing.capture_logs() as logs:
        assert verify_trail(tenant_id=tenant_id) == 0
    assert (logs, alerts(tenant_id)) == ([], [])


def test_verify_trail__no_tenant__raises(database: None) -> None:
    with pytest.raises(NoTenantError):
        verify_trail()


def test_verify_installation__altered__every_tenant_is_alerted(
    tenant_id: uuid.UUID, intruder: psycopg.Connection
) -> None:
    user = User.objects.create_user(f"yaa-{uuid.uuid4().hex[:12]}")
    assert verify_installation() == 0
    assert alerts(tenant_id) == []
    where = "WHERE tenant_id IS NULL AND subject = %s"
    intruder.execute(f"UPDATE audit_entry SET actor = reverse(actor) {where}", [f"user:{user.pk}"])  # noqa: S608 - as above
    try:
        assert verify_installation() == 1
    finally:
        intruder.execute(f"UPDATE audit_entry SET actor = reverse(actor) {where}", [f"user:{user.pk}"])  # noqa: S608 - as above
    assert [subject for _, subject, _ in alerts(tenant_id)] == ["trail of the installation"]
    assert verify_installation() == 0
