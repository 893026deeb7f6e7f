"""People, and a second tenant to be kept out of."""

import uuid
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from scorewright.loop.tenancy.models import User


@pytest.fixture
def other_tenant_id(database: None) -> uuid.UUID:
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"other-{uuid.uuid4().hex[:12]}"
    return create_tenant(slug=slug, name=slug, by="test").pk


@pytest.fixture
def user(database: None) -> "User":
    from scorewright.loop.tenancy.models import User

    return User.objects.create_user(username=f"ama-{uuid.uuid4().hex[:12]}", is_staff=True)


@pytest.fixture
def superuser(database: None) -> "User":
    from scorewright.loop.tenancy.models import User

    return User.objects.create_superuser(username=f"root-{uuid.uuid4().hex[:12]}")
