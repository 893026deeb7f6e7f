"""System checks of the database: ``manage.py check --database default``, and before each start."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_ROLE = """
    SELECT rolname, rolsuper, rolbypassrls,
           EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user)
    FROM pg_roles WHERE rolname = current_user
"""
_UNPROTECTED = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
      AND (c.relname = 'tenancy_tenant'
           OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'tenant_id' AND NOT attisdropped))
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity
               AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND
                           pg_get_expr(polqual, polrelid) LIKE '%scorewright.tenant%'))
    ORDER BY c.relname
"""
_ROLE_HINT = "Point DATABASE_URL to a role that owns nothing; DATABASE_OWNER_URL is for migrations."


@register(Tags.database)
def row_level_security_binds_us(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Only the application's connection is looked at: the owner's is there to own."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    return [*_role_faults(connection), *(_table_fault(table) for table in unprotected_tables(connection))]


def unprotected_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables with a tenant's rows that row-level security does not keep, or not from their owner."""
    with connection.cursor() as cursor:
        cursor.execute(_UNPROTECTED)
        return [name for (name,) in cursor.fetchall()]


def _role_faults(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        name, *faults = cursor.fetchone()
    reasons = ("is a superuser", "has BYPASSRLS", "owns tables")
    return [
        Error(
            f"The database role {name} {reason}: row-level security must bind it.", hint=_ROLE_HINT, id="tenancy.E001"
        )
        for reason, fault in zip(reasons, faults, strict=True)
        if fault
    ]


def _table_fault(table: str) -> CheckMessage:
    return Error(
        f"The table {table} holds tenants' rows without forced row-level security and a policy on scorewright.tenant.",
        hint=f'Add RowSecurity("{table}") to a migration.',
        id="tenancy.E002",
    )
