import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scorewright.science.artefacts.native_trees import siblings_together, to_booster
from scorewright.science.artefacts.trees import LEAF, Trees, gather, one_tree

FEATURES = 3
THRESHOLDS = st.sampled_from([0.0, -0.0, 0.1, -1.5, 1e-40, 3.5e38, -3.5e38, 1e300, 7.25])
CELLS = st.sampled_from([0.0, -0.0, 0.1, -1.5, 1e-40, 3.4028234e38, -3.4028234e38, 7.25, np.nan]).map(np.float32)


@st.composite
def trees(draw: st.DrawFn) -> Trees:
    """Trees of up to three levels, in the order in which scikit-learn stands them: the left subtree first."""
    return gather([_tree(draw) for _ in range(draw(st.integers(1, 4)))])


def _tree(draw: st.DrawFn) -> Trees:
    nodes: list[list[float]] = []

    def grow(depth: int) -> int:
        place = len(nodes)
        nodes.append([LEAF, 0.0, 0, LEAF, LEAF, draw(st.integers(-8, 8)) / 4, 1.0])
        if depth and draw(st.booleans()):
            left, right = grow(depth - 1), grow(depth - 1)
            cover = nodes[left][-1] + nodes[right][-1]
            missing = draw(st.booleans())
            nodes[place] = [draw(st.integers(0, 2)), draw(THRESHOLDS), missing, left, right, 0.0, cover]
        else:
            nodes[place][-1] = float(draw(st.integers(1, 9)))
        return place

    grow(3)
    feature, threshold, missing, left, right, value, cover = np.array(nodes, dtype=np.float64).T
    return one_tree(
        feature=feature.astype(np.int64),
        threshold=threshold,
        missing_left=missing,
        left=left.astype(np.int64),
        right=right.astype(np.int64),
        value=value,
        leaf=feature == LEAF,
        cover=cover,
    )


def walked(forest: Trees, row: NDArray[np.float32]) -> float:
    """The sum of leaf values, by the words of the class."""
    total = 0.0
    for root in forest.root:
        node = int(root)
        while forest.feature[node] != LEAF:
            cell = float(row[forest.feature[node]])
            goes_left = bool(forest.missing_left[node]) if np.isnan(cell) else cell <= forest.threshold[node]
            node = int((forest.left if goes_left else forest.right)[node])
        total += float(forest.value[node])
    return total


@settings(max_examples=150, deadline=None)
@given(trees(), st.lists(st.lists(CELLS, min_size=FEATURES, max_size=FEATURES), min_size=1, max_size=6))
def test_to_booster__any_trees_and_rows__the_sum_of_the_leaves(forest: Trees, rows: list[list[np.float32]]) -> None:
    cells = np.array(rows, dtype=np.float32)
    found = to_booster(forest, FEATURES, threads=1).inplace_predict(cells, predict_type="margin")
    assert found.tolist() == [walked(forest, row) for row in cells]


@settings(max_examples=50, deadline=None)
@given(trees())
def test_siblings_together__any_trees__right_child_follows_left_and_nothing_is_lost(forest: Trees) -> None:
    ordered = siblings_together(forest)
    branches = ~ordered.leaf
    assert (ordered.right[branches] == ordered.left[branches] + 1).all()
    assert sorted(ordered.cover) == sorted(forest.cover)
    assert ordered.tree.tolist() == forest.tree.tolist()


@pytest.mark.parametrize("trees_in_all", [1, 3])
def test_to_booster__leaves_alone__answers_their_sum(trees_in_all: int) -> None:
    nothing = np.array([LEAF])
    leaf = one_tree(
        feature=nothing,
        threshold=np.zeros(1),
        missing_left=np.zeros(1),
        left=nothing,
        right=nothing,
        value=np.array([0.5]),
        leaf=np.array([True]),
        cover=np.zeros(1),
    )
    booster = to_booster(gather([leaf] * trees_in_all), 2, threads=1)
    assert booster.inplace_predict(np.zeros((2, 2), np.float32)).tolist() == [0.5 * trees_in_all] * 2
