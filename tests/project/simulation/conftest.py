"""A world that is small enough to count."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from scorewright.declare.simulation import Case, Feedback, Quality


class Village:
    """Somebody on each day at noon, who leaves on even days, of which is heard ten days later."""

    def history(self, quality: Quality = "good") -> Sequence[Case]:
        return [somebody(datetime(2025, 12, 1, 12, tzinfo=UTC))]

    def month(self, number: int) -> Sequence[Case]:
        first = datetime(2026, number, 1, 12, tzinfo=UTC)
        return [somebody(first + timedelta(days=day)) for day in range(28)]

    def happening(self, number: int) -> Sequence[str]:
        return ["The well runs dry."] if number == 2 else []


def somebody(at: datetime) -> Case:
    feedback = Feedback("Yes" if at.day % 2 == 0 else "No", timedelta(days=10), true=True)
    return Case({"day": at.day}, at, 0.5, int(at.day % 2 == 0), feedback)


@pytest.fixture
def village() -> Village:
    return Village()
