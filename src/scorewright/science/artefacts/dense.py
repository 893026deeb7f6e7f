"""A feed-forward network of dense layers, as data."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import Graph


@dataclass(frozen=True, slots=True)
class Layer:
    """``weights`` of shape (inputs, outputs), ``offsets`` of shape (outputs,)."""

    weights: NDArray[np.float64]
    offsets: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Dense:
    """Layers in turn, max(0, .) after each but the last, whose single output is the logit."""

    layers: tuple[Layer, ...]

    def write(self, graph: Graph, features: str) -> str:
        """Add this model to ``graph``: from ``features`` (n, d) to probabilities (n, 1)."""
        for layer in self.layers[:-1]:
            features = graph.add("Relu", _apply(graph, layer, features))
        return graph.add("Sigmoid", _apply(graph, self.layers[-1], features))


def _apply(graph: Graph, layer: Layer, features: str) -> str:
    product = graph.add("MatMul", features, graph.constant(layer.weights))
    return graph.add("Add", product, graph.constant(layer.offsets))
