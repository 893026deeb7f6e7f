import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from scorewright.loop.tenancy import actions
from scorewright.loop.tenancy.models import ApiKey, Membership, Role, Tenant, TenantModel, User
from scorewright.loop.tenancy.queries import memberships_of
from scorewright.loop.tenancy.row_security import OWN_ROWS, Policy
from scorewright.loop.tenancy.scope import NoTenantError, acting, as_operator, as_person

# Whoever delivers jobs and notifications sees those of all tenants: ids, and when they are due.
DELIVERIES = ("jobs_delivery", "notifications_duedelivery")


def rows(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        return list(cursor.execute(sql, parameters).fetchall())


def anything_in(table: str) -> bool:
    return bool(rows(f"SELECT FROM {table} LIMIT 1"))


def execute(sql: str, *parameters: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def tenant_tables() -> list[str]:
    found = rows("SELECT table_name FROM information_schema.columns WHERE column_name = 'tenant_id' ORDER BY 1")
    return [name for (name,) in found]


@pytest.fixture
def foreign_key(other_tenant_id: uuid.UUID) -> ApiKey:
    """A row of the other tenant."""
    with acting(other_tenant_id, actor="test"):
        return actions.issue_key(name="theirs", role=Role.SERVICE, by="test")[0]


def test_tenant_tables__every_app__forced_with_the_same_policy(database: None) -> None:
    tables = tenant_tables()
    assert {model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel)} <= set(tables)
    forced = dict(rows("SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relkind = 'r'"))
    assert [table for table in tables if not forced[table]] == []
    expected = "(tenant_id = (NULLIF(current_setting('scorewright.tenant'::text, true), ''::text))::uuid)"
    policies = rows("SELECT tablename, policyname, cmd, permissive, qual, with_check FROM pg_policies")
    for table in tables:
        of_table = {policy[1:] for policy in policies if policy[0] == table}
        assert ("own_rows", "ALL", "PERMISSIVE", expected, expected) in of_table, table
        # The last one is of entries that are no tenant's: see below.
        known = {"own_rows", "own_memberships", "installation_rows"}
        if table == "serving_decision":  # written for all tenants at once; see tests/loop/serving/journal
            assert ("journal", "INSERT", "PERMISSIVE", None, "true") in of_table
            known |= {"journal"}
        if table in DELIVERIES:
            known |= {"delivered_by_operator", "put_off_by_operator"}
        assert {name for name, *_ in of_table} <= known, table


def test_application__its_role__is_bound(database: None) -> None:
    assert rows("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") == [(False,)]
    assert rows("SELECT tablename FROM pg_tables WHERE tableowner = current_user") == []


def test_orm__foreign_row__invisible_and_untouchable(tenant: uuid.UUID, foreign_key: ApiKey) -> None:
    assert not ApiKey.objects.filter(pk=foreign_key.pk).exists()
    assert ApiKey.objects.filter(pk=foreign_key.pk).update(name="ours") == 0
    assert ApiKey.objects.filter(pk=foreign_key.pk).delete()[0] == 0


def test_raw_sql__foreign_row__invisible_and_untouchable(tenant: uuid.UUID, foreign_key: ApiKey) -> None:
    for table in tenant_tables():
        found = rows(f"SELECT 1 FROM {table} WHERE tenant_id <> %s", tenant)  # noqa: S608 - as above
        assert found == [], table
    assert execute("UPDATE tenancy_apikey SET name = 'ours' WHERE id = %s", foreign_key.pk) == 0
    assert execute("DELETE FROM tenancy_apikey WHERE id = %s", foreign_key.pk) == 0
    with acting(foreign_key.tenant_id, actor="test"):
        assert ApiKey.objects.get(pk=foreign_key.pk).name == "theirs"


def _create(foreign: ApiKey) -> None:
    ApiKey.objects.create(tenant_id=foreign.tenant_id, name="x", role=Role.ADMIN, prefix="x", secret_hash="x")


def _bulk_create(foreign: ApiKey) -> None:
    ApiKey.objects.bulk_create([ApiKey(tenant_id=foreign.tenant_id, name="x", role=Role.ADMIN, secret_hash="x")])


def _move(foreign: ApiKey) -> None:
    mine, _ = actions.issue_key(name="mine", role=Role.SERVICE, by="test")
    ApiKey.objects.filter(pk=mine.pk).update(tenant_id=foreign.tenant_id)


def _insert(foreign: ApiKey) -> None:
    execute(
        "INSERT INTO tenancy_apikey (id, tenant_id, name, role, prefix, secret_hash, created_at) "
        "VALUES (gen_random_uuid(), %s, 'x', 'admin', 'x', 'x', now())",
        foreign.tenant_id,
    )


def _forge_entry(foreign: ApiKey) -> None:
    execute(
        "INSERT INTO audit_entry (tenant_id, action, subject, content) VALUES (%s, 'x', 'x', '{}')", foreign.tenant_id
    )


@pytest.mark.parametrize("write", [_create, _bulk_create, _move, _insert, _forge_entry])
def test_write__into_another_tenant__refused(
    tenant: uuid.UUID, foreign_key: ApiKey, write: Callable[[ApiKey], None]
) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        write(foreign_key)


def test_no_scope__reads__no_rows(foreign_key: ApiKey) -> None:
    for table in [*tenant_tables(), "tenancy_tenant"]:
        assert not anything_in(table), table


def test_no_scope__writes__fail(database: None, foreign_key: ApiKey) -> None:
    with pytest.raises(NoTenantError):
        ApiKey.objects.create(name="x", role=Role.ADMIN)
    for write in (_create, _bulk_create, _insert):
        with pytest.raises(DatabaseError, match="row-level security"):
            write(foreign_key)


def test_operator__tenants__listed_but_nothing_of_theirs(tenant_id: uuid.UUID, foreign_key: ApiKey) -> None:
    with as_operator():
        assert Tenant.objects.filter(pk__in=[tenant_id, foreign_key.tenant_id]).count() == 2
        hidden = [table for table in tenant_tables() if table not in DELIVERIES]
        assert [table for table in hidden if anything_in(f"{table} WHERE tenant_id IS NOT NULL")] == []
        assert Tenant.objects.filter(pk=tenant_id).update(name="x") == 0
        assert execute("DELETE FROM tenancy_tenant") == 0


def test_tenant__own_row__renamed_but_neither_deleted_nor_joined_by_another(tenant: uuid.UUID) -> None:
    assert list(Tenant.objects.values_list("pk", flat=True)) == [tenant]
    assert Tenant.objects.filter(pk=tenant).update(name="New name") == 1
    assert execute("DELETE FROM tenancy_tenant") == 0
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Tenant.objects.create(slug="another", name="another")


def test_person__memberships__their_own_everywhere_read_only(
    tenant_id: uuid.UUID, other_tenant_id: uuid.UUID, user: User, superuser: User
) -> None:
    for place, role in ((tenant_id, Role.AUDITOR), (other_tenant_id, Role.ANALYST)):
        with acting(place, actor="test"):
            actions.add_member(user=user, role=role, by="test")
            actions.add_member(user=superuser, role=Role.ADMIN, by="test")
    found = [(membership.tenant_id, membership.role) for membership in memberships_of(user)]
    assert found == [(tenant_id, "auditor"), (other_tenant_id, "analyst")]
    with as_person(user.pk):
        assert Membership.objects.count() == 2
        assert Membership.objects.update(role=Role.ADMIN) == 0
        assert Membership.objects.filter(user=user)._raw_delete("default") == 0


def test_policy__sql__holds_only_the_clauses_it_has() -> None:
    assert Policy("p", "INSERT", check="true").sql("t") == "CREATE POLICY p ON t FOR INSERT WITH CHECK (true)"
    assert OWN_ROWS.sql("t").count("scorewright.tenant") == 2
