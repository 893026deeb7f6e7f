"""Migration operations: the database itself writes the trail, so that no bulk change and no raw SQL goes round it.

A migration that uses ``Audited`` depends on ``("audit", "0002_trail")``, which creates the functions; with ``no_news``
or without a tenant on ``("audit", "0003_accounts")``.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Audited(Operation):
    """Write ``{subject}.created``, ``.changed`` or ``.deleted`` to the trail for every row of ``table`` that changes.

    The entry holds the changed columns before and after; those ``hidden`` show as ``***``, and a change of nothing but
    those that are ``no_news`` makes no entry. Without ``insertions``, new rows make none either: where another table,
    which only grows, tells every row. The table must have the columns ``id`` and ``tenant_column``; rows that are no
    tenant's, None, go to the installation's chain. TRUNCATE, which would leave no trace of the rows, is refused.
    """

    reversible = True

    def __init__(
        self,
        table: str,
        *,
        subject: str,
        hidden: Sequence[str] = (),
        no_news: Sequence[str] = (),
        tenant_column: str | None = "tenant_id",
        insertions: bool = True,
    ) -> None:
        self.table = table
        self.subject = subject
        self.hidden = tuple(hidden)
        self.no_news = tuple(no_news)
        self.tenant_column = tenant_column
        self.insertions = insertions

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models look the same."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = schema_editor.quote_name(self.table)
        hidden, no_news = (f"{{{','.join(columns)}}}" for columns in (self.hidden, self.no_news))
        arguments = f"'{self.subject}', '{hidden}', '{self.tenant_column or ''}', '{no_news}'"
        events = "INSERT OR UPDATE OR DELETE" if self.insertions else "UPDATE OR DELETE"
        schema_editor.execute(
            f"CREATE TRIGGER audited AFTER {events} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION audit_row_change({arguments})"
        )
        schema_editor.execute(
            f"CREATE TRIGGER audited_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = schema_editor.quote_name(self.table)
        schema_editor.execute(f"DROP TRIGGER audited_truncate ON {table}")
        schema_editor.execute(f"DROP TRIGGER audited ON {table}")

    def describe(self) -> str:
        return f"Keep every change to {self.table} in the audit trail"
