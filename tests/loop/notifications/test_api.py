"""Notifications and channels over HTTP."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from scorewright.loop.notifications.actions import notify
from scorewright.loop.notifications.models import Channel, Notification
from scorewright.loop.tenancy.actions import create_tenant, issue_key
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting

HOOK = {"kind": "webhook", "name": "hook", "url": "https://hooks.example.org/in", "events": ["job."]}


class Caller:
    """A client with a key of one tenant and role."""

    def __init__(self, tenant_id: uuid.UUID, role: Role) -> None:
        with acting(tenant_id, actor="user:test"):
            _, token = issue_key(name=role, role=role, by="user:test")
        self._client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)

    def __call__(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        self.answer = self._client.generic(
            method, f"/api/v1/{path}", json.dumps(body) if body is not None else b"", "application/json"
        )
        return self.answer.status_code, json.loads(self.answer.content) if self.answer.content else None


@pytest.fixture
def admin(tenant_id: uuid.UUID) -> Caller:
    return Caller(tenant_id, Role.ADMIN)


@pytest.fixture
def told(tenant_id: uuid.UUID) -> Notification:
    with acting(tenant_id, actor="job:1"):
        for number in range(3):
            notification = notify(event="job.failed", title=f"Job {number} failed", message="", data={"kind": "x"})
        return notification


def test_notifications__pages_and_filters__the_newest_first(admin: Caller, told: Notification) -> None:
    _, page = admin("GET", "notifications/?page_size=2")
    assert [found["title"] for found in page["results"]] == ["Job 2 failed", "Job 1 failed"]
    _, rest = admin("GET", "notifications/?" + page["next"].partition("?")[2])
    assert [found["title"] for found in rest["results"]] == ["Job 0 failed"]
    assert len(admin("GET", "notifications/?event=job.failed")[1]["results"]) == 3
    assert admin("GET", "notifications/?event=model.activated")[1]["results"] == []


def test_read__service__read_for_all_and_no_longer_unread(tenant_id: uuid.UUID, told: Notification) -> None:
    service = Caller(tenant_id, Role.SERVICE)
    status, read = service("POST", f"notifications/{told.pk}/read/")
    assert (status, read["read_by"].startswith("key:service"), read["data"]) == (200, True, {"kind": "x"})
    assert service("POST", f"notifications/{told.pk}/read/")[1] == read
    assert len(service("GET", "notifications/?unread=true")[1]["results"]) == 2
    assert len(service("GET", "notifications/?unread=false")[1]["results"]) == 1


@pytest.mark.parametrize("query", ["unread=perhaps", "event=%00", "event=A", "cursor=abc"])
def test_notifications__parameter_that_cannot_be__422(admin: Caller, query: str) -> None:
    assert admin("GET", f"notifications/?{query}")[0] == 422


def test_channel__made_shown_changed_tested_removed(admin: Caller) -> None:
    status, made = admin("POST", "channels/", HOOK)
    assert (status, made["secret"][:6], admin.answer["Cache-Control"]) == (201, "whsec_", "no-store")
    path = f"channels/{made['id']}/"
    shown = {name: value for name, value in made.items() if name != "secret"}
    assert admin("GET", path) == (200, shown)
    assert admin("GET", "channels/")[1]["results"] == [shown]
    assert admin("PATCH", path, {"enabled": False}) == (200, shown | {"enabled": False})
    status, (delivery,) = admin("POST", f"{path}test/")
    assert (status, delivery["state"], admin.answer["Location"]) == (202, "pending", f"/api/v1/{path}deliveries/")
    assert admin("GET", f"{path}deliveries/")[1]["results"] == [delivery]
    assert admin("DELETE", path) == (204, None)
    assert admin("GET", path)[0] == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": None}, "url"),
        ({"url": "javascript:alert(1)"}, "body.url"),
        ({"events": ["job.", "model.vanished"]}, "events"),
        ({"events": ["what?"]}, "body.events.0"),
        ({"name": "a\x00b"}, "body.name"),
        ({"kind": "pigeon"}, "body.kind"),
        ({"kind": "email", "url": None, "addresses": ["a@example.org"]}, "kind"),
        ({"secret": "whsec_mine"}, "body.secret"),
    ],
)
def test_channel__breaks_a_rule__422_that_names_the_field(admin: Caller, change: dict[str, Any], field: str) -> None:
    status, answer = admin("POST", "channels/", HOOK | change)
    assert (status, answer["errors"][0]["field"]) == (422, field)
    assert admin("GET", "channels/")[1]["results"] == []


def test_channel__name_that_is_taken__422_and_the_first_one_stays(admin: Caller) -> None:
    assert [admin("POST", "channels/", HOOK)[0] for _ in range(2)] == [201, 422]
    assert len(admin("GET", "channels/")[1]["results"]) == 1


@pytest.mark.parametrize("role", [Role.ANALYST, Role.APPROVER, Role.AUDITOR, Role.SERVICE])
def test_channels__other_roles__may_not_and_only_auditors_look(tenant_id: uuid.UUID, admin: Caller, role: Role) -> None:
    _, made = admin("POST", "channels/", HOOK)
    caller, path = Caller(tenant_id, role), f"channels/{made['id']}/"
    for place in ("channels/", path, f"{path}deliveries/"):
        assert caller("GET", place)[0] == (200 if role == Role.AUDITOR else 403)
    given = (("POST", "channels/", HOOK), ("PATCH", path, {}), ("DELETE", path, None), ("POST", f"{path}test/", None))
    assert {caller(*ask)[0] for ask in given} == {403}


def test_read__auditor__may_not(tenant_id: uuid.UUID, told: Notification) -> None:
    assert Caller(tenant_id, Role.AUDITOR)("POST", f"notifications/{told.pk}/read/")[0] == 403


def test_everything__of_another_tenant__404_and_nothing_changes(
    tenant_id: uuid.UUID, admin: Caller, told: Notification
) -> None:
    _, made = admin("POST", "channels/", HOOK)
    slug = f"s-{uuid.uuid4().hex[:12]}"
    stranger = Caller(create_tenant(slug=slug, name=slug, by="test").pk, Role.ADMIN)
    path = f"channels/{made['id']}/"
    given = (
        ("GET", path),
        ("PATCH", path, {}),
        ("DELETE", path),
        ("POST", f"{path}test/"),
        ("GET", f"{path}deliveries/"),
    )
    assert {stranger(*ask)[0] for ask in given} == {404}
    assert stranger("POST", f"notifications/{told.pk}/read/")[0] == 404
    with acting(tenant_id, actor="test"):
        assert Channel.objects.get().enabled
        assert not Notification.objects.exclude(read_at=None).exists()
