import uuid

import pytest


@pytest.fixture
def other_tenant_id(database: None) -> uuid.UUID:
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"t-{uuid.uuid4().hex[:12]}"
    return create_tenant(slug=slug, name=slug, by="test").pk
