"""Experiments of the small use case, with decisions and outcomes that are written and not waited for."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

if TYPE_CHECKING:
    from scorewright.loop.experiments.models import Experiment
    from scorewright.loop.registry.models import ModelVersion

Begin = Callable[..., "Experiment"]
Give = Callable[..., None]


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
def two(make_version: Any) -> "tuple[ModelVersion, ModelVersion]":
    """One in production, and one beside it."""
    from scorewright.loop.deployment.actions import activate

    live, other = make_version(), make_version()
    activate(version_id=live.pk, by="user:ama", reason="the first")
    return live, other


@pytest.fixture
def begin(two: "tuple[ModelVersion, ModelVersion]") -> Begin:
    """``begin(mode="fixed_horizon")``: half of the requests for each, as "champion" and "b"."""
    from scorewright.loop.deployment.traffic.actions import Part
    from scorewright.loop.experiments.actions import start
    from scorewright.loop.experiments.power import Terms

    parts = [Part(version_id=two[0].pk, share=0.5, name="champion"), Part(version_id=two[1].pk, share=0.5, name="b")]

    def begin(*, arms: Any = parts, watched: bool = True, **terms: Any) -> "Experiment":
        return start(
            use_case=two[0].use_case,
            title="Does v2 find more?",
            reason="to see",
            arms=arms,
            terms=Terms(**{"planned_units": 240} | terms),
            by="user:ama",
            watched=watched,
        )

    return begin


def give_outcomes(
    experiment: "Experiment", arm: str, *, right: int, wrong: int, without: int = 0, **changes: Any
) -> None:
    """So many decisions of ``arm`` a minute after the start, labelled 1, and what came of them.

    ``of_units`` has the distances, which are units where the use case says so, go round.
    """
    from scorewright.loop.outcomes.models import Statement
    from scorewright.loop.serving.models import Decision

    round_of, included = changes.pop("of_units", 0), changes.pop("included", None)
    at, count = experiment.plan.at + timedelta(minutes=1), right + wrong + without
    given = {
        "features": {},
        "version": "v1",
        "threshold": 0.5,
        "probability": 0.8,
        "label": 1,
        "confidence": 0.8,
        "needs_review": False,
        "fallback": False,
        "duration_ms": 1.0,
        "use_case": experiment.use_case,
        "at": at,
        "arm": arm,
        "propensity": 0.5,
    }
    records = [{"distance": float(row % round_of if round_of else row), "van": "small"} for row in range(count)]
    decisions = Decision.objects.bulk_create(Decision(record=record, **given | changes) for record in records)
    Statement.objects.bulk_create(
        Statement(
            decision=decision,
            use_case=experiment.use_case,
            number=1,
            value="yes" if place < right else "no",
            label=int(place < right),
            occurred_at=at,
            learnt_at=at,
            matures_at=at + timedelta(days=1),
            inclusion_probability=included,
            by="user:test",
        )
        for place, decision in enumerate(decisions[: right + wrong])
    )


@pytest.fixture
def give(clock: SimpleNamespace) -> Give:
    """As ``give_outcomes``, for all arms; then two days go by, and their window is over."""

    def give(experiment: "Experiment", **of_arms: dict[str, Any]) -> None:
        for arm, outcomes in of_arms.items():
            give_outcomes(experiment, arm, **outcomes)
        clock.forward(days=2)

    return give


@pytest.fixture
def other_tenant_id(database: None) -> uuid.UUID:
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"t-{uuid.uuid4().hex[:12]}"
    return create_tenant(slug=slug, name=slug, by="test").pk
