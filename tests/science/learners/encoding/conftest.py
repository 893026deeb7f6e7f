"""Running a transformation's graph nodes beside its NumPy twin."""

from collections.abc import Callable

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import Graph
from scorewright.science.table import Table

Written = Callable[[Table, Callable[[Graph], str], int], NDArray[np.float64]]


def features_of_graph(table: Table, write: Callable[[Graph], str], width: int) -> NDArray[np.float64]:
    """What ``write`` adds to a graph, run on ``table``: one column at a time, as a graph of ours answers with one."""
    cells = {column.name: np.asarray(table.values[column.name]).reshape(-1, 1) for column in table.columns}
    features = []
    for position in range(width):
        graph = Graph(table.columns)
        content = graph.finish(graph.add("Gather", write(graph), graph.constant(np.array([position])), axis=1))
        session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
        features.append(session.run(None, cells)[0])
    return np.column_stack(features)


@pytest.fixture
def run_graph() -> Written:
    return features_of_graph
