"""Jobs over HTTP."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from kinds_of_the_tests import count

from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.jobs.models import Delivery, Job, State
from scorewright.loop.tenancy.actions import issue_key
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting


def _client(tenant_id: uuid.UUID, role: Role) -> Client:
    with acting(tenant_id, actor="user:test"):
        _, token = issue_key(name=role, role=role, by="user:test")
    return Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)


@pytest.fixture
def job(tenant_id: uuid.UUID, work: dict[str, Any]) -> Job:
    with acting(tenant_id, actor="test"):
        return enqueue(kind=count, arguments=work, by="user:ama")


@pytest.fixture
def service(tenant_id: uuid.UUID) -> Client:
    return _client(tenant_id, Role.SERVICE)


def _ask(client: Client, method: str, path: str = "") -> tuple[int, Any]:
    response = client.generic(method, f"/api/v1/jobs/{path}")
    return response.status_code, json.loads(response.content)


def test_job__shown__how_far_it_is_and_nothing_of_its_lease(service: Client, job: Job) -> None:
    status, shown = _ask(service, "GET", f"{job.pk}/")
    assert (status, shown["state"], shown["created_by"], shown["arguments"]["total"]) == (200, "queued", "user:ama", 1)
    assert not {"lease", "leased_until", "checkpoint"} & shown.keys()


def test_job__running__percentage_usage_and_what_it_said(service: Client, job: Job, tenant_id: uuid.UUID) -> None:
    line = {"at": "2026-01-04T01:00:00Z", "message": "fold 1 of 5"}
    changes = {"state": State.RUNNING, "done": 1, "total": 4, "log": [line], "cpu_percent": 99.5, "memory_mb": 12.0}
    with acting(tenant_id, actor="test"):
        Job.objects.filter(pk=job.pk).update(**changes)
    shown = _ask(service, "GET", f"{job.pk}/")[1]
    assert (shown["percent"], shown["remaining_seconds"], shown["retries"]) == (25.0, None, 0)
    assert (shown["log"], shown["warnings"], shown["cpu_percent"], shown["memory_mb"]) == ([line], [], 99.5, 12.0)


@pytest.mark.parametrize(
    ("query", "found"), [("", 1), ("?state=queued", 1), ("?state=failed", 0), ("?kind=tests.count", 1), ("?kind=x", 0)]
)
def test_jobs__filtered__only_those(service: Client, job: Job, query: str, found: int) -> None:
    assert len(_ask(service, "GET", query)[1]["results"]) == found


@pytest.mark.parametrize("query", ["?state=famous", "?kind=%00", "?kind=A B", "?since=yesterday"])
def test_jobs__parameter_that_cannot_be__422(service: Client, query: str) -> None:
    assert _ask(service, "GET", query)[0] == 422


def test_cancel__waiting_then_again__the_same_answer(service: Client, job: Job) -> None:
    for _ in range(2):
        status, shown = _ask(service, "POST", f"{job.pk}/cancel/")
        assert (status, shown["state"]) == (200, "cancelled")


@pytest.mark.parametrize(("verb", "state"), [("cancel", State.SUCCEEDED), ("retry", State.QUEUED)])
def test_verb__state_that_does_not_allow_it__409(
    service: Client, job: Job, tenant_id: uuid.UUID, verb: str, state: State
) -> None:
    with acting(tenant_id, actor="test"):
        Job.objects.filter(pk=job.pk).update(state=state)
    assert _ask(service, "POST", f"{job.pk}/{verb}/")[0] == 409


def test_retry__failed__waits_again(service: Client, job: Job, tenant_id: uuid.UUID) -> None:
    with acting(tenant_id, actor="test"):
        Delivery.objects.all().delete()
        Job.objects.filter(pk=job.pk).update(state=State.FAILED)
    assert _ask(service, "POST", f"{job.pk}/retry/")[1]["state"] == "queued"


def test_verbs__role_that_only_reads__403(job: Job, tenant_id: uuid.UUID) -> None:
    auditor = _client(tenant_id, Role.AUDITOR)
    assert _ask(auditor, "GET", f"{job.pk}/")[0] == 200
    assert _ask(auditor, "POST", f"{job.pk}/cancel/")[0] == 403


def test_job__of_another_tenant__404(job: Job, other_tenant_id: uuid.UUID) -> None:
    stranger = _client(other_tenant_id, Role.ADMIN)
    assert _ask(stranger, "GET", f"{job.pk}/")[0] == 404
    assert _ask(stranger, "POST", f"{job.pk}/cancel/")[0] == 404
