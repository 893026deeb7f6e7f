from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from scorewright.declare.simulation import Case, Feedback
from scorewright.project.simulation.awaited import Awaited

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
QUICK, SLOW = UUID(int=1), UUID(int=2)


def case(days: int) -> Case:
    return Case({}, NOON, 0.5, 1, Feedback("Yes", timedelta(days=days), true=True))


def test_due__of_two__each_once_and_not_before_its_time() -> None:
    awaited = Awaited()
    awaited.expect(case(30), SLOW, NOON)
    awaited.expect(case(10), QUICK, NOON)
    assert awaited.due(NOON + timedelta(days=9)) == []
    assert awaited.due(NOON + timedelta(days=10)) == [{"decision_id": str(QUICK), "value": "Yes"}]
    assert [row["decision_id"] for row in awaited.due(NOON + timedelta(days=99))] == [str(SLOW)]
    assert awaited.due(NOON + timedelta(days=99)) == []


def test_due__nobody_will_ever_say__nothing() -> None:
    awaited = Awaited()
    awaited.expect(replace(case(1), feedback=None), QUICK, NOON)
    assert awaited.due(NOON + timedelta(days=999)) == []
