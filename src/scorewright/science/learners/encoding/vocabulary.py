"""The categories of one column, each with a number: its place in the sorted vocabulary of the training rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import TREES_AND_LABELS, Graph

UNSEEN = -1


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``words`` are distinct and sorted. A missing category ("") is a word as any other if training rows had it.

    >>> Vocabulary(("basic", "gold")).codes(np.array(["gold", "", "basic"], dtype=object))
    array([ 1, -1,  0])
    """

    words: tuple[str, ...]

    def codes(self, categories: NDArray[np.object_]) -> NDArray[np.int64]:
        """The places of ``categories`` (n,), -1 where unseen."""
        place = {word: code for code, word in enumerate(self.words)}
        return np.array([place.get(category, UNSEEN) for category in categories], dtype=np.int64)

    def write(self, graph: Graph, categories: str) -> str:
        """Add the same to ``graph``: from text (n, 1) to places (n, 1)."""
        return graph.add(
            "LabelEncoder",
            categories,
            domain=TREES_AND_LABELS,
            keys_strings=list(self.words),
            values_int64s=np.arange(len(self.words)),
            default_int64=UNSEEN,
        )


def fit_vocabulary(categories: Sequence[str] | NDArray[np.object_]) -> Vocabulary:
    """The vocabulary of ``categories`` (n,)."""
    return Vocabulary(tuple(sorted(set(categories))))
