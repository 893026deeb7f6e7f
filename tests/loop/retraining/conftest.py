"""Somebody who trains over HTTP, and a worker that is this very process."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from scorewright.declare import catalogue
from scorewright.declare.use_case import UseCase

if TYPE_CHECKING:
    from scorewright.loop.retraining.models import TrainingRun

Ask = Callable[..., Any]
PREFIX = "/api/v1/model-training"


def asker(tenant_id: uuid.UUID) -> Ask:
    """``ask("post", "/train", role="analyst", **config)``: the response."""
    from scorewright.loop.tenancy.actions import issue_key
    from scorewright.loop.tenancy.models import Role
    from scorewright.loop.tenancy.scope import acting

    tokens: dict[str, str] = {}

    def ask(
        method: str, path: str, *, role: str = "analyst", headers: Any = None, data: Any = None, **body: Any
    ) -> Any:
        if role not in tokens:
            with acting(tenant_id, actor="user:test"):
                tokens[role] = issue_key(name=role, role=Role(role), by="user:test")[1]
        given = {"Authorization": f"Bearer {tokens[role]}", **(headers or {})}
        client = Client(SERVER_NAME="localhost")
        if data is not None:
            return getattr(client, method)(f"{PREFIX}{path}", data, headers=given)
        if method == "get":
            return client.get(f"{PREFIX}{path}", body, headers=given)
        return getattr(client, method)(
            f"{PREFIX}{path}", json.dumps(body), content_type="application/json", headers=given
        )

    return ask


def trained_run(ask: Ask, tenant_id: uuid.UUID, **config: Any) -> "TrainingRun":
    """Asks for a training and does it at once; the run."""
    from scorewright.loop.jobs.running import run_job
    from scorewright.loop.retraining.queries import run_of
    from scorewright.loop.tenancy.scope import acting

    answer = ask("post", "/train", **{"n_jobs": 1, **config})
    assert answer.status_code == 202, answer.content
    job_id = uuid.UUID(answer.json()["job_id"])
    run_job(tenant_id, job_id)
    with acting(tenant_id, actor="user:test"):
        return run_of(job_id)


@pytest.fixture
def ask(tenant_id: uuid.UUID, use_case: UseCase) -> Ask:
    """Asks as somebody of the test's own tenant."""
    return asker(tenant_id)


@pytest.fixture
def trained(ask: Ask, tenant_id: uuid.UUID, use_case: UseCase) -> Callable[..., "TrainingRun"]:
    """Trains the small use case by a configuration."""
    return lambda **config: trained_run(ask, tenant_id, use_case=use_case.name, **config)


@dataclass(frozen=True)
class Done:
    """A training that tests look at and leave as it is."""

    ask: Ask
    run: "TrainingRun"
    tenant_id: uuid.UUID


@pytest.fixture(scope="module")
def once_trained(database: None, small: UseCase) -> tuple[Ask, "TrainingRun", uuid.UUID]:
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"t-{uuid.uuid4().hex[:12]}"
    tenant_id = create_tenant(slug=slug, name=slug, by="test").id
    ask = asker(tenant_id)
    with pytest.MonkeyPatch.context() as patched:
        known = dict(catalogue.use_cases())
        patched.setattr(catalogue, "use_cases", lambda: known | {small.name: small})
        run = trained_run(ask, tenant_id, use_case=small.name, version_tag="first", notes="a note")
    return ask, run, tenant_id


@pytest.fixture
def done(once_trained: tuple[Ask, "TrainingRun", uuid.UUID], use_case: UseCase) -> Done:
    """One for all tests of a module."""
    return Done(*once_trained)


@pytest.fixture
def foreign_job(use_case: UseCase) -> uuid.UUID:
    """A training of another tenant."""
    from scorewright.loop.retraining.asking import ask
    from scorewright.loop.retraining.config import TrainingConfig
    from scorewright.loop.tenancy.actions import create_tenant
    from scorewright.loop.tenancy.scope import acting

    slug = f"t-{uuid.uuid4().hex[:12]}"
    with acting(create_tenant(slug=slug, name=slug, by="test").id, actor="user:other"):
        return ask(config=TrainingConfig(use_case=use_case.name), by="user:other").job_id


@pytest.fixture
def make_run(tenant: uuid.UUID, use_case: UseCase) -> Callable[[], "TrainingRun"]:
    """A training that waits."""
    from scorewright.loop.retraining.asking import ask
    from scorewright.loop.retraining.config import TrainingConfig

    return lambda: ask(config=TrainingConfig(use_case=use_case.name), by="user:test", reason="asked for in the tests")
