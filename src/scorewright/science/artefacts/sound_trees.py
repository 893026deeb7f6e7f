"""Trees in a model file are written as we write them; ONNX Runtime would walk a circle for ever, or off the end."""

import numpy as np
from numpy.typing import NDArray
from onnx import AttributeProto, ModelProto, NodeProto

OPERATORS = frozenset({"TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor"})
WRITTEN = "TreeEnsembleRegressor"
LEAF_MODE, BRANCH_MODE = b"LEAF", b"BRANCH_LEQ"
NODE_LISTS = ("nodes_treeids", "nodes_nodeids", "nodes_truenodeids", "nodes_falsenodeids", "nodes_featureids")
LEAF_LISTS = ("target_treeids", "target_nodeids", "target_ids")

Integers = NDArray[np.int64]


def are_sound(model: ModelProto, features: int) -> bool:
    """Whether every tree of ``model`` stands in one piece, looks at no more than ``features`` features, and leads on.

    That is: nodes are numbered as they stand, a branch's two children are later nodes of the same tree that no other
    branch leads to, and every leaf has one value.
    """
    return all(_is_sound(node, features) for node in model.graph.node if node.op_type in OPERATORS)


def _is_sound(node: NodeProto, features: int) -> bool:
    given = {attribute.name: attribute for attribute in node.attribute}
    tree, own, left, right, feature = (_integers(given, name) for name in NODE_LISTS)
    modes = list(given["nodes_modes"].strings) if "nodes_modes" in given else []
    sizes = {len(own), len(left), len(right), len(feature), len(modes), *_sizes(given, len(tree))}
    if node.op_type != WRITTEN or sizes != {len(tree)} or not set(modes) <= {LEAF_MODE, BRANCH_MODE}:
        return False
    leaf = np.array([mode == LEAF_MODE for mode in modes], dtype=np.bool_)
    return (
        _in_one_piece(tree, own)
        and bool(np.all((feature >= 0) & (feature < features)))
        and _leads_onwards(tree, own, left, right, ~leaf)
        and _one_value_a_leaf(given, tree[leaf], own[leaf])
    )


def _sizes(given: dict[str, AttributeProto], nodes: int) -> list[int]:
    """How long the other lists of nodes are; those that may be left out count as complete."""
    missing = given.get("nodes_missing_value_tracks_true")
    rates, values = given.get("nodes_hitrates"), given.get("nodes_values")
    return [
        nodes if missing is None else len(missing.ints),
        nodes if rates is None else len(rates.floats),
        0 if values is None else len(values.floats),
    ]


def _in_one_piece(tree: Integers, own: Integers) -> bool:
    follows = np.diff(tree, prepend=-1)
    return bool(len(tree)) and bool(np.all((follows == 0) | (follows == 1))) and bool(np.all(own == _place(tree)))


def _leads_onwards(tree: Integers, own: Integers, left: Integers, right: Integers, branch: NDArray[np.bool_]) -> bool:
    size = np.bincount(tree)[tree]
    lowest, highest = np.minimum(left, right)[branch], np.maximum(left, right)[branch]
    if not (np.all(lowest > own[branch]) and np.all(highest < size[branch])):
        return False
    first = np.arange(len(tree)) - own
    children = np.concatenate([(left + first)[branch], (right + first)[branch]])
    return bool(np.all(np.bincount(children, minlength=len(tree)) == (own > 0)))


def _one_value_a_leaf(given: dict[str, AttributeProto], tree: Integers, own: Integers) -> bool:
    target_tree, target_node, target = (_integers(given, name) for name in LEAF_LISTS)
    weights = len(given["target_weights"].floats) if "target_weights" in given else 0
    return (
        weights == len(tree)
        and np.array_equal(target_tree, tree)
        and np.array_equal(target_node, own)
        and np.array_equal(target, np.zeros(len(tree)))
    )


def _place(tree: Integers) -> Integers:
    return np.arange(len(tree)) - np.searchsorted(tree, tree)


def _integers(given: dict[str, AttributeProto], name: str) -> Integers:
    return np.array(given[name].ints if name in given else (), dtype=np.int64)
