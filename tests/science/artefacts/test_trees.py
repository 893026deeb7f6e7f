import numpy as np

from scorewright.science.artefacts.trees import Trees, gather, one_tree


def stump(threshold: float, *, missing_left: bool = False) -> Trees:
    return one_tree(
        feature=np.array([0, -2, -2]),
        threshold=np.array([threshold, 9.0, 9.0]),
        missing_left=np.array([missing_left, True, True]),
        left=np.array([1, -1, -1]),
        right=np.array([2, -1, -1]),
        value=np.array([5.0, 0.25, 0.75]),
        leaf=np.array([False, True, True]),
    )


def test_one_tree__library_arrays__cleared_where_they_say_nothing() -> None:
    tree = stump(1.5)
    assert tree.feature.tolist() == [0, -1, -1]
    assert tree.threshold.tolist() == [1.5, 0.0, 0.0]
    assert tree.missing_left.tolist() == [False, False, False]
    assert tree.value.tolist() == [0.0, 0.25, 0.75]


def test_gather__two_trees_then_a_third__positions_move_along() -> None:
    pair = gather([stump(1.0), stump(2.0)])
    trees = gather([pair, stump(3.0)])
    assert trees.count == 3
    assert trees.tree.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert trees.root.tolist() == [0, 3, 6]
    assert trees.left.tolist() == [1, -1, -1, 4, -1, -1, 7, -1, -1]
    assert trees.right.tolist() == [2, -1, -1, 5, -1, -1, 8, -1, -1]


def test_split_points__several_trees__distinct_sorted_and_finite() -> None:
    trees = gather([stump(2.0), stump(1.0), stump(2.0), stump(np.inf)])
    assert trees.split_points(0).tolist() == [1.0, 2.0]
    assert trees.split_points(1).tolist() == []
