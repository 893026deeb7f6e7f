"""The HTTP API as a client meets it: the door and Django behind it, on the real database."""

import json
import re
import uuid
from enum import Enum
from typing import Any, get_args

import httpx
import pytest
from django.test import Client
from django.utils import timezone
from pydantic import BaseModel

from scorewright.declare.catalogue import use_cases
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.actions import create_tenant, issue_key
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting
from scorewright.project.web.api import API

RETENTION = dict(use_cases()["retention"].examples[0])


class Caller:
    """A client with a key of one tenant and role."""

    def __init__(self, door: Any, tenant_id: uuid.UUID, role: Role) -> None:
        with acting(tenant_id, actor="user:test"):
            _, self._token = issue_key(name=role, role=role, by="user:test")
        self._door = door

    def get(self, path: str) -> tuple[int, Any]:
        return self._ask("GET", path, b"")

    def post(self, path: str, body: object) -> tuple[int, Any]:
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: object) -> tuple[int, Any]:
        response = self.ask(method, f"/api/v1{path}", body)
        return response.status_code, response.json()

    def ask(self, method: str, path: str, body: object = b"") -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        answer: httpx.Response = self._door.ask(method, path, body, **headers)
        return answer


@pytest.fixture
def door(open_door: Any) -> Any:
    return open_door()


@pytest.fixture
def service(door: Any, tenant_id: uuid.UUID) -> Caller:
    return Caller(door, tenant_id, Role.SERVICE)


@pytest.fixture
def admin(door: Any, tenant_id: uuid.UUID) -> Caller:
    return Caller(door, tenant_id, Role.ADMIN)


@pytest.fixture
def stranger(door: Any) -> Caller:
    slug = f"s-{uuid.uuid4().hex[:12]}"
    return Caller(door, create_tenant(slug=slug, name=slug, by="test").id, Role.ADMIN)


def test_predict__no_model_yet__fallback_answers_and_the_decision_is_kept(service: Caller) -> None:
    status, answer = service.post("/predict/retention/", RETENTION)
    assert status == 200
    assert answer["fallback"] is True
    assert answer["model_version"] == "heuristic_v1"
    assert answer["label"] in ("Yes", "No")
    assert 0 <= answer["probability"] <= 1
    status, kept = service.get(f"/decisions/{answer['decision_id']}/")
    assert (status, kept["record"]) == (200, RETENTION)
    assert kept["features"].keys() == {feature.name for feature in use_cases()["retention"].features}


def test_predict__broken_record__names_field_rule_and_type_and_never_the_value(service: Caller) -> None:
    status, answer = service.post("/predict/retention/", RETENTION | {"tenure": "a secret"})
    assert status == 422
    assert answer["errors"][0] == {
        "field": "tenure",
        "rule": "type",
        "message": "must be a number",
        "received": "string",
    }
    assert "a secret" not in json.dumps(answer)


@pytest.mark.parametrize("value", [10**400, -(10**30), "\x00", "\ud800", [], {}, True, None, 1.5])
def test_predict__any_value_in_any_field__never_a_500(service: Caller, value: object) -> None:
    for name in RETENTION:
        status, _ = service.post("/predict/retention/", RETENTION | {name: value})
        assert status in (200, 422), name


def test_predict__unknown_use_case__404_that_names_those_there_are(service: Caller) -> None:
    status, answer = service.post("/predict/horoscope/", {})
    assert status == 404
    assert "retention" in answer["detail"]


def test_outcome__new_then_same_then_other__201_200_409(service: Caller) -> None:
    _, answer = service.post("/predict/retention/", RETENTION)
    path = f"/decisions/{answer['decision_id']}/outcome/"
    assert service.post(path, {"value": "Yes"})[0] == 201
    assert service.post(path, {"value": "Yes"})[0] == 200
    assert service.post(path, {"value": "No"})[0] == 409
    assert service.post(path, {"value": "Perhaps"})[0] == 422
    status, broken = service.post(path, {"value": "Yes", "occurred_at": "yesterday"})
    assert (status, broken["errors"][0]["field"]) == (422, "body.occurred_at")
    assert service.get("/decisions/summary/?use_case=retention")[1] == {"decisions": 1, "outcomes": 1, "fallbacks": 1}


def all_pages(caller: Caller, path: str) -> list[str]:
    """The ids of the decisions on the page at ``path`` and on all that follow."""
    seen: list[str] = []
    while path:
        status, page = caller.get(path)
        assert status == 200
        seen += [found["decision_id"] for found in page["results"]]
        path = page["next"] and "/decisions/?" + page["next"].partition("?")[2]
    return seen


def test_decisions__more_than_a_page__every_one_once_by_cursor(service: Caller) -> None:
    made = {service.post("/predict/retention/", RETENTION)[1]["decision_id"] for _ in range(5)}
    seen = all_pages(service, "/decisions/?page_size=2")
    assert len(seen) == 5
    assert set(seen) == made


def test_decisions__hundreds_of_one_moment__every_one_once_by_cursor(service: Caller, tenant_id: uuid.UUID) -> None:
    _, answer = service.post("/predict/retention/", [RETENTION] * 450)
    made = {decision["decision_id"] for decision in answer["decisions"]}
    with acting(tenant_id, actor="user:test"):
        Decision.objects.update(at=timezone.now())
    seen = all_pages(service, "/decisions/?page_size=200")
    assert len(seen) == 450
    assert set(seen) == made


@pytest.mark.parametrize("path", ["/decisions/", "/decisions/summary/", "/models/"])
@pytest.mark.parametrize(
    "query",
    ["use_case=%00", "cursor=abc", "cursor=cD0lMDA=", "since=0001-01-01T00:00:00%2B23:59", "since=2026-01-01T00:00:00"],
)
def test_lists__any_parameter__never_a_500(service: Caller, path: str, query: str) -> None:
    status, answer = service.get(f"{path}?{query}")
    assert status in (200, 422)
    if status == 422:
        assert answer["title"]


def test_unknown_address_and_method__problems_too(service: Caller) -> None:
    assert service.get("/nope/")[1]["status"] == 404
    assert service.get("/predict/retention/")[1]["status"] == 405


@pytest.mark.parametrize("reason", ["", "  ", "a\x00b"])
def test_activate__reason_that_is_none__422(admin: Caller, reason: str) -> None:
    status, _ = admin.post(f"/models/{uuid.uuid4()}/activate/", {"reason": reason})
    assert status == 422


def test_activate__unknown_version__404(admin: Caller) -> None:
    status, _ = admin.post(f"/models/{uuid.uuid4()}/activate/", {"reason": "because"})
    assert status == 404


def test_activate__role_that_may_not__403(service: Caller) -> None:
    status, answer = service.post(f"/models/{uuid.uuid4()}/activate/", {"reason": "because"})
    assert (status, "service may not" in answer["detail"]) == (403, True)


def test_every_route__without_a_key__401(database: None) -> None:
    for method, path in _routes():
        response = Client().generic(method, _filled(path, str(uuid.uuid4())))
        assert response.status_code == 401, path
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_every_address__method_that_it_does_not_have__405_that_names_those_it_has(service: Caller, method: str) -> None:
    paths = API.get_openapi_schema()["paths"]
    for path, methods in paths.items():
        if method.lower() not in methods:
            there = path.replace("{use_case}", "retention").replace("{version}", "v1")
            answer = service.ask(method, _filled(there, str(uuid.uuid4())))
            allowed = set(answer.headers.get("Allow", "").lower().split(", "))
            assert (answer.status_code, allowed) == (405, set(methods)), path


def test_every_route__with_a_foreign_tenants_ids__404_and_nothing_changes(service: Caller, stranger: Caller) -> None:
    _, answer = service.post("/predict/retention/", RETENTION)
    with_ids = [(method, path) for method, path in _routes() if "{" in path]
    assert len(with_ids) >= 4
    mine = {"reason": "mine now"}
    bodies = {"activate": mine, "rollback": mine, "traffic/": mine, "stop/": mine, "outcome": {"value": "Yes"}}
    bodies |= {word: {"feedback": "Yes"} for word in ("mlrequests/", "feedback")}
    bodies |= {"/status/": {"status": "APPROVED"}, "/assign/": {"analyst": None}}
    for method, path in with_ids:
        body = next((body for word, body in bodies.items() if word in path), {})
        status = stranger.ask(method, _filled(path, answer["decision_id"]), body).status_code
        assert status == 404, path
    assert stranger.get("/decisions/")[1]["results"] == []
    assert service.get("/decisions/summary/")[1]["outcomes"] == 0


def test_openapi__each_use_case__its_own_addresses_with_schema_and_example(database: None) -> None:
    document = json.loads(Client().get("/api/openapi.json").content)
    assert Client().get("/api/docs").status_code == 200
    schemas = document["components"]["schemas"]
    for name, use_case in use_cases().items():
        for path in (f"/api/v1/predict/{name}/", f"/api/v1/{name}/predict"):
            body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
            one, many = body["schema"]["oneOf"]
            assert many["items"] == one
            record = schemas[one["$ref"].removeprefix("#/components/schemas/")]
            assert record["properties"].keys() == {field.name for field in use_case.fields}
            assert body["example"] == use_case.examples[0]


def test_openapi__every_operation__has_an_id_of_its_own_and_every_reference_leads_somewhere(database: None) -> None:
    document = API.get_openapi_schema()
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    pointed_at = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert pointed_at <= document["components"]["schemas"].keys()
    assert document["components"]["securitySchemes"].keys() == {"ApiKey"}


def test_predict__django_without_the_door__404_after_the_key(tenant_id: uuid.UUID) -> None:
    with acting(tenant_id, actor="user:test"):
        _, token = issue_key(name="direct", role=Role.SERVICE, by="user:test")
    for name, words in {"retention": "before Django", "horoscope": "there are"}.items():
        path = f"/api/v1/predict/{name}/"
        assert Client().post(path).status_code == 401
        response = Client(headers={"Authorization": f"Bearer {token}"}).post(path)
        assert (response.status_code, words in response.json()["detail"]) == (404, True)


def _routes() -> list[tuple[str, str]]:
    """Those of Django; every address of the door has tests of its own."""
    paths = API.get_openapi_schema()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() if path.startswith("/api/") for method in methods]


def _filled(path: str, value: str) -> str:
    """``path`` with ``value`` in the place of every id, and a name that nothing has."""
    return re.sub(r"{\w+}", value, re.sub("{(use_case|name|endpoint_name)}", "nobody", path))


def test_document__names_of_its_parts__each_of_one_class() -> None:
    """Parts are merged by name: of two enums with one name, the document would know one only."""
    known: dict[str, set[type]] = {}
    for _, router in API._routers:
        for operations in router.path_operations.values():
            for operation in (found for found in operations.operations if found.include_in_schema):
                for model in filter(None, operation.response_models.values()):
                    _note(model, known)
    assert {name: found for name, found in known.items() if len(found) > 1} == {}


def _note(kind: Any, known: dict[str, set[type]]) -> None:
    for inner in get_args(kind):
        _note(inner, known)
    if isinstance(kind, type) and issubclass(kind, BaseModel | Enum) and kind not in known.get(kind.__name__, ()):
        if kind.__name__ != "NinjaResponseSchema":
            known.setdefault(kind.__name__, set()).add(kind)
        for field in getattr(kind, "model_fields", {}).values():
            _note(field.annotation, known)
