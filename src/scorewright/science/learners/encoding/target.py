"""One column of the share of positives among the training rows of that category, drawn towards the share among all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import Graph
from scorewright.science.learners.encoding.vocabulary import Vocabulary

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Target:
    """``shares[j][code]`` is what column j's category becomes; the last entry, which -1 reaches, is for unseen ones."""

    shares: tuple[NDArray[np.float64], ...]

    def transform(self, codes: NDArray[np.int64]) -> NDArray[np.float64]:
        """From the places (n, c) of the categories in their vocabularies to shape (n, c)."""
        return np.column_stack([shares[codes[:, column]] for column, shares in enumerate(self.shares)])

    def write(self, graph: Graph, codes: str) -> str:
        """Add the same to ``graph``."""
        # All columns' tables lie behind one another; each column's codes are moved to the start of its own.
        sizes = np.array([len(shares) for shares in self.shares])
        starts = np.cumsum(sizes) - sizes
        place = graph.add("Mod", graph.add("Add", codes, graph.constant(sizes)), graph.constant(sizes))
        table = graph.constant(np.concatenate(self.shares))
        return graph.add("Gather", table, graph.add("Add", place, graph.constant(starts)))


def fit_target(
    codes: NDArray[np.int64], y: NDArray[np.integer], vocabularies: Sequence[Vocabulary], seed: int
) -> tuple[Target, NDArray[np.float64]]:
    """Learn from ``codes`` (n, c) and outcomes ``y`` (n,); also answer the training rows' own encoding, (n, c).

    Shares are shrunk by empirical Bayes (Micci-Barreca, A preprocessing scheme for high-cardinality categorical
    attributes, SIGKDD Explorations 3, 2001), by scikit-learn's TargetEncoder. A training row is encoded from five folds
    that leave it out, lest a learner trust the shares too much; a class of one row cannot be left out, and is not.
    """
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415 - loaded when something is trained

    target = _shares(codes, y, vocabularies)
    folds = min(FOLDS, int(np.bincount(y, minlength=2).min()))
    if folds < 2:
        return target, target.transform(codes)
    features = np.empty(codes.shape)
    for rest, fold in StratifiedKFold(folds, shuffle=True, random_state=seed).split(codes, y):
        features[fold] = _shares(codes[rest], y[rest], vocabularies).transform(codes[fold])
    return target, features


def _shares(codes: NDArray[np.int64], y: NDArray[np.integer], vocabularies: Sequence[Vocabulary]) -> Target:
    from sklearn.preprocessing import TargetEncoder  # noqa: PLC0415 - loaded when something is trained

    known = [np.arange(len(vocabulary.words)) for vocabulary in vocabularies]
    encoder = TargetEncoder(categories=known, target_type="binary", smooth="auto").fit(codes, y)
    return Target(tuple(np.append(shares, encoder.target_mean_) for shares in encoder.encodings_))
