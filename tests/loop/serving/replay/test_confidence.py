"""How sure kept decisions were, worked out again."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scorewright.declare.confidence import Confidence, Part
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.replay.kept_pages import Chosen
from scorewright.loop.serving.replay.replaying import Report, replay
from scorewright.loop.tenancy.scope import Scope, acting

RAW = {"distance": 80, "parcels": -9, "van": None}


def surely(value: float, version: str = "desk_v1") -> Confidence:
    return Confidence(parts=(Part(name="told", weight=1.0, of=lambda *_: value),), version=version)


@pytest.fixture
def replayed(tenant_id: uuid.UUID, put_live: Any, redeclare: Any) -> Callable[..., Report]:
    """Decides with one confidence, changes what was kept, and makes the decision again with today's."""

    def run(then: Confidence | None, today: Confidence | None, **kept: Any) -> Report:
        put_live()
        use_case = redeclare(confidence=then)
        with acting(tenant_id, actor="user:test", role="admin"):
            decision = decide(use_case=use_case, raw=RAW)
            assert not kept or Decision.objects.filter(pk=decision.pk).update(**kept) == 1
        redeclare(**vars(replace(use_case, confidence=today)))
        now = datetime.now(UTC)
        chosen = Chosen(now - timedelta(hours=1), now + timedelta(seconds=1))
        return replay(Scope(tenant_id, "user:test", "admin"), chosen)

    return run


@pytest.mark.parametrize(
    ("then", "today"),
    [
        (surely(0.4), surely(0.4)),
        (surely(0.4), surely(0.6, "desk_v2")),  # another function says nothing about what the first one said
        (surely(0.4), None),
        (None, surely(0.4)),
    ],
)
def test_replay__confidence_as_it_was__equal(replayed, then: Confidence | None, today: Confidence | None) -> None:
    report = replayed(then, today)
    assert (report.total.equal, report.total.decisions) == (1, 1), report.differing


def test_replay__confidence_that_was_altered_or_whose_function_changed_under_its_name__differs(replayed) -> None:
    report = replayed(surely(0.4), surely(0.4), confidence=0.99)
    assert [one["differences"] for one in report.differing] == [[{"what": "confidence", "kept": 0.99, "again": 0.4}]]


def test_replay__function_changed_under_its_name__differs(replayed) -> None:
    assert replayed(surely(0.4), surely(0.5)).total.differing == 1
