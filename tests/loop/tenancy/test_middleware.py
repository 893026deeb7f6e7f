"""Through Django's whole stack, with views of the tests' own."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import AsyncClient, Client, override_settings
from django.urls import path
from django.utils import timezone

from scorewright.loop.tenancy import actions
from scorewright.loop.tenancy.models import ApiKey, Role, User
from scorewright.loop.tenancy.scope import NoTenantError, acting, current_scope
from scorewright.loop.tenancy.workplace import choose_tenant
from scorewright.project.embedded.provisioning import DATABASE
from scorewright.project.embedded.stack import Embedded


def who(request: HttpRequest) -> HttpResponse:
    """Whom Python and PostgreSQL take the request for."""
    with connection.cursor() as cursor:
        seen = cursor.execute("SELECT COALESCE(current_setting('scorewright.tenant', true), '')").fetchone()[0]
    try:
        scope = current_scope()
    except NoTenantError:
        return JsonResponse({"tenant": None, "seen": seen})
    return JsonResponse({"tenant": str(scope.tenant_id), "actor": scope.actor, "role": scope.role, "seen": seen})


def write_and_answer(request: HttpRequest, status: int) -> HttpResponse:
    actions.issue_key(name="left behind", role=Role.SERVICE, by="test")
    return HttpResponse(status=status)


def write_and_raise(request: HttpRequest) -> HttpResponse:
    actions.issue_key(name="left behind", role=Role.SERVICE, by="test")
    raise ZeroDivisionError


def lose_the_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the connection is lost")


def want_two_locks(request: HttpRequest) -> HttpResponse:
    """The first time, a rival who has the second one waits for the first."""
    name = request.POST.get("name") or json.loads(request.body)["name"]
    actions.issue_key(name=f"for {name}", role=Role.SERVICE, by="test")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7001)")
        Rival.turn.set()
        while Rival.thread.is_alive() and not cursor.execute(_ADVISORY_WAIT).fetchone():
            time.sleep(0.01)
        cursor.execute("SELECT pg_advisory_xact_lock(7002)")
    return HttpResponse(status=201)


_ADVISORY_WAIT = "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"


class Rival:
    """Takes the two locks the other way round, and is patient: it is the request that PostgreSQL ends."""

    turn: threading.Event
    thread: threading.Thread

    @classmethod
    def begin(cls, url: str) -> None:
        cls.turn, ready = threading.Event(), threading.Event()

        def take_both() -> None:
            with psycopg.connect(url) as opened:
                opened.execute("SET deadlock_timeout = '60s'")
                opened.execute("SELECT pg_advisory_xact_lock(7002)")
                ready.set()
                assert cls.turn.wait(30)
                opened.execute("SELECT pg_advisory_xact_lock(7001)")

        cls.thread = threading.Thread(target=take_both, daemon=True)
        cls.thread.start()
        assert ready.wait(30)


def choose(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    return JsonResponse({"chosen": choose_tenant(request, tenant_id)})


class Urls:
    urlpatterns = (
        path("who/", who),
        path("api/docs", who),
        path("api/openapi.json", who),
        path("api/v1/who/", who),
        path("api/v1/write/<int:status>/", write_and_answer),
        path("api/v1/raise/", write_and_raise),
        path("api/v1/lose/", lose_the_database),
        path("api/v1/locks/", want_two_locks),
        path("lose/", lose_the_database),
        path("admin/who/", who),
        path("admin/choose/<uuid:tenant_id>/", choose),
    )


@pytest.fixture
def client(database: None) -> Iterator[Client]:
    with override_settings(ROOT_URLCONF=Urls, ALLOWED_HOSTS=["testserver"]):
        yield Client(raise_request_exception=False)


@pytest.fixture
def key(tenant_id: uuid.UUID) -> str:
    with acting(tenant_id, actor="test"):
        return actions.issue_key(name="batch", role=Role.ANALYST, by="test")[1]


def left_behind(tenant_id: uuid.UUID) -> bool:
    with acting(tenant_id, actor="test"):
        return ApiKey.objects.filter(name="left behind").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Basic YTpi"},
        {"X-API-Key": f"sw_{'0' * 32}_{'A' * 43}"},
        {"X-API-Key": "sw_\x00"},
    ],
)
@pytest.mark.parametrize(
    "url", ["/api/v1/who/", "/api/v1/nothing-there/", "/api/", "/api/docs/", "/api/docs/../v1/who/"]
)
def test_api__no_valid_key__401_for_every_path(client: Client, url: str, headers: dict[str, str]) -> None:
    answer = client.get(url, headers=headers)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 401


@pytest.mark.parametrize("form", ["Bearer", "bearer", "X-API-Key"])
def test_api__good_key__runs_as_its_tenant(client: Client, tenant_id: uuid.UUID, key: str, form: str) -> None:
    headers = {"X-API-Key": key} if form == "X-API-Key" else {"Authorization": f"{form} {key}"}
    answer = client.get("/api/v1/who/", headers=headers).json()
    assert answer["tenant"] == answer["seen"] == str(tenant_id)
    assert answer["role"] == "analyst"
    assert answer["actor"].startswith("key:batch/")
    assert client.get("/api/v1/nothing-there/", headers=headers).status_code == 404


def test_api__revoked_key__401_at_once(client: Client, tenant_id: uuid.UUID, key: str) -> None:
    with acting(tenant_id, actor="test"):
        actions.revoke_key(key=ApiKey.objects.get(), by="test")
    assert client.get("/api/v1/who/", headers={"X-API-Key": key}).status_code == 401


def test_api__expired_key__401(client: Client, tenant_id: uuid.UUID) -> None:
    with acting(tenant_id, actor="test"):
        past = timezone.now() - timedelta(seconds=1)
        _, token = actions.issue_key(name="old", role=Role.ANALYST, expires_at=past, by="test")
    assert client.get("/api/v1/who/", headers={"X-API-Key": token}).status_code == 401


@pytest.mark.parametrize("url", ["/who/", "/api/docs", "/api/openapi.json"])
def test_open_paths__even_with_a_key__have_no_tenant(client: Client, key: str, url: str) -> None:
    assert client.get(url, headers={"X-API-Key": key}).json() == {"tenant": None, "seen": ""}


@pytest.mark.parametrize(("status", "kept"), [(200, True), (404, True), (500, False), (503, False)])
def test_api__status__decides_what_is_kept(
    client: Client, tenant_id: uuid.UUID, key: str, status: int, kept: bool
) -> None:
    assert client.post(f"/api/v1/write/{status}/", headers={"X-API-Key": key}).status_code == status
    assert left_behind(tenant_id) == kept


def test_api__view_raises__nothing_kept(client: Client, tenant_id: uuid.UUID, key: str) -> None:
    assert client.post("/api/v1/raise/", headers={"X-API-Key": key}).status_code == 500
    assert not left_behind(tenant_id)


@pytest.mark.parametrize("url", ["/lose/", "/api/v1/lose/"])
def test_view_loses_the_database__any_path__503_with_retry_after(client: Client, key: str, url: str) -> None:
    answer = client.get(url, headers={"X-API-Key": key})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json()["dependency"] == "database"


def test_api__deadlock_lost__the_request_is_made_once_more(
    client: Client, tenant_id: uuid.UUID, key: str, embedded: Embedded
) -> None:
    Rival.begin(embedded.admin_url.rpartition("/")[0] + f"/{DATABASE}")
    body = {"name": "the second attempt"}
    answer = client.post("/api/v1/locks/", body, content_type="application/json", headers={"X-API-Key": key})
    assert answer.status_code == 201
    with acting(tenant_id, actor="test"):
        assert ApiKey.objects.filter(name="for the second attempt").count() == 1


def test_api__deadlock_lost_with_a_form_of_files__503_that_says_so(
    client: Client, key: str, embedded: Embedded
) -> None:
    Rival.begin(embedded.admin_url.rpartition("/")[0] + f"/{DATABASE}")
    answer = client.post("/api/v1/locks/", {"name": "a form"}, headers={"X-API-Key": key})
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert answer.json()["detail"].startswith("Other requests held")


NO_DATABASE = """
import django
django.setup()
from django.test import Client
for url in ("/api/v1/anything/", "/admin/"):
    client = Client(headers={"host": "localhost", "X-API-Key": "sw_" + "0" * 32 + "_" + "A" * 43})
    client.cookies["sessionid"] = "a" * 32
    answer = client.get(url)
    print(answer.status_code, answer["Retry-After"], answer.json()["dependency"])
"""


def test_database_down__before_the_view__503_with_retry_after(database: None) -> None:
    port_nobody_listens_on = "1"
    environment = {**os.environ, "DATABASE_URL": f"postgresql://app@127.0.0.1:{port_nobody_listens_on}/x"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", NO_DATABASE], check=False, env=environment, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["503 5 database"] * 2, done.stderr


def test_api__under_asgi__same_scope(client: Client, tenant_id: uuid.UUID, key: str) -> None:
    async def ask() -> dict[str, str]:
        try:
            answer = await AsyncClient().get("/api/v1/who/", headers={"X-API-Key": key})
            return dict(json.loads(answer.content))
        finally:
            await asyncio.to_thread(connections.close_all)

    answer = asyncio.run(ask())
    assert answer["tenant"] == answer["seen"] == str(tenant_id)


def test_admin__nobody_logged_in__no_tenant(client: Client) -> None:
    assert client.get("/admin/who/").json() == {"tenant": None, "seen": ""}


def test_admin__neither_membership_nor_superuser__no_tenant(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get("/admin/who/").json() == {"tenant": None, "seen": ""}


def test_admin__member__first_membership_until_another_is_chosen(
    client: Client, user: User, tenant_id: uuid.UUID, other_tenant_id: uuid.UUID
) -> None:
    for place, role in ((tenant_id, Role.AUDITOR), (other_tenant_id, Role.ANALYST)):
        with acting(place, actor="test"):
            actions.add_member(user=user, role=role, by="test")
    client.force_login(user)
    first = client.get("/admin/who/").json()
    assert first == {
        "tenant": str(tenant_id), "seen": str(tenant_id), "actor": f"user:{user.username}", "role": "auditor"
    }  # fmt: skip
    assert client.get(f"/admin/choose/{other_tenant_id}/").json() == {"chosen": True}
    second = client.get("/admin/who/").json()
    assert (second["tenant"], second["role"]) == (str(other_tenant_id), "analyst")


def test_admin__tenant_that_is_not_theirs__cannot_be_chosen(
    client: Client, user: User, tenant_id: uuid.UUID, other_tenant_id: uuid.UUID
) -> None:
    with acting(tenant_id, actor="test"):
        actions.add_member(user=user, role=Role.ADMIN, by="test")
    client.force_login(user)
    assert client.get(f"/admin/choose/{other_tenant_id}/").json() == {"chosen": False}
    session = client.session
    session["tenant"] = str(other_tenant_id)
    session.save()
    assert client.get("/admin/who/").json()["tenant"] == str(tenant_id)


def test_admin__removed_member__locked_out_at_the_next_request(
    client: Client, user: User, tenant_id: uuid.UUID
) -> None:
    with acting(tenant_id, actor="test"):
        member = actions.add_member(user=user, role=Role.ADMIN, by="test")
    client.force_login(user)
    assert client.get("/admin/who/").json()["tenant"] == str(tenant_id)
    with acting(tenant_id, actor="test"):
        actions.remove_member(membership=member, by="test")
    assert client.get("/admin/who/").json()["tenant"] is None


def test_admin__superuser__any_tenant_as_administrator(
    client: Client, superuser: User, other_tenant_id: uuid.UUID
) -> None:
    client.force_login(superuser)
    assert client.get(f"/admin/choose/{other_tenant_id}/").json() == {"chosen": True}
    answer = client.get("/admin/who/").json()
    assert (answer["tenant"], answer["role"]) == (str(other_tenant_id), "admin")


def test_admin__api_key__opens_nothing(client: Client, key: str) -> None:
    assert client.get("/admin/who/", headers={"X-API-Key": key}).json()["tenant"] is None


def test_api__session__opens_nothing(client: Client, superuser: User) -> None:
    client.force_login(superuser)
    assert client.get("/api/v1/who/").status_code == 401
