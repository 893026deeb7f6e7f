"""The protocol at a running door; other people's client against the whole product is in the journeys."""

import json
import re
import struct
import uuid
import zlib
from typing import Any

import pytest
from django.test import override_settings

from scorewright.project.embedded.ports import free_port

MODEL = "/v2/models/late_delivery"
INFER = f"{MODEL}/infer"


def tensor(name: str, datatype: str, data: list[Any], shape: list[int] | None = None) -> dict[str, Any]:
    return {"name": name, "datatype": datatype, "shape": [len(data)] if shape is None else shape, "data": data}


def behind(name: str, datatype: str, size: object, count: int = 1) -> dict[str, Any]:
    """A tensor whose data is binary."""
    return {"name": name, "datatype": datatype, "shape": [count], "parameters": {"binary_data_size": size}}


def asked(*inputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"inputs": list(inputs), **more}


def elements(answer: dict[str, Any]) -> dict[str, list[Any]]:
    return {output["name"]: output["data"] for output in answer["outputs"]}


FAR = tensor("distance", "FP64", [80.5])


def test_infer__json__each_record_as_the_other_door_decides_it(caller, put_live) -> None:
    version = put_live()
    request = asked(
        tensor("distance", "FP64", [[80], [12.5]], [2, 1]),
        tensor("parcels", "INT32", [3, None]),
        tensor("van", "BYTES", ["small", ""]),
    )
    answer = caller.post(request, INFER).json()
    told = elements(answer)
    kept = sorted(caller.kept(), key=lambda decision: decision.position)
    assert [decision.record for decision in kept] == [
        {"distance": 80, "parcels": 3, "van": "small"},
        {"distance": 12.5, "parcels": None, "van": None},
    ]
    assert told["decision_id"] == [str(decision.id) for decision in kept]
    assert {decision.model_version_id for decision in kept} == {version.id}
    others = [caller.post(decision.record).json() for decision in kept]
    for name in ("probability", "label", "confidence", "width", "needs_review", "fallback", "model_version"):
        assert told[name] == [other[name] for other in others], name
    assert (answer["model_name"], answer["model_version"], told.keys() & {"score", "band"}) == (
        "late_delivery",
        "v1",
        set(),
    )


def test_infer__no_model__fallback_says_so_and_the_model_is_not_ready(caller) -> None:
    answer = caller.post(asked(FAR, id="mine"), INFER).json()
    (kept,) = caller.kept()
    assert (answer["id"], answer["model_version"], elements(answer)["fallback"]) == ("mine", "heuristic_v1", [True])
    assert answer["parameters"] == {"decision_id": str(kept.id), "request_id": kept.request_id}
    ready = caller.get(f"{MODEL}/ready")
    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert "no model in production" in ready.json()["error"]
    assert int(ready.headers["retry-after"]) >= 1


def test_ready__model_in_production__and_a_version_that_is_not_there(caller, put_live) -> None:
    put_live()
    assert caller.get(f"{MODEL}/ready").json() == {"name": "late_delivery", "ready": True}
    assert caller.get(f"{MODEL}/versions/1/ready").status_code == 200
    assert caller.get(f"{MODEL}/versions/2/ready").json() == {"error": "late_delivery has no version v2"}


def test_metadata__lists_versions_and_one_input_for_each_field(caller, put_live) -> None:
    put_live()
    told = caller.get(MODEL).json()
    assert told["versions"] == ["v1"]
    assert [(each["name"], each["datatype"], each["parameters"]["required"]) for each in told["inputs"]] == [
        ("distance", "FP64", True),
        ("parcels", "FP64", False),
        ("van", "BYTES", False),
        ("driver_sex", "BYTES", False),
    ]
    assert [each["name"] for each in told["outputs"]][-2:] == ["reasons", "explanation"]


def test_infer__reasons_named__only_they_and_as_kept(caller, put_live) -> None:
    put_live()
    answer = caller.post(asked(FAR, outputs=[{"name": "reasons"}, {"name": "explanation"}]), INFER).json()
    (kept,) = caller.kept()
    (reasons,), (explanation,) = elements(answer)["reasons"], elements(answer)["explanation"]
    assert json.loads(reasons) == kept.reasons
    assert json.loads(explanation) == kept.explanation


def test_infer__binary_in_and_out__part_by_part(caller, put_live) -> None:
    put_live()
    head = json.dumps(
        asked(
            behind("van", "BYTES", 9),
            tensor("parcels", "UINT8", [3]),
            behind("distance", "FP32", 4),
            outputs=[{"name": "probability", "parameters": {"binary_data": True}}, {"name": "label"}],
        )
    ).encode()
    body = head + struct.pack("<I5sf", 5, b"small", 80)
    assert caller.post(body + b"more", INFER, Inference_Header_Content_Length=str(len(head))).status_code == 400
    response = caller.post(body, INFER, Inference_Header_Content_Length=str(len(head)))
    length = int(response.headers["inference-header-content-length"])
    told = json.loads(response.content[:length])
    (kept,) = caller.kept()
    assert kept.record == {"van": "small", "parcels": 3, "distance": 80}
    assert struct.unpack("<d", response.content[length:]) == (kept.probability,)
    assert told["outputs"][0]["parameters"] == {"binary_data_size": 8}
    assert told["outputs"][1]["data"] == [kept.label_value]


@pytest.mark.parametrize(
    ("request_", "rule"),
    [
        (b"{", "the request is not valid JSON"),
        ({}, "`inputs`"),
        (asked(), "tensor 'distance': is required; inputs must hold at least one tensor"),
        (asked(FAR, FAR), "tensor 'distance': is given twice"),
        (asked(FAR, tensor("colour", "BYTES", ["red"])), "tensor 'colour': is not a field of this record"),
        (asked(tensor("distance", "FP64", [])), "tensors must have 1 to 1000 records"),
        (asked(tensor("distance", "FP64", [1] * 1001)), "tensors must have 1 to 1000 records"),
        (asked(FAR, tensor("parcels", "FP64", [1, 2])), "all tensors must have the same number of records"),
        (asked(tensor("distance", "FP64", [1, 2], [3])), "has 2 elements; its shape takes 3"),
        (asked(tensor("distance", "FP64", [1, 2], [1, 2])), r"shape must be \[records\] or \[records, 1\]"),
        (asked(tensor("distance", "FP64", [1], [])), r"shape must be"),
        (asked(tensor("distance", "FP65", [1])), "datatype must be one of BOOL, BYTES, FP16"),
        (asked(tensor("distance", "BYTES", ["1"])), "tensor 'distance': datatype must be INT8 or"),
        (asked(FAR, tensor("van", "INT8", [1])), "tensor 'van': datatype must be BYTES"),
        (asked(tensor("distance", "INT64", [1.5])), "tensor 'distance': element 0 is no INT64"),
        (asked(tensor("distance", "FP64", [True])), "tensor 'distance': element 0 is no FP64"),
        (asked(tensor("distance", "FP64", [[1, 2]])), "tensor 'distance': element 0 is no FP64"),
        (asked({"name": "distance", "datatype": "FP64", "shape": [1]}), "must have data, or binary_data_size"),
        (asked(FAR | {"parameters": {"binary_data_size": 8}}), "must have data or binary_data_size, not both"),
        (asked(behind("distance", "FP64", -8)), "binary_data_size must be a number of bytes"),
        (asked(behind("distance", "FP64", 8)), "more binary_data_size than there is binary data left"),
        (asked(FAR, outputs=[{"name": "price"}]), "output 'price': there is probability, label"),
        (
            asked(FAR, outputs=[{"name": "label", "parameters": {"classification": 2}}]),
            "classification is not supported",
        ),
        (
            asked(FAR, outputs=[{"name": "label", "parameters": {"binary_data": 1}}]),
            "binary_data must be true or false",
        ),
        (asked(FAR, parameters={"explain": "yes"}), "explain must be true or false"),
    ],
)
def test_infer__request_that_does_not_fit__400_names_tensor_and_rule(caller, request_, rule: str) -> None:
    response = caller.post(request_, INFER)
    assert response.status_code == 400
    assert re.search(rule, response.json()["error"])
    assert caller.kept() == []


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (asked(tensor("distance", "INT64", [5, -1])), "tensor 'distance', record 1: must be at least 0"),
        (asked(tensor("distance", "FP64", [None])), "tensor 'distance', record 0: is required"),
        (asked(FAR, tensor("van", "BYTES", ["huge"])), "tensor 'van', record 0: must be one of small, large"),
        (
            b'{"inputs": [{"name": "distance", "datatype": "FP64", "shape": [1], "data": [NaN]}]}',
            "record 0: is required",
        ),
        (b'{"inputs": [{"name": "distance", "datatype": "FP64", "shape": [1], "data": [Infinity]}]}', "finite number"),
    ],
)
def test_infer__record_that_breaks_its_declaration__422_and_none_is_decided(caller, request_, error: str) -> None:
    response = caller.post(request_, INFER)
    assert response.status_code == 422
    assert error in response.json()["error"]
    assert caller.kept() == []


def test_infer__packed__unpacked_within_limits_or_refused(caller) -> None:
    body = json.dumps(asked(FAR)).encode()
    assert caller.post(zlib.compress(body), INFER, Content_Encoding="deflate").status_code == 200
    assert caller.post(zlib.compress(body)[:-5], INFER, Content_Encoding="deflate").status_code == 400
    assert caller.post(body, INFER, Content_Encoding="gzip").status_code == 400
    assert caller.post(body, INFER, Content_Encoding="br").status_code == 415
    assert caller.post(zlib.compress(b" " * 5_000_000), INFER, Content_Encoding="deflate").status_code == 413


@pytest.mark.parametrize("length", ["-1", "x", "1000", "99999999999"])
def test_infer__header_length_beyond_the_body__400(caller, length: str) -> None:
    response = caller.post(asked(FAR), INFER, Inference_Header_Content_Length=length)
    assert (response.status_code, "number of bytes" in response.json()["error"]) == (400, True)


def test_infer__same_key_again__the_same_answer_and_one_decision(caller, put_live) -> None:
    put_live()
    key = uuid.uuid4().hex
    first, again = (caller.post(asked(FAR), INFER, Idempotency_Key=key) for _ in range(2))
    assert first.content == again.content
    assert (first.headers.get("idempotent-replayed"), again.headers["idempotent-replayed"]) == (None, "true")
    assert len(caller.kept()) == 1
    other = caller.post(asked(tensor("distance", "FP64", [1])), INFER, Idempotency_Key=key)
    assert (other.status_code, "Idempotency-Key" in other.json()["error"]) == (422, True)
    assert caller.post(asked(FAR), f"{MODEL}/versions/1/infer", Idempotency_Key=key).status_code == 422


def test_infer__key_sent_in_the_clear_where_only_https_is_served__403(use_case, open_door, make_caller) -> None:
    caller = make_caller(open_door(https_only=True))
    assert caller.post(asked(FAR), INFER).status_code == 403
    assert caller.post(asked(FAR), INFER, X_Forwarded_Proto="https").status_code == 200


def test_infer__limit_of_the_key__counts_every_record(use_case, open_door, make_caller) -> None:
    caller = make_caller(open_door(records_per_minute=3))
    assert "r=1" in caller.post(asked(tensor("distance", "FP64", [1, 2])), INFER).headers["ratelimit"]
    refused = caller.post(asked(tensor("distance", "FP64", [1, 2])), INFER)
    assert (refused.status_code, len(caller.kept())) == (429, 2)
    assert int(refused.headers["retry-after"]) > 0


def test_keys__role_that_reads__sees_metadata_and_may_not_decide(door, make_caller) -> None:
    auditor = make_caller(door, "auditor")
    assert auditor.get(MODEL).status_code == 200
    assert auditor.post(asked(FAR), INFER).status_code == 403


@pytest.mark.parametrize("path", ["/v2", "/v2/", MODEL, f"{MODEL}/ready", f"{MODEL}/versions/1", "/v2/models/nonsense"])
def test_keys__none__401_whatever_there_is(door, path: str) -> None:
    response = door.ask("GET", path)
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")


def test_addresses__that_are_none__404_or_405_in_the_form_of_the_protocol(caller, door) -> None:
    assert caller.get("/v2/repository/index").status_code == 404
    assert caller.get("/v2/models/nonsense").json() == {"error": "There is no use case 'nonsense'."}
    assert caller.get(INFER).headers["allow"] == "POST"
    assert caller.post({}, MODEL).headers["allow"] == "GET"
    assert caller.post(asked(FAR), f"{MODEL}/versions/first/infer").status_code == 400
    assert caller.post(asked(FAR), f"{MODEL}/versions/1/infer?version=2").status_code == 400


def test_health__without_a_key__says_what_readyz_says(door) -> None:
    assert door.ask("GET", "/v2/health/live").json() == {"live": True}
    response, truth = door.ask("GET", "/v2/health/ready"), door.ask("GET", "/readyz")
    assert (response.status_code, response.json()) == (truth.status_code, {"ready": truth.status_code == 200})


def test_health__what_it_depends_on_is_away__503_says_when_to_ask_again(door) -> None:
    with override_settings(CELERY_BROKER_URL=f"redis://127.0.0.1:{free_port()}/0"):
        response = door.ask("GET", "/v2/health/ready")
    assert (response.status_code, response.json()) == (503, {"ready": False})
    assert int(response.headers["retry-after"]) >= 1
