"""One column of places: 0 for the first word of the sorted vocabulary, -1 for a category training rows did not have."""

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import Graph, as_double


class Ordinal:
    """The places of the categories in their vocabularies, as numbers."""

    def transform(self, codes: NDArray[np.int64]) -> NDArray[np.float64]:
        """``codes`` (n, c) as float64."""
        return codes.astype(np.float64)

    def write(self, graph: Graph, codes: str) -> str:
        """Add the same to ``graph``."""
        return as_double(graph, codes)
