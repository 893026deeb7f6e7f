"""Decisions by the hundred, and what came of them, written without deciding anything."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.declare.use_case import UseCase

if TYPE_CHECKING:
    from scorewright.loop.outcomes.performance.measuring import Cohort
    from scorewright.loop.registry.models import ModelVersion
    from scorewright.loop.serving.models import Decision

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)  # a Wednesday
Probabilities = NDArray[np.float64]
Keep = Callable[..., "list[Decision]"]


def keep_served(
    use_case: UseCase,
    probabilities: Probabilities,
    outcomes: Sequence[int | None],
    *,
    at: datetime,
    learnt_at: datetime | None = None,
    inclusion: Sequence[float | None] | None = None,
    version: "ModelVersion | None" = None,
    **changes: Any,
) -> "list[Decision]":
    """A decision for each probability, a second after the one before, with its outcome where one is known."""
    from scorewright.loop.outcomes.models import Said, Statement
    from scorewright.loop.serving.models import Decision

    threshold = changes.pop("threshold", 0.5)
    given = {
        "use_case": use_case.name,
        "record": {"distance": 80.0, "parcels": 3, "van": "small"},
        "features": {},
        "version": changes.pop("answered_by", "v1") if version is None else version.label,
        "model_version": version,
        "confidence": 0.8,
        "needs_review": False,
        "fallback": False,
        "duration_ms": 1.0,
        **changes,
    }
    decisions = Decision.objects.bulk_create(
        Decision(
            id=uuid.uuid4(),
            at=at + timedelta(seconds=place),
            probability=float(p),
            threshold=threshold,
            label=int(p > threshold),
            **given,
        )
        for place, p in enumerate(probabilities)
    )
    chances = inclusion if inclusion is not None else [None] * len(outcomes)
    Statement.objects.bulk_create(
        Statement(
            decision=decision,
            use_case=use_case.name,
            number=1,
            value=str(use_case.outcome.value(outcome)),
            label=outcome,
            source=Said.Source.OBSERVED if chance is None else Said.Source.INVESTIGATED,
            occurred_at=decision.at,
            learnt_at=learnt_at or decision.at + timedelta(hours=1),
            matures_at=use_case.outcome.matures_at(decision.at),
            inclusion_probability=chance,
            by="test",
        )
        for decision, outcome, chance in zip(decisions, outcomes, chances, strict=True)
        if outcome is not None
    )
    return decisions


@pytest.fixture(autouse=True)
def few_resamples(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third of the time; intervals are about the same."""
    from scorewright.loop.outcomes.performance import measuring

    monkeypatch.setattr(measuring, "RESAMPLES", 60)


@pytest.fixture
def keep(database: None, use_case: UseCase) -> Keep:
    """``keep(probabilities, outcomes, days_ago=3)``: for the tenant of the scope that it is called in."""

    def run(probabilities: Probabilities, outcomes: Sequence[int | None], **given: Any) -> "list[Decision]":
        at = NOW - timedelta(days=given.pop("days_ago", 3.0))
        return keep_served(use_case, probabilities, outcomes, **{"at": at, **given})

    return run


@pytest.fixture
def performed(tenant: uuid.UUID, use_case: UseCase) -> "Callable[..., dict[str, Cohort]]":
    """``performed(by="week")``: cohorts by name, as known now, but for what is asked otherwise."""
    from scorewright.loop.outcomes.performance.queries import performance
    from scorewright.loop.outcomes.performance.question import ask

    def run(**asked: Any) -> "dict[str, Cohort]":
        question = ask(asked.pop("use_case", use_case), **{"by": "version", "now": NOW, **asked})
        return {cohort.name: cohort for cohort in performance(question).cohorts}

    return run


@pytest.fixture
def now() -> datetime:
    """When performance is asked for: a Wednesday."""
    return NOW


@pytest.fixture
def drawn() -> Callable[..., tuple[Probabilities, NDArray[np.int64]]]:
    """``drawn(300)``: calibrated probabilities, and outcomes that they are true of."""

    def draw(count: int, seed: int = 1) -> tuple[Probabilities, NDArray[np.int64]]:
        rng = np.random.default_rng(seed)
        probabilities = rng.uniform(0.02, 0.98, count).round(6)
        return probabilities, (rng.random(count) < probabilities).astype(np.int64)

    return draw
