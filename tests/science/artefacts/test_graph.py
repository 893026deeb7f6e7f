import numpy as np
import onnx
import onnxruntime
import pytest

from scorewright.science.artefacts.description import Feature
from scorewright.science.artefacts.graph import CATEGORIES, ENCODED, NUMBERS, RAW, Graph
from scorewright.science.table import Column

ODD_NAMES = ("probability", "numbers", "constant_1", "Add_1", "a b", "\u65e5\u672c", "x/y:z", "node.0")
PLAN = Column("plan", "category")


def sum_of(columns: list[Column]) -> bytes:
    graph = Graph(columns)
    encoded = graph.add("Identity", NUMBERS, called=ENCODED)
    raw = graph.add("ReduceSum", encoded, graph.constant(np.array([1])), called=RAW, keepdims=1)
    names = [column.name for column in columns if column.kind == "number"]
    return graph.finish(raw, [Feature(name, name, 0.5) for name in names])


def test_finish__odd_names__no_matter_since_columns_stand_side_by_side() -> None:
    session = onnxruntime.InferenceSession(
        sum_of([Column(name) for name in ODD_NAMES]), providers=["CPUExecutionProvider"]
    )
    cells = np.tile(np.arange(float(len(ODD_NAMES))), (2, 1))
    probability, encoded, raw = session.run(None, {NUMBERS: cells})
    assert probability.tolist() == [28.0, 28.0]
    assert raw.tolist() == [[28.0], [28.0]]
    np.testing.assert_array_equal(encoded, cells)


def test_finish__same_graph_twice__equal_bytes() -> None:
    assert sum_of([Column("a"), Column("b")]) == sum_of([Column("a"), Column("b")])


def test_finish__both_kinds__inputs_of_their_widths_and_outputs_in_order() -> None:
    model = onnx.load_model_from_string(sum_of([Column("a"), PLAN, Column("b")]))
    widths = {given.name: given.type.tensor_type.shape.dim[1].dim_value for given in model.graph.input}
    assert widths == {NUMBERS: 2, CATEGORIES: 1}
    assert [output.name for output in model.graph.output] == ["probability", "encoded", "raw"]
    assert {used.domain: used.version for used in model.opset_import} == {"": 17, "ai.onnx.ml": 3}
    assert model.ir_version == 10


def test_finish__no_categories__no_such_input() -> None:
    model = onnx.load_model_from_string(sum_of([Column("a")]))
    assert [given.name for given in model.graph.input] == [NUMBERS]


def test_finish__unknown_tensor__refused_at_once() -> None:
    graph = Graph([Column("a")])
    graph.add("Identity", NUMBERS, called=ENCODED)
    with pytest.raises(onnx.checker.ValidationError):
        graph.finish(graph.add("Add", NUMBERS, "no such tensor", called=RAW), [Feature("a", "a", 0.0)])
