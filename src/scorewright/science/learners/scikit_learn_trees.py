"""scikit-learn's trees as data."""

from typing import Any

from scorewright.science.artefacts.trees import LEAF, Trees, gather, one_tree


def from_estimators(estimators: list[Any]) -> Trees:
    """The trees of fitted DecisionTreeClassifiers for two classes; a leaf's value is its share of the second class."""
    return gather([_one(estimator.tree_) for estimator in estimators])


def _one(tree: Any) -> Trees:
    return one_tree(
        feature=tree.feature,
        threshold=tree.threshold,
        missing_left=tree.missing_go_to_left,
        left=tree.children_left,
        right=tree.children_right,
        value=tree.value[:, 0, 1] / tree.value[:, 0].sum(axis=1),
        leaf=tree.children_left == LEAF,
        cover=tree.weighted_n_node_samples,
    )
