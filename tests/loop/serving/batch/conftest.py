"""Somebody who sends files."""

import uuid
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .callers import Caller


@pytest.fixture
def service(tenant_id: uuid.UUID) -> "Caller":
    """A service of the test's tenant."""
    from .callers import Caller

    return Caller(tenant_id)
