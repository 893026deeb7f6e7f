import uuid

import pytest
from django.db import IntegrityError, transaction

from scorewright.loop.audit.models import Entry
from scorewright.loop.registry import queries
from scorewright.loop.registry.models import ModelVersion, Status


def test_register__gates_passed__staging_with_numbers_that_count_up(make_version) -> None:
    first, second = make_version(), make_version()
    assert (first.number, second.number) == (1, 2)
    assert first.status == Status.STAGING
    assert [gate.name for gate in first.gates.all()] == ["roc_auc"]


def test_register__gate_failed__registered_but_testing(make_version) -> None:
    assert make_version(passing=False).status == Status.TESTING


def test_register__trail_holds_version_and_gates(make_version) -> None:
    make_version()
    assert {"model_version.created", "gate_result.created"} <= set(Entry.objects.values_list("action", flat=True))


def test_production__two_of_one_use_case__the_database_refuses(make_version) -> None:
    make_version(), make_version()
    with pytest.raises(IntegrityError, match="one_production_version"), transaction.atomic():
        ModelVersion.objects.update(status=Status.PRODUCTION)


def test_version__unknown_id__not_found(tenant: uuid.UUID) -> None:
    with pytest.raises(queries.VersionNotFoundError):
        queries.version(uuid.uuid4())
