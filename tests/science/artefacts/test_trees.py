import numpy as np

from scorewright.science.artefacts.trees import Trees, gather, one_tree, round_down


def stump(threshold: float, *, missing_left: bool = False) -> Trees:
    return one_tree(
        feature=np.array([0, -2, -2]),
        threshold=np.array([threshold, 9.0, 9.0]),
        missing_left=np.array([missing_left, True, True]),
        left=np.array([1, -1, -1]),
        right=np.array([2, -1, -1]),
        value=np.array([5.0, 0.25, 0.75]),
        leaf=np.array([False, True, True]),
        cover=np.array([10, 6, 4]),
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


def test_parts__seven_trees_by_three__gathered_again_the_same() -> None:
    trees = gather([stump(float(number)) for number in range(7)])
    parts = trees.parts(3)
    assert [part.count for part in parts] == [3, 3, 1]
    assert parts[1].left.tolist() == parts[0].left.tolist()
    again = gather(parts)
    assert all(np.array_equal(getattr(again, name), getattr(trees, name)) for name in Trees.__slots__)


def test_round_down__any_number__the_largest_float32_that_is_not_above() -> None:
    numbers = np.array([0.1, -0.1, 0.5, 1e-50, -1e-50, 1e300, -1e300, np.inf, -np.inf])
    rounded = round_down(numbers)
    assert (rounded.astype(np.float64) <= numbers).all()
    with np.errstate(over="ignore"):
        assert (np.nextafter(rounded[:-1], np.float32(np.inf)).astype(np.float64)[:-2] > numbers[:-3]).all()
    assert rounded[[5, 6]].tolist() == [np.finfo(np.float32).max, -np.inf]
