import json
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from scorewright.loop.audit.models import Entry
from scorewright.loop.audit.queries import verify
from scorewright.loop.tenancy import actions
from scorewright.loop.tenancy.models import ApiKey, Membership, Role, Tenant, User
from scorewright.loop.tenancy.scope import acting, as_operator
from scorewright.project.embedded.stack import Embedded


def execute(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def trail(action: str) -> list[tuple[str, str, dict[str, dict[str, object]]]]:
    found = Entry.objects.filter(action=action).order_by("sequence")
    return [(entry.actor, entry.subject, json.loads(entry.content)) for entry in found]


def issue(name: str) -> ApiKey:
    return actions.issue_key(name=name, role=Role.SERVICE, by="user:boss")[0]


@pytest.fixture
def owner(embedded: Embedded) -> Iterator[psycopg.Connection]:
    with psycopg.connect(embedded.environment()["DATABASE_OWNER_URL"], autocommit=True) as opened:
        yield opened


def test_new_tenant__first_entry__its_creation(tenant: uuid.UUID) -> None:
    ((actor, subject, content),) = trail("tenant.created")
    assert (actor, subject) == ("test", f"tenant:{tenant}")
    assert content["before"] is None
    assert content["after"]["id"] == str(tenant)
    assert Entry.objects.order_by("sequence").values_list("sequence", "previous_hash")[0] == (1, "")


def test_orm__create_change_delete__three_entries_by_the_actor(tenant: uuid.UUID, user_ama: User) -> None:
    member = actions.add_member(user=user_ama, role=Role.ANALYST, by="user:boss")
    actions.change_role(membership=member, role=Role.ADMIN, by="user:chief")
    actions.remove_member(membership=member, by="user:boss")
    subject = f"membership:{member.pk}"
    assert trail("membership.changed") == [
        ("user:chief", subject, {"before": {"role": "analyst"}, "after": {"role": "admin"}})
    ]
    ((_, _, created),) = trail("membership.created")
    ((_, _, deleted),) = trail("membership.deleted")
    assert created["after"] | {"role": "admin"} == deleted["before"]
    assert (created["before"], deleted["after"]) == (None, None)


def test_hidden_column__secret_hash__never_in_the_trail(tenant: uuid.UUID) -> None:
    key = issue("batch")
    ApiKey.objects.update(secret_hash="0" * 64)
    ((_, _, created),) = trail("api_key.created")
    ((_, _, changed),) = trail("api_key.changed")
    assert created["after"]["secret_hash"] == "***"
    assert changed == {"before": {"secret_hash": "***"}, "after": {"secret_hash": "***"}}
    assert not Entry.objects.filter(content__contains=key.secret_hash).exists()


def test_bulk__each_row__an_entry(tenant: uuid.UUID) -> None:
    keys = [issue(name) for name in ("a", "b", "c")]
    for key in keys:
        key.name += "!"
    ApiKey.objects.bulk_update(keys, ["name"])
    assert {content["after"]["name"] for _, _, content in trail("api_key.changed")} == {"a!", "b!", "c!"}
    ApiKey.objects.update(role=Role.AUDITOR)
    assert len(trail("api_key.changed")) == 6
    ApiKey.objects.all()._raw_delete("default")
    assert len(trail("api_key.deleted")) == 3
    new = [ApiKey(name=name, role=Role.ADMIN, secret_hash=name) for name in "xy"]
    ApiKey.objects.bulk_create(new)
    assert len(trail("api_key.created")) == 5
    assert verify().faults == ()


def test_raw_sql__update__in_the_trail(tenant: uuid.UUID) -> None:
    key = issue("batch")
    execute("UPDATE tenancy_apikey SET role = 'admin', name = name")
    content = {"before": {"role": "service"}, "after": {"role": "admin"}}
    assert trail("api_key.changed") == [("user:test", f"api_key:{key.pk}", content)]


def test_update__that_changes_nothing__no_entry(tenant: uuid.UUID) -> None:
    issue("batch")
    execute("UPDATE tenancy_apikey SET role = role")
    assert trail("api_key.changed") == []


def test_rolled_back_change__leaves__no_entry(tenant: uuid.UUID) -> None:
    with transaction.atomic():
        issue("never")
        transaction.set_rollback(True)
    assert trail("api_key.created") == []
    assert verify().faults == ()


def test_owner__raw_sql_in_the_tenants_scope__in_the_trail(tenant_id: uuid.UUID, owner: psycopg.Connection) -> None:
    with owner.transaction():
        owner.execute("SELECT set_config('scorewright.tenant', %s, true)", [str(tenant_id)])
        owner.execute("UPDATE tenancy_tenant SET name = 'Renamed'")
    with acting(tenant_id, actor="test"):
        ((actor, _, content),) = trail("tenant.changed")
        assert actor == "database:scorewright_owner"
        assert content["after"] == {"name": "Renamed"}


def test_superuser__raw_sql_without_scope__in_each_tenants_trail(
    tenant_id: uuid.UUID, other_tenant_id: uuid.UUID, superuser_connection: psycopg.Connection
) -> None:
    both = [tenant_id, other_tenant_id]
    superuser_connection.execute("UPDATE tenancy_tenant SET name = 'Renamed' WHERE id = ANY (%s)", [both])
    (setting,) = superuser_connection.execute("SELECT current_setting('scorewright.tenant', true)").fetchone() or ("?",)
    assert not setting
    for place in both:
        with acting(place, actor="test"):
            assert len(trail("tenant.changed")) == 1
            assert verify().faults == ()


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(current_setting('scorewright.tenant', true), '')")
        return str(cursor.fetchone()[0])


def test_trigger__after_its_entry__the_scope_is_as_before(tenant: uuid.UUID) -> None:
    issue("batch")
    assert setting() == str(tenant)


def test_trigger__operator_creates_a_tenant__still_sees_none_of_its_rows(database: None) -> None:
    with as_operator():
        Tenant.objects.create(slug=uuid.uuid4().hex, name="new")
        assert setting() == ""
        assert not Entry.objects.exclude(tenant=None).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET content = '{}'",
        "UPDATE audit_entry SET content = content WHERE false",
        "DELETE FROM audit_entry",
    ],
)
def test_entries__application_changes_them__refused(tenant: uuid.UUID, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET content = '{}'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "TRUNCATE tenancy_apikey",
        "TRUNCATE tenancy_tenant CASCADE",
    ],
)
def test_entries__owner_and_superuser_change_them__refused(
    owner: psycopg.Connection, superuser_connection: psycopg.Connection, statement: str
) -> None:
    for connected in (owner, superuser_connection):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
            connected.execute(statement)


def test_entries__orm_changes_them__refused(tenant: uuid.UUID) -> None:
    entry = Entry.objects.get()
    for act in (entry.save, entry.delete):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            act()


def test_insert__with_forged_values__overwritten(tenant: uuid.UUID) -> None:
    execute(
        "INSERT INTO audit_entry (tenant_id, sequence, at, actor, action, subject, content, previous_hash, hash) "
        "VALUES (%s, 99, '2001-01-01', 'user:somebody-else', 'x', 'x', '{}', 'x', 'x')",
        tenant,
    )
    entry = Entry.objects.order_by("-sequence")[0]
    assert (entry.sequence, entry.actor, entry.at.year > 2001) == (2, "user:test", True)
    assert verify().faults == ()


def test_insert__separator_in_a_field__replaced(tenant: uuid.UUID) -> None:
    execute("SELECT set_config('scorewright.actor', 'a' || chr(31) || 'b', true)")
    entry = Entry.objects.create(action="c\x1fd", subject="e\x1ff", content="{}")
    entry.refresh_from_db()
    assert (entry.actor, entry.action, entry.subject) == ("a b", "c d", "e f")
    assert verify().faults == ()


def test_tables__that_hold_roles_and_keys__are_audited(database: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audited' AND tgenabled = 'O'")
        audited = {table for (table,) in cursor.fetchall()}
    assert {model._meta.db_table for model in (Tenant, Membership, ApiKey, User)} <= audited
