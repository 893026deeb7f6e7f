"""An explanation on a scale, by every way in which it is told."""

import json
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from scorewright.client import answers
from scorewright.declare.use_case import UseCase
from scorewright.science.policy.scales import PointsScale

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
PATH = "/api/v1/predict/late_delivery/?explain=true"
SCALE = PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=6, points_to_double_odds=60)


@pytest.fixture
def caller(use_case: UseCase, redeclare: Any, open_door: Any, make_caller: Any, put_live: Any) -> Any:
    """Of a small use case with a scale and a version in production."""
    redeclare(decision=replace(use_case.decision, scale=SCALE))
    put_live()
    return make_caller(open_door())


def test_explain__scale__points_answered_kept_and_read_again_alike(caller) -> None:
    answer = caller.post(GOOD, PATH).json()
    explanation = answer["explanation"]
    assert explanation["points"].keys() == explanation["contributions"].keys()
    assert explanation["before_calibration"] is False
    total = explanation["base_points"] + sum(explanation["points"].values())
    assert min(max(total, 300), 850) == pytest.approx(answer["score"], abs=0.51)
    assert answer["reasons"][0]["points"] == explanation["points"]["distance"] < 0
    again = caller.get(f"/api/v1/decisions/{answer['decision_id']}/").json()
    assert (again["reasons"], again["explanation"]) == (answer["reasons"], explanation)


def test_explain__the_other_protocol__tells_the_same(caller) -> None:
    inputs = [
        {"name": name, "datatype": "BYTES" if isinstance(value, str) else "FP64", "shape": [1], "data": [value]}
        for name, value in GOOD.items()
    ]
    request = {"inputs": inputs, "outputs": [{"name": "reasons"}, {"name": "explanation"}]}
    told = caller.post(request, "/v2/models/late_delivery/infer").json()["outputs"]
    answer = caller.post(GOOD, PATH).json()
    assert [json.loads(output["data"][0]) for output in told] == [answer["reasons"], answer["explanation"]]


def test_explain__client__reads_every_member(caller) -> None:
    body = caller.post(GOOD, PATH).content
    answer, read = json.loads(body), msgspec.json.decode(body, type=answers.Decision)
    assert list(msgspec.to_builtins(read.reasons)) == answer["reasons"]
    assert msgspec.to_builtins(read.explanation) == answer["explanation"]


def test_explain__same_key_again__the_same_bytes(caller) -> None:
    first, again = (caller.post(GOOD, PATH, Idempotency_Key="k") for _ in range(2))
    assert again.headers["idempotent-replayed"] == "true"
    assert first.content == again.content
