"""What trees answer together: the mean of their values, or the sigmoid of their sum."""

from dataclasses import dataclass

import numpy as np

from scorewright.science.artefacts.graph import TREES_AND_LABELS, Graph, as_double
from scorewright.science.artefacts.trees import Trees


@dataclass(frozen=True, slots=True)
class MeanOfTrees:
    """P(y = 1) is the mean over the trees of the leaf's value: decision trees and forests."""

    trees: Trees

    def write(self, graph: Graph, features: str) -> str:
        """Add this model to ``graph``: from ``features`` (n, d) to probabilities (n, 1)."""
        return graph.add("Div", _sum(graph, self.trees, features), graph.constant(float(self.trees.count)))


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """P(y = 1) = sigmoid(base + the sum over the trees of the leaf's value): gradient boosting."""

    trees: Trees
    base: float

    def write(self, graph: Graph, features: str) -> str:
        """Add this model to ``graph``: from ``features`` (n, d) to probabilities (n, 1)."""
        return graph.add("Sigmoid", graph.add("Add", _sum(graph, self.trees, features), graph.constant(self.base)))


def _sum(graph: Graph, trees: Trees, features: str) -> str:
    """The sum of leaf values, shape (n, 1): compared and added in double, rounded once to float32 by the operator."""
    leaf, first = trees.leaf, trees.root[trees.tree]
    node = np.arange(len(leaf)) - first
    total = graph.add(
        "TreeEnsembleRegressor",
        features,
        domain=TREES_AND_LABELS,
        aggregate_function="SUM",
        n_targets=1,
        nodes_treeids=trees.tree,
        nodes_nodeids=node,
        nodes_modes=np.where(leaf, b"LEAF", b"BRANCH_LEQ"),
        nodes_featureids=np.where(leaf, 0, trees.feature),
        nodes_values_as_tensor=trees.threshold,
        nodes_missing_value_tracks_true=trees.missing_left.astype(np.int64),
        nodes_truenodeids=np.where(leaf, 0, trees.left - first),
        nodes_falsenodeids=np.where(leaf, 0, trees.right - first),
        target_treeids=trees.tree[leaf],
        target_nodeids=node[leaf],
        target_ids=np.zeros(int(leaf.sum()), dtype=np.int64),
        target_weights_as_tensor=trees.value[leaf],
    )
    return as_double(graph, total)
