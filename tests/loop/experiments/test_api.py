"""Experiments over HTTP: who may, what is answered, what is refused."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from scorewright.loop.experiments.models import Experiment
from scorewright.loop.registry.queries import production
from scorewright.loop.tenancy.actions import issue_key
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting

PATH = "/api/v1/experiments/"
BETTER = {"champion": {"right": 60, "wrong": 60}, "b": {"right": 114, "wrong": 6}}

Ask = Callable[..., tuple[int, Any]]


def asker() -> Ask:
    tokens: dict[str, str] = {}

    def ask(path: str, body: object = None, *, role: str = "admin") -> tuple[int, Any]:
        if role not in tokens:
            tokens[role] = issue_key(name=role, role=Role(role), by="user:test")[1]
        client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {tokens[role]}"})
        answer = client.get(path) if body is None else client.post(path, body, content_type="application/json")
        return answer.status_code, answer.json()

    return ask


@pytest.fixture
def ask(other_tenant_id: uuid.UUID, tenant: uuid.UUID) -> Ask:
    """``ask(path)`` gets, ``ask(path, body)`` posts."""
    return asker()


@pytest.fixture
def wanted(two) -> dict[str, Any]:
    return {
        "use_case": two[0].use_case,
        "title": "Does v2 find more?",
        "reason": "to see",
        "arms": [
            {"version_id": str(two[0].pk), "share": 0.5, "name": "champion"},
            {"version_id": str(two[1].pk), "share": 0.5, "name": "b"},
        ],
        "planned_units": 240,
        "baseline": 0.8,
    }


def test_experiment__from_start_to_stop__as_told(ask, wanted, give, two) -> None:
    role = "approver"
    status, begun = ask(PATH, wanted, role=role)
    assert status == 201, begun
    assert (begun["state"], begun["verdict"], begun["rule"]["mode"]) == ("running", None, "always_valid")
    assert "a gain of 0.161 is found" in begun["rule"]["words"]
    assert [(arm["name"], arm["version"], arm["champion"], arm["mean"]) for arm in begun["arms"]] == [
        ("champion", "v1", True, None),
        ("b", "v2", False, None),
    ]
    give(Experiment.objects.get(), **BETTER)
    status, seen = ask(f"{PATH}{begun['id']}/look/", {}, role=role)
    assert (status, seen["verdict"]["outcome"], seen["verdict"]["winner"]) == (200, "winner", "b")
    assert [(arm["labelled_units"], arm["mean"]) for arm in seen["arms"]] == [(120, 0.5), (120, 0.95)]
    status, ended = ask(f"{PATH}{begun['id']}/stop/", {"reason": "shown"}, role=role)
    assert (status, ended["state"], ended["forced"]) == (200, "stopped", False)
    assert ended["promoted_version_id"] == str(two[1].pk)
    assert production(two[0].use_case) == two[1]
    again = ask(f"{PATH}{begun['id']}/stop/", {"reason": "once more", "promote": "none"}, role=role)
    assert again == (200, ended)
    assert ask(f"{PATH}{begun['id']}/", role="auditor") == (200, ended)
    status, looks = ask(f"{PATH}{begun['id']}/looks/", role="auditor")
    assert [one["outcome"] for one in looks["results"]] == ["winner", "winner"]
    assert looks["results"][0]["arms"] == ended["arms"]


@pytest.mark.parametrize("role", ["analyst", "auditor", "service"])
def test_experiment__other_roles__may_read_alone(ask, wanted, role) -> None:
    assert ask(PATH, wanted, role=role)[0] == 403
    begun = ask(PATH, wanted)[1]
    for act in ("look", "stop"):
        assert ask(f"{PATH}{begun['id']}/{act}/", {"reason": "x"}, role=role)[0] == 403
    assert ask(f"{PATH}{begun['id']}/", role=role)[0] == 200


def test_list__by_use_case_and_state(ask, wanted) -> None:
    begun = ask(PATH, wanted)[1]
    ask(f"{PATH}{begun['id']}/stop/", {"reason": "another one"})
    running = ask(PATH, wanted)[1]
    for query, expected in {
        "": [running, begun],
        "?state=running": [running],
        "?state=stopped": [begun],
        "?state=interrupted": [],
        "?use_case=another": [],
    }.items():
        assert [one["id"] for one in ask(f"{PATH}{query}")[1]["results"]] == [one["id"] for one in expected]


@pytest.mark.parametrize(
    ("field", "rule", "changes"),
    [
        ("planned_units", "required", {"planned_units": None}),
        ("metric", "mean", {"metric": "precision"}),
        ("arms", "shares", {"share": 0.7}),
        ("body.alpha", "less_than_equal", {"alpha": 0.5}),
        ("body.luck", "extra_forbidden", {"luck": 1}),
    ],
)
def test_start__breaks_a_rule__problem_names_field_and_rule(ask, wanted, field, rule, changes) -> None:
    if share := changes.pop("share", None):
        wanted["arms"][0]["share"] = share
    status, answer = ask(PATH, wanted | changes)
    assert status == 422
    assert [(one["field"], one["rule"]) for one in answer["errors"]] == [(field, rule)]


def test_start__open_already_and_unknown_things__conflict_and_not_found(ask, wanted) -> None:
    assert ask(PATH, wanted)[0] == 201
    status, answer = ask(PATH, wanted)
    assert (status, "end it first" in answer["detail"]) == (409, True)
    assert ask(PATH, wanted | {"use_case": "nothing"})[0] == 404
    assert ask(f"{PATH}{uuid.uuid4()}/")[0] == 404


def test_stop__arm_that_was_not_shown__conflict_with_the_words(ask, wanted) -> None:
    begun = ask(PATH, wanted)[1]
    status, answer = ask(f"{PATH}{begun['id']}/stop/", {"reason": "x", "promote": "b"})
    assert (status, answer["title"]) == (409, "Experiment refused")
    assert "Not enough matured outcomes" in answer["detail"]


def test_experiment__of_another_tenant__does_not_exist(ask, wanted, other_tenant_id) -> None:
    begun = ask(PATH, wanted)[1]
    with acting(other_tenant_id, actor="user:test"):
        theirs = asker()
        theirs(PATH)
    assert theirs(PATH)[1]["results"] == []
    for path, body in ((f"{begun['id']}/", None), (f"{begun['id']}/looks/", None), (f"{begun['id']}/look/", {})):
        assert theirs(PATH + path, body)[0] == 404


def test_plan__expected_traffic__gain_by_week(ask, use_case) -> None:
    body = {
        "use_case": use_case.name,
        "shares": {"champion": 0.5, "b": 0.5},
        "units_a_week": 1000,
        "labelled_share": 0.6,
        "weeks_to_mature": 2,
        "baseline": 0.8,
        "gain": 0.05,
        "mode": "fixed_horizon",
    }
    status, plan = ask(f"{PATH}plan/", body, role="analyst")
    assert (status, plan["planned_units"], len(plan["weeks"])) == (200, 1812, 12)
    eighth = plan["weeks"][7]
    assert (eighth["labelled"], round(eighth["once"], 3), round(eighth["any_time"], 3)) == (
        {"champion": 1800, "b": 1800},
        0.036,
        0.049,
    )


@pytest.mark.parametrize(
    ("field", "changes"),
    [("baseline", {"baseline": None}), ("shares", {"shares": {"a": 0.9, "b": 0.2}}), ("weeks", {"weeks": 2})],
)
def test_plan__cannot_be_told__field_named(ask, use_case, field, changes) -> None:
    body = {
        "use_case": use_case.name,
        "shares": {"a": 0.5, "b": 0.5},
        "units_a_week": 1000,
        "weeks_to_mature": 3,
        "baseline": 0.8,
        "planned_units": 3000,
    }
    status, answer = ask(f"{PATH}plan/", body | changes)
    assert (status, [one["field"] for one in answer["errors"]]) == (422, [field])
