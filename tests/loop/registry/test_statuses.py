"""What versions are and were: one line for each, which nothing goes round."""

import uuid

import pytest
from django.db import Error, IntegrityError, connection, transaction

from scorewright.loop.registry.actions import change_status
from scorewright.loop.registry.models import ModelVersion, Status, VersionStatus
from scorewright.loop.registry.queries import (
    AmbiguousVersionError,
    StatusNotFoundError,
    VersionNotFoundError,
    active_status,
    selected,
    status_entry,
    statuses,
)


def told(version: ModelVersion) -> list[tuple[int, str, bool]]:
    found = statuses().filter(version=version).order_by("number")
    return [(entry.number, entry.status, entry.active) for entry in found]


def test_register__passed_or_failed__the_first_status_from_when_it_was_made(make_version) -> None:
    passed, failed = make_version(), make_version(passing=False)
    assert (told(passed), told(failed)) == ([(1, "staging", True)], [(1, "testing", True)])
    entry = active_status(passed.pk)
    assert (entry.by, entry.at, entry.reason) == (passed.created_by, passed.created_at, "")


def test_change_status__new_one__takes_the_place_of_the_former_with_who_and_why(make_version) -> None:
    version = make_version()
    change_status(version=version, status=Status.TESTING, by="user:ama", reason="too new")
    assert told(version) == [(1, "staging", False), (2, "testing", True)]
    entry = active_status(version.pk)
    assert (entry.by, entry.reason, ModelVersion.objects.get(pk=version.pk).status) == (
        "user:ama",
        "too new",
        "testing",
    )


def test_history__status_changed_past_it__the_database_writes_it(make_version) -> None:
    version = make_version()
    ModelVersion.objects.filter(pk=version.pk).update(status="retired")
    ModelVersion.objects.filter(pk=version.pk).update(status="retired", algorithm="other")
    assert told(version) == [(1, "staging", False), (2, "retired", True)]
    assert active_status(version.pk).by == "user:test"


@pytest.mark.parametrize(
    "act", ["UPDATE registry_versionstatus SET status = 'testing'", "DELETE FROM registry_versionstatus"]
)
def test_history__changed_or_deleted__refused_by_the_database(make_version, act: str) -> None:
    version = make_version()
    with pytest.raises(Error, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)
    assert told(version) == [(1, "staging", True)]


def test_history__version_forgotten__goes_along(make_version) -> None:
    version = make_version()
    ModelVersion.objects.get(pk=version.pk).delete()
    connection.check_constraints()
    assert not VersionStatus.objects.filter(version_id=version.pk).exists()


def test_history__of_a_version_that_is_not_there__refused(tenant) -> None:
    VersionStatus.objects.create(version_id=uuid.uuid4(), status="testing", by="user:ama")
    with pytest.raises(IntegrityError, match="registry_versionstatus_version_id_of_tenant"):
        connection.check_constraints()


def test_status_entry__unknown__named(tenant) -> None:
    with pytest.raises(StatusNotFoundError, match="no status has the id"):
        status_entry(uuid.uuid4())


def test_selected__several_of_a_status__the_newest_or_told_that_there_are_several(make_version) -> None:
    first, second = make_version(), make_version()
    assert selected("late_delivery", status="staging") == second
    with pytest.raises(AmbiguousVersionError):
        selected("late_delivery", status="staging", sole=True)
    assert selected("late_delivery", status="staging", number=1, sole=True) == first
    with pytest.raises(VersionNotFoundError, match="v1 is staging, not ab_testing"):
        selected("late_delivery", status="ab_testing", number=1)
