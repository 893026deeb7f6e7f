import itertools
from typing import Any

import pytest

from scorewright.client import (
    AnswerUnreadableError,
    ApiError,
    Decision,
    RateLimited,
    Rejected,
    Unauthorised,
    Unavailable,
    UnsendableError,
)

from .conftest import KEY, answer, decision, drop, problem, stall, truncate, verdicts

RECORD = {"tenure": 3}


def test_decide__answered__typed_and_asked_for_as_documented(server: Any, ask: Any) -> None:
    server.does(answer(decision(probability=0.5)))
    found = ask("decide", "retention", RECORD, version=3, status="staging", explain=True, request_id="r-1")
    assert isinstance(found, Decision)
    assert (found.probability, found.reasons[0].feature, found.at.utcoffset().total_seconds()) == (0.5, "tenure", 0.0)
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", "/api/v1/predict/retention/?version=3&status=staging&explain=true")
    assert seen.json == RECORD
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.headers["x-request-id"] == "r-1"


@pytest.mark.parametrize(
    "fault",
    [drop, truncate, problem(429), problem(502), problem(503), problem(504), answer(b"<html>", 503), stall(1.0)],
    ids=["dropped", "truncated", "429", "502", "503", "504", "a proxy's page", "slow"],
)
def test_decide__a_fault_that_passes__asked_again_under_the_same_key(server: Any, ask: Any, fault: Any) -> None:
    server.does(fault, fault, answer(decision()))
    assert ask("decide", "retention", RECORD, timeout=0.3).label == "No"
    assert len(server.seen) == 3
    assert len(set(server.keys)) == 1
    assert len({seen.body for seen in server.seen}) == 1


def test_decide__earlier_copy_still_in_flight__asked_again_and_marked_as_replayed(server: Any, ask: Any) -> None:
    server.does(drop, problem(409, Retry_After="0"), answer(decision(), Idempotent_Replayed="true"))
    assert ask("decide", "retention", RECORD).replayed is True
    assert len(set(server.keys)) == 1


def test_decide__two_calls__two_keys(server: Any, ask: Any) -> None:
    server.does(answer(decision()))
    ask("decide", "retention", RECORD)
    ask("decide", "retention", RECORD)
    ask("decide", "retention", RECORD, idempotency_key="mine")
    assert len(set(server.keys)) == 3
    assert server.keys[2] == "mine"


def test_decide__fault_that_stays__unavailable_after_the_last_try(server: Any, ask: Any) -> None:
    server.does(problem(503, "Too busy"))
    with pytest.raises(Unavailable, match=r"Too busy.*3 tries") as raised:
        ask("decide", "retention", RECORD, retries=2)
    assert (raised.value.status, raised.value.tries, len(server.seen)) == (503, 3, 3)


def test_decide__nobody_listens__unavailable(server: Any, ask: Any) -> None:
    server.url = "http://127.0.0.1:1"
    with pytest.raises(Unavailable, match="ConnectError"):
        ask("decide", "retention", RECORD, retries=1)


def test_decide__retry_after__is_waited_for(server: Any, ask: Any) -> None:
    import time

    server.does(problem(429, Retry_After="1"), answer(decision()))
    started = time.monotonic()
    ask("decide", "retention", RECORD)
    assert 1.0 <= time.monotonic() - started < 3.0


def test_decide__retry_after_beyond_patience__given_up_at_once_with_the_seconds(server: Any, ask: Any) -> None:
    server.does(problem(429, Retry_After="3600"))
    with pytest.raises(RateLimited) as raised:
        ask("decide", "retention", RECORD)
    assert (raised.value.retry_after, len(server.seen)) == (3600.0, 1)


@pytest.mark.parametrize(
    ("status", "kind"), [(400, ApiError), (401, Unauthorised), (403, ApiError), (404, ApiError), (500, ApiError)]
)
def test_decide__refused__never_asked_again(server: Any, ask: Any, status: int, kind: type[ApiError]) -> None:
    server.does(problem(status, "Title"))
    with pytest.raises(kind, match=f"{status} Title: No.") as raised:
        ask("decide", "retention", RECORD)
    assert (raised.value.status, raised.value.title, raised.value.detail, len(server.seen)) == (
        status,
        "Title",
        "No.",
        1,
    )


def test_decide__record_breaks_rules__each_of_them(server: Any, ask: Any) -> None:
    broken = {"field": "tenure", "rule": "minimum", "message": "must be at least 0", "received": "number"}
    server.does(problem(422, "The record breaks its declaration", [broken]))
    with pytest.raises(Rejected, match="tenure: must be at least 0") as raised:
        ask("decide", "retention", RECORD)
    (found,) = raised.value.problems
    assert (found.field, found.rule, found.received, len(server.seen)) == ("tenure", "minimum", "number", 1)


def test_decide__service_is_elsewhere__the_error_says_where(server: Any, ask: Any) -> None:
    server.does(answer(b"", 301, Location="https://scores.example.org/api/v1/predict/retention/"))
    with pytest.raises(ApiError, match=r"301 Elsewhere: the service is at https://scores\.example\.org"):
        ask("decide", "retention", RECORD)


def test_decide__another_service_answers__unreadable(server: Any, ask: Any) -> None:
    server.does(answer({"hello": "world"}))
    with pytest.raises(AnswerUnreadableError, match="decision_id"):
        ask("decide", "retention", RECORD)


@pytest.mark.parametrize(
    ("named", "words"),
    [({"idempotency_key": "with space"}, "idempotency_key"), ({"request_id": "x" * 300}, "request_id")],
)
def test_decide__name_that_no_header_holds__not_sent(server: Any, ask: Any, named: Any, words: str) -> None:
    with pytest.raises(UnsendableError, match=words):
        ask("decide", "retention", RECORD, **named)
    assert server.seen == []


def test_decide_many__2500_records__three_requests_and_verdicts_in_order(server: Any, ask: Any) -> None:
    server.does(verdicts)
    records = [{} if number % 1000 == 7 else {"tenure": number} for number in range(2500)]
    found = ask("decide_many", "retention", iter(records))
    assert [len(seen.json) for seen in server.seen] == [1000, 1000, 500]
    assert [item.score if isinstance(item, Decision) else None for item in found] == [
        record.get("tenure") for record in records
    ]
    assert all(item.problems[0].rule == "required" for item in found if isinstance(item, Rejected))
    assert len(set(server.keys)) == 3


def test_decide_many__nothing__no_request(server: Any, ask: Any) -> None:
    assert ask("decide_many", "retention", []) == []
    assert server.seen == []


def test_decide_many__wide_records__requests_stay_below_the_limit_of_bytes(server: Any, ask: Any) -> None:
    server.does(verdicts)
    records = [{"tenure": number, "note": "x" * 9_000} for number in range(600)]
    assert len(ask("decide_many", "retention", records)) == 600
    assert [len(seen.body) <= 2_100_000 for seen in server.seen] == [True, True, True]


def test_decide_many__a_chunk_is_dropped__sent_again_alone_under_its_key(server: Any, ask: Any) -> None:
    server.does(verdicts, drop, verdicts)
    found = ask("decide_many", "retention", [{"tenure": number} for number in range(1500)])
    assert [item.score for item in found] == list(range(1500))
    assert [len(list(group)) for _, group in itertools.groupby(server.keys)] == [1, 2]


def test_decide_many__fails_midway__says_how_to_go_on_and_the_keys_are_the_same_then(server: Any, ask: Any) -> None:
    records = [{"tenure": number} for number in range(1500)]
    server.does(verdicts, problem(500))
    with pytest.raises(ApiError) as raised:
        ask("decide_many", "retention", records, idempotency_key="load-7")
    assert raised.value.__notes__ == ["1000 records are decided; with idempotency_key='load-7' it goes on after them"]
    server.does(verdicts)
    ask("decide_many", "retention", records, idempotency_key="load-7")
    assert server.keys == ["load-7-0", "load-7-1"] * 2


def test_decide_many__fewer_verdicts_than_records__unreadable(server: Any, ask: Any) -> None:
    server.does(answer({"decisions": [decision()]}))
    with pytest.raises(AnswerUnreadableError, match="2 records were sent, 1 verdicts came back"):
        ask("decide_many", "retention", [RECORD, RECORD])
