"""One column of 0 and 1 for each category of each column; all 0 for a category that training rows did not have."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import Graph, as_double
from scorewright.science.learners.encoding.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class OneHot:
    """Encoded column i (of d) is 1 where column ``sources[i]`` of the codes is ``codes[i]``."""

    sources: NDArray[np.int64]
    codes: NDArray[np.int64]

    def transform(self, codes: NDArray[np.int64]) -> NDArray[np.float64]:
        """From the places (n, c) of the categories in their vocabularies to shape (n, d)."""
        return np.equal(codes[:, self.sources], self.codes).astype(np.float64)

    def write(self, graph: Graph, codes: str) -> str:
        """Add the same to ``graph``."""
        repeated = graph.add("Gather", codes, graph.constant(self.sources), axis=1)
        return as_double(graph, graph.add("Equal", repeated, graph.constant(self.codes)))


def one_hot(vocabularies: Sequence[Vocabulary]) -> OneHot:
    """The encoding of columns with these ``vocabularies``: column by column, words in their order."""
    sizes = [len(vocabulary.words) for vocabulary in vocabularies]
    return OneHot(np.repeat(np.arange(len(sizes)), sizes), np.concatenate([np.arange(size) for size in sizes]))
