"""TreeSHAP against the definition of Shapley values, on trees small enough to try every order."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.science.artefacts.native_trees import to_booster
from scorewright.science.artefacts.trees import LEAF, Trees, gather, one_tree
from scorewright.science.explanations.tree_shap import tree_attribution

Definition = Callable[[Callable[[frozenset[int]], float], int], NDArray[np.float64]]
FEATURES = 4


def grown(rng: np.random.Generator, depth: int) -> Trees:
    """A random tree that may use a feature several times on one path; rows were spread unevenly over it."""
    nodes: list[list[float]] = []

    def grow(left_to_go: int, cover: float) -> int:
        place = len(nodes)
        nodes.append([LEAF, 0.0, 0.0, LEAF, LEAF, float(rng.normal()), cover])
        if left_to_go and rng.random() < 0.8:
            share = rng.uniform(0.1, 0.9)
            left, right = grow(left_to_go - 1, cover * share), grow(left_to_go - 1, cover * (1 - share))
            split = float(np.float32(rng.normal()))
            nodes[place] = [rng.integers(FEATURES), split, rng.integers(2), left, right, 0.0, cover]
        return place

    grow(depth, 1000.0)
    feature, threshold, missing, left, right, value, cover = np.array(nodes).T
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


def expected(trees: Trees, row: NDArray[np.float64], known: frozenset[int]) -> float:
    """What the trees answer when only the features ``known`` are, the rest following the training rows."""

    def below(node: int) -> float:
        feature = int(trees.feature[node])
        left, right = int(trees.left[node]), int(trees.right[node])
        if feature == LEAF:
            return float(trees.value[node])
        if feature in known:
            missing = bool(np.isnan(row[feature]))
            goes_left = trees.missing_left[node] if missing else row[feature] <= trees.threshold[node]
            return below(left if goes_left else right)
        weight = trees.cover[left] / (trees.cover[left] + trees.cover[right])
        return float(weight * below(left) + (1 - weight) * below(right))

    return sum(below(int(root)) for root in trees.root)


@pytest.mark.parametrize("seed", range(12))
def test_tree_attribution__random_trees_and_rows__shapley_values_by_definition(
    seed: int, shapley_values: Definition
) -> None:
    rng = np.random.default_rng(seed)
    trees = gather([grown(rng, depth=4) for _ in range(3)])
    rows = rng.normal(size=(6, FEATURES)).astype(np.float32).astype(np.float64)
    rows[rng.random(rows.shape) < 0.2] = np.nan
    everything = frozenset(range(FEATURES))
    raw = np.array([expected(trees, row, everything) for row in rows])
    found = tree_attribution(to_booster(trees, FEATURES, threads=1), rows, raw)
    for row, base, contributions in zip(rows, found.base, found.contributions, strict=True):

        def value(known: frozenset[int], row: NDArray[np.float64] = row) -> float:
            return expected(trees, row, known)

        np.testing.assert_allclose(contributions, shapley_values(value, FEATURES), atol=5e-6)
        assert base == pytest.approx(value(frozenset()), abs=5e-6)
    np.testing.assert_allclose(found.base + found.contributions.sum(axis=1), raw, atol=1e-12)


def test_tree_attribution__two_features_that_do_the_same__the_same_share() -> None:
    both = one_tree(  # 1 where both are above 0, else 0; half of the rows on each side of each split
        feature=np.array([0, -1, 1, -1, -1]),
        threshold=np.zeros(5),
        missing_left=np.zeros(5),
        left=np.array([1, -1, 3, -1, -1]),
        right=np.array([2, -1, 4, -1, -1]),
        value=np.array([0.0, 0.0, 0.0, 0.0, 1.0]),
        leaf=np.array([False, True, False, True, True]),
        cover=np.array([100, 50, 50, 25, 25]),
    )
    found = tree_attribution(to_booster(both, 3, threads=1), np.array([[1.0, 1.0, 1.0]]), np.ones(1))
    np.testing.assert_allclose(found.contributions, [[0.375, 0.375, 0.0]], atol=1e-7)
    np.testing.assert_allclose(found.base, [0.25], atol=1e-7)


def test_tree_attribution__no_splits__nothing_contributes() -> None:
    rng = np.random.default_rng(0)
    leaf = grown(rng, depth=0)
    raw = np.full(2, leaf.value[0])
    found = tree_attribution(to_booster(leaf, FEATURES, threads=1), np.zeros((2, FEATURES)), raw)
    assert not found.contributions.any()
    np.testing.assert_allclose(found.base, raw, atol=1e-6)
