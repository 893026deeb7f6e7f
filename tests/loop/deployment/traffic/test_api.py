"""Traffic plans over HTTP: who may, what is answered, what is refused."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from scorewright.loop.deployment.actions import activate
from scorewright.loop.deployment.models import Consideration, TrafficPlan
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.tenancy.actions import issue_key
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting

PATH = "/api/v1/use-cases/late_delivery/traffic/"


@pytest.fixture
def client(other_tenant_id: uuid.UUID, tenant: uuid.UUID) -> Callable[[str], Client]:
    def of(role: str) -> Client:
        _, token = issue_key(name=role, role=Role(role), by="user:test")
        return Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})

    return of


@pytest.fixture
def two(make_version) -> tuple[ModelVersion, ModelVersion]:
    live, other = make_version(), make_version()
    activate(version_id=live.pk, by="user:ama", reason="the first")
    return live, other


def post(client: Client, path: str, body: object) -> tuple[int, Any]:
    answer = client.post(path, body, content_type="application/json")
    return answer.status_code, answer.json()


def shadow(version: ModelVersion) -> dict[str, Any]:
    return {"shadows": [{"version_id": str(version.pk), "share": 0.5}], "reason": "to see"}


@pytest.mark.parametrize("role", ["admin", "approver"])
def test_start_and_end__those_who_deploy__plan_with_all_its_parts(client, two, role: str) -> None:
    body = shadow(two[1]) | {
        "arms": [
            {"version_id": str(two[0].pk), "share": 0.6, "name": "champion"},
            {"version_id": str(two[1].pk), "share": 0.3},
        ]
    }
    status, plan = post(client(role), PATH, body)
    assert status == 200, plan
    assert [(arm["name"], arm["version"], arm["share"]) for arm in plan["arms"]] == [
        ("champion", "v1", 0.6),
        ("v2", "v2", 0.3),
    ]
    assert [(one["version"], one["share"]) for one in plan["shadows"]] == [("v2", 0.5)]
    assert (plan["production"], plan["holdout_share"], plan["ended_at"]) == ("v1", 0.1, None)
    status, ended = post(client(role), f"{PATH}end/", {"reason": "seen enough"})
    assert (status, ended["id"], ended["end_reason"]) == (200, plan["id"], "seen enough")
    assert ended["ended_at"] is not None
    listed = client("auditor").get(PATH).json()["results"]
    assert [one["id"] for one in listed] == [plan["id"]]


@pytest.mark.parametrize("role", ["analyst", "auditor", "service"])
def test_start_and_end__other_roles__refused(client, two, role: str) -> None:
    assert post(client(role), PATH, shadow(two[1]))[0] == 403
    assert post(client(role), f"{PATH}end/", {"reason": "x"})[0] == 403
    assert post(client(role), f"/api/v1/models/{two[1].pk}/consider/", {})[0] == 403
    assert not TrafficPlan.objects.exists()


def test_start__rule_broken__problem_names_field_and_rule(client, two) -> None:
    status, answer = post(client("admin"), PATH, shadow(two[0]))
    assert status == 422
    assert [(one["field"], one["rule"]) for one in answer["errors"]] == [("shadows", "version")]
    status, answer = post(client("admin"), PATH, {"shadows": [{"version_id": str(two[1].pk), "share": 2}]})
    assert status == 422
    assert {one["field"] for one in answer["errors"]} == {"body.shadows.0.share", "body.reason"}


def test_start__open_already__conflict_with_the_reason(client, two) -> None:
    admin = client("admin")
    assert post(admin, PATH, shadow(two[1]))[0] == 200
    status, answer = post(admin, PATH, shadow(two[1]))
    assert status == 409
    assert "end it first" in answer["detail"]


def test_end__nothing_open__conflict(client, two) -> None:
    assert post(client("admin"), f"{PATH}end/", {"reason": "x"})[0] == 409


def test_traffic__unknown_use_case__not_found(client, two) -> None:
    admin = client("admin")
    assert admin.get("/api/v1/use-cases/nothing/traffic/").status_code == 404
    assert post(admin, "/api/v1/use-cases/nothing/traffic/end/", {"reason": "x"})[0] == 404


def test_traffic__another_tenants__does_not_exist(client, two, other_tenant_id) -> None:
    assert post(client("admin"), PATH, shadow(two[1]))[0] == 200
    with acting(other_tenant_id, actor="user:test"):
        _, token = issue_key(name="theirs", role=Role.ADMIN, by="user:test")
    theirs = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})
    assert theirs.get(PATH).json()["results"] == []
    assert post(theirs, PATH, shadow(two[1]))[0] == 409  # nothing is in production there
    assert post(theirs, f"{PATH}end/", {"reason": "x"})[0] == 409
    assert theirs.get(f"/api/v1/models/{two[1].pk}/shadow/").status_code == 404


def test_consider__asked_again__one_more_row_and_its_finding(client, two) -> None:
    status, answer = post(client("approver"), f"/api/v1/models/{two[1].pk}/consider/", {})
    assert (status, answer["outcome"], answer["trigger"]) == (200, "needs_review", "request")
    assert Consideration.objects.filter(version=two[1]).count() == 1
