"""The small use case with applications: what is watched, what is personal, and what is told besides."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from scorewright.declare.decision import Decision
from scorewright.declare.fields import Category, Text
from scorewright.declare.intake import Insight, Intake, Trigger
from scorewright.declare.use_case import UseCase
from scorewright.science.policy.bands import Band, Bands
from scorewright.science.policy.scales import PointsScale

if TYPE_CHECKING:
    from scorewright.loop.intake.models import Application

RECORD = {"distance": 40.0, "parcels": 3, "van": "small"}
DECISION = Decision(
    scale=PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=6, points_to_double_odds=60),
    bands=Bands((Band("Poor", 300, "High"), Band("Good", 600, "Low"))),
)


def told(record: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"trip": "long" if record["distance"] > 50 else "short", "hours": record["distance"] / 50}


INTAKE = Intake(
    prefix="LD",
    triggers=(Trigger("distance", 0.10), Trigger("van")),
    applicant_fields=(Text(name="phone", longest=20), Text(name="nickname", required=False)),
    monitored=(Category(name="gender", categories=("f", "m"), required=False),),
    insight=Insight(
        name="trip_analysis", tell=told, summary=("trip",), words={"hours": "Hours on the way", "trip": "Kind"}
    ),
    confidence_threshold=0.7,
)
PERSONAL = {"phone": "+233 24 000 0000"}


@pytest.fixture
def taking(redeclare: Callable[..., UseCase]) -> UseCase:
    """The small use case, which takes applications in."""
    return redeclare(intake=INTAKE, decision=DECISION)


@pytest.fixture
def apply(taking: UseCase) -> Callable[..., "Application"]:
    """Takes an application in, in the scope of the test: complete and submitted, unless told otherwise."""
    from scorewright.loop.intake.accepting import Parts
    from scorewright.loop.intake.actions import Given, create

    def make(
        *, record: Mapping[str, Any] | None = None, personal: Any = PERSONAL, submit: bool = True, **more: Any
    ) -> "Application":
        parts = Parts(dict(RECORD if record is None else record), personal, more.pop("monitored", {}))
        return create(use_case=taking, given=Given(parts=parts, submit=submit, **more), by="user:test")

    return make


class Office:
    """A tenant whose rows stay, so that others can see them."""

    def __init__(self, tenant_id: uuid.UUID, use_case: UseCase) -> None:
        self.tenant_id = tenant_id
        self.use_case = use_case

    @contextmanager
    def acting(self) -> Iterator[None]:
        from scorewright.loop.tenancy.scope import acting

        with acting(self.tenant_id, actor="user:test", role="admin"):
            yield

    def do(self, act: Callable[[], Any]) -> Any:
        with self.acting():
            return act()

    def drain(self, **options: Any) -> Any:
        from scorewright.loop.intake.assessing.draining import drain

        return drain(self.tenant_id, self.use_case.name, **options)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[uuid.UUID, str]]:
    """The messages that would have woken a worker; none leaves the test."""
    from scorewright.loop.intake.assessing import waking

    messages: list[tuple[uuid.UUID, str]] = []
    monkeypatch.setattr(waking, "send", lambda *message: messages.append(message))
    return messages


@pytest.fixture
def office(tenant_id: uuid.UUID, taking: UseCase, sent: list[tuple[uuid.UUID, str]]) -> Office:
    """The test drains for itself."""
    return Office(tenant_id, taking)


Ask = Callable[..., Any]


@pytest.fixture
def ask(office: Office) -> Ask:
    """``ask("post", "/v1/applications/", {...}, role="analyst")``: the response, below /api."""
    from django.test import Client

    from scorewright.loop.tenancy.actions import add_member, issue_key
    from scorewright.loop.tenancy.models import Role, User

    tokens: dict[str, str] = {}

    def ask(method: str, path: str, body: Any = None, *, role: str = "analyst", **given: Any) -> Any:
        if role not in tokens:
            user = User.objects.create_user(f"{role}-{uuid.uuid4().hex[:12]}") if role.startswith("applicant") else None
            kind = Role(role.partition(":")[0])
            with office.acting():
                if user is not None:
                    add_member(user=user, role=kind, by="user:test")
                tokens[role] = issue_key(name=role, role=kind, by="user:test", user=user)[1]
        if method != "get":
            given |= {"data": "" if body is None else json.dumps(body), "content_type": "application/json"}
        headers = {"Authorization": f"Bearer {tokens[role]}"}
        return getattr(Client(SERVER_NAME="localhost"), method)(f"/api{path}", headers=headers, **given)

    return ask
