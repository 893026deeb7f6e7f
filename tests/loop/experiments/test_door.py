"""An experiment at a running door, from the first request to the version that it leaves in production."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from scorewright.loop.deployment.actions import activate
from scorewright.loop.deployment.traffic.actions import Part
from scorewright.loop.experiments.actions import look, start, stop
from scorewright.loop.experiments.power import Terms
from scorewright.loop.outcomes.models import Statement
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.actions import issue_key
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting

PATH = "/api/v1/predict/late_delivery/"


@pytest.fixture
def begun(tenant_id, redeclare, register_version) -> Any:
    """An experiment on customers, who are told apart by the distance."""
    redeclare(unit_field="distance")
    with acting(tenant_id, actor="user:test", role="admin"):
        live, other = register_version(), register_version()
        activate(version_id=live.pk, by="user:test", reason="the first")
        parts = [Part(version_id=one.pk, share=0.4, name=name) for one, name in ((live, "a"), (other, "b"))]
        terms = Terms(planned_units=100, fewest_units=30)
        return start(use_case=live.use_case, title="t", reason="r", arms=parts, terms=terms, by="user:test")


@pytest.fixture
def ask(tenant_id, begun, open_door) -> Any:
    """The answers to records with these distances."""
    with acting(tenant_id, actor="user:test"):
        _, token = issue_key(name="service", role=Role.SERVICE, by="user:test")
    door = open_door()

    def ask(distances: Any) -> list[dict[str, Any]]:
        body = [{"distance": one, "parcels": 3, "van": "small"} for one in distances]
        decisions: list[dict[str, Any]] = door.ask("POST", PATH, body, Authorization=f"Bearer {token}").json()[
            "decisions"
        ]
        return decisions

    return ask


def tell_outcomes(use_case: str) -> None:
    """Of every other decision of each arm that it was right, of the others that it was wrong; all have matured."""
    now = timezone.now()
    when = dict.fromkeys(("occurred_at", "learnt_at", "matures_at"), now - timedelta(milliseconds=1))
    Statement.objects.bulk_create(
        Statement(
            decision=one,
            use_case=use_case,
            number=1,
            value="x",
            label=one.label if place % 2 else 1 - one.label,
            **when,
        )
        for place, one in enumerate(Decision.objects.order_by("arm", "id"))
    )


def test_experiment__at_the_door__sticky_arms_units_counted_once_and_one_version_left(tenant_id, begun, ask) -> None:
    first = {place: one["arm"] for place, one in enumerate(ask(range(300)))}
    again = {place: one["arm"] for place, one in enumerate(ask(float(one) for one in range(100)))}
    assert {"a", "b", "holdout"} == set(first.values())
    assert again == {place: first[place] for place in range(100)}
    with acting(tenant_id, actor="user:test", role="admin"):
        tell_outcomes(begun.use_case)
        found = look(experiment_id=begun.pk, by="user:test").last_look
        told = {arm["name"]: (arm["assigned_units"], arm["labelled_units"], arm["decisions"]) for arm in found.arms}
        for name in ("a", "b"):
            units = sum(arm == name for arm in first.values())
            assert told[name] == (units, units, units + sum(arm == name for arm in again.values()))
        assert found.sample_ratio["counts"]["holdout"] == sum(arm == "holdout" for arm in first.values())
        assert not found.sample_ratio["broken"]
        stop(experiment_id=begun.pk, by="user:test", reason="b it is", promote="b", force=True)
    begin = time.monotonic()
    while any("arm" in one or one["model_version"] != "v2" for one in ask(range(20))):
        assert time.monotonic() - begin < 20
        time.sleep(0.02)
