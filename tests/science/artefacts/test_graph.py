import numpy as np
import onnx
import onnxruntime
import pytest

from scorewright.science.artefacts.graph import Graph
from scorewright.science.table import Column

ODD_NAMES = ("probability", "probability_", "constant_1", "Add_1", "a b", "\u65e5\u672c", "x/y:z", "node.0")


def sum_of(columns: list[Column]) -> bytes:
    graph = Graph(columns)
    total = graph.constant(np.zeros((1, 1)))
    for column in columns:
        total = graph.add("Add", total, column.name)
    return graph.finish(total)


def test_finish__odd_and_clashing_names__runs_under_the_columns_names() -> None:
    columns = [Column(name) for name in ODD_NAMES]
    session = onnxruntime.InferenceSession(sum_of(columns), providers=["CPUExecutionProvider"])
    cells = {name: np.full((2, 1), float(place)) for place, name in enumerate(ODD_NAMES)}
    assert session.run(None, cells)[0].tolist() == [28.0, 28.0]
    assert [output.name for output in session.get_outputs()] == ["probability__"]


def test_finish__same_graph_twice__equal_bytes() -> None:
    assert sum_of([Column("a"), Column("b")]) == sum_of([Column("a"), Column("b")])


def test_finish__no_clash__output_is_called_probability() -> None:
    model = onnx.load_model_from_string(sum_of([Column("a")]))
    assert [output.name for output in model.graph.output] == ["probability"]
    assert {used.domain: used.version for used in model.opset_import} == {"": 17, "ai.onnx.ml": 3}
    assert model.ir_version == 10


def test_finish__unknown_tensor__refused_at_once() -> None:
    graph = Graph([Column("a")])
    with pytest.raises(onnx.checker.ValidationError):
        graph.finish(graph.add("Add", "a", "no such tensor"))
