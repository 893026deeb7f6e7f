import uuid

import pytest
from django.db import IntegrityError, connection, migrations, transaction
from django.db.migrations.state import ProjectState

from scorewright.loop.tenancy.scope import acting
from scorewright.loop.tenancy.tenant_reference import TenantKey, TenantReference

# Each foreign key of one column between two tables of tenants, and whether another one holds the tenant as well.
REFERENCES = """
    WITH reference AS (
        SELECT conrelid, confrelid,
               ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS part (number, place)
                     JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place) AS columns,
               ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS part (number, place)
                     JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY place) AS targets
        FROM pg_constraint
        WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND convalidated
    ), of_tenants AS (
        SELECT attrelid FROM pg_attribute WHERE attname = 'tenant_id' AND NOT attisdropped
    )
    SELECT conrelid::regclass::text || '.' || columns[1], EXISTS (
        SELECT FROM reference AS whole
        WHERE whole.conrelid = plain.conrelid AND whole.confrelid = plain.confrelid
          AND whole.columns = ARRAY['tenant_id', plain.columns[1]] AND whole.targets = ARRAY['tenant_id', 'id']
    )
    FROM reference AS plain
    WHERE cardinality(columns) = 1
      AND conrelid IN (TABLE of_tenants) AND confrelid IN (TABLE of_tenants)
"""


@pytest.fixture
def checked_at_once(tenant: uuid.UUID) -> uuid.UUID:
    """The tenant; references are checked after each statement, not at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return tenant


@pytest.fixture
def foreign_version_id(make_version, other_tenant_id: uuid.UUID) -> uuid.UUID:
    """A version of the other tenant, whose id has become known."""
    from scorewright.loop.registry.models import ModelVersion

    with acting(other_tenant_id, actor="test"):
        version = make_version()
    assert not ModelVersion.objects.filter(pk=version.pk).exists()
    return version.pk


def test_tenant_tables__each_reference_to_another__holds_the_tenant(database: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES)
        found = dict(cursor.fetchall())
    assert {"registry_gateresult.model_version_id", "outcomes_outcome.decision_id"} <= set(found)
    assert not {reference for reference, whole in found.items() if not whole}


@pytest.mark.parametrize("column", ["version_id", "replaced_id"])
def test_activation__of_a_foreign_version__refused(
    checked_at_once: uuid.UUID, make_version, foreign_version_id, column: str
) -> None:
    own = make_version().pk
    given = {"version_id": own, "replaced_id": own, column: foreign_version_id}
    with pytest.raises(IntegrityError, match=f"deployment_activation_{column}_of_tenant"), transaction.atomic():
        _activate(checked_at_once, **given)
    _activate(checked_at_once, version_id=own, replaced_id=None)


def _activate(tenant: uuid.UUID, *, version_id: uuid.UUID, replaced_id: uuid.UUID | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO deployment_activation (id, tenant_id, use_case, version_id, replaced_id, reason, by, at) "
            "VALUES (gen_random_uuid(), %s, 'x', %s, %s, 'x', 'x', now())",
            [tenant, version_id, replaced_id],
        )


def test_gate_result__moved_to_a_foreign_version__refused(checked_at_once, make_version, foreign_version_id) -> None:
    from scorewright.loop.registry.models import GateResult

    gates = GateResult.objects.filter(pk=make_version().gates.get().pk)
    with pytest.raises(IntegrityError, match="registry_gateresult_model_version_id_of_tenant"), transaction.atomic():
        gates.update(model_version_id=foreign_version_id, name="moved")


def test_outcome__of_a_foreign_decision__refused(checked_at_once, use_case, other_tenant_id: uuid.UUID) -> None:
    from django.utils import timezone

    from scorewright.loop.outcomes.models import Outcome
    from scorewright.loop.serving.actions import decide

    with acting(other_tenant_id, actor="test"):
        foreign = decide(use_case=use_case, raw={"distance": 12.5}, request_id="")
    now = timezone.now()
    said = {"value": "yes", "label": 1, "occurred_at": now, "matures_at": now, "by": "x"}
    with pytest.raises(IntegrityError, match="outcomes_outcome_decision_id_of_tenant"), transaction.atomic():
        Outcome.objects.create(decision_id=foreign.pk, **said)


def test_statement__of_a_foreign_decision__refused(checked_at_once, use_case, other_tenant_id: uuid.UUID) -> None:
    from django.utils import timezone

    from scorewright.loop.outcomes.models import Statement
    from scorewright.loop.serving.actions import decide

    with acting(other_tenant_id, actor="test"):
        foreign = decide(use_case=use_case, raw={"distance": 12.5}, request_id="")
    moments = dict.fromkeys(("occurred_at", "matures_at"), timezone.now())
    with pytest.raises(IntegrityError, match="outcomes_statement_decision_id_of_tenant"), transaction.atomic():
        Statement.objects.create(decision_id=foreign.pk, number=1, value="yes", label=1, by="x", **moments)


def test_operations__backwards__leave_nothing(embedded) -> None:
    """On tables of the owner's own, in a transaction that is rolled back."""
    from django.db import connections

    owner, state = connections["owner"], ProjectState()
    operations: list[migrations.operations.base.Operation] = [
        TenantKey("made_target"),
        TenantReference("made_source", "target_id", target="made_target"),
    ]
    count = "SELECT count(*) FROM pg_constraint WHERE conname LIKE 'made_%%of_tenant'"
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute("CREATE TABLE made_target (id int, tenant_id uuid)")
        cursor.execute("CREATE TABLE made_source (target_id int, tenant_id uuid)")
        for expected, act, order in (
            (2, "database_forwards", operations),
            (0, "database_backwards", operations[::-1]),
        ):
            with owner.schema_editor(atomic=False) as editor:
                for operation in order:
                    getattr(operation, act)("tenancy", editor, state, state)
            cursor.execute(count)
            assert cursor.fetchone() == (expected,)
        transaction.set_rollback(True, using="owner")
