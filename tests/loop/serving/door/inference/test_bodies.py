"""Whole bodies, sound and broken: each is decided on or refused, and none is a failure of ours."""

import json
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from scorewright.loop.serving.door.inference.bodies import infer_request
from scorewright.loop.serving.door.replies import Refusal

INFER = "/v2/models/late_delivery/infer"
NAMES = ("distance", "parcels", "van", "driver_sex")

# Lone surrogates too, which JSON can spell and UTF-8 cannot.
texts = st.text(st.characters(exclude_categories=()), max_size=5) | st.sampled_from(["", "small", "f", "\ud800", "\0"])
numbers = (
    st.floats()
    | st.floats(0, 100)
    | st.integers(-5, 50)
    | st.sampled_from([10**400, -(2**63), 2**64, 1e308, -math.inf, math.nan])
)
elements = st.none() | st.booleans() | numbers | texts
anything = st.recursive(elements, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))
parameters = st.dictionaries(
    texts | st.sampled_from(["explain", "binary_data", "binary_data_size", "classification"]), anything, max_size=2
)


SOUND = {
    "distance": ("FP64", st.floats(0, 100)),
    "parcels": ("INT64", st.integers(0, 50) | st.none()),
    "van": ("BYTES", st.sampled_from(["small", "large", ""])),
    "driver_sex": ("BYTES", st.sampled_from(["f", None])),
}


@st.composite
def fitting_tensors(draw: Any) -> list[dict[str, Any]]:
    """Tensors that fit the model; in half of the cases one of them has values that may break every rule."""
    count = draw(st.integers(1, 3))
    wild = draw(st.none() | st.sampled_from(NAMES))
    told = []
    for name in draw(st.sets(st.sampled_from(NAMES))) | {"distance"}:
        datatype, values = SOUND[name]
        if name == wild:
            values = texts if datatype == "BYTES" else numbers | st.none()
        data = draw(st.lists(values, min_size=count, max_size=count))
        told.append({"name": name, "datatype": datatype, "shape": [count], "data": data})
    return told


tensors = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES) | texts,
        "datatype": st.sampled_from(["FP64", "BYTES", "INT64", "BOOL"]) | texts,
        "shape": st.lists(st.integers(-1, 3) | st.sampled_from([2**63, 10**30]), max_size=3),
    },
    optional={"data": st.lists(anything, max_size=3), "parameters": parameters},
)
outputs = st.fixed_dictionaries(
    {"name": st.sampled_from(["probability", "label", "reasons", "explanation"]) | texts},
    optional={"parameters": parameters},
)
bodies = st.fixed_dictionaries(
    {"inputs": fitting_tensors() | fitting_tensors() | st.lists(tensors, max_size=4) | anything},
    optional={"id": texts, "parameters": parameters, "outputs": st.lists(outputs, max_size=2)},
)


@given(
    body=bodies,
    behind=st.just(b"") | st.binary(max_size=12),
    as_utf8=st.booleans(),
    cut=st.sampled_from([None, None, None, 1, 40, 100]),
    told=st.booleans(),
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_infer__any_body__is_decided_or_refused_and_never_fails(
    caller, body: Any, behind: bytes, *, as_utf8: bool, cut: int | None, told: bool
) -> None:
    head = json.dumps(body, ensure_ascii=not as_utf8).encode("utf-8", "surrogatepass")[:cut]
    length = {"Inference_Header_Content_Length": str(len(head))} if told else {}
    before = len(caller.kept())
    response = caller.post(head + behind, INFER, **length)
    event(str(response.status_code))
    assert response.status_code in (200, 400, 422), response.text
    assert (len(caller.kept()) > before) == (response.status_code == 200)


@pytest.mark.parametrize("spelt", [b"\\ud800", b"\xed\xa0\x80", b"\xff"])
@pytest.mark.parametrize(
    "body",
    [
        b'{"inputs": [{"name": "van", "datatype": "BYTES", "shape": [1], "data": ["%s"]}]}',
        b'{"inputs": [{"name": "%s", "datatype": "BYTES", "shape": [1], "data": ["small"]}]}',
        b'{"inputs": [{"name": "distance", "datatype": "FP64", "shape": [1], "data": [1]}], "id": "%s"}',
        b'{"inputs": [{"name": "distance", "datatype": "FP64", "shape": [1], "data": [NaN]}], "id": "%s"}',
        b'{"inputs": [], "outputs": [{"name": "%s"}]}',
        b'{"inputs": [], "parameters": {"%s": 1}}',
    ],
)
def test_infer_request__text_that_utf8_cannot_hold__refused(body: bytes, spelt: bytes) -> None:
    with pytest.raises(Refusal, match="UTF-8") as refused:
        infer_request({"headers": []}, body % spelt)
    assert refused.value.status == 400


def test_infer_request__body_in_utf16__refused_since_its_text_would_not_be_kept_as_it_came() -> None:
    with pytest.raises(Refusal, match="UTF-8"):
        infer_request({"headers": []}, '{"inputs": []}'.encode("utf-16"))


def test_infer_request__number_that_json_does_not_know__taken_as_clients_in_python_write_it() -> None:
    tensor = b'{"name": "distance", "datatype": "FP64", "shape": [2], "data": [NaN, Infinity]}'
    body = b'{"inputs": [%s], "id": "\xc3\xa9"}' % tensor
    request, _ = infer_request({"headers": []}, body)
    assert request.id == "\u00e9"
    assert math.isnan((request.inputs[0].data or [])[0])
