import math
import uuid

import pytest

from scorewright.science.artefacts.running import load

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
PATH = "/api/v1/predict/late_delivery/"
ANSWERED = {
    "decision_id", "use_case", "probability", "label", "score", "band", "risk", "confidence", "width", "needs_review",
    "reasons", "model_version", "status", "fallback", "request_id", "at",
}  # fmt: skip


def test_predict__version_in_production__answers_what_is_kept(caller, put_live) -> None:
    version = put_live()
    response = caller.post(GOOD)
    answer = response.json()
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    assert answer.keys() == ANSWERED
    (kept,) = caller.kept()
    assert (str(kept.id), kept.record, kept.model_version_id) == (answer["decision_id"], GOOD, version.id)
    assert (kept.asked_by, kept.status) == (f"key:service/{caller.key.prefix}", "production")
    for name in ("probability", "width", "needs_review", "confidence", "request_id", "use_case"):
        assert getattr(kept, name) == answer[name], name
    assert (answer["model_version"], answer["label"], answer["fallback"]) == ("v1", "yes", False)
    assert response.headers["x-request-id"] == answer["request_id"]


def test_predict__every_address_of_it__decides(caller, put_live) -> None:
    put_live()
    for path in ("/api/v1/predict/late_delivery", "/api/v1/late_delivery/predict", "/api/v1/late_delivery/predict/"):
        assert caller.post(GOOD, path).json()["model_version"] == "v1", path


def test_predict__list_with_bad_records__each_in_its_place(caller, put_live) -> None:
    put_live()
    records = [GOOD | {"distance": -1 if row % 10 == 3 else row % 100} for row in range(1000)]
    decisions = caller.post(records).json()["decisions"]
    assert len(decisions) == 1000
    bad = [place for place, item in enumerate(decisions) if "errors" in item]
    assert bad == list(range(3, 1000, 10))
    assert decisions[3]["errors"] == [
        {"field": "distance", "rule": "minimum", "message": "must be at least 0", "received": "integer"}
    ]
    kept = {str(decision.id): decision for decision in caller.kept()}
    assert len(kept) == 900
    for place, item in enumerate(decisions):
        if "errors" not in item:
            assert kept[item["decision_id"]].record == records[place]


def test_predict__list_too_long__422_and_nothing_kept(caller) -> None:
    response = caller.post([GOOD] * 1001)
    assert (response.status_code, response.json()["errors"][0]["rule"]) == (422, "most")
    assert caller.kept() == []


def test_predict__empty_list__no_decisions(caller) -> None:
    assert caller.post([]).json() == {"decisions": []}


@pytest.mark.parametrize(
    ("body", "field", "rule"),
    [
        (b"", "record", "json"),
        (b"{", "record", "json"),
        (b"null", "record", "type"),
        (b"3", "record", "type"),
        (b"{}", "distance", "required"),
        (b'{"distance": NaN}', "record", "json"),
        (b'{"distance": 1e999}', "distance", None),
        (b'{"distance": -Infinity}', "record", "json"),
        (b'{"distance": ' + b"9" * 400 + b"}", "distance", None),
        (b'{"distance": ' + b"9" * 5000 + b"}", None, None),
        (b'{"distance": 1, "van": "\\u0000"}', "van", None),
        (b'{"distance": 1, "van": "\\ud800"}', "van", None),
        (b'{"distance": 1, "van": "\xff"}', "record", "json"),
        (b'{"distance": 1, "\\ud800": 2}', None, "unknown"),
        (b'{"distance": 1, "' + b"x" * 3000 + b'": 2}', None, "unknown"),
        (b"[" * 100_000, None, "json"),
        (b'{"distance":' * 50_000, "record", "json"),
        (b'{"distance": ' + b"[" * 900 + b"]" * 900 + b"}", "distance", "type"),
        ('{"distance": 1}'.encode("utf-16"), "record", "json"),
        ('{"distance": 1}'.encode("utf-16-le"), "record", "json"),
        ('{"distance": 1}'.encode("utf-32-be"), "record", "json"),
    ],
)
def test_predict__body_that_is_no_record__422_names_field_and_rule_and_keeps_nothing(
    caller, body: bytes, field: str | None, rule: str | None
) -> None:
    response = caller.post(body)
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/problem+json"
    error = response.json()["errors"][0]
    assert error["field"]
    assert field in (None, error["field"])
    assert rule in (None, error["rule"])
    assert caller.kept() == []
    assert caller.post(GOOD).status_code == 200  # the journal outlived it


def test_predict__byte_order_mark__is_no_part_of_the_record(caller) -> None:
    assert caller.post(b'\xef\xbb\xbf{"distance": 1}').status_code == 200
    assert caller.kept()[0].record == {"distance": 1}


@pytest.mark.parametrize(("path", "status"), [("/api/v1/predict/horoscope/", 404), (PATH + "?status=old", 422)])
def test_predict__unknown_name__problem(caller, path: str, status: int) -> None:
    response = caller.post(GOOD, path)
    assert (response.status_code, response.json()["status"]) == (status, status)


def test_predict__method_that_is_none__405(caller) -> None:
    response = caller.get(PATH)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


def test_predict__token_that_opens_nothing__401(door, tenant_id) -> None:
    for headers in ({}, {"Authorization": "Bearer sw_x"}, {"X_API_Key": f"sw_{tenant_id.hex}_abc_def"}):
        response = door.ask("POST", PATH, GOOD, **headers)
        assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")


def test_predict__key_in_the_other_header__opens(door, caller) -> None:
    assert door.ask("POST", PATH, GOOD, X_API_Key=caller.token).status_code == 200


@pytest.mark.parametrize("role", ["auditor", "approver"])
def test_predict__role_that_only_reads__403(door, make_caller, role: str) -> None:
    reader = make_caller(door, role)
    assert reader.post(GOOD).status_code == 403
    assert reader.kept() == []


def test_predict__body_too_large__413(caller) -> None:
    assert caller.post(b" " * (4 * 1024 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize("given", ["order-7", "0a1fe76d-c1a7-4e6a-b3ac-1b2b876eacb3"])
@pytest.mark.parametrize(("body", "status"), [(GOOD, 200), ({}, 422)])
def test_predict__request_id__comes_back_whatever_comes_of_it(caller, given: str, body: object, status: int) -> None:
    response = caller.post(body, X_Request_ID=given)
    assert (response.status_code, response.headers["x-request-id"]) == (status, given)


def test_predict__traceparent__its_trace_is_the_request_id(caller) -> None:
    trace = uuid.uuid4().hex
    response = caller.post(GOOD, traceparent=f"00-{trace}-00f067aa0ba902b7-01")
    assert response.headers["x-request-id"] == trace


@pytest.mark.parametrize("name", ["X_Request_ID", "Idempotency_Key"])
@pytest.mark.parametrize("value", ["", "a b", "x" * 201])
def test_predict__header_that_cannot_be_kept__400_names_it(caller, name: str, value: str) -> None:
    response = caller.post(GOOD, **{name: value})
    assert response.status_code == 400
    assert name.replace("_", "-") in response.json()["detail"]


@pytest.mark.parametrize(
    ("query", "field"),
    [("colour=red", "colour"), ("status=old", "status"), ("version=0", "version"), ("explain=perhaps", "explain")],
)
def test_query__that_says_nothing_there_is__422_names_it(caller, query: str, field: str) -> None:
    response = caller.post(GOOD, f"{PATH}?{query}")
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, field)


def test_query__status_and_version__decide_by_that_one(caller, put_live) -> None:
    put_live()
    put_live(live=False)
    asked = {
        "": ("v1", "production"),
        "?status=staging": ("v2", "staging"),
        "?version=2": ("v2", "staging"),
        "?version=v1&status=production": ("v1", "production"),
    }
    for query, expected in asked.items():
        answer = caller.post(GOOD, PATH + query).json()
        assert (answer["model_version"], answer["status"]) == expected, query
    for query in ("?version=3", "?version=1&status=staging", "?status=retired"):
        assert caller.post(GOOD, PATH + query).status_code == 404, query


def test_query__explain__contributions_and_base_add_up_to_the_raw_answer(caller, put_live, finished) -> None:
    put_live()
    answer = caller.post(GOOD, PATH + "?explain=true").json()
    explanation = answer["explanation"]
    assert explanation["exact"]
    total = explanation["base"] + math.fsum(explanation["contributions"].values())
    _, own = load(finished.content).explain([80.0, 3.0], ["small"])
    assert total == pytest.approx(own.raw, abs=1e-5)
    assert answer["reasons"][0]["feature"] == "distance"
    assert caller.kept()[0].explanation == explanation
    assert "explanation" not in caller.post(GOOD).json()


@pytest.mark.parametrize("distance", [0, 50, 100])
def test_query__explain__one_to_four_reasons_in_words(caller, put_live, distance: int) -> None:
    put_live()
    reasons = caller.post(GOOD | {"distance": distance}, PATH + "?explain=1").json()["reasons"]
    assert 1 <= len(reasons) <= 4
    assert all(reason["words"] for reason in reasons)


def test_default_status__of_the_installation__stands_where_none_is_asked_for(
    use_case, open_door, make_caller, put_live
) -> None:
    put_live()
    put_live(live=False)
    caller = make_caller(open_door(default_status="staging"))
    assert caller.post(GOOD).json()["model_version"] == "v2"
    assert caller.post(GOOD, PATH + "?version=1").json()["model_version"] == "v1"
