"""Advice, by every way in which it is told; and none where none is declared."""

import json
from typing import Any

import msgspec
import pytest

from scorewright.client import answers
from scorewright.declare.advice import Advice, Advisor
from scorewright.declare.records import Record, number

GOOD = {"distance": 80, "parcels": 3, "van": "small", "driver_sex": "f"}
NEAR = {**GOOD, "distance": 1}
PATH = "/api/v1/predict/late_delivery/"


def advise(record: Record) -> tuple[Advice, ...]:
    """What a desk would say of a way; it fails where a record shows what it must not."""
    assert "driver_sex" not in record
    kilometres = number(record, "distance")
    if kilometres < 10:
        return ()
    if kilometres == 999:
        raise ZeroDivisionError
    return (
        Advice("weakness", "distance", "A long way."),
        Advice("gap", "distance", "Beyond the usual ten kilometres.", "high", round(kilometres - 10, 2)),
    )


TOLD = [
    {"kind": "weakness", "subject": "distance", "words": "A long way.", "severity": None, "value": None},
    {
        "kind": "gap",
        "subject": "distance",
        "words": "Beyond the usual ten kilometres.",
        "severity": "high",
        "value": 70.0,
    },
]


@pytest.fixture
def advised(redeclare: Any, open_door: Any, make_caller: Any, put_live: Any) -> Any:
    """A caller of the small use case with an advisor and a version in production."""
    redeclare(advisor=Advisor(advise=advise, version="desk_v1"))
    put_live()
    return make_caller(open_door())


def test_advice__one_record__answered_kept_and_read_again_alike(advised) -> None:
    answer = advised.post(GOOD).json()
    assert answer["advice"] == TOLD
    (kept,) = advised.kept()
    assert kept.advice == TOLD
    assert advised.get(f"/api/v1/decisions/{answer['decision_id']}/").json()["advice"] == TOLD


def test_advice__nothing_to_say__is_an_empty_list_and_kept_so(advised) -> None:
    answer = advised.post(NEAR).json()
    assert answer["advice"] == []
    assert advised.kept()[0].advice == []


def test_advice__list_of_records__each_its_own(advised) -> None:
    told = advised.post([GOOD, NEAR, {"distance": -1}]).json()["decisions"]
    assert [one.get("advice") for one in told] == [TOLD, [], None]
    kept = {decision.position: decision.advice for decision in advised.kept()}
    assert kept == {0: TOLD, 1: []}


def test_advice__same_key_again__the_same_bytes(advised) -> None:
    first, again = (advised.post(GOOD, Idempotency_Key="k") for _ in range(2))
    assert again.headers["idempotent-replayed"] == "true"
    assert first.content == again.content


def test_advice__client__reads_every_member(advised) -> None:
    body = advised.post(GOOD).content
    read = msgspec.json.decode(body, type=answers.Decision)
    assert list(msgspec.to_builtins(read.advice)) == json.loads(body)["advice"]


def test_advice__advisor_that_fails__decided_without_it(advised, caplog) -> None:
    answer = advised.post({**GOOD, "distance": 999})
    assert answer.status_code == 200
    assert "advice" not in answer.json()
    assert "desk_v1 of late_delivery fails with ZeroDivisionError" in caplog.text
    assert advised.kept()[0].advice is None


def test_advice__fallback__advises_too(redeclare, open_door, make_caller) -> None:
    redeclare(advisor=Advisor(advise=advise))
    answer = make_caller(open_door()).post(GOOD).json()
    assert (answer["fallback"], answer["advice"]) == (True, TOLD)


def test_advice__none_declared__absent_and_null(caller, put_live) -> None:
    put_live()
    assert "advice" not in caller.post(GOOD).json()
    assert caller.kept()[0].advice is None
