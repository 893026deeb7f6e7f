"""The client of the Open Inference Protocol that others wrote, against the whole product."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput
from tritonclient.utils import InferenceServerException

pytestmark = pytest.mark.journey
# Headers go in as copies: the client writes the length of its JSON into what it is given, and leaves it there.
Record = dict[str, Any]


@pytest.fixture
def triton(running: Any) -> Iterator[InferenceServerClient]:
    with InferenceServerClient(running.url.removeprefix("http://")) as client:
        yield client


@pytest.fixture
def key(running: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {running.credentials['service_key']}"}


@pytest.fixture
def record(running: Any) -> Record:
    """The example that the use case itself gives."""
    with running.client() as client:
        found = client.get("/api/v1/use-cases/").json()
    listed = found if isinstance(found, list) else found["items"]
    return next(use_case["examples"][0] for use_case in listed if use_case["name"] == "retention")


def tensors(records: list[Record], *, binary: bool, width: int | None = None) -> list[InferInput]:
    """One tensor for each field, as a caller with columns would make them."""
    shape = [len(records)] if width is None else [len(records), width]
    inputs = []
    for name, example in records[0].items():
        values = [record[name] for record in records]
        kind, datatype = (
            (np.bool_, "BOOL")
            if isinstance(example, bool)
            else (np.object_, "BYTES")
            if isinstance(example, str)
            else (np.float64, "FP64")
        )
        tensor = InferInput(name, shape, datatype)
        tensor.set_data_from_numpy(np.array(values, kind).reshape(shape), binary_data=binary)
        inputs.append(tensor)
    return inputs


def predicted(running: Any, record: Record, **query: str) -> dict[str, Any]:
    with running.client() as client:
        answer: dict[str, Any] = client.post("/api/v1/predict/retention/", json=record, params=query).json()
        return answer


def test_health__without_a_key__live_and_ready(triton: InferenceServerClient) -> None:
    assert triton.is_server_live()
    assert triton.is_server_ready()


def test_metadata__names_server_versions_inputs_and_outputs(
    triton: InferenceServerClient, key: dict[str, str], record: Record
) -> None:
    assert triton.get_server_metadata(headers={**key})["extensions"] == ["binary_tensor_data"]
    told = triton.get_model_metadata("retention", headers={**key})
    assert {tensor["name"] for tensor in told["inputs"]} == set(record)
    assert {"name": "probability", "datatype": "FP64", "shape": [-1]} in told["outputs"]
    assert triton.is_model_ready("retention", headers={**key})
    assert triton.is_model_ready("retention", told["versions"][0], headers={**key})
    assert not triton.is_model_ready("retention", "999", headers={**key})
    assert not triton.is_model_ready("retention")


@pytest.mark.parametrize(("binary_in", "binary_out"), [(True, True), (True, False), (False, True), (False, False)])
def test_infer__one_record__the_decision_of_the_other_door_and_kept(
    running: Any, triton: InferenceServerClient, record: Record, *, binary_in: bool, binary_out: bool
) -> None:
    key = {"Authorization": f"Bearer {running.credentials['service_key']}"}
    asked = [InferRequestedOutput(name, binary_data=binary_out) for name in ("probability", "label", "band", "width")]
    result = triton.infer(
        "retention", tensors([record], binary=binary_in), outputs=asked, request_id="mine", headers={**key}
    )
    expected = predicted(running, record)
    response = result.get_response()
    assert response["id"] == "mine"
    assert response["model_version"] == expected["model_version"]
    assert [output["name"] for output in response["outputs"]] == ["probability", "label", "band", "width"]
    assert all(("data" in output) != binary_out for output in response["outputs"])
    assert result.as_numpy("probability").tolist() == [expected["probability"]]
    assert [_text(result.as_numpy(name)[0]) for name in ("label", "band")] == [expected["label"], expected["band"]]
    assert result.as_numpy("width").tolist() == [expected["width"]]
    with running.client() as client:
        kept = client.get(f"/api/v1/decisions/{response['parameters']['decision_id']}/").json()
    assert kept["record"] == record
    assert kept["probability"] == expected["probability"]


def test_infer__no_outputs_named__all_of_them_in_binary(
    triton: InferenceServerClient, key: dict[str, str], record: Record
) -> None:
    records = [record | {"tenure": months} for months in (1, 20, 70)]
    result = triton.infer("retention", tensors(records, binary=True, width=1), headers={**key})
    names = [output["name"] for output in result.get_response()["outputs"]]
    assert names[:2] == ["probability", "label"]
    assert "reasons" not in names
    probabilities = result.as_numpy("probability")
    assert probabilities.shape == (3,)
    assert probabilities[0] > probabilities[1] > probabilities[2]
    assert len({*result.as_numpy("decision_id").tolist()}) == 3
    assert result.as_numpy("fallback").tolist() == [False] * 3


@pytest.mark.parametrize("packed", ["gzip", "deflate"])
def test_infer__packed_request__is_unpacked(
    triton: InferenceServerClient, key: dict[str, str], record: Record, packed: str
) -> None:
    result = triton.infer(
        "retention", tensors([record], binary=True), headers={**key}, request_compression_algorithm=packed
    )
    assert result.as_numpy("probability").shape == (1,)


def test_infer__reasons_asked_for__as_the_other_door_tells_them(
    running: Any, triton: InferenceServerClient, key: dict[str, str], record: Record
) -> None:
    expected = predicted(running, record, explain="true")
    by_name = triton.infer(
        "retention", tensors([record], binary=True), outputs=[InferRequestedOutput("reasons")], headers={**key}
    )
    by_parameter = triton.infer(
        "retention", tensors([record], binary=True), headers={**key}, parameters={"explain": True}
    )
    assert json.loads(by_name.as_numpy("reasons")[0]) == expected["reasons"]
    assert json.loads(by_parameter.as_numpy("explanation")[0]) == expected["explanation"]


def test_infer__version__decides_or_is_not_there(
    running: Any, triton: InferenceServerClient, key: dict[str, str], record: Record
) -> None:
    version = predicted(running, record)["model_version"]
    for spelling in (version, version.removeprefix("v")):
        result = triton.infer("retention", tensors([record], binary=True), model_version=spelling, headers={**key})
        assert result.get_response()["model_version"] == version
    with pytest.raises(InferenceServerException, match=r"\[404\] retention has no version v999"):
        triton.infer("retention", tensors([record], binary=True), model_version="999", headers={**key})


def test_infer__nothing_or_nonsense_as_missing__refused_or_taken_as_declared(
    triton: InferenceServerClient, key: dict[str, str], record: Record
) -> None:
    records = [record | {"TotalCharges": value} for value in (np.nan, 100.0)]
    for binary in (True, False):
        result = triton.infer("retention", tensors(records, binary=binary), headers={**key})
        assert result.as_numpy("fallback").tolist() == [False, False]
    with pytest.raises(InferenceServerException, match=r"\[422\] tensor 'tenure', record 1: must be a finite number"):
        triton.infer("retention", tensors([record, record | {"tenure": np.inf}], binary=True), headers={**key})


def test_infer__faulty_tensors__each_named_with_its_rule(
    triton: InferenceServerClient, key: dict[str, str], record: Record
) -> None:
    def refused(inputs: list[InferInput], rule: str) -> None:
        with pytest.raises(InferenceServerException, match=rule):
            triton.infer("retention", inputs, headers={**key})

    refused(tensors([record | {"tenure": "long"}], binary=True), r"\[400\] tensor 'tenure': datatype must be INT8 or")
    refused(tensors([record | {"shoe": 1}], binary=True), r"\[400\] tensor 'shoe': is not a field of this record")
    without = {name: value for name, value in record.items() if name != "tenure"}
    refused(tensors([without], binary=True), r"\[400\] tensor 'tenure': is required")
    refused(tensors([record] * 4, binary=False, width=1)[:1], r"\[400\] tensor .*; tensor 'tenure': is required")
    refused(tensors([record], binary=True)[:-1] + tensors([record] * 2, binary=True)[-1:], r"\[400\] all tensors must")
    refused(tensors([record | {"tenure": -1}], binary=True), r"\[422\] tensor 'tenure', record 0: must be at least 0")
    wide = InferInput("tenure", [1, 2], "FP64")
    wide.set_data_from_numpy(np.array([[1.0, 2.0]]))
    refused([wide], r"\[400\] tensor 'tenure': shape must be \[records\] or \[records, 1\]")


def test_infer__without_a_key_or_an_unknown_model__says_which(
    running: Any, triton: InferenceServerClient, key: dict[str, str], record: Record
) -> None:
    with pytest.raises(InferenceServerException, match=r"\[401\] Send a valid API key"):
        triton.infer("nonsense", tensors([record], binary=True))
    with pytest.raises(InferenceServerException, match=r"\[404\] There is no use case 'nonsense'"):
        triton.infer("nonsense", tensors([record], binary=True), headers={**key})
    assert httpx.get(f"{running.url}/v2/repository/index", headers={**key}).json().keys() == {"error"}
    assert httpx.get(f"{running.url}/v2/models/retention/infer", headers={**key}).headers["allow"] == "POST"


def _text(element: bytes | str) -> str:
    """Binary output comes as bytes, output in JSON as text."""
    return element.decode() if isinstance(element, bytes) else element
