"""Two tenants and a person; and a way past every rule, as an intruder would have it."""

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import psycopg
import pytest

from scorewright.project.embedded.provisioning import DATABASE
from scorewright.project.embedded.stack import Embedded

if TYPE_CHECKING:
    from scorewright.loop.tenancy.models import User


@pytest.fixture
def superuser_connection(embedded: Embedded) -> Iterator[psycopg.Connection]:
    url = embedded.admin_url.rpartition("/")[0] + f"/{DATABASE}"
    with psycopg.connect(url, autocommit=True) as opened:
        yield opened


@pytest.fixture
def intruder(superuser_connection: psycopg.Connection) -> psycopg.Connection:
    """The database's superuser, with all triggers off."""
    superuser_connection.execute("SET session_replication_role = replica")
    return superuser_connection


@pytest.fixture
def other_tenant_id(database: None) -> uuid.UUID:
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"other-{uuid.uuid4().hex[:12]}"
    return create_tenant(slug=slug, name=slug, by="test").pk


@pytest.fixture
def superuser(database: None) -> "User":
    from scorewright.loop.tenancy.models import User

    return User.objects.create_superuser(username=f"root-{uuid.uuid4().hex[:12]}")


@pytest.fixture
def user_ama(database: None) -> "User":
    from scorewright.loop.tenancy.models import User

    return User.objects.create_user(username=f"ama-{uuid.uuid4().hex[:12]}")
