import pickle
from collections.abc import Callable

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import ModelProto, TensorProto, helper

from scorewright.science.artefacts.admission import ArtefactRefused, admit
from scorewright.science.artefacts.graph import Graph
from scorewright.science.artefacts.running import load
from scorewright.science.table import Column


def ours() -> bytes:
    graph = Graph([Column("a")])
    return graph.finish(graph.add("Add", "a", graph.constant(np.ones((1, 1)))))


def altered(change: Callable[[ModelProto], object]) -> bytes:
    model = onnx.load_model_from_string(ours())
    change(model)
    return bytes(model.SerializeToString())


def foreign_operator(model: ModelProto) -> None:
    model.graph.node[0].domain = "com.microsoft"


def foreign_import(model: ModelProto) -> None:
    model.opset_import.append(helper.make_opsetid("org.example", 1))


def outside_data(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../secrets.bin")


def outside_data_in_an_attribute(model: ModelProto) -> None:
    attribute = helper.make_attribute("value", helper.make_tensor("", TensorProto.FLOAT, [1], [1.0]))
    outside = attribute.t
    outside.ClearField("float_data")
    outside.data_location = TensorProto.EXTERNAL
    outside.external_data.add(key="location", value="secrets.bin")
    node = helper.make_node("Constant", [], ["stray"])
    node.attribute.append(attribute)
    model.graph.node.insert(0, node)


def a_branch(model: ModelProto) -> None:
    model.graph.node[0].attribute.append(helper.make_attribute("then_branch", helper.make_graph([], "g", [], [])))


def a_function(model: ModelProto) -> None:
    model.functions.append(helper.make_function("org.example", "f", [], [], [], []))


def an_unknown_operator(model: ModelProto) -> None:
    model.graph.node[0].op_type = "NoSuchThing"


def an_answer_in_text(model: ModelProto) -> None:
    model.graph.output[0].type.tensor_type.elem_type = TensorProto.STRING


def an_input_in_single(model: ModelProto) -> None:
    model.graph.input[0].type.tensor_type.elem_type = TensorProto.FLOAT


def test_admit__our_own__taken() -> None:
    assert admit(ours()).producer_name == "scorewright"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (foreign_operator, "operators of com.microsoft"),
        (foreign_import, "operators of org.example"),
        (outside_data, "data outside its file"),
        (outside_data_in_an_attribute, "data outside its file"),
        (a_branch, "branches or loops"),
        (a_function, "functions"),
        (an_unknown_operator, "not a valid ONNX model"),
        (an_answer_in_text, "does not answer with one column of doubles"),
        (an_input_in_single, "neither numbers in double nor text: a"),
    ],
)
def test_load__altered_model__refused_with_the_reason(change: Callable[[ModelProto], object], complaint: str) -> None:
    with pytest.raises(ArtefactRefused, match=complaint):
        load(altered(change))


@pytest.mark.parametrize("content", [b"", b"not a model", pickle.dumps({"a": 1}), b"\x00" * 100, ours()[:-20]])
def test_load__bytes_that_are_no_model__refused(content: bytes) -> None:
    with pytest.raises(ArtefactRefused):
        load(content)


def test_admit__too_large__refused_before_it_is_parsed() -> None:
    with pytest.raises(ArtefactRefused, match="has 11 bytes, more than 10"):
        admit(b"not a model", largest_bytes=10)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_load__any_bytes__refused_and_nothing_else(content: bytes) -> None:
    with pytest.raises(ArtefactRefused):
        load(content)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_load__one_byte_changed__refused_or_run_but_no_other_error(data: st.DataObject) -> None:
    content = bytearray(ours())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        runner = load(bytes(content))
    except ArtefactRefused:
        return
    assert len(runner.columns) == 1
