"""Decisions that were made a while ago, so that their window is over or open as a test wants it."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

if TYPE_CHECKING:
    from scorewright.loop.serving.models import Decision

MakeDecision = Callable[..., "Decision"]
Ask = Callable[..., Any]


def new_decision(*, use_case: str, days_ago: float, **changes: Any) -> "Decision":
    """One of the small use case, whose window is a day."""
    from scorewright.loop.serving.models import Decision

    given = {
        "record": {"distance": 80.0, "parcels": 3, "van": "small"},
        "features": {},
        "version": "v1",
        "threshold": 0.5,
        "probability": 0.8,
        "label": 1,
        "confidence": 0.8,
        "needs_review": False,
        "fallback": False,
        "duration_ms": 1.0,
    }
    at = timezone.now() - timedelta(days=days_ago)
    return Decision.objects.create(use_case=use_case, at=at, **given | changes)


@pytest.fixture
def make_decision(tenant: uuid.UUID, use_case: Any) -> MakeDecision:
    """``make_decision(days_ago=2, probability=0.3)``, in the scope of the test's tenant."""
    return lambda days_ago=2.0, **changes: new_decision(days_ago=days_ago, **{"use_case": use_case.name, **changes})


@pytest.fixture
def matured(make_decision: MakeDecision) -> "Decision":
    """A decision whose window is over."""
    return make_decision(days_ago=2)


@pytest.fixture
def open_one(make_decision: MakeDecision) -> "Decision":
    """A decision whose window is open for another half a day."""
    return make_decision(days_ago=0.5)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """``clock.forward(days=1)``: what asks for the time is told a later one."""
    real, ahead = timezone.now, [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + ahead[0])

    def forward(**later: float) -> datetime:
        ahead[0] += timedelta(**later)
        return timezone.now()

    return SimpleNamespace(forward=forward)


@pytest.fixture
def decided(tenant_id: uuid.UUID, use_case: Any) -> Callable[..., list["Decision"]]:
    """``decided(3)``: so many decisions whose window is over, for callers over HTTP."""
    from scorewright.loop.tenancy.scope import acting

    def decided(count: int, *, days_ago: float = 2.0) -> list["Decision"]:
        with acting(tenant_id, actor="user:test"):
            return [new_decision(use_case=use_case.name, days_ago=days_ago) for _ in range(count)]

    return decided


def asker(tenant_id: uuid.UUID) -> Ask:
    """``ask("post", "/outcomes/", [...], role="auditor")``: the response."""
    from scorewright.loop.tenancy.actions import issue_key
    from scorewright.loop.tenancy.models import Role
    from scorewright.loop.tenancy.scope import acting

    tokens: dict[str, str] = {}

    def ask(method: str, path: str, body: Any = None, *, role: str = "service", **given: Any) -> Any:
        if role not in tokens:
            with acting(tenant_id, actor="user:test"):
                tokens[role] = issue_key(name=role, role=Role(role), by="user:test")[1]
        headers = {"Authorization": f"Bearer {tokens[role]}", **given.pop("headers", {})}
        client = Client(SERVER_NAME="localhost")
        if body is not None:
            given |= {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1{path}", headers=headers, **given)

    return ask


@pytest.fixture
def ask(tenant_id: uuid.UUID) -> Ask:
    """Asks over HTTP as somebody of the test's own tenant."""
    return asker(tenant_id)


@pytest.fixture
def stranger(database: None) -> Ask:
    """Asks as somebody of another tenant."""
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"t-{uuid.uuid4().hex[:12]}"
    return asker(create_tenant(slug=slug, name=slug, by="test").id)
