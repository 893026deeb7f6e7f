"""Which way a model moves where there is more of a column: seen in what the model file holds, whoever promised what."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.dense import Dense
from scorewright.science.artefacts.linear import Linear
from scorewright.science.artefacts.reading import Contents
from scorewright.science.artefacts.trees import Trees
from scorewright.science.calibration.platt import Platt
from scorewright.science.table import Direction


def directions_of(contents: Contents) -> Mapping[str, Direction]:
    """By column: +1 where more of it can only raise the model's answer or leave it, -1 where only lower it, else 0.

    That holds whatever the other columns are; nothing is said of a missing value. 0 also where it cannot be seen: of
    categories, of columns with an indicator for what is missing in a linear model, and of networks.
    """
    description, predictor = contents.description, contents.predictor
    found: NDArray[np.int64]
    match predictor:
        case Linear() as linear:
            found = np.sign(linear.weights).astype(np.int64)
        case Dense():
            found = np.zeros(len(description.features), dtype=np.int64)
        case ensemble:
            found = _of_trees(ensemble.trees, len(description.features))
    if isinstance(contents.calibrator, Platt) and contents.calibrator.slope < 0:
        found = -found
    features = Counter(feature.source for feature in description.features)
    numbers = {name for name in description.of_kind("number") if features[name] == 1}
    told = {
        feature.source: _sign(way)
        for feature, way in zip(description.features, found.tolist(), strict=True)
        if feature.source in numbers
    }
    return {column.name: told.get(column.name, 0) for column in description.columns}


def _sign(way: int) -> Direction:
    return 1 if way > 0 else -1 if way < 0 else 0


def _of_trees(trees: Trees, features: int) -> NDArray[np.int64]:
    """+1 where at every split the larger values lead to leaves that are all at least as high, shape (features,).

    Learners that keep a promise to be monotone keep it in just this way, split by split.
    """
    lowest, highest = _reach(trees)
    splits = np.flatnonzero(~trees.leaf)
    feature, left, right = trees.feature[splits], trees.left[splits], trees.right[splits]
    rises, falls = np.ones(features, dtype=np.bool_), np.ones(features, dtype=np.bool_)
    np.logical_and.at(rises, feature, highest[left] <= lowest[right])
    np.logical_and.at(falls, feature, lowest[left] >= highest[right])
    return rises.astype(np.int64) - falls.astype(np.int64)  # one that is never asked for moves nothing


def _reach(trees: Trees) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The lowest and the highest leaf below each node, both of shape (nodes,); a leaf is its own."""
    lowest, highest = np.where(trees.leaf, trees.value, np.inf), np.where(trees.leaf, trees.value, -np.inf)
    known = trees.leaf.copy()
    while not known.all():  # once for each level, from the leaves up
        ready = np.flatnonzero(~known)
        ready = ready[known[trees.left[ready]] & known[trees.right[ready]]]
        left, right = trees.left[ready], trees.right[ready]
        lowest[ready] = np.minimum(lowest[left], lowest[right])
        highest[ready] = np.maximum(highest[left], highest[right])
        known[ready] = True
    return lowest, highest
