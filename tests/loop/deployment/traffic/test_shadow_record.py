"""What the activation policy learns of a challenger's time in the shadow."""

import uuid
from dataclasses import replace

import pytest
from django.utils import timezone

from scorewright.loop.deployment.actions import activate, consider
from scorewright.loop.deployment.models import ShadowDecision, TrafficPlan
from scorewright.loop.deployment.traffic.actions import Part, end, start
from scorewright.loop.deployment.traffic.shadow_record import shadow_record
from scorewright.loop.registry.models import ModelVersion
from scorewright.science.policy.replacement_evidence import ShadowRecord


@pytest.fixture
def two(make_contestant) -> tuple[ModelVersion, ModelVersion]:
    champion, challenger = make_contestant("weak"), make_contestant("strong")
    activate(version_id=champion.pk, by="user:ama", reason="the first")
    return champion, challenger


@pytest.fixture
def plan(two, use_case) -> TrafficPlan:
    return _begin(use_case.name, two[1])


def _begin(use_case: str, challenger: ModelVersion) -> TrafficPlan:
    shadows = [Part(version_id=challenger.pk)]
    return start(use_case=use_case, by="user:ama", reason="to see", shadows=shadows)


def look_on(plan: TrafficPlan, challenger: ModelVersion, count: int, *, error: str = "") -> None:
    """``count`` requests, whose times go up from one millisecond."""
    ShadowDecision.objects.bulk_create(
        ShadowDecision(
            plan=plan,
            decision_id=uuid.uuid4(),
            use_case=plan.use_case,
            model_version=challenger,
            version=challenger.label,
            threshold=0.5,
            probability=None if error else 0.2,
            label=None if error else 0,
            error=error,
            at=timezone.now(),
            duration_ms=number + 1,
        )
        for number in range(count)
    )


def test_shadow_record__never_in_the_shadow__none(two) -> None:
    assert shadow_record(two[1], two[0]) is None


def test_shadow_record__requests_and_failures__counted_with_the_slowest_twentieth(plan, two) -> None:
    look_on(plan, two[1], 101)
    look_on(plan, two[1], 2, error="it fails")
    record = shadow_record(two[1], two[0])
    assert record is not None
    assert (record.decisions, record.errors) == (101, 2)
    assert record.milliseconds == pytest.approx(96, abs=1)


def test_shadow_record__open_and_not_asked_yet__nothing_decided(plan, two) -> None:
    assert shadow_record(two[1], two[0]) == ShadowRecord(0, 0, 0.0)


def test_shadow_record__another_time_begins__errors_of_the_former_are_forgotten(plan, two, use_case) -> None:
    look_on(plan, two[1], 3, error="it fails")
    end(use_case=use_case.name, by="user:ama", reason="repaired")
    look_on(_begin(use_case.name, two[1]), two[1], 5)
    assert shadow_record(two[1], two[0]) == ShadowRecord(5, 0, 4.8)


def test_shadow_record__looked_on_beside_another_champion__none(plan, two, make_contestant) -> None:
    look_on(plan, two[1], 5)
    other = make_contestant("twin")
    activate(version_id=other.pk, by="user:ama", reason="meanwhile")
    assert shadow_record(two[1], other) is None


@pytest.mark.parametrize(("looked_at", "passed"), [(0, False), (49, False), (50, True)])
def test_consider__shadow_is_asked_for__condition_seven_follows_what_was_kept(
    plan, two, use_case, redeclare, *, looked_at: int, passed: bool
) -> None:
    policy = replace(use_case.activation, mode="auto_if_better", shadow_decisions=50, shadow_milliseconds=60)
    redeclare(activation=policy)
    look_on(plan, two[1], looked_at)
    found = consider(version_id=two[1].pk, by="task:test", trigger="test")
    (condition,) = [one for one in found.conditions if one["name"] == "shadow"]
    assert (condition["passed"], condition["value"]) == (passed, looked_at)
