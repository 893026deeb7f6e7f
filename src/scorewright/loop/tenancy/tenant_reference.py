"""Migration operations: a row refers to rows of its own tenant only.

PostgreSQL checks foreign keys past row-level security, as it must: so a plain one lets a row of one tenant point at a
row of another, whose id it has learnt. A foreign key that holds the tenant as well does not.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class TenantKey(Operation):
    """Make (tenant_id, id) a key of ``table``, which a ``TenantReference`` can point at."""

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models look the same."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        schema_editor.execute(
            f'ALTER TABLE "{self.table}" ADD CONSTRAINT "{self.table}_of_tenant" UNIQUE (tenant_id, id)'
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        schema_editor.execute(f'ALTER TABLE "{self.table}" DROP CONSTRAINT "{self.table}_of_tenant"')

    def describe(self) -> str:
        return f"Let rows of the same tenant refer to {self.table}"


class TenantReference(Operation):
    """What ``column`` of ``table`` points at in ``target`` is of the row's own tenant, or null.

    It stands beside Django's own foreign key, and is checked at the end of the transaction like that one. Raises
    IntegrityError where rows that are there break it. ``target`` needs a ``TenantKey``. With ``goes_along`` a row is
    deleted with what it points at, which otherwise cannot be deleted before it.
    """

    reversible = True

    def __init__(self, table: str, column: str, *, target: str, goes_along: bool = False) -> None:
        self.table = table
        self.column = column
        self.target = target
        self.goes_along = goes_along

    @property
    def _name(self) -> str:
        return f"{self.table}_{self.column}_of_tenant"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models look the same."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        on_delete = "ON DELETE CASCADE " if self.goes_along else ""
        schema_editor.execute(
            f'ALTER TABLE "{self.table}" ADD CONSTRAINT "{self._name}" FOREIGN KEY (tenant_id, "{self.column}") '
            f'REFERENCES "{self.target}" (tenant_id, id) {on_delete}DEFERRABLE INITIALLY DEFERRED'
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        schema_editor.execute(f'ALTER TABLE "{self.table}" DROP CONSTRAINT "{self._name}"')

    def describe(self) -> str:
        return f"Keep {self.table}.{self.column} to rows of the same tenant"
