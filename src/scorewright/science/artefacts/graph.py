"""A thin writer of ONNX graphs: every call adds one node and returns the name of what that node makes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from onnx import AttributeProto, NodeProto, TensorProto, ValueInfoProto, checker, helper, numpy_helper

from scorewright.science.artefacts.description import Description, Feature
from scorewright.science.table import Column, Kind

CORE_OPSET = 17
TREES_AND_LABELS = "ai.onnx.ml"
TREES_AND_LABELS_OPSET = 3
IR_VERSION = 10
NUMBERS, CATEGORIES = "numbers", "categories"
PROBABILITY, ENCODED, RAW = "probability", "encoded", "raw"


class Graph:
    """An ONNX graph in the making.

    Its inputs are ``numbers``, double (n, k), NaN where missing, and ``categories``, string (n, c), "" where missing:
    the columns of each kind side by side, in order; an input without columns is absent. Its outputs are
    ``probability`` (n,), and ``encoded`` (n, d) and ``raw`` (n, 1), which the encoding and the predictor name so.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = tuple(columns)
        self._made = 0
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def add(
        self, operator: str, *inputs: str, domain: str = "", called: str | None = None, **attributes: object
    ) -> str:
        """Add one node with one output and return that output's name, which is ``called`` where that is given.

        Arrays of shape (k,) become lists of integers, of float32 or of strings (given as bytes).
        """
        output = called or self._new_name(operator)
        node = NodeProto(op_type=operator, domain=domain, name=output, input=inputs, output=[output])
        node.attribute.extend(_attribute(name, value) for name, value in sorted(attributes.items()))
        self._nodes.append(node)
        return output

    def cells(self, kind: Kind, names: Sequence[str]) -> str:
        """The input of ``kind``; where ``names`` are not all of its columns, only those, in the order of ``names``."""
        given = [column.name for column in self._columns if column.kind == kind]
        cells = NUMBERS if kind == "number" else CATEGORIES
        if given == list(names):
            return cells
        return self.add("Gather", cells, self.constant([given.index(name) for name in names]), axis=1)

    def constant(self, values: Any, called: str | None = None) -> str:
        """Keep ``values`` (anything NumPy takes; its dtype is kept) in the file and return its name."""
        name = called or self._new_name("constant")
        self._constants.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def finish(self, probability: str, features: Sequence[Feature]) -> bytes:
        """The ONNX file that answers with the tensor ``probability`` of shape (n, 1).

        ``features`` describe the columns of ``encoded``. Equal graphs give equal bytes. Raises
        onnx.checker.ValidationError when the graph is not valid ONNX.
        """
        axis = self.constant(np.array([1]))
        self._nodes.append(helper.make_node("Squeeze", [probability, axis], [PROBABILITY], name=PROBABILITY))
        description = Description(self._columns, tuple(features))
        graph = helper.make_graph(
            self._nodes,
            "scorewright",
            expected_inputs(description),
            expected_outputs(description),
            self._constants,
        )
        operators = [
            helper.make_opsetid("", CORE_OPSET),
            helper.make_opsetid(TREES_AND_LABELS, TREES_AND_LABELS_OPSET),
        ]
        model = helper.make_model(graph, opset_imports=operators, ir_version=IR_VERSION, producer_name="scorewright")
        helper.set_model_props(model, description.to_metadata())
        checker.check_model(model)
        return bytes(model.SerializeToString(deterministic=True))

    def _new_name(self, stem: str) -> str:
        self._made += 1
        return f"{stem}_{self._made}"


def expected_inputs(description: Description) -> list[ValueInfoProto]:
    """The inputs of a model so described."""
    kinds = (
        (NUMBERS, TensorProto.DOUBLE, len(description.of_kind("number"))),
        (CATEGORIES, TensorProto.STRING, len(description.of_kind("category"))),
    )
    return [helper.make_tensor_value_info(name, kind, [None, width]) for name, kind, width in kinds if width]


def expected_outputs(description: Description) -> list[ValueInfoProto]:
    """The outputs of a model so described."""
    shapes: dict[str, list[int | None]] = {
        PROBABILITY: [None],
        ENCODED: [None, len(description.features)],
        RAW: [None, 1],
    }
    return [helper.make_tensor_value_info(name, TensorProto.DOUBLE, shape) for name, shape in shapes.items()]


def _attribute(name: str, value: object) -> AttributeProto:
    if not isinstance(value, np.ndarray):
        return helper.make_attribute(name, value)
    # helper.make_attribute looks at every element several times, which takes seconds for a forest.
    match value.dtype.kind:
        case "S":
            return AttributeProto(name=name, type=AttributeProto.STRINGS, strings=value.tolist())
        case "f":
            return AttributeProto(name=name, type=AttributeProto.FLOATS, floats=value.tolist())
        case _:
            return AttributeProto(name=name, type=AttributeProto.INTS, ints=value.tolist())


def as_double(graph: Graph, values: str, called: str | None = None) -> str:
    """Add a cast of ``values`` to tensor(double)."""
    return graph.add("Cast", values, called=called, to=TensorProto.DOUBLE)
