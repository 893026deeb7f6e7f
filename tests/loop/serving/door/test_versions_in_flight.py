"""A list is decided by one version, whatever is activated while it is on its way."""

import threading
import time
from typing import Any

import pytest

from scorewright.declare.features import Feature
from scorewright.declare.records import Record, number
from scorewright.loop.serving.door import predicting

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
PATH = "/api/v1/predict/late_delivery/"
RECORDS = 1_000
SECONDS_A_RECORD = 0.002


def slow_distance(record: Record) -> float:
    time.sleep(SECONDS_A_RECORD)
    return number(record, "distance")


@pytest.mark.parametrize("query", ["", "?explain=true"])
def test_list__other_version_activated_meanwhile__finishes_on_the_one_it_began_with(
    use_case, redeclare, open_door, make_caller, put_live, *, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(predicting, "RECORDS_AT_ONCE", 1)  # or the slow records would keep the others out for long
    first = put_live()
    _, *others = use_case.features
    redeclare(features=(Feature(name="distance", compute=slow_distance), *others))
    caller = make_caller(open_door())
    assert caller.post(GOOD).json()["model_version"] == "v1"
    answers: list[Any] = []
    asking = threading.Thread(target=lambda: answers.append(caller.post([GOOD] * RECORDS, PATH + query)))
    asking.start()
    time.sleep(RECORDS * SECONDS_A_RECORD / 8)
    put_live()
    while caller.post(GOOD).json()["model_version"] == "v1":
        assert asking.is_alive()
    assert asking.is_alive()  # so the other version answered while the list was still being decided
    asking.join(60)
    (response,) = answers
    assert {item["model_version"] for item in response.json()["decisions"]} == {"v1"}
    of_the_list = [kept for kept in caller.kept() if str(kept.id) in response.text]
    assert len(of_the_list) == RECORDS
    assert {(kept.version, kept.model_version_id) for kept in of_the_list} == {("v1", first.id)}
