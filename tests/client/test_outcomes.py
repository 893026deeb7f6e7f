"""Telling what really happened, of one decision or of many."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from scorewright.client import ApiError, UnsendableError

from .conftest import answer, problem

SINCE = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(("status", "new"), [(201, True), (200, False)])
def test_report_outcome__kept__says_whether_it_is_new(server: Any, ask: Any, status: int, new: bool) -> None:
    moments = {"occurred_at": "2026-11-21T00:00:00Z", "learnt_at": "2026-11-21T01:00:00Z"}
    kept = {"id": str(uuid4()), "decision_id": str(uuid4()), "value": "Yes", "label": 1, "source": "observed"} | moments
    server.does(answer(kept, status))
    found = ask("report_outcome", kept["decision_id"], "Yes", occurred_at=SINCE)
    assert (found.new, found.label) == (new, 1)
    assert server.seen[0].json == {"value": "Yes", "occurred_at": "2026-11-21T00:00:00+00:00"}


def test_report_outcome__false__is_sent_as_a_value(server: Any, ask: Any) -> None:
    server.does(problem(409, "Outcome already known"))
    with pytest.raises(ApiError, match="409 Outcome already known"):
        ask("report_outcome", uuid4(), False)
    assert [seen.json for seen in server.seen] == [{"value": False}]


def test_report_outcome__investigated__sent_with_its_inclusion_probability(server: Any, ask: Any) -> None:
    server.does(problem(422, "The outcome breaks a rule"))
    with pytest.raises(ApiError):
        ask("report_outcome", uuid4(), "Yes", source="investigated", inclusion_probability=0.25, reason="by lot")
    said = {"value": "Yes", "source": "investigated", "inclusion_probability": 0.25, "reason": "by lot"}
    assert server.seen[0].json == said


def test_report_outcome__moment_without_zone__not_sent(server: Any, ask: Any) -> None:
    with pytest.raises(UnsendableError, match=r"occurred_at.*no time zone"):
        ask("report_outcome", uuid4(), "Yes", occurred_at=datetime(2026, 11, 21))  # noqa: DTZ001 - the fault
    assert server.seen == []


def test_report_outcomes__more_than_a_request_takes__verdicts_numbered_through(server: Any, ask: Any) -> None:
    def said(count: int) -> Any:
        row = {"decision_id": "", "verdict": "new", "field": "", "rule": "", "message": ""}
        return answer({"counts": {}, "outcomes": [row | {"row": place} for place in range(1, count + 1)]})

    server.does(said(1_000), said(1))
    rows = [{"decision_id": uuid4(), "value": "Yes", "occurred_at": SINCE} for _ in range(1_001)]
    found = ask("report_outcomes", rows)
    assert [verdict.row for verdict in found] == list(range(1, 1_002))
    assert not any(verdict.refused for verdict in found)
    assert [len(seen.json) for seen in server.seen] == [1_000, 1]
    first = {"decision_id": str(rows[0]["decision_id"]), "value": "Yes", "occurred_at": "2026-11-21T00:00:00+00:00"}
    assert server.seen[0].json[0] == first


def test_report_outcomes__refused__says_why(server: Any, ask: Any) -> None:
    row = {"row": 1, "decision_id": "", "verdict": "refused", "field": "value", "rule": "final", "message": "known"}
    server.does(answer({"counts": {"refused": 1}, "outcomes": [row]}))
    (found,) = ask("report_outcomes", [{"decision_id": uuid4(), "value": "No"}])
    assert (found.refused, found.field, found.rule, found.message) == (True, "value", "final", "known")
