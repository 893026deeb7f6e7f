"""Two versions of the small use case, the second activated after the first, and what both decided: made in bulk."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from scorewright.declare.guard import Guard
from scorewright.declare.use_case import UseCase

if TYPE_CHECKING:
    from scorewright.loop.registry.models import ModelVersion

GUARD = Guard(margin=0.05, planned_units=500, days=60)
DAY = timedelta(days=1)  # the window of the small use case


def decide(version: "ModelVersion", count: int, *, right: int, at: datetime, learnt: bool = True, **given: Any) -> None:
    """So many decisions of ``version`` at ``at``, as many of them ``right`` by outcomes learnt once they matured."""
    from scorewright.loop.outcomes.models import Statement
    from scorewright.loop.serving.models import Decision

    changes = {"status": "production", "probability": 0.8, "label": 1, "record": {"distance": 80.0}} | given
    decisions = Decision.objects.bulk_create(
        Decision(
            use_case=version.use_case,
            model_version=version,
            version=version.label,
            at=at,
            features={},
            threshold=0.5,
            confidence=0.8,
            needs_review=False,
            fallback=False,
            duration_ms=1.0,
            **changes,
        )
        for _ in range(count)
    )
    if learnt:
        Statement.objects.bulk_create(
            Statement(
                decision=decision,
                use_case=version.use_case,
                number=1,
                value="yes" if place < right else "no",
                label=int(place < right),
                occurred_at=at,
                learnt_at=at + DAY,
                matures_at=at + DAY,
                by="key:test",
            )
            for place, decision in enumerate(decisions)
        )


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """``clock.forward(days=1)``: what asks for the time is told a later one."""
    real, ahead = timezone.now, [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + ahead[0])

    def forward(**later: float) -> datetime:
        ahead[0] += timedelta(**later)
        return timezone.now()

    return SimpleNamespace(forward=forward)


@pytest.fixture
def guarded(redeclare: Callable[..., UseCase]) -> UseCase:
    """The small use case with a guard that rolls back."""
    return redeclare(guard=GUARD)


Change = Callable[..., tuple["ModelVersion", "ModelVersion"]]


@pytest.fixture
def change(guarded: UseCase, make_version: Callable[..., "ModelVersion"], clock: SimpleNamespace) -> Change:
    """``change(before=500, right=400)``: the first version decides so often, then the second one is activated."""
    from scorewright.loop.deployment.actions import activate

    def change(*, before: int = 500, right: int = 400, learnt: bool = True) -> tuple["ModelVersion", "ModelVersion"]:
        first, second = make_version(), make_version()
        activate(version_id=first.pk, by="user:ama", reason="the first")
        decide(first, before, right=right, at=clock.forward(days=1), learnt=learnt)
        clock.forward(days=2)
        activate(version_id=second.pk, by="user:ama", reason="newer")
        return first, second

    return change
