"""Waiting for what the service does by the clock."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from scorewright.project.simulation.phases import Phases
from scorewright.project.simulation.routine import Routine

BEFORE, NOW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 9, tzinfo=UTC)


class Service:
    """Schedules of two use cases; that of ours runs once it was looked at, and its job is done one look later."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {
            name: {"name": name, "cron": "0 1 * * 0", "enabled": True, "declared": True, "last_slot": None}
            for name in ("training.check.ours", "training.check.theirs")
        }
        self.looks = 0

    def get(self, path: str) -> Any:
        if path.startswith("/jobs/"):
            self.looks += 1
            return {"state": "running" if self.looks == 1 else "succeeded"}
        found = [dict(row) for row in self.rows.values()]
        self.rows["training.check.ours"] |= {"last_slot": "2026-01-04T01:00:00Z", "last_job": "1"}
        return found

    def patch(self, path: str, body: Mapping[str, Any]) -> None:
        self.rows[path.split("/")[2]] |= body

    @property
    def training(self) -> "Service":
        return self

    def trainings(self, *, use_case: str) -> Any:
        return iter(())


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def routine(service: Service) -> Routine:
    both = cast("Any", service)
    return Routine(both, both, "ours", ["theirs"], Phases())


def test_routine__schedules_of_other_use_cases__are_switched_off(routine: Routine, service: Service) -> None:
    assert [row["enabled"] for row in service.rows.values()] == [True, False]


def test_follow__a_slot_fell_due__waits_for_its_job(routine: Routine, service: Service) -> None:
    routine.follow(BEFORE, NOW)
    assert service.looks == 2


def test_follow__no_slot_fell_due__waits_for_nothing(routine: Routine, service: Service) -> None:
    routine.follow(BEFORE, datetime(2026, 1, 3, tzinfo=UTC))
    assert service.looks == 0
