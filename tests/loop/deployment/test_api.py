"""Considerations and rollback over HTTP."""

import uuid
from typing import Any

import pytest
from django.test import Client

from scorewright.loop.deployment.actions import activate, consider
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.queries import production
from scorewright.loop.tenancy.actions import issue_key
from scorewright.loop.tenancy.models import Role


class Caller:
    def __init__(self, tenant_id: uuid.UUID, role: str) -> None:
        _, token = issue_key(name=role, role=Role(role), by="user:test")
        self._client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str) -> tuple[int, Any]:
        answer = self._client.get(f"/api/v1{path}")
        return answer.status_code, answer.json()

    def post(self, path: str, body: object) -> tuple[int, Any]:
        answer = self._client.post(f"/api/v1{path}", body, content_type="application/json")
        return answer.status_code, answer.json()


@pytest.fixture
def call(tenant: uuid.UUID):
    return lambda role: Caller(tenant, role)


@pytest.fixture
def two(make_version) -> tuple[ModelVersion, ModelVersion]:
    versions = make_version(), make_version()
    for version in versions:
        activate(version_id=version.id, by="user:ama", reason="better")
    return versions


@pytest.mark.parametrize("role", ["admin", "approver"])
def test_rollback__former_version__decides_again(call, two, role: str) -> None:
    status, answer = call(role).post("/use-cases/late_delivery/rollback/", {"reason": "complaints"})
    assert status == 200
    assert (answer["version_id"], answer["replaced_id"]) == (str(two[0].pk), str(two[1].pk))
    assert (answer["kind"], answer["reason"]) == ("rollback", "complaints")
    assert production("late_delivery") == two[0]


@pytest.mark.parametrize("role", ["analyst", "auditor", "service"])
def test_rollback__other_roles__refused_and_nothing_changes(call, two, role: str) -> None:
    assert call(role).post("/use-cases/late_delivery/rollback/", {"reason": "complaints"})[0] == 403
    assert production("late_delivery") == two[1]


def test_rollback__nothing_before__conflict_with_the_reason(call, make_version) -> None:
    activate(version_id=make_version().id, by="user:ama", reason="the first")
    status, answer = call("admin").post("/use-cases/late_delivery/rollback/", {"reason": "complaints"})
    assert (status, answer["title"]) == (409, "Rollback refused")
    assert "nothing was in production before" in answer["detail"]


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [("horoscope", {"reason": "x"}, 404), ("Not-a-name", {"reason": "x"}, 422), ("late_delivery", {}, 422)],
)
def test_rollback__what_cannot_be__is_told(call, two, name: str, body: dict[str, str], status: int) -> None:
    assert call("admin").post(f"/use-cases/{name}/rollback/", body)[0] == status
    assert production("late_delivery") == two[1]


def test_considerations__of_a_version__conditions_comparison_and_reasons(call, make_contestant) -> None:
    champion, challenger = make_contestant("weak"), make_contestant("strong")
    activate(version_id=champion.id, by="user:ama", reason="the first")
    consider(version_id=challenger.id, by="task:training", trigger="scheduled")
    status, answer = call("auditor").get(f"/models/{challenger.pk}/considerations/")
    assert status == 200
    (found,) = answer["results"]
    assert (found["outcome"], found["mode"], found["trigger"]) == ("needs_review", "manual", "scheduled")
    assert found["champion_id"] == str(champion.pk)
    assert len(found["conditions"]) == 8
    assert found["comparison"]["evidence"]["gain"] > 0
    assert "mode manual" in found["reasons"][0]


def test_considerations__unknown_version__not_found(call) -> None:
    assert call("auditor").get(f"/models/{uuid.uuid4()}/considerations/")[0] == 404


def test_activate__unknown_version__not_found_and_changes_nothing(call, two) -> None:
    assert call("admin").post(f"/models/{uuid.uuid4()}/activate/", {"reason": "typo"})[0] == 404
    assert production("late_delivery") == two[1]
