"""A shadow held against production, on the same requests."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from msgspec import Raw, json, structs

from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.actions import activate
from scorewright.loop.deployment.models import TrafficPlan
from scorewright.loop.deployment.traffic.actions import Part, end, start
from scorewright.loop.deployment.traffic.queries import PlanNotFoundError
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.queries import VersionNotFoundError
from scorewright.loop.serving.deciding import Asked, Wanted, decide
from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.kept_rows import decision_of
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.plans import plan_for
from scorewright.loop.serving.shadow.comparing import compare
from scorewright.loop.serving.shadow.keeping import keep
from scorewright.loop.serving.shadow.scoring import ShadowRow, Watched, shadow_row
from scorewright.loop.tenancy.actions import issue_key
from scorewright.loop.tenancy.models import Role


@pytest.fixture
def two(make_contestant) -> tuple[ModelVersion, ModelVersion]:
    live, challenger = make_contestant("weak"), make_contestant("strong")
    activate(version_id=live.pk, by="user:ama", reason="the first")
    return live, challenger


@pytest.fixture
def traffic(two, use_case) -> TrafficPlan:
    return _begin(two[1])


def _begin(challenger: ModelVersion) -> TrafficPlan:
    shadows = [Part(version_id=challenger.pk)]
    return start(use_case="late_delivery", by="user:ama", reason="to see", shadows=shadows)


@pytest.fixture
def plan(traffic: TrafficPlan, use_case: UseCase) -> Plan:
    return plan_for(use_case)


def decided(plan: Plan, kilometres: float, **changes: Any) -> DecisionRow:
    """A decision of production on this distance, kept; with ``changes`` to its row."""
    raw = json.encode({"distance": kilometres, "parcels": 3, "van": "small"})
    asked = Asked(tenant_id=plan_tenant(), by="test", route="predict/late_delivery")
    row, _ = decide(plan, Wanted(asked, raw, plan.decoder.decode(raw)))
    row = structs.replace(row, **changes)
    decision_of(row).save(force_insert=True)
    return row


def plan_tenant() -> uuid.UUID:
    from scorewright.loop.tenancy.scope import current_tenant_id

    return current_tenant_id()


def looked_at(plan: Plan, row: DecisionRow, **changes: Any) -> ShadowRow:
    """What the plan's first shadow made of it, kept; with ``changes`` to its row."""
    found = structs.replace(shadow_row(Watched(plan.shadows[0], row)), **changes)
    keep([found])
    return found


def test_compare__pairs__swap_set_agreement_and_mcnemar(plan, two) -> None:
    for labels, count in {(0, 0): 3, (0, 1): 6, (1, 0): 1, (1, 1): 2}.items():
        for number in range(count):
            row = decided(plan, number, label=labels[0], probability=0.25)
            looked_at(plan, row, label=labels[1], probability=0.5)
    found = compare(two[1].pk)
    assert (found.requests, found.looked_at, found.errors, found.pairs) == (12, 12, 0, 12)
    assert (found.both_negative, found.newly_positive, found.newly_negative, found.both_positive) == (3, 6, 1, 2)
    assert found.agreement == pytest.approx(5 / 12)
    assert found.mean_difference == pytest.approx(0.25)
    assert found.mcnemar is not None
    assert found.mcnemar.gain == pytest.approx(5 / 12)
    assert found.mcnemar.p_value == pytest.approx(0.125)  # of 7 that differ, 1 or fewer to one side


def test_compare__real_answers__what_both_models_say(plan, two) -> None:
    rows = [decided(plan, kilometres) for kilometres in range(0, 100, 5)]
    shadows = [looked_at(plan, row) for row in rows]
    found = compare(two[1].pk)
    assert found.both_positive == sum(row.label + (one.label or 0) == 2 for row, one in zip(rows, shadows, strict=True))
    assert found.mean_difference == pytest.approx(
        sum(abs(row.probability - (one.probability or 0)) for row, one in zip(rows, shadows, strict=True)) / len(rows)
    )
    assert found.mean_difference > 0


def test_compare__latencies__percentiles_of_both(plan, two) -> None:
    for number in range(101):
        looked_at(plan, decided(plan, 50, duration_ms=number + 1.0), duration_ms=2 * (number + 1.0))
    found = compare(two[1].pk)
    assert found.latency_production is not None
    assert found.latency_shadow is not None
    assert (found.latency_production.p50, found.latency_production.p95) == (51, 96)
    assert (found.latency_shadow.p50, found.latency_shadow.p99) == (102, 200)


def test_compare__errors_the_fallback_and_other_arms__in_no_pair(plan, two) -> None:
    looked_at(plan, decided(plan, 10), probability=None, label=None, error="it fails with KeyError")
    looked_at(plan, decided(plan, 20, model_version_id=None, version="heuristic_v1", fallback=True))
    looked_at(plan, decided(plan, 30, model_version_id=two[1].pk, version="v2", arm="v2", propensity=0.5))
    looked_at(plan, decided(plan, 40))
    decided(plan, 45, route="")  # of a file
    found = compare(two[1].pk)
    assert (found.looked_at, found.pairs, found.errors) == (4, 1, 1)
    assert found.first_errors == ("it fails with KeyError",)


def test_compare__not_asked_yet__nothing_is_told(traffic, two) -> None:
    found = compare(two[1].pk)
    assert (found.requests, found.looked_at, found.pairs, found.both_positive) == (0, 0, 0, 0)
    assert (found.agreement, found.mcnemar, found.latency_shadow, found.mean_difference) == (None, None, None, None)


def test_compare__two_plans__the_newest_or_the_one_that_is_asked_for(plan, traffic, two, use_case) -> None:
    looked_at(plan, decided(plan, 10))
    end(use_case=use_case.name, by="user:ama", reason="once more")
    second = _begin(two[1])
    assert compare(two[1].pk).plan == second
    assert compare(two[1].pk, traffic.pk).pairs == 1


def test_compare__never_a_shadow_or_unknown__said(two) -> None:
    with pytest.raises(PlanNotFoundError, match="in no traffic plan a shadow"):
        compare(two[1].pk)
    with pytest.raises(VersionNotFoundError):
        compare(uuid.uuid4())


def test_keep__same_row_again__left_alone(plan, two) -> None:
    row = decided(plan, 10)
    first = looked_at(plan, row)
    keep([structs.replace(first, probability=0.9)])
    assert compare(two[1].pk).looked_at == 1


def test_shadow_row__record_that_cannot_be_read_any_more__an_error_and_no_raise(plan) -> None:
    row = structs.replace(decided(plan, 10), record=Raw(b'{"distance": "far"}'))
    found = shadow_row(Watched(plan.shadows[0], row))
    assert found.error == "it fails with RecordRejected"
    assert found.at <= datetime.now(UTC)


@pytest.fixture
def client(tenant: uuid.UUID) -> Client:
    _, token = issue_key(name="auditor", role=Role.AUDITOR, by="user:test")
    return Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})


def test_shadow_api__comparison__all_of_it(plan, two, traffic, client) -> None:
    row = decided(plan, 80)
    looked_at(plan, row)
    answer = client.get(f"/api/v1/models/{two[1].pk}/shadow/").json()
    assert (answer["version"], answer["production"], answer["plan_id"]) == ("v2", "v1", str(traffic.pk))
    assert (answer["pairs"], answer["agreement"], answer["until"]) == (1, 1.0, None)
    assert answer["swap_set"] == {"both_negative": 0, "newly_positive": 0, "newly_negative": 0, "both_positive": 1}
    assert answer["mcnemar"]["p_value"] == 1.0
    assert answer["latency_shadow"].keys() == {"p50", "p95", "p99"}
    (beside,) = client.get(f"/api/v1/decisions/{row.id}/shadows/").json()
    assert (beside["version"], beside["label"], beside["error"]) == ("v2", 1, "")


def test_shadow_api__what_is_not_there__not_found(two, client) -> None:
    for path in (f"models/{two[1].pk}/shadow/", f"models/{uuid.uuid4()}/shadow/", f"decisions/{uuid.uuid4()}/shadows/"):
        assert client.get(f"/api/v1/{path}").status_code == 404
    assert client.get(f"/api/v1/models/{two[1].pk}/shadow/?plan=nothing").status_code == 422
