"""Decisions that were made some time ago, and what came of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.utils import timezone

from scorewright.declare.use_case import UseCase

if TYPE_CHECKING:
    from scorewright.loop.outcomes.backtesting.findings import Findings
    from scorewright.loop.registry.models import ModelVersion

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def raw_records() -> Callable[[int], list[dict[str, Any]]]:
    """So many records that no model was trained on, the shortest way first."""

    def make(count: int) -> list[dict[str, Any]]:
        return [
            {"distance": round(100 * row / count, 3) + 0.0005, "parcels": row % 40, "van": ("small", "large")[row % 2]}
            | {"driver_sex": "fm"[row % 2]}
            for row in range(count)
        ]

    return make


@pytest.fixture
def decided(tenant: UUID, use_case: UseCase) -> Callable[..., list[UUID]]:
    """Decides on each record, a minute after the one before, from ``at`` on."""
    from scorewright.loop.serving.actions import decide
    from scorewright.loop.serving.models import Decision

    def run(records: Sequence[Mapping[str, Any]], *, at: datetime = LONG_AGO) -> list[UUID]:
        ids = [decide(use_case=use_case, raw=dict(record)).pk for record in records]
        for minute, one in enumerate(ids):
            Decision.objects.filter(pk=one).update(at=at + timedelta(minutes=minute))
        return ids

    return run


@pytest.fixture
def happened(tenant: UUID) -> Callable[[Mapping[UUID, str]], None]:
    """Keeps what came of decisions."""
    from scorewright.loop.outcomes.actions import report

    def run(values: Mapping[UUID, str], **said: Any) -> None:
        for decision_id, value in values.items():
            report(decision_id=decision_id, value=value, by="user:test", **said)

    return run


@pytest.fixture
def backtested(tenant: UUID, use_case: UseCase) -> "Callable[..., Findings]":
    """Version 1 against version 2, of all decisions since long ago, but for what is asked otherwise."""
    from scorewright.loop.outcomes.backtesting.backtest import backtest
    from scorewright.loop.outcomes.backtesting.question import ask
    from scorewright.loop.tenancy.scope import Scope

    def run(**asked: Any) -> "Findings":
        given = {"since": LONG_AGO, "version": 1, "against": 2, "now": timezone.now()} | asked
        question = ask(given.pop("use_case", use_case), **given)
        return backtest(Scope(tenant, "user:test", "admin"), question)

    return run


@pytest.fixture
def put_in_production(tenant: UUID) -> "Callable[[ModelVersion], None]":
    from scorewright.loop.deployment.actions import activate

    def put(version: "ModelVersion") -> None:
        activate(version_id=version.pk, by="user:test", reason="the test's")

    return put
