"""Whatever Django answers names its request, as the door does."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from scorewright.loop.tenancy.actions import issue_key
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
MADE = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
def service(tenant_id: uuid.UUID) -> Client:
    with acting(tenant_id, actor="user:test"):
        _, token = issue_key(name="service", role=Role.SERVICE, by="user:test")
    return Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)


def _named(answer: Any) -> str:
    name: str = answer.headers["X-Request-ID"]
    return name


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"X-Request-ID": "order-7"}, "order-7"),
        ({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, TRACE),
        ({"X-Request-ID": "order-7", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, "order-7"),
        ({"X-Request-ID": "a b", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, TRACE),
    ],
)
def test_answer__caller_named_the_request__by_that_name(service, headers, name) -> None:
    for path in ("jobs/", "scoring-runs/", "decisions/", "models/", "use-cases/", "nope/", "jobs/?state=famous"):
        assert _named(service.get(f"/api/v1/{path}", headers=headers)) == name, path
    assert _named(service.post("/api/v1/retention/batch", headers=headers)) == name
    assert _named(Client().get("/api/v1/jobs/", headers=headers)) == name  # 401


@pytest.mark.parametrize("given", [None, "", "a b", "k" * 201, "n\u00e4me", "two\tnames"])
def test_answer__no_name_that_could_be_repeated__a_new_one(service, given) -> None:
    headers = {} if given is None else {"X-Request-ID": given}
    names = [_named(service.get("/api/v1/jobs/", headers=headers)) for _ in range(2)]
    assert [bool(MADE.fullmatch(name)) for name in names] == [True, True]
    assert names[0] != names[1]


def test_answer__host_that_is_not_allowed__named_too(database: None) -> None:
    assert _named(Client(SERVER_NAME="elsewhere.example").get("/api/v1/jobs/", headers={"X-Request-ID": "x"})) == "x"


def test_answer__through_the_door__named_once(open_door: Any) -> None:
    answer = open_door().ask("GET", "/api/v1/jobs/", X_Request_ID="order-7")
    assert (answer.status_code, answer.headers.get_list("x-request-id")) == (401, ["order-7"])
