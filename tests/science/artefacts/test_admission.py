import io
import os
import pickle
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import joblib
import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import ModelProto, TensorProto, helper

from scorewright.science.artefacts.admission import ArtefactRefused, admit
from scorewright.science.artefacts.bulk import bulk
from scorewright.science.artefacts.description import Feature
from scorewright.science.artefacts.graph import ENCODED, NUMBERS, RAW, Graph
from scorewright.science.artefacts.running import load
from scorewright.science.table import Column

WATCHED = (
    "open",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "subprocess.Popen",
    "socket.connect",
    "os.mkdir",
)
_WATCHERS: list[list[str]] = []


def _watch(event: str, _: object) -> None:
    if event in WATCHED:
        for seen in _WATCHERS:
            seen.append(event)


sys.addaudithook(_watch)  # a hook cannot be taken away again, so it asks who is watching


@contextmanager
def acts() -> Iterator[list[str]]:
    """The names of files opened, processes started and connections made meanwhile, as Python's audit hooks tell."""
    seen: list[str] = []
    _WATCHERS.append(seen)
    try:
        yield seen
    finally:
        _WATCHERS.remove(seen)


def ours() -> bytes:
    graph = Graph([Column("a")])
    encoded = graph.add("Identity", NUMBERS, called=ENCODED)
    return graph.finish(
        graph.add("Add", encoded, graph.constant(np.ones((1, 1))), called=RAW), [Feature("a", "a", 0.0)]
    )


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


def another_width(model: ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 2


def another_output(model: ModelProto) -> None:
    model.graph.output.pop()


def no_metadata(model: ModelProto) -> None:
    del model.metadata_props[:]


def described_as(key: str, text: str) -> Callable[[ModelProto], None]:
    def change(model: ModelProto) -> None:
        next(entry for entry in model.metadata_props if entry.key == key).value = text

    return change


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
        (an_answer_in_text, "outputs are not those that its metadata describe: probability, encoded, raw"),
        (another_output, "outputs are not those"),
        (an_input_in_single, "inputs are not those that its metadata describe: numbers"),
        (another_width, "inputs are not those"),
        (no_metadata, "the metadata lacks 'columns'"),
        (described_as("columns", "[[" * 100_000), "'columns' in the metadata is not JSON"),
        (described_as("columns", "{}"), "'columns' in the metadata is not a list"),
        (described_as("columns", '[{"name":"a"}]'), "column 'a' in the metadata is neither a number nor a category"),
        (described_as("columns", '[{"name":"b","kind":"number"}]'), "columns that are not there: a"),
        (described_as("columns", '[{"name":"a","kind":"number"},{"name":"a","kind":"number"}]'), "the same name"),
        (described_as("features", '[{"name":"a","source":"a","mean":NaN}]'), "lacks its source or its mean"),
        (described_as("features", "[]"), "outputs are not those"),
    ],
)
def test_load__altered_model__refused_with_the_reason(change: Callable[[ModelProto], object], complaint: str) -> None:
    with pytest.raises(ArtefactRefused, match=complaint):
        load(altered(change))


class RunsWhenLoaded:
    """A pickle of this would leave a file behind and start a process, wherever it is loaded."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.where}",)


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def pickled_by_joblib(value: object) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(value, buffer)
    return buffer.getvalue()


CORPUS: dict[str, Callable[[str], bytes]] = {
    "nothing": lambda _: b"",
    "text": lambda _: b"not a model",
    "zeros": lambda _: b"\x00" * 100,
    "truncated": lambda _: ours()[:-20],
    "pickle": lambda trap: pickle.dumps(RunsWhenLoaded(trap)),
    "joblib": lambda trap: pickled_by_joblib(RunsWhenLoaded(trap)),
    "pickle in a zip": lambda trap: zipped({"archive/data.pkl": pickle.dumps(RunsWhenLoaded(trap))}),
    "zip slip": lambda trap: zipped({f"../../../../{trap}": b"slipped", trap: b"slipped"}),
    "zip bomb": lambda _: zipped({"model.onnx": bytes(50_000_000)}),
    "polyglot": lambda trap: ours() + zipped({"data.pkl": pickle.dumps(RunsWhenLoaded(trap))}),
    "pickle before a model": lambda trap: pickle.dumps(RunsWhenLoaded(trap)) + ours(),
    "outside data": lambda _: altered(outside_data),
    "operators of others": lambda _: altered(foreign_operator),
}


@pytest.mark.parametrize("open_it", [load, partial(bulk, threads=1)], ids=["load", "bulk"])
@pytest.mark.parametrize("kind", CORPUS)
def test_load__file_that_is_not_ours__refused_with_no_process_and_nothing_opened_or_written(
    kind: str, open_it: Callable[[bytes], object], tmp_path: Path
) -> None:
    trap = tmp_path / "trap"
    content = CORPUS[kind](str(trap))
    with acts() as seen, pytest.raises(ArtefactRefused):
        open_it(content)
    assert seen == []
    assert not trap.exists()


def test_acts__a_process_and_a_file__are_seen(tmp_path: Path) -> None:
    with acts() as seen:
        pickle.loads(pickle.dumps(RunsWhenLoaded(str(tmp_path / "trap"))))  # noqa: S301 - proves that the trap works
        (tmp_path / "file").write_text("")
    assert seen == ["os.system", "open"]
    assert (tmp_path / "trap").exists()


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
