"""A database that was filled before histories were: what was known then becomes the beginning of each."""

import json
import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from scorewright.project.embedded.provisioning import Login, provision

DECIDED_AT = datetime(2026, 1, 1, tzinfo=UTC)
LEARNT_AT = datetime(2026, 1, 20, tzinfo=UTC)
BEFORE = (("outcomes", "0003"), ("serving", "0011"), ("deployment", "0007"), ("registry", "0006"))
MIGRATE = (
    "import django; django.setup(); from django.core.management import call_command; "
    "[call_command('migrate', *target, database='owner', verbosity=0) for target in {targets!r}]"
)


def insert(connection: psycopg.Connection, table: str, **row: Any) -> None:
    columns, places = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - the names are those below
    connection.execute(statement, list(row.values()))


@pytest.fixture(scope="module")
def upgraded(embedded: Any) -> SimpleNamespace:
    """A database that was filled, and migrated since: the superuser's way in, and what it was filled with."""
    given = embedded.environment()
    owner, app = (
        Login(str(url.username), str(url.password))
        for url in map(urlsplit, (given["DATABASE_OWNER_URL"], given["DATABASE_URL"]))
    )
    name = f"upgrade_{uuid.uuid4().hex[:12]}"
    urls = provision(embedded.admin_url, database=name, owner=owner, app=app)
    settings = {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner}
    admin = urlsplit(embedded.admin_url)._replace(path=f"/{name}").geturl()
    environment = {**os.environ, **given, **settings, "DJANGO_SETTINGS_MODULE": "scorewright.project.settings"}

    def migrate(*targets: tuple[str, ...]) -> None:
        code = MIGRATE.format(targets=targets)
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)

    filled = SimpleNamespace(
        admin=admin,
        tenant=uuid.uuid4(),
        decisions={"retention": uuid.uuid4(), "forgotten": uuid.uuid4()},
        versions=[uuid.uuid4() for _ in range(3)],
    )
    migrate(*BEFORE)
    with psycopg.connect(admin) as connection:
        insert(connection, "tenancy_tenant", id=filled.tenant, slug="old", name="Old", created_at=DECIDED_AT)
        fill_outcomes(connection, filled)
        fill_versions(connection, filled)
    migrate(())
    return filled


def test_outcomes__each__becomes_the_first_statement(upgraded) -> None:
    with psycopg.connect(upgraded.admin) as connection:
        found = connection.execute(
            "SELECT use_case, said.decision_id, said.number, said.value, said.learnt_at, said.matures_at, "
            "said.tenant_id, outcome.matures_at FROM outcomes_statement AS said "
            "JOIN outcomes_outcome AS outcome USING (decision_id)"
        ).fetchall()
    window, tenant, ids = timedelta(days=30), upgraded.tenant, upgraded.decisions
    assert sorted(found) == [
        ("forgotten", ids["forgotten"], 1, "Yes", LEARNT_AT, DECIDED_AT, tenant, DECIDED_AT),
        ("retention", ids["retention"], 1, "Yes", LEARNT_AT, DECIDED_AT + window, tenant, DECIDED_AT + window),
    ]


def test_versions__made_activated_replaced_and_sharing_requests__have_that_as_their_history(upgraded) -> None:
    with psycopg.connect(upgraded.admin) as connection:
        found = connection.execute(
            "SELECT version_id, number, status, by, reason, at, tenant_id FROM registry_versionstatus "
            "ORDER BY version_id, number"
        ).fetchall()
    histories = {
        version: [(*row[2:5], (row[5] - DECIDED_AT).days) for row in found if row[0] == version]
        for version in upgraded.versions
    }
    first, second, third = upgraded.versions
    assert histories[first] == [
        ("staging", "key:old", "", 0),
        ("production", "user:ama", "the first", 1),
        ("retired", "user:ama", "better", 3),
    ]
    assert histories[second] == [
        ("staging", "key:old", "", 0),
        ("ab_testing", "user:ama", "which?", 2),
        ("staging", "user:kofi", "enough", 2),
        ("production", "user:ama", "better", 3),
    ]
    assert histories[third] == [("testing", "key:old", "", 0)]
    assert {row[6] for row in found} == {upgraded.tenant}
    assert [row[1] for row in found if row[0] == second] == [1, 2, 3, 4]


def fill_outcomes(connection: psycopg.Connection, filled: SimpleNamespace) -> None:
    for use_case, decision in filled.decisions.items():
        insert(connection, "serving_decision", **decision_row(decision, filled.tenant, use_case))
        said = {"value": "Yes", "label": 1, "source": "observed", "by": "key:old"}
        moments = {"occurred_at": LEARNT_AT, "learnt_at": LEARNT_AT}
        ids = {"id": uuid.uuid4(), "tenant_id": filled.tenant, "decision_id": decision}
        insert(connection, "outcomes_outcome", **ids, **said, **moments)


def fill_versions(connection: psycopg.Connection, filled: SimpleNamespace) -> None:
    """The first was replaced by the second, which had been an arm beside it; a gate of the third failed."""
    first, second, third = filled.versions
    of_tenant, use_case = {"tenant_id": filled.tenant}, {"use_case": "retention"}
    for number, (version, status) in enumerate(
        zip(filled.versions, ("retired", "production", "testing"), strict=True), 1
    ):
        insert(connection, "registry_modelversion", **version_row(version, filled.tenant, number, status))
    gate = {"name": "roc_auc", "operator": ">=", "threshold": 0.7, "passed": False}
    insert(connection, "registry_gateresult", **of_tenant, **gate, model_version_id=third)
    for day, version, replaced, reason in ((1, first, None, "the first"), (3, second, first, "better")):
        act = {"kind": "manual", "reason": reason, "by": "user:ama", "at": DECIDED_AT + timedelta(days=day)}
        ids = {"id": uuid.uuid4(), "version_id": version, "replaced_id": replaced}
        insert(connection, "deployment_activation", **of_tenant, **use_case, **ids, **act)
    plan = {"id": uuid.uuid4(), "production_id": first, "experiment": "", "unit_field": ""}
    begun = {"reason": "which?", "by": "user:ama", "at": DECIDED_AT + timedelta(days=2)}
    ended = {"ended_at": DECIDED_AT + timedelta(days=2, hours=1), "ended_by": "user:kofi", "end_reason": "enough"}
    insert(connection, "deployment_trafficplan", **of_tenant, **use_case, **plan, **begun, **ended)
    share = {"plan_id": plan["id"], "version_id": second, "role": "arm", "name": "v2", "share": 0.5}
    insert(connection, "deployment_trafficshare", **of_tenant, **share)


def version_row(version: uuid.UUID, tenant: uuid.UUID, number: int, status: str) -> dict[str, Any]:
    objects = dict.fromkeys(("parameters", "cross_validation", "metrics", "confusion", "quality", "certificate"), "{}")
    texts = {
        "algorithm": "xgboost",
        "data_source": "",
        "data_fingerprint": "",
        "artefact_sha256": "",
        "holdout_sha256": "",
    }
    numbers = dict.fromkeys(("training_rows", "holdout_rows", "artefact_bytes", "training_seconds"), 1)
    made = {"created_at": DECIDED_AT, "created_by": "key:old"}
    named = {"id": version, "tenant_id": tenant, "use_case": "retention", "number": number, "status": status}
    return {**named, **objects, "features": json.dumps([]), **texts, **numbers, **made}


def decision_row(decision: uuid.UUID, tenant: uuid.UUID, use_case: str) -> dict[str, Any]:
    texts = dict.fromkeys(
        ("request_id", "asked_by", "status", "policy", "fallback_reason", "route", "request_sha256"), ""
    )
    numbers = {"threshold": 0.5, "probability": 0.8, "label": 1, "confidence": 0.8, "position": 0, "duration_ms": 1.0}
    flags = {"needs_review": False, "fallback": True}
    stored = {"record": "{}", "features": "{}", "version": "rule", "use_case": use_case, "at": DECIDED_AT}
    return {"id": decision, "tenant_id": tenant, **stored, **texts, **numbers, **flags}
