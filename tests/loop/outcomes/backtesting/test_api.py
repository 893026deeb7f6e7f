"""Backtests over HTTP, and the job that answers them."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from scorewright.loop.jobs.actions import cancel
from scorewright.loop.jobs.models import Job, State
from scorewright.loop.jobs.running import run_job
from scorewright.loop.outcomes.backtesting import kept_records
from scorewright.loop.serving.actions import decide
from scorewright.loop.tenancy.actions import create_tenant, issue_key
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting

SINCE = "2026-01-01T00:00:00Z"
Ask = Callable[..., Any]


@pytest.fixture
def ask(tenant_id) -> Ask:
    """``ask(role="analyst", since=...)``: the response; ``tenant`` is by default the test's."""

    def run(*, role: str = "analyst", tenant: uuid.UUID = tenant_id, **body: Any) -> Any:
        with acting(tenant, actor="user:test"):
            token = issue_key(name=role, role=Role(role), by="user:test")[1]
        given = {"use_case": "late_delivery", "since": SINCE} | body
        return Client(SERVER_NAME="localhost").post(
            "/api/v1/backtests/",
            json.dumps(given),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    return run


@pytest.fixture
def kept(tenant_id, use_case, register_version, raw_records) -> None:
    """Two equal versions and ten decisions, committed."""
    with acting(tenant_id, actor="user:test", role="admin"):
        for _ in range(2):
            register_version()
        for raw in raw_records(10):
            decide(use_case=use_case, raw=raw)


@pytest.mark.usefixtures("kept")
def test_backtest__asked_for__is_a_job_whose_result_is_the_answer(ask, tenant_id) -> None:
    answer = ask(version="v1", against="2", threshold=0.7)
    assert answer.status_code == 202, answer.content
    job_id = uuid.UUID(answer.json()["job_id"])
    assert answer["Location"] == f"/api/v1/jobs/{job_id}/"
    run_job(tenant_id, job_id)
    with acting(tenant_id, actor="user:test"):
        job = Job.objects.get(pk=job_id)
    assert (job.state, job.done, job.total, job.error) == (State.SUCCEEDED, 10, 10, "")
    assert (job.result["a"]["name"], job.result["b"]["name"]) == ("v1", "v2 at 0.7")
    assert job.result["replayed"] == 10


@pytest.mark.usefixtures("kept")
def test_backtest__cancelled__stops_at_the_next_page(ask, tenant_id, monkeypatch) -> None:
    monkeypatch.setattr(kept_records, "AT_ONCE", 2)
    job_id = uuid.UUID(ask(version="v1", against="v2").json()["job_id"])
    read = kept_records.pages

    def cancelled_meanwhile(*arguments: Any) -> Any:
        for page in read(*arguments):
            with acting(tenant_id, actor="user:test"):
                cancel(job=Job.objects.get(pk=job_id), by="user:test")
            yield page

    monkeypatch.setattr("scorewright.loop.outcomes.backtesting.backtest.pages", cancelled_meanwhile)
    run_job(tenant_id, job_id)
    with acting(tenant_id, actor="user:test"):
        job = Job.objects.get(pk=job_id)
    assert (job.state, job.done, job.result) == (State.CANCELLED, 2, None)


@pytest.mark.usefixtures("kept")
def test_backtest__question_that_breaks_a_rule__422_that_names_field_and_rule(ask) -> None:
    refusals: list[tuple[dict[str, Any], str, str]] = [
        ({"version": "v1"}, "against", "differs"),
        ({"against": "v2"}, "version", "required"),
        ({"version": "v1", "against": "v2", "until": "2025-01-01T00:00:00Z"}, "since", "order"),
        ({"version": "v1", "against": "v2", "as_of": "9999-01-01T00:00:00Z"}, "as_of", "order"),
        ({"version": "v1", "against": "v2", "until": "2026-01-02T00:00:00Z"}, "since", "decisions"),
        ({"version": "v1", "bands": [{"name": "low", "starts_at": 0.5}]}, "bands", "value"),
        ({"version": "v1", "bands": []}, "asked.bands", "too_short"),
        ({"version": "v1", "threshold": 1.5}, "asked.threshold", "less_than"),
        ({"version": "first"}, "asked.version", "string_pattern_mismatch"),
        ({"version": "v1", "since": 5}, "asked.since", "value_error"),
        ({"version": "v1", "colour": "red"}, "asked.colour", "extra_forbidden"),
    ]
    for body, field, rule in refusals:
        answer = ask(**body)
        assert answer.status_code == 422, (body, answer.content)
        assert [(error["field"], error["rule"]) for error in answer.json()["errors"]] == [(field, rule)], body


@pytest.mark.usefixtures("kept")
def test_backtest__unknown_version_or_use_case_and_other_tenants__404(ask) -> None:
    assert ask(version="v9", against="v1").status_code == 404
    assert ask(use_case="no_such", version="v2").status_code == 404
    other = create_tenant(slug=f"t-{uuid.uuid4().hex[:12]}", name="other", by="test").id
    assert ask(tenant=other, version="v1", against="v2").status_code == 404


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("role", "status"), [("admin", 202), ("analyst", 202), ("approver", 403), ("auditor", 403), ("service", 403)]
)
def test_backtest__role__decides_who_may_ask(ask, role, status) -> None:
    assert ask(role=role, version="v1", against="v2").status_code == status
