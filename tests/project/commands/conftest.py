"""Commands in a process of their own, against the servers of the session."""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from io import StringIO
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.stack import Embedded

if TYPE_CHECKING:
    from scorewright.loop.training.actions import Registered

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def scorewright(tmp_path: Path) -> Callable[..., Done]:
    """``scorewright("models", "--json", NAME="value")``: what somebody types, with changes of the environment."""

    def run(*arguments: str, **environment: str) -> Done:
        return subprocess.run(
            [sys.executable, "-m", "scorewright.project", *arguments],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def slug(tenant_id: object) -> str:
    """The name of the test's own tenant."""
    from scorewright.loop.tenancy.queries import tenants

    return next(tenant.slug for tenant in tenants() if tenant.pk == tenant_id)


@pytest.fixture
def credit(tenant_id: uuid.UUID, register_credit: Callable[..., "Registered"]) -> Callable[..., "Registered"]:
    """``credit("decision_tree")``: versions of these learners in the test's tenant, the best considered for use."""
    from scorewright.loop.deployment.actions import consider
    from scorewright.loop.tenancy.scope import acting

    def register(*learners: str) -> "Registered":
        with acting(tenant_id, actor="user:test", role="admin"):
            run = register_credit(*learners)
            assert run.best is not None
            assert consider(version_id=run.best.id, by="user:test", trigger="command").activated
        return run

    return register


@pytest.fixture(scope="session")
def answer_of() -> Callable[..., dict[str, Any]]:
    """The one line of JSON of a Django command, run in this process."""

    def run(name: str, *arguments: str) -> dict[str, Any]:
        out = StringIO()
        call_command(name, *arguments, "--json", stdout=out)
        (line,) = out.getvalue().splitlines()
        found: dict[str, Any] = loads(line)
        return found

    return run


@pytest.fixture
def home(embedded: Embedded, tmp_path: Path) -> Home:
    return Home(tmp_path / "home")
