"""Guards over HTTP: what is watched, and a look at once."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from scorewright.loop.deployment.actions import activate
from scorewright.loop.tenancy.actions import create_tenant, issue_key
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting
from tests.loop.guarding.conftest import decide

ADDRESS = "/api/v1/use-cases/late_delivery/guard/"


def asker(tenant_id: uuid.UUID) -> Any:
    """``ask("get", "looks/", role="auditor")``: status and answer."""

    def ask(method: str, path: str = "", *, role: str = "approver", use_case: str = "late_delivery") -> Any:
        with acting(tenant_id, actor="user:test"):
            token = issue_key(name=role, role=Role(role), by="user:test")[1]
        address = ADDRESS.replace("late_delivery", use_case) + path
        response = getattr(Client(SERVER_NAME="localhost"), method)(
            address, headers={"Authorization": f"Bearer {token}"}
        )
        return response.status_code, json.loads(response.content)

    return ask


@pytest.fixture
def ask(tenant_id: uuid.UUID) -> Any:
    return asker(tenant_id)


@pytest.fixture
def lost(tenant_id: uuid.UUID, guarded, register_version, clock) -> None:
    """Fifteen points are lost, and nobody has looked yet."""
    with acting(tenant_id, actor="user:test", role="admin"):
        first, second = register_version(), register_version()
        activate(version_id=first.pk, by="user:ama", reason="the first")
        decide(first, 500, right=400, at=clock.forward(days=1))
        clock.forward(days=2)
        activate(version_id=second.pk, by="user:ama", reason="newer")
        decide(second, 600, right=390, at=clock.forward(days=1))
        clock.forward(days=2)


def test_guard__looked_at__rolls_back_and_each_address_tells_of_it(lost, ask) -> None:
    status, before = ask("get", role="auditor")
    assert (status, before["state"], before["former_side"], before["last_look"]) == (
        200,
        "watching",
        {"name": "v1", "decisions": 500, "units": 500, "mean": 0.8},
        None,
    )
    status, done = ask("post", "look/")
    assert (status, done["state"], done["version"], done["former"]) == (200, "rolled_back", "v2", "v1")
    assert done["rule"]["margin"] == 0.05
    assert done["last_look"]["low"] > 0.05
    assert done["last_look"]["side"] == {"name": "v2", "decisions": 600, "units": 600, "mean": 0.65}
    assert ask("get", role="auditor") == (200, done)
    status, looks = ask("get", "looks/", role="auditor")
    assert (status, looks["results"]) == (200, [done["last_look"]])
    assert done["last_look"]["by"].startswith("key:")


def test_guard__nothing_to_watch_over__404_with_the_reason(tenant_id, guarded, ask) -> None:
    for status, answer in (ask("get"), ask("post", "look/")):
        assert (status, answer["title"]) == (404, "Not guarded")
        assert answer["detail"] == "late_delivery has nothing in production"
    assert ask("get", "looks/") == (200, {"next": None, "previous": None, "results": []})


def test_guard__unknown_use_case__404(ask) -> None:
    assert {ask("get", path, use_case="astrology")[0] for path in ("", "looks/")} == {404}


@pytest.mark.parametrize("role", ["service", "analyst", "auditor"])
def test_look__role_that_may_not_deploy__403(lost, ask, role: str) -> None:
    assert ask("post", "look/", role=role)[0] == 403


def test_guard__of_another_tenant__is_not_there(lost, guarded) -> None:
    slug = f"t-{uuid.uuid4().hex[:12]}"
    stranger = asker(create_tenant(slug=slug, name=slug, by="test").id)
    assert stranger("get")[0] == 404
    assert stranger("get", "looks/")[1]["results"] == []
