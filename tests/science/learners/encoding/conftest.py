"""Running a transformation's graph nodes beside its NumPy twin."""

from collections.abc import Callable

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import load_model_from_string

from scorewright.science.artefacts.description import Feature
from scorewright.science.artefacts.graph import ENCODED, RAW, Graph
from scorewright.science.artefacts.inputs import cells_of
from scorewright.science.artefacts.reading import read_description
from scorewright.science.table import Table

Written = Callable[[Table, Callable[[Graph], str], int], NDArray[np.float64]]


def features_of_graph(table: Table, write: Callable[[Graph], str], width: int) -> NDArray[np.float64]:
    """What ``write`` adds to a graph, run on ``table``."""
    graph = Graph(table.columns)
    if (written := write(graph)) != ENCODED:
        graph.add("Identity", written, called=ENCODED)
    nothing = graph.add("Identity", graph.constant(np.zeros((1, 1))), called=RAW)
    features = [Feature(str(position), table.columns[0].name, 0.0) for position in range(width)]
    content = graph.finish(nothing, features)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    (found,) = session.run([ENCODED], cells_of(table, read_description(load_model_from_string(content))))
    return np.asarray(found, dtype=np.float64)


@pytest.fixture
def run_graph() -> Written:
    return features_of_graph
