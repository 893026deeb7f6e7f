import uuid
from collections.abc import Iterator

import psycopg
import pytest
from django.core.checks import Error, run_checks
from django.db import connection

from scorewright.loop.tenancy.checks import row_level_security_binds_us, unprotected_tables
from scorewright.project.embedded.provisioning import DATABASE
from scorewright.project.embedded.stack import Embedded


@pytest.fixture
def admin(embedded: Embedded) -> Iterator[psycopg.Connection]:
    url = embedded.admin_url.rpartition("/")[0] + f"/{DATABASE}"
    with psycopg.connect(url, autocommit=True) as opened:
        yield opened


def test_check__migrated_database__nothing_to_say(database: None) -> None:
    assert [error for error in run_checks(databases=["default"]) if str(error.id).startswith("tenancy.")] == []


def test_check__owners_connection__not_looked_at(database: None) -> None:
    assert row_level_security_binds_us(None, ["owner"]) == []
    assert row_level_security_binds_us(None, None) == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT",
        "ALTER TABLE {} ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE {} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        "ALTER TABLE {0} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY p ON {0} USING (true)",
    ],
)
def test_check__table_without_full_protection__named(database: None, admin: psycopg.Connection, statement: str) -> None:
    table = f"unprotected_{uuid.uuid4().hex}"
    admin.execute(f"CREATE TABLE {table} (tenant_id uuid)")
    try:
        for part in statement.format(table).split("; "):
            admin.execute(part)
        assert unprotected_tables(connection) == [table]
        (fault,) = row_level_security_binds_us(None, ["default"])
        assert isinstance(fault, Error)
        assert table in fault.msg
        assert fault.id == "tenancy.E002"
    finally:
        admin.execute(f"DROP TABLE {table}")


def test_check__role_with_bypassrls__said(database: None, admin: psycopg.Connection) -> None:
    admin.execute("ALTER ROLE scorewright_app BYPASSRLS")
    try:
        (fault,) = row_level_security_binds_us(None, ["default"])
        assert "scorewright_app has BYPASSRLS" in fault.msg
        assert "DATABASE_OWNER_URL" in str(fault.hint)
    finally:
        admin.execute("ALTER ROLE scorewright_app NOBYPASSRLS")


def test_check__role_that_owns_a_table__said(database: None, admin: psycopg.Connection) -> None:
    table = f"owned_{uuid.uuid4().hex}"
    admin.execute(f"CREATE TABLE {table} ()")
    try:
        admin.execute(f"ALTER TABLE {table} OWNER TO scorewright_app")
        (fault,) = row_level_security_binds_us(None, ["default"])
        assert "owns tables" in fault.msg
    finally:
        admin.execute(f"DROP TABLE {table}")
