"""A linear model of the logit, as data."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import RAW, Graph

WEIGHTS, INTERCEPT = "linear weights", "linear intercept"


@dataclass(frozen=True, slots=True)
class Linear:
    """P(y = 1) = sigmoid(features . weights + intercept), with ``weights`` of shape (d,)."""

    weights: NDArray[np.float64]
    intercept: float

    def write(self, graph: Graph, features: str) -> str:
        """Add this model to ``graph``: from ``features`` (n, d) to probabilities (n, 1)."""
        product = graph.add("MatMul", features, graph.constant(self.weights.reshape(-1, 1), WEIGHTS))
        return graph.add("Sigmoid", graph.add("Add", product, graph.constant(self.intercept, INTERCEPT), called=RAW))
