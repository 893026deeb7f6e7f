"""One real PostgreSQL and one real Valkey for the whole session, migrated as the owner, used as the application.

Nothing is rolled back or truncated: a test that writes has a tenant of its own, as a customer would.
"""

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.stack import Embedded

_FOLDER = tempfile.TemporaryDirectory(prefix="scorewright-tests-")
_STACK = Embedded(Home(Path(_FOLDER.name) / "home"))


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers before any test module is imported: some of them import models."""
    embedded = _STACK.__enter__()
    os.environ |= embedded.environment() | {
        "DJANGO_SETTINGS_MODULE": "scorewright.project.settings",
        "SCOREWRIGHT_ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    }
    django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    from django.db import connections

    connections.close_all()
    for connection in connections.all():
        connection.close_pool()
    _STACK.__exit__(None, None, None)
    _FOLDER.cleanup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first: those that start a browser or the whole product come last, each kind in its order."""
    items.sort(key=lambda item: [mark in item.keywords for mark in ("journey", "browser")])


@pytest.fixture(scope="session")
def database() -> None:
    """The migrated database."""
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)


@pytest.fixture(scope="session")
def embedded(database: None) -> Embedded:
    """The running servers: ``environment()`` for another process, ``admin_url`` for what the application may not do."""
    return _STACK


@pytest.fixture
def tenant_id(database: None) -> uuid.UUID:
    """A tenant of the test's own."""
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"t-{uuid.uuid4().hex[:12]}"
    return create_tenant(slug=slug, name=slug, by="test").id


@pytest.fixture
def tenant(tenant_id: uuid.UUID) -> Iterator[uuid.UUID]:
    """The test runs in the scope of a tenant of its own, as its administrator; nothing of it stays but the tenant."""
    from django.db import transaction

    from scorewright.loop.tenancy.scope import acting

    with acting(tenant_id, actor="user:test", role="admin"):
        yield tenant_id
        transaction.set_rollback(True)
