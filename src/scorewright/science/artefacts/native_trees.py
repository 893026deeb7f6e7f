"""Our trees inside XGBoost's own predictor, whatever library grew them: fast on many rows, and exact reasons.

The model is written in XGBoost's documented form (https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html,
with its JSON schema) in binary, and given to it in memory. XGBoost goes left where x < t: for float32 numbers, where x
is at most the float32 just below t. It adds the leaves up in float32 in the order of the trees, as the artefact does.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.trees import Trees, round_down
from scorewright.science.artefacts.ubjson import Value, to_ubjson

if TYPE_CHECKING:
    from xgboost import Booster

NO_PARENT = np.iinfo(np.int32).max
SMALLEST_COVER = 1e-30  # XGBoost divides by the cover


def to_booster(trees: Trees, features: int, *, threads: int) -> "Booster":
    """A booster whose margin for float32 features (n, ``features``) is the sum of the leaf values, shape (n,)."""
    from xgboost import Booster  # noqa: PLC0415 - loaded when reasons or bulk answers are first asked for

    ordered = siblings_together(trees)
    ends = [*ordered.root.tolist(), len(ordered.tree)]
    written = [_tree(ordered, number, slice(*ends[number : number + 2]), features) for number in range(ordered.count)]
    booster = Booster()
    booster.load_model(bytearray(to_ubjson(_model(written, features))))
    booster.set_param({"nthread": threads})
    return booster


def siblings_together(trees: Trees) -> Trees:
    """The same trees with their nodes level by level: XGBoost takes for granted that a right child follows the left."""
    level, levels = trees.root, []
    while len(level):
        levels.append(level)
        branches = level[~trees.leaf[level]]
        level = np.column_stack([trees.left[branches], trees.right[branches]]).ravel()
    order = np.concatenate(levels)
    order = order[np.argsort(trees.tree[order], kind="stable")]
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    leaf = trees.leaf[order]
    return Trees(
        tree=trees.tree[order],
        feature=trees.feature[order],
        threshold=trees.threshold[order],
        missing_left=trees.missing_left[order],
        left=np.where(leaf, -1, place[trees.left[order]]),
        right=np.where(leaf, -1, place[trees.right[order]]),
        value=trees.value[order],
        cover=trees.cover[order],
    )


def _tree(trees: Trees, number: int, nodes: slice, features: int) -> Value:
    leaf = trees.leaf[nodes]
    left, right = (
        np.where(leaf, -1, children[nodes] - nodes.start).astype(np.int32) for children in (trees.left, trees.right)
    )
    parents = np.full(len(leaf), NO_PARENT, dtype=np.int32)
    branches = np.flatnonzero(~leaf)
    parents[left[branches]] = parents[right[branches]] = branches
    return {
        "id": number,
        "split_indices": np.where(leaf, 0, trees.feature[nodes]).astype(np.int32),
        "split_conditions": _conditions(trees, nodes),
        "split_type": np.zeros(len(leaf), dtype=np.uint8),
        "default_left": trees.missing_left[nodes].astype(np.uint8),
        "left_children": left,
        "right_children": right,
        "parents": parents,
        "sum_hessian": np.maximum(trees.cover[nodes], SMALLEST_COVER).astype(np.float32),
        "loss_changes": np.zeros(len(leaf), dtype=np.float32),
        "base_weights": np.zeros(len(leaf), dtype=np.float32),
        "categories": np.empty(0, dtype=np.int32),
        "categories_nodes": np.empty(0, dtype=np.int32),
        "categories_segments": np.empty(0, dtype=np.int64),
        "categories_sizes": np.empty(0, dtype=np.int64),
        "tree_param": {
            "num_deleted": "0",
            "num_feature": str(features),
            "num_nodes": str(len(leaf)),
            "size_leaf_vector": "1",
        },
    }


def _conditions(trees: Trees, nodes: slice) -> NDArray[np.float32]:
    """The value at a leaf; elsewhere the float32 just above the threshold."""
    with np.errstate(over="ignore"):  # above the largest float32 lies infinity
        above = np.nextafter(round_down(trees.threshold[nodes]), np.float32(np.inf))
    return np.where(trees.leaf[nodes], trees.value[nodes].astype(np.float32), above)


def _model(written: list[Value], features: int) -> Value:
    parameters: Value = {"num_parallel_tree": "1", "num_trees": str(len(written))}
    no_categories: Value = {"enc": [], "feature_segments": np.empty(0, np.int32), "sorted_idx": np.empty(0, np.int32)}
    forest: Value = {
        "cats": no_categories,
        "gbtree_model_param": parameters,
        "iteration_indptr": list(range(len(written) + 1)),
        "tree_info": [0] * len(written),
        "trees": written,
    }
    learner: Value = {
        "attributes": {},
        "feature_names": [],
        "feature_types": [],
        "gradient_booster": {"name": "gbtree", "model": forest},
        "learner_model_param": {
            "base_score": "0",
            "boost_from_average": "0",
            "num_class": "0",
            "num_feature": str(features),
            "num_target": "1",
        },
        # The objective that leaves the margin as it is.
        "objective": {"name": "reg:squarederror", "reg_loss_param": {"scale_pos_weight": "1"}},
    }
    return {"learner": learner, "version": [3, 2, 0]}
