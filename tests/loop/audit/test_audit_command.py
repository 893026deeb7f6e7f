import json
import uuid
from io import StringIO

import psycopg
import pytest
import structlog
from django.core.management import CommandError, call_command

from scorewright.loop.audit.queries import head
from scorewright.loop.audit.tasks import verify_trail
from scorewright.loop.tenancy.models import Tenant
from scorewright.loop.tenancy.scope import NoTenantError, acting


@pytest.fixture
def slug(tenant_id: uuid.UUID) -> str:
    with acting(tenant_id, actor="test"):
        Tenant.objects.update(name="Renamed")
        return Tenant.objects.get().slug


@pytest.fixture
def altered(slug: str, tenant_id: uuid.UUID, intruder: psycopg.Connection) -> str:
    intruder.execute("UPDATE audit_entry SET content = '{}' WHERE tenant_id = %s AND sequence = 2", [tenant_id])
    return slug


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("audit", "verify", *arguments, stdout=out)
    return out.getvalue()


def test_verify__untouched__one_json_line(slug: str, tenant_id: uuid.UUID) -> None:
    with acting(tenant_id, actor="test"):
        expected = {"tenant": slug, "entries": 2, "head": str(head()), "faults": []}
    text = run("--tenant", slug, "--json")
    assert text.count("\n") == 1
    assert json.loads(text) == {"tenants": [expected]}


def test_verify__all_tenants__each_listed(slug: str, other_tenant_id: uuid.UUID) -> None:
    found = json.loads(run("--json"))["tenants"]
    assert slug in [one["tenant"] for one in found]
    assert len(found) > 1


def test_verify__altered__exit_1_and_the_entry(altered: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("audit", "verify", "--tenant", altered, "--json", stdout=out)
    assert stopped.value.code == 1
    assert [fault["sequence"] for fault in json.loads(out.getvalue())["tenants"][0]["faults"]] == [2]


def test_verify__for_people__a_table(slug: str) -> None:
    text = run("--tenant", slug)
    assert slug in text
    assert "none" in text


def test_verify__noted_head__compared(slug: str) -> None:
    noted = json.loads(run("--tenant", slug, "--json"))["tenants"][0]["head"]
    run("--tenant", slug, "--head", noted)
    with pytest.raises(SystemExit):
        run("--tenant", slug, "--head", "3:" + "0" * 64)


def test_verify__wrong_arguments__said(slug: str) -> None:
    with pytest.raises(CommandError, match="no tenant nobody"):
        run("--tenant", "nobody")
    with pytest.raises(CommandError, match="name it with --tenant"):
        run("--head", "3:" + "0" * 64)
    with pytest.raises(CommandError, match="SEQUENCE:HASH"):
        run("--tenant", slug, "--head", "3")


def test_task__altered__answers_and_logs_the_faults(altered: str, tenant_id: uuid.UUID) -> None:
    with structlog.testing.capture_logs() as logs:
        (fault,) = verify_trail(tenant_id=tenant_id)
    assert fault["sequence"] == 2
    assert [(log["event"], log["log_level"]) for log in logs] == [("audit_trail_altered", "error")]


def test_task__untouched__quiet(slug: str, tenant_id: uuid.UUID) -> None:
    with structlog.testing.capture_logs() as logs:
        assert verify_trail(tenant_id=tenant_id) == []
    assert logs == []


def test_task__no_tenant__raises(database: None) -> None:
    with pytest.raises(NoTenantError):
        verify_trail()
