"""Decision trees as plain arrays, whatever library grew them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAF = -1


@dataclass(frozen=True, slots=True)
class Trees:
    """The nodes of one or more trees: every array has shape (nodes,), a node is its position in them.

    A row goes ``left`` of a node when its ``feature`` is at most the ``threshold``, or is missing (NaN) and
    ``missing_left`` holds; else ``right``. At a leaf ``feature``, ``left`` and ``right`` are -1 and ``value`` is what
    the tree answers; elsewhere ``value`` is 0. The nodes of a tree stand together, its root first; ``tree`` counts
    from 0. Thresholds and values are float64; features are compared as float64.
    """

    tree: NDArray[np.int64]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    missing_left: NDArray[np.bool_]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]

    @property
    def count(self) -> int:
        """How many trees."""
        return int(self.tree[-1]) + 1

    @property
    def leaf(self) -> NDArray[np.bool_]:
        """Which nodes are leaves, shape (nodes,)."""
        return np.equal(self.feature, LEAF)

    @property
    def root(self) -> NDArray[np.int64]:
        """The position of each tree's root, shape (count,)."""
        return np.searchsorted(self.tree, np.arange(self.count)).astype(np.int64)

    def split_points(self, feature: int) -> NDArray[np.float64]:
        """The distinct finite thresholds at which ``feature`` is compared, sorted."""
        thresholds = self.threshold[self.feature == feature]
        return np.unique(thresholds[np.isfinite(thresholds)])


def one_tree(
    *,
    feature: NDArray[np.integer],
    threshold: NDArray[np.floating],
    missing_left: NDArray[np.generic],
    left: NDArray[np.integer],
    right: NDArray[np.integer],
    value: NDArray[np.floating],
    leaf: NDArray[np.bool_],
) -> Trees:
    """One tree from a library's arrays of shape (nodes,), root first; what is no use at a node is cleared."""
    return Trees(
        tree=np.zeros(len(leaf), dtype=np.int64),
        feature=np.where(leaf, LEAF, feature).astype(np.int64),
        threshold=np.where(leaf, 0.0, threshold),
        missing_left=~leaf & missing_left.astype(np.bool_),
        left=np.where(leaf, LEAF, left).astype(np.int64),
        right=np.where(leaf, LEAF, right).astype(np.int64),
        value=np.where(leaf, value, 0.0),
    )


def gather(trees: Sequence[Trees]) -> Trees:
    """Put the trees of ``trees`` (at least one) behind one another, in that order."""
    sizes = [len(part.tree) for part in trees]
    first_node = np.repeat(np.cumsum([0, *sizes[:-1]]), sizes)
    first_tree = np.repeat(np.cumsum([0, *(part.count for part in trees[:-1])]), sizes)
    feature = np.concatenate([part.feature for part in trees])
    leaf = feature == LEAF
    return Trees(
        tree=np.concatenate([part.tree for part in trees]) + first_tree,
        feature=feature,
        threshold=np.concatenate([part.threshold for part in trees]),
        missing_left=np.concatenate([part.missing_left for part in trees]),
        left=np.where(leaf, LEAF, np.concatenate([part.left for part in trees]) + first_node),
        right=np.where(leaf, LEAF, np.concatenate([part.right for part in trees]) + first_node),
        value=np.concatenate([part.value for part in trees]),
    )
