"""Callers of each role, versions, and a decision of a version; nothing of it stays."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from scorewright.loop.tenancy.scope import acting

if TYPE_CHECKING:
    from scorewright.loop.registry.models import ModelVersion
    from scorewright.loop.serving.models import Decision

RECORD = {"distance": 80, "parcels": 3, "van": "small"}


class Caller:
    """``caller("get", "/endpoints")``: status and body."""

    def __init__(self, role: str) -> None:
        from scorewright.loop.tenancy.actions import issue_key
        from scorewright.loop.tenancy.models import Role

        _, token = issue_key(name=role, role=Role(role), by="user:test")
        self._client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})

    def __call__(self, method: str, path: str, body: object = None, **query: object) -> tuple[int, Any]:
        given: dict[str, Any] = {"query_params": query} if query else {}
        if body is not None:
            given |= {"data": body, "content_type": "application/json"}
        answer = getattr(self._client, method)(f"/api/v1{path}", **given)
        return answer.status_code, answer.json()


Call = Callable[[str], Caller]


@pytest.fixture
def call(tenant: uuid.UUID) -> Call:
    """``call("admin")("get", "/endpoints")``, in the tenant of the test's scope."""
    return Caller


@pytest.fixture
def stranger(tenant: uuid.UUID) -> Caller:
    """The administrator of another tenant."""
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"t-{uuid.uuid4().hex[:12]}"
    with acting(create_tenant(slug=slug, name=slug, by="test").id, actor="user:test"):
        return Caller("admin")


@pytest.fixture
def live(make_version: Callable[..., "ModelVersion"]) -> "ModelVersion":
    """A version of the small use case that is in production."""
    from scorewright.loop.deployment.actions import activate

    version = make_version()
    activate(version_id=version.pk, by="user:ama", reason="the first")
    version.refresh_from_db()
    return version


@pytest.fixture
def decided(use_case: Any, live: "ModelVersion") -> "Decision":
    """A decision of that version."""
    from scorewright.loop.serving.actions import decide

    return decide(use_case=use_case, raw=RECORD)
