"""What versions become by activations, rollbacks and traffic plans, as their history tells it."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from scorewright.loop.deployment.actions import activate, rollback
from scorewright.loop.deployment.traffic.actions import Part, end, start
from scorewright.loop.registry.models import ModelVersion, VersionStatus
from scorewright.loop.registry.queries import active_status, selected, statuses
from scorewright.loop.tenancy.scope import acting


def history(version: ModelVersion) -> list[str]:
    return list(statuses().filter(version=version).order_by("number").values_list("status", flat=True))


def share(*versions: ModelVersion) -> None:
    arms = [Part(version_id=version.pk, share=1 / len(versions)) for version in versions]
    start(use_case="late_delivery", by="user:ama", reason="which is better?", arms=arms)


@pytest.fixture
def two(make_version) -> tuple[ModelVersion, ModelVersion]:
    """The first is in production."""
    first, second = make_version(), make_version()
    activate(version_id=first.pk, by="user:ama", reason="the first")
    return first, second


def test_activation_and_rollback__each_change__stands_with_its_reason(two) -> None:
    first, second = two
    activate(version_id=second.pk, by="user:ama", reason="better")
    rollback(use_case="late_delivery", by="user:kofi", reason="complaints")
    assert history(first) == ["staging", "production", "retired", "production"]
    assert history(second) == ["staging", "production", "retired"]
    entry = active_status(second.pk)
    assert (entry.by, entry.reason) == ("user:kofi", "v1 took its place: complaints")


def test_activation__of_what_is_in_production__no_new_status(two) -> None:
    activate(version_id=two[0].pk, by="user:ama", reason="again")
    assert history(two[0]) == ["staging", "production"]


def test_arms__opened_and_ended__in_ab_testing_for_that_long(two) -> None:
    first, second = two
    share(first, second)
    entries = [active_status(version.pk) for version in two]
    assert [(entry.status, entry.by, entry.reason) for entry in entries] == 2 * [
        ("ab_testing", "user:ama", "which is better?")
    ]
    assert [version.status for version in ModelVersion.objects.order_by("number")] == ["production", "staging"]
    assert selected("late_delivery", status="ab_testing", number=2) == second
    end(use_case="late_delivery", by="user:kofi", reason="no difference")
    assert history(first) == ["staging", "production", "ab_testing", "production"]
    assert history(second) == ["staging", "ab_testing", "staging"]
    assert active_status(second.pk).by == "user:kofi"


def test_arms__a_rollback_ends_them__each_is_what_it_became(two, make_version) -> None:
    first, second = two
    activate(version_id=second.pk, by="user:ama", reason="better")
    third = make_version()
    share(second, third)
    rollback(use_case="late_delivery", by="user:ama", reason="complaints")
    assert history(first)[-2:] == ["retired", "production"]
    assert history(second)[-2:] == ["ab_testing", "retired"]
    assert history(third) == ["staging", "ab_testing", "staging"]


def test_shadow__opened__stays_what_it_is(two) -> None:
    start(use_case="late_delivery", by="user:ama", reason="look", shadows=[Part(version_id=two[1].pk)])
    assert history(two[1]) == ["staging"]


def test_two_activations_at_once__one_after_the_other__one_in_production_and_one_line_of_history(
    tenant_id: uuid.UUID, register_version: Any
) -> None:
    with acting(tenant_id, actor="user:test"):
        versions = [register_version() for _ in range(3)]
    together = threading.Barrier(len(versions))

    def put_live(version: ModelVersion) -> None:
        together.wait()
        try:
            with acting(tenant_id, actor="user:test"):
                activate(version_id=version.pk, by="user:test", reason="at once")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(versions)) as threads:
        list(threads.map(put_live, versions))
    with acting(tenant_id, actor="user:test"):
        assert sorted(active_status(version.pk).status for version in versions) == ["production", "retired", "retired"]
        assert sorted(history(version) for version in versions) == [
            ["staging", "production"],
            ["staging", "production", "retired"],
            ["staging", "production", "retired"],
        ]
        numbers = [list(VersionStatus.objects.filter(version=one).values_list("number", flat=True)) for one in versions]
        assert sorted(numbers) == [[1, 2], [1, 2, 3], [1, 2, 3]]
