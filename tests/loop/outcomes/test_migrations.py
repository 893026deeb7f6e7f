"""Outcomes that were kept before histories were: each was said once."""

import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from scorewright.project.embedded.provisioning import Login, provision

DECIDED_AT = datetime(2026, 1, 1, tzinfo=UTC)
LEARNT_AT = datetime(2026, 1, 20, tzinfo=UTC)
MIGRATE = (
    "import django; django.setup(); from django.core.management import call_command; "
    "[call_command('migrate', *target, database='owner', verbosity=0) for target in {targets!r}]"
)


def insert(connection: psycopg.Connection, table: str, **row: Any) -> None:
    columns, places = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - the names are those below
    connection.execute(statement, list(row.values()))


@pytest.fixture
def of_its_own(embedded: Any) -> tuple[str, dict[str, str]]:
    """A new database: the superuser's way in, and the settings of a process that uses it."""
    given = embedded.environment()
    owner, app = (
        Login(str(url.username), str(url.password))
        for url in map(urlsplit, (given["DATABASE_OWNER_URL"], given["DATABASE_URL"]))
    )
    name = f"upgrade_{uuid.uuid4().hex[:12]}"
    urls = provision(embedded.admin_url, database=name, owner=owner, app=app)
    settings = {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner}
    admin = urlsplit(embedded.admin_url)._replace(path=f"/{name}").geturl()
    return admin, {**os.environ, **given, **settings, "DJANGO_SETTINGS_MODULE": "scorewright.project.settings"}


def test_migrations__a_filled_database__each_outcome_becomes_the_first_statement(of_its_own) -> None:
    admin_url, environment = of_its_own

    def migrate(*targets: tuple[str, ...]) -> None:
        code = MIGRATE.format(targets=targets)
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)

    migrate(("outcomes", "0003"), ("serving", "0011"))
    ids = {"retention": uuid.uuid4(), "forgotten": uuid.uuid4()}
    with psycopg.connect(admin_url) as connection:
        tenant = uuid.uuid4()
        insert(connection, "tenancy_tenant", id=tenant, slug="old", name="Old", created_at=DECIDED_AT)
        for use_case, decision in ids.items():
            insert(connection, "serving_decision", **decision_row(decision, tenant, use_case))
            said = {"value": "Yes", "label": 1, "source": "observed", "by": "key:old"}
            moments = {"occurred_at": LEARNT_AT, "learnt_at": LEARNT_AT}
            insert(
                connection,
                "outcomes_outcome",
                id=uuid.uuid4(),
                tenant_id=tenant,
                decision_id=decision,
                **said,
                **moments,
            )
    migrate(())
    with psycopg.connect(admin_url) as connection:
        found = connection.execute(
            "SELECT use_case, said.decision_id, said.number, said.value, said.learnt_at, said.matures_at, "
            "said.tenant_id, outcome.matures_at FROM outcomes_statement AS said "
            "JOIN outcomes_outcome AS outcome USING (decision_id)"
        ).fetchall()
    window = timedelta(days=30)
    assert sorted(found) == [
        ("forgotten", ids["forgotten"], 1, "Yes", LEARNT_AT, DECIDED_AT, tenant, DECIDED_AT),
        ("retention", ids["retention"], 1, "Yes", LEARNT_AT, DECIDED_AT + window, tenant, DECIDED_AT + window),
    ]


def decision_row(decision: uuid.UUID, tenant: uuid.UUID, use_case: str) -> dict[str, Any]:
    texts = dict.fromkeys(
        ("request_id", "asked_by", "status", "policy", "fallback_reason", "route", "request_sha256"), ""
    )
    numbers = {"threshold": 0.5, "probability": 0.8, "label": 1, "confidence": 0.8, "position": 0, "duration_ms": 1.0}
    flags = {"needs_review": False, "fallback": True}
    stored = {"record": "{}", "features": "{}", "version": "rule", "use_case": use_case, "at": DECIDED_AT}
    return {"id": decision, "tenant_id": tenant, **stored, **texts, **numbers, **flags}
