"""Trees as one ONNX operator, and back.

Everything in it is single precision. Features are rounded to that before trees, in training too, so a split compares
the very same numbers. Leaf values are added up in the order of the trees, as the bulk engine does, so that the two
agree to the last bit of the sum.
"""

import numpy as np
from onnx import NodeProto, TensorProto

from scorewright.science.artefacts.graph import TREES_AND_LABELS, Graph, as_double
from scorewright.science.artefacts.sound_trees import BRANCH_MODE, LEAF_MODE, WRITTEN
from scorewright.science.artefacts.trees import LEAF, Trees, round_down


def write_sum(graph: Graph, trees: Trees, features: str) -> str:
    """Add ``trees`` to ``graph``: from ``features`` (n, d) to the sum of leaf values in double, shape (n, 1)."""
    leaf, first = trees.leaf, trees.root[trees.tree]
    node = np.arange(len(leaf)) - first
    total = graph.add(
        WRITTEN,
        graph.add("Cast", features, to=TensorProto.FLOAT),
        domain=TREES_AND_LABELS,
        aggregate_function="SUM",
        n_targets=1,
        nodes_treeids=trees.tree,
        nodes_nodeids=node,
        nodes_modes=np.where(leaf, LEAF_MODE, BRANCH_MODE),
        nodes_featureids=np.where(leaf, 0, trees.feature),
        nodes_values=round_down(trees.threshold),
        nodes_hitrates=trees.cover.astype(np.float32),
        nodes_missing_value_tracks_true=trees.missing_left.astype(np.int64),
        nodes_truenodeids=np.where(leaf, 0, trees.left - first),
        nodes_falsenodeids=np.where(leaf, 0, trees.right - first),
        target_treeids=trees.tree[leaf],
        target_nodeids=node[leaf],
        target_ids=np.zeros(int(leaf.sum()), dtype=np.int64),
        target_weights=trees.value[leaf].astype(np.float32),
    )
    return as_double(graph, total)


def read_trees(node: NodeProto) -> Trees:
    """The trees that ``write_sum`` wrote; thresholds and values as they were rounded."""
    given = {attribute.name: attribute for attribute in node.attribute}
    tree = np.array(given["nodes_treeids"].ints, dtype=np.int64)
    leaf = np.array([mode == LEAF_MODE for mode in given["nodes_modes"].strings], dtype=np.bool_)
    first = np.searchsorted(tree, tree)
    value = np.zeros(len(tree))
    value[leaf] = given["target_weights"].floats
    left, right = (
        np.where(leaf, LEAF, np.array(given[name].ints, dtype=np.int64) + first)
        for name in ("nodes_truenodeids", "nodes_falsenodeids")
    )
    return Trees(
        tree=tree,
        feature=np.where(leaf, LEAF, np.array(given["nodes_featureids"].ints, dtype=np.int64)),
        threshold=np.array(given["nodes_values"].floats, dtype=np.float64),
        missing_left=np.array(given["nodes_missing_value_tracks_true"].ints, dtype=np.bool_),
        left=left,
        right=right,
        value=value,
        cover=np.array(given["nodes_hitrates"].floats, dtype=np.float64),
    )
