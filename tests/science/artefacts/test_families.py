"""Each family of models against the formula its docstring states."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit

from scorewright.science.artefacts.dense import Dense, Layer
from scorewright.science.artefacts.description import Feature
from scorewright.science.artefacts.graph import ENCODED, NUMBERS, Graph
from scorewright.science.artefacts.linear import Linear
from scorewright.science.artefacts.running import load
from scorewright.science.artefacts.tree_ensembles import BoostedTrees, MeanOfTrees
from scorewright.science.artefacts.trees import Trees, gather, one_tree
from scorewright.science.table import Column, Table

COLUMNS = (Column("a"), Column("b"))
ROWS = np.array([[1.0, -2.0], [0.5, 1e12], [0.0, 0.0]])


def answers(predictor: Linear | Dense | MeanOfTrees | BoostedTrees, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    graph = Graph(COLUMNS)
    written = predictor.write(graph, graph.add("Identity", NUMBERS, called=ENCODED))
    content = graph.finish(written, [Feature("a", "a", 0.0), Feature("b", "b", 0.0)])
    return load(content).probability(Table(COLUMNS, {"a": rows[:, 0], "b": rows[:, 1]}))


def test_linear__large_numbers__double_precision() -> None:
    weights = np.array([0.3, 1e-12])
    np.testing.assert_allclose(answers(Linear(weights, -0.1), ROWS), expit(ROWS @ weights - 0.1), atol=1e-15)


def test_dense__two_layers__rectified_between_them_only() -> None:
    first = Layer(np.array([[1.0, -1.0], [0.5, 0.25]]), np.array([0.1, -0.2]))
    last = Layer(np.array([[-1e-12], [2e-12]]), np.array([-0.3]))
    hidden = np.maximum(ROWS @ first.weights + first.offsets, 0)
    expected = expit(hidden @ last.weights + last.offsets)[:, 0]
    np.testing.assert_allclose(answers(Dense((first, last)), ROWS), expected, atol=1e-15)


def stump(*, missing_left: bool) -> Trees:
    return one_tree(
        feature=np.array([1, -1, -1]),
        threshold=np.array([0.1, 0, 0]),
        missing_left=np.array([missing_left, False, False]),
        left=np.array([1, -1, -1]),
        right=np.array([2, -1, -1]),
        value=np.array([0, 0.2, 0.8]),
        leaf=np.array([False, True, True]),
        cover=np.array([10, 5, 5]),
    )


def leaf(value: float) -> Trees:
    nothing = np.array([-1])
    return one_tree(
        feature=nothing,
        threshold=np.zeros(1),
        missing_left=np.zeros(1),
        left=nothing,
        right=nothing,
        value=np.array([value]),
        leaf=np.array([True]),
        cover=np.array([10]),
    )


@pytest.mark.parametrize(("missing_left", "missing"), [(True, 0.2), (False, 0.8)])
def test_mean_of_trees__at_beside_and_without_the_value__at_most_goes_left(missing_left: bool, missing: float) -> None:
    # 0.1 lies between two float32 numbers, and features are such numbers.
    at_most = np.nextafter(np.float32(0.1), np.float32(0))
    rows = np.array([[0, at_most], [0, np.float32(0.1)], [0, np.nan]])
    trees = gather([stump(missing_left=missing_left), leaf(0.4)])
    expected = [(0.2 + 0.4) / 2, (0.8 + 0.4) / 2, (missing + 0.4) / 2]
    np.testing.assert_allclose(answers(MeanOfTrees(trees), rows), expected, atol=1e-7)


def test_boosted_trees__leaf_without_splits__base_and_leaf_in_the_sigmoid() -> None:
    np.testing.assert_allclose(answers(BoostedTrees(leaf(0.5), base=-1.5), ROWS), np.full(3, expit(-1.0)), atol=1e-7)


def test_mean_of_trees__hundreds_of_them__nearly_as_exact_as_double() -> None:
    values = np.random.default_rng(1).random(501)
    trees = gather([leaf(float(value)) for value in values])
    np.testing.assert_allclose(answers(MeanOfTrees(trees), ROWS), np.full(3, values.mean()), atol=5e-8)
