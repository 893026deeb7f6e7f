from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from scorewright.client import ApiError, Part, Unavailable, UnsendableError

from .conftest import answer, drop, problem

VERSION, PLAN = str(uuid4()), str(uuid4())
MOMENT = "2026-11-21T10:15:02.114000Z"
SHARED = {"version_id": VERSION, "version": "v2", "production_id": PLAN, "production": "v1", "plan_id": PLAN}


def plan(**changes: Any) -> dict[str, Any]:
    return {
        "id": PLAN,
        "use_case": "returns",
        "production_id": VERSION,
        "production": "v1",
        "arms": [{"name": "b", "version_id": VERSION, "version": "v2", "share": 0.25}],
        "holdout_share": 0.75,
        "shadows": [],
        "experiment": PLAN,
        "unit_field": "customer",
        "reason": "to see",
        "by": "key:x",
        "at": MOMENT,
        "ended_at": None,
        "ended_by": "",
        "end_reason": "",
        "a_member_of_later": 1,
    } | changes


def test_start__arms_and_shadows__as_the_service_takes_them(server: Any, ask: Any) -> None:
    server.does(answer(plan()))
    arms, shadows = [Part(version_id=UUID(VERSION), share=0.25, name="b")], [Part(version_id=UUID(VERSION), share=1.0)]
    found = ask("traffic.start", "returns", "to see", arms=arms, shadows=shadows)
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", "/api/v1/use-cases/returns/traffic/")
    assert seen.json == {
        "reason": "to see",
        "arms": [{"version_id": VERSION, "share": 0.25, "name": "b"}],
        "shadows": [{"version_id": VERSION, "share": 1.0}],
    }
    assert (found.id, found.arms[0].version, found.holdout_share, found.ended_at) == (UUID(PLAN), "v2", 0.75, None)


@pytest.mark.parametrize("call", [("traffic.start", "returns", "x"), ("traffic.end", "returns", "x")])
def test_change__no_answer__not_sent_again(server: Any, ask: Any, call: tuple[str, ...]) -> None:
    server.does(drop)
    with pytest.raises(Unavailable):
        ask(*call)
    assert len(server.seen) == 1


def test_end__none_open__refused(server: Any, ask: Any) -> None:
    server.does(problem(409, "Traffic plan refused"))
    with pytest.raises(ApiError) as refused:
        ask("traffic.end", "returns", "seen enough")
    assert refused.value.status == 409
    assert (server.seen[0].path, server.seen[0].json) == (
        "/api/v1/use-cases/returns/traffic/end/",
        {"reason": "seen enough"},
    )


def test_plans__two_pages__followed(server: Any, ask: Any) -> None:
    following = "http://elsewhere/api/v1/use-cases/returns/traffic/?cursor=abc&page_size=100"
    server.does(
        problem(503, Retry_After="0"),
        answer({"results": [plan(), plan(ended_at=MOMENT)], "next": following}),
        answer({"results": [plan()], "next": None}),
    )
    assert [found.ended_at is None for found in ask("traffic.plans", "returns")] == [True, False, True]
    base = "/api/v1/use-cases/returns/traffic/?page_size=100"
    assert [seen.path for seen in server.seen] == [base, base, f"{base}&cursor=abc"]


def test_compare__plan__by_labels(server: Any, ask: Any) -> None:
    sides = {"both_negative": 1, "newly_positive": 2, "newly_negative": 3, "both_positive": 4}
    counts = {"requests": 12, "looked_at": 11, "errors": 1, "first_errors": ["it fails"], "pairs": 10}
    of_pairs = {
        "swap_set": sides,
        "agreement": 0.5,
        "mean_difference": 0.1,
        "mcnemar": {"gain": -0.1, "low": -0.5, "high": 0.3, "p_value": 1.0},
        "latency_production": None,
        "latency_shadow": {"p50": 1.0, "p95": 2.0, "p99": 3.0},
    }
    server.does(answer(SHARED | counts | of_pairs | {"since": MOMENT, "until": None}))
    found = ask("shadow.compare", VERSION, plan=PLAN)
    assert server.seen[0].path == f"/api/v1/models/{VERSION}/shadow/?plan={PLAN}"
    assert (found.swap_set.newly_negative, found.mcnemar.p_value, found.latency_shadow.p95) == (3, 1.0, 2.0)
    assert (found.latency_production, found.first_errors) == (None, ("it fails",))


def test_outcomes__moment__by_what_was_known_then(server: Any, ask: Any) -> None:
    cell = {"decisions": 3, "matured": 2, "known": 1, "positives": 1, "positive_share": 1.0, "low": 0.2, "high": 1.0}
    cells = dict.fromkeys(("newly_positive", "newly_negative", "both_positive", "both_negative"), cell)
    counts = {"pairs": 12, "matured": 8, "known": 4, "positives": 4, "by_chance": 0}
    told = {"metrics": [], "verdict": {"outcome": "not_enough_outcomes", "words": "Not enough."}, "caveats": ["x"]}
    server.does(answer(SHARED | counts | told | {"swap_set": cells, "since": MOMENT, "as_of": MOMENT, "until": None}))
    found = ask("shadow.outcomes", VERSION, as_of=datetime(2026, 11, 21, tzinfo=UTC))
    assert server.seen[0].path == f"/api/v1/models/{VERSION}/shadow/outcomes/?as_of=2026-11-21T00%3A00%3A00%2B00%3A00"
    assert (found.verdict.outcome, found.metrics, found.caveats) == ("not_enough_outcomes", (), ("x",))
    assert found.swap_set.newly_positive.low == 0.2


def test_outcomes__moment_without_zone__not_sent(server: Any, ask: Any) -> None:
    with pytest.raises(UnsendableError, match="as_of"):
        ask("shadow.outcomes", VERSION, as_of=datetime(2026, 11, 21))  # noqa: DTZ001 - that is what is refused
    assert server.seen == []


def test_decisions__of_shadows__beside_one(server: Any, ask: Any) -> None:
    row = {
        "decision_id": PLAN,
        "version_id": VERSION,
        "version": "v2",
        "plan_id": PLAN,
        "policy": "0",
        "threshold": 0.5,
    }
    server.does(answer([row | {"error": "it fails", "at": MOMENT, "duration_ms": 1.5, "probability": None}]))
    (found,) = ask("shadow.decisions", PLAN)
    assert (found.error, found.probability, found.label) == ("it fails", None, None)
    assert server.seen[0].path == f"/api/v1/decisions/{PLAN}/shadows/"
