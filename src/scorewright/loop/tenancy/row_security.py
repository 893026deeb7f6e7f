"""Migration operation: PostgreSQL itself keeps the rows of a table to their tenant."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# Unset, and set back to '' at the end of a transaction, both mean no tenant: then no row matches.
TENANT = "NULLIF(current_setting('scorewright.tenant', true), '')::uuid"
OPERATOR = "current_setting('scorewright.operator', true) = 'on'"
USER = "current_setting('scorewright.user', true)"


@dataclass(frozen=True, slots=True)
class Policy:
    """``using`` says which rows are seen, ``check`` which may be written; None where the command has no such clause."""

    name: str
    command: str
    using: str | None = None
    check: str | None = None

    def sql(self, table: str) -> str:
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return f"CREATE POLICY {self.name} ON {table} FOR {self.command}{using}{check}"


OWN_ROWS = Policy("own_rows", "ALL", using=f"tenant_id = {TENANT}", check=f"tenant_id = {TENANT}")


class RowSecurity(Operation):
    """Enable and force row-level security on ``table``: the owner is bound too, so a data migration sets a scope."""

    reversible = True

    def __init__(self, table: str, policies: Sequence[Policy] = (OWN_ROWS,)) -> None:
        self.table = table
        self.policies = tuple(policies)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models look the same."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = schema_editor.quote_name(self.table)
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        for policy in self.policies:
            schema_editor.execute(policy.sql(table))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = schema_editor.quote_name(self.table)
        for policy in self.policies:
            schema_editor.execute(f"DROP POLICY {policy.name} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Keep the rows of {self.table} to their tenant"
