from datetime import UTC, datetime
from typing import Any

import pytest

from scorewright.client import UnsendableError

from .conftest import answer, decision

SINCE = datetime(2026, 11, 21, tzinfo=UTC)


def test_decisions__three_pages__followed_by_their_cursor_whatever_the_host(server: Any, ask: Any) -> None:
    pages = [[decision(score=score) for score in scores] for scores in ([1, 2], [3, 4], [5])]
    server.does(
        answer({"results": pages[0], "next": "http://behind.example/api/v1/decisions/?cursor=a%3D&page_size=200"}),
        answer({"results": pages[1], "next": "http://behind.example/api/v1/decisions/?cursor=b&page_size=200"}),
        answer({"results": pages[2], "next": None}),
    )
    assert [found.score for found in ask("decisions", use_case="retention", since=SINCE)] == [1, 2, 3, 4, 5]
    query = "?page_size=200&use_case=retention&since=2026-11-21T00%3A00%3A00%2B00%3A00"
    base = f"/api/v1/decisions/{query}"
    assert [seen.path for seen in server.seen] == [base, f"{base}&cursor=a%3D", f"{base}&cursor=b"]


def test_decisions__since_without_zone__not_sent(server: Any, ask: Any) -> None:
    with pytest.raises(UnsendableError, match=r"since.*no time zone"):
        ask("decisions", since=datetime(2026, 11, 21))  # noqa: DTZ001 - the fault
    assert server.seen == []


def test_decision__kept__with_record_and_features(server: Any, ask: Any) -> None:
    kept = decision(record={"tenure": 3}, features={"tenure": 3.0, "charges": None}, threshold=0.5, request_id="r")
    server.does(answer(kept))
    found = ask("decision", kept["decision_id"])
    assert (found.record, found.features["charges"], found.threshold) == ({"tenure": 3}, None, 0.5)
    assert server.seen[0].path == f"/api/v1/decisions/{kept['decision_id']}/"


def test_use_cases__listed__typed(server: Any, ask: Any) -> None:
    texts = dict.fromkeys(("name", "title", "summary", "owner"), "retention")
    server.does(answer([texts | {"record_schema": {}, "examples": [{"tenure": 3}], "outcome": {"name": "Churn"}}]))
    (found,) = ask("use_cases")
    assert (found.name, found.examples) == ("retention", ({"tenure": 3},))
