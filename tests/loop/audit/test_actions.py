import uuid
from datetime import UTC, datetime

import pytest

from scorewright.loop.audit.actions import record
from scorewright.loop.tenancy.scope import acting


def test_record__its_answer__holds_what_the_database_wrote(tenant: uuid.UUID) -> None:
    before = datetime.now(UTC)
    with acting(tenant, actor="user:ama"):
        entry = record(action="model.activated", subject="model:1", content={"reason": "better", "at": before})
    assert (entry.sequence, entry.actor, len(entry.hash)) == (2, "user:ama", 64)
    assert abs((entry.at - before).total_seconds()) < 60
    assert entry.content.startswith('{"at": "')


def test_record__content_without_a_json_form__refused(tenant: uuid.UUID) -> None:
    with pytest.raises(ValueError, match="JSON"):
        record(action="x", subject="x", content={"value": float("nan")})
    with pytest.raises(TypeError):
        record(action="x", subject="x", content={"value": object()})
