import asyncio
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.journal.group_commit import GroupCommit
from scorewright.loop.serving.journal.journal import JournalUnreachableError

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
PATH = "/api/v1/predict/late_delivery/"
REPLAYED = "idempotent-replayed"


def test_key__same_request_again__same_bytes_and_one_row(caller, put_live) -> None:
    put_live()
    for path, body in [(PATH, GOOD), (PATH + "?explain=1", GOOD), (PATH, [GOOD, {}, GOOD | {"distance": 7.25}])]:
        before, key = len(caller.kept()), uuid.uuid4().hex
        first = caller.post(body, path, Idempotency_Key=key, X_Request_ID="first")
        again = caller.post(body, path, Idempotency_Key=key, X_Request_ID="again")
        assert (first.status_code, again.status_code) == (200, 200)
        assert (first.headers.get(REPLAYED), again.headers.get(REPLAYED)) == (None, "true")
        assert first.content == again.content
        assert len(caller.kept()) - before == (2 if isinstance(body, list) else 1)


def test_key__same_request_at_another_address_of_the_use_case__replayed(caller) -> None:
    first = caller.post(GOOD, Idempotency_Key="k")
    again = caller.post(GOOD, "/api/v1/late_delivery/predict", Idempotency_Key="k")
    assert (again.headers["idempotent-replayed"], again.json()["decision_id"]) == ("true", first.json()["decision_id"])
    assert len(caller.kept()) == 1


def test_key__another_request__422_and_nothing_kept_of_it(caller) -> None:
    bodies = [GOOD, GOOD | {"distance": 1}, [GOOD, GOOD], [{}, GOOD], [GOOD]]
    for first in bodies:
        key = uuid.uuid4().hex
        answer = caller.post(first, Idempotency_Key=key)
        kept = len(caller.kept())
        for other in bodies:
            if other is not first:
                refused = caller.post(other, Idempotency_Key=key)
                assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "Idempotency-Key")
        assert caller.post(GOOD, PATH + "?explain=1", Idempotency_Key=key).status_code == 422
        assert len(caller.kept()) == kept
        assert caller.post(first, Idempotency_Key=key).content == answer.content


def test_key__refused_request__leaves_the_key_free(caller) -> None:
    assert caller.post({}, Idempotency_Key="k").status_code == 422
    assert caller.post(GOOD, Idempotency_Key="k").status_code == 200


def test_key__of_another_tenant_or_use_case__is_another(caller, door, make_caller, database) -> None:
    from scorewright.declare.catalogue import use_cases
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"o-{uuid.uuid4().hex[:12]}"
    stranger = make_caller(door, tenant=create_tenant(slug=slug, name=slug, by="test").id)
    retention = dict(use_cases()["retention"].examples[0])
    answers = [
        caller.post(GOOD, Idempotency_Key="k"),
        stranger.post(GOOD, Idempotency_Key="k"),
        caller.post(retention, "/api/v1/predict/retention/", Idempotency_Key="k"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({answer.json()["decision_id"] for answer in answers}) == 3
    assert (len(caller.kept()), len(stranger.kept())) == (2, 1)


@pytest.mark.parametrize("body", [GOOD, [GOOD, GOOD | {"distance": 1}, GOOD]])
def test_key__fifty_at_once_at_two_doors__decided_once(caller, open_door, make_caller, body: object) -> None:
    async def all_at_once(of: Any) -> list[httpx.Response]:
        return await asyncio.gather(*(of.posting(body, Idempotency_Key="k") for _ in range(25)))

    other = make_caller(open_door())  # as another process: what is in flight here it does not know
    with ThreadPoolExecutor(2) as threads:
        found = threads.map(lambda of: of.door.run(all_at_once(of)), (caller, other))
        answers = [answer for of_one in found for answer in of_one]
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len({answer.content for answer in answers if answer.status_code == 200}) == 1
    assert len(caller.kept()) == (len(body) if isinstance(body, list) else 1)
    assert other.post(body, Idempotency_Key="k").headers[REPLAYED] == "true"


def test_key__process_ends_in_the_middle_of_a_list__next_attempt_keeps_the_rest(caller, monkeypatch) -> None:
    keep, calls = GroupCommit.keep, list[int]()

    async def breaking(journal: GroupCommit, rows: Sequence[DecisionRow]) -> bool:
        calls.append(len(rows))
        if len(calls) == 2:
            raise JournalUnreachableError("the database does not answer")
        return await keep(journal, rows)

    monkeypatch.setattr(GroupCommit, "keep", breaking)
    body = [GOOD | {"distance": distance} for distance in range(5)]
    assert caller.post(body, Idempotency_Key="k").status_code == 503
    assert len(caller.kept()) == 1
    again = caller.post(body, Idempotency_Key="k")
    assert {item["decision_id"] for item in again.json()["decisions"]} == {str(row.id) for row in caller.kept()}
    assert [row.record["distance"] for row in sorted(caller.kept(), key=lambda row: row.position)] == list(range(5))
    assert caller.post(body, Idempotency_Key="k").content == again.content


def test_key__in_flight__409_says_when_to_ask_again(caller) -> None:
    async def two() -> list[object]:
        return await asyncio.gather(*(caller.posting([GOOD] * 500, Idempotency_Key="k") for _ in range(2)))

    answers = sorted(caller.door.run(two()), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].headers["retry-after"] == "1"


steps = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 3)), min_size=2, max_size=8)


def test_keys__any_order_of_requests__first_body_under_a_key_wins(caller) -> None:
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def follow(requests: list[tuple[str, int]]) -> None:
        run, first = uuid.uuid4().hex, dict[str, tuple[int, bytes]]()
        before = len(caller.kept())
        for name, distance in requests:
            answer = caller.post({"distance": distance}, Idempotency_Key=f"{run}-{name}")
            known = first.setdefault(name, (distance, answer.content))
            if known[0] == distance:
                assert (answer.status_code, answer.content) == (200, known[1])
            else:
                assert answer.status_code == 422
        assert len(caller.kept()) - before == len(first)

    follow()
