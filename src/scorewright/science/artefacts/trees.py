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
    the tree answers; elsewhere ``value`` is 0. ``cover`` is the weight of the training rows that reached the node, on
    any scale. The nodes of a tree stand together, its root first; ``tree`` counts from 0. Features are float32 numbers:
    a threshold therefore means the same as the largest float32 at or below it, and is served as that.
    """

    tree: NDArray[np.int64]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    missing_left: NDArray[np.bool_]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]
    cover: NDArray[np.float64]

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

    def parts(self, most: int) -> list["Trees"]:
        """The trees in groups of at most ``most``, in order."""
        ends = np.append(self.root, len(self.tree))
        firsts = range(0, self.count, most)
        return [self._slice(int(ends[first]), int(ends[min(first + most, self.count)])) for first in firsts]

    def _slice(self, start: int, stop: int) -> "Trees":
        nodes = slice(start, stop)
        leaf = self.leaf[nodes]
        return Trees(
            tree=self.tree[nodes] - self.tree[start],
            feature=self.feature[nodes],
            threshold=self.threshold[nodes],
            missing_left=self.missing_left[nodes],
            left=np.where(leaf, LEAF, self.left[nodes] - start),
            right=np.where(leaf, LEAF, self.right[nodes] - start),
            value=self.value[nodes],
            cover=self.cover[nodes],
        )

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
    cover: NDArray[np.generic],
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
        cover=cover.astype(np.float64),
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
        cover=np.concatenate([part.cover for part in trees]),
    )


def round_down(thresholds: NDArray[np.float64]) -> NDArray[np.float32]:
    """The largest float32 at or below each of ``thresholds``, any shape; minus infinity below all finite ones.

    >>> float(np.float32(0.1)) > 0.1, float(round_down(np.array(0.1))) <= 0.1
    (True, True)
    """
    with np.errstate(over="ignore"):
        nearest = thresholds.astype(np.float32)
    below = np.nextafter(nearest, np.float32(-np.inf))
    return np.where(nearest > thresholds, below, nearest).astype(np.float32)
