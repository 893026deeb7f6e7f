"""A thin writer of ONNX graphs: every call adds one node and returns the name of what that node makes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from onnx import AttributeProto, NodeProto, TensorProto, ValueInfoProto, checker, helper, numpy_helper

from scorewright.science.table import Column

CORE_OPSET = 17
TREES_AND_LABELS = "ai.onnx.ml"
TREES_AND_LABELS_OPSET = 3
IR_VERSION = 10
OUTPUT = "probability"


class Graph:
    """An ONNX graph in the making, with one input of shape (n, 1) for each column, named as the column.

    Numbers arrive as tensor(double), NaN where missing; categories as tensor(string), "" where missing.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = tuple(columns)
        self._taken = {column.name for column in columns}
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: object) -> str:
        """Add one node with one output and return that output's name.

        Arrays of shape (k,) become lists of integers or of strings (given as bytes); float64 arrays become tensors.
        """
        output = self._new_name(operator)
        node = NodeProto(op_type=operator, domain=domain, name=output, input=inputs, output=[output])
        node.attribute.extend(_attribute(name, value) for name, value in sorted(attributes.items()))
        self._nodes.append(node)
        return output

    def constant(self, values: Any) -> str:
        """Keep ``values`` (anything NumPy takes; its dtype is kept) in the file and return its name."""
        name = self._new_name("constant")
        self._constants.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def finish(self, probability: str) -> bytes:
        """The ONNX file whose only output, of shape (n,), is the tensor ``probability`` of shape (n, 1).

        The output is called "probability", with underscores after it if a column has that name. Equal graphs give
        equal bytes. Raises onnx.checker.ValidationError when the graph is not valid ONNX.
        """
        self._nodes.append(
            helper.make_node("Squeeze", [probability, self.constant(np.array([1]))], [self._output], name=self._output)
        )
        graph = helper.make_graph(
            self._nodes,
            "scorewright",
            [_input(column) for column in self._columns],
            [helper.make_tensor_value_info(self._output, TensorProto.DOUBLE, [None])],
            self._constants,
        )
        operators = [
            helper.make_opsetid("", CORE_OPSET),
            helper.make_opsetid(TREES_AND_LABELS, TREES_AND_LABELS_OPSET),
        ]
        model = helper.make_model(graph, opset_imports=operators, ir_version=IR_VERSION, producer_name="scorewright")
        checker.check_model(model)
        return bytes(model.SerializeToString(deterministic=True))

    @property
    def _output(self) -> str:
        output = OUTPUT
        while output in {column.name for column in self._columns}:
            output += "_"
        return output

    def _new_name(self, stem: str) -> str:
        name = f"{stem}_{len(self._taken)}"
        while name in self._taken or name == self._output:
            name += "_"
        self._taken.add(name)
        return name


def _input(column: Column) -> ValueInfoProto:
    kind = TensorProto.DOUBLE if column.kind == "number" else TensorProto.STRING
    return helper.make_tensor_value_info(column.name, kind, [None, 1])


def _attribute(name: str, value: object) -> AttributeProto:
    if not isinstance(value, np.ndarray):
        return helper.make_attribute(name, value)
    if value.dtype == np.float64:
        return helper.make_attribute(name, numpy_helper.from_array(value, name))
    # helper.make_attribute looks at every element several times, which takes seconds for a forest.
    if value.dtype.kind == "S":
        return AttributeProto(name=name, type=AttributeProto.STRINGS, strings=value.tolist())
    return AttributeProto(name=name, type=AttributeProto.INTS, ints=value.tolist())


def as_double(graph: Graph, values: str) -> str:
    """Add a cast of ``values`` to tensor(double)."""
    return graph.add("Cast", values, to=TensorProto.DOUBLE)
