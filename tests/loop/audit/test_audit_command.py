import json
import uuid
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command

from scorewright.loop.audit.queries import head
from scorewright.loop.tenancy.models import Tenant, User
from scorewright.loop.tenancy.scope import acting, as_operator


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
    found = json.loads(run("--json"))
    assert slug in [one["tenant"] for one in found["tenants"]]
    assert len(found["tenants"]) > 1
    assert found["installation"]["faults"] == []


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
    with pytest.raises(CommandError, match="name it with --tenant or --installation"):
        run("--head", "3:" + "0" * 64)
    with pytest.raises(CommandError, match="SEQUENCE:HASH"):
        run("--tenant", slug, "--head", "3")


def test_verify__installation__alone_and_with_its_head(database: None) -> None:
    User.objects.create_user(f"kofi-{uuid.uuid4().hex[:12]}")
    found = json.loads(run("--installation", "--json"))
    with as_operator():
        assert found["installation"]["head"] == str(head())
    assert (found["tenants"], found["installation"]["faults"]) == ([], [])
    run("--installation", "--head", found["installation"]["head"])
    with pytest.raises(SystemExit):
        run("--installation", "--head", "1:" + "0" * 64)
    assert "(the installation)" in run("--installation")
