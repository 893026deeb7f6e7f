"""A feed-forward network of dense layers, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import RAW, Graph

LAYER_WEIGHTS, LAYER_OFFSETS = "weights of layer {}", "offsets of layer {}"
Activation = Literal["relu", "tanh"]
OPERATORS: Mapping[Activation, str] = MappingProxyType({"relu": "Relu", "tanh": "Tanh"})
_FUNCTIONS: Mapping[Activation, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = MappingProxyType(
    {"relu": lambda values: np.maximum(values, 0.0), "tanh": np.tanh}
)


@dataclass(frozen=True, slots=True)
class Layer:
    """``weights`` of shape (inputs, outputs), ``offsets`` of shape (outputs,)."""

    weights: NDArray[np.float64]
    offsets: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Dense:
    """Layers in turn, ``activation`` (relu is max(0, .)) after each but the last, whose single output is the logit."""

    layers: tuple[Layer, ...]
    activation: Activation = "relu"

    def log_odds(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """From ``features`` (n, d) to the logits, shape (n,), by NumPy."""
        for layer in self.layers[:-1]:
            features = _FUNCTIONS[self.activation](features @ layer.weights + layer.offsets)
        last = self.layers[-1]
        return np.asarray((features @ last.weights + last.offsets)[:, 0], dtype=np.float64)

    def write(self, graph: Graph, features: str) -> str:
        """Add this model to ``graph``: from ``features`` (n, d) to probabilities (n, 1)."""
        for number, layer in enumerate(self.layers[:-1]):
            features = graph.add(OPERATORS[self.activation], _apply(graph, number, layer, features))
        last = len(self.layers) - 1
        return graph.add("Sigmoid", _apply(graph, last, self.layers[-1], features, called=RAW))


def _apply(graph: Graph, number: int, layer: Layer, features: str, called: str | None = None) -> str:
    product = graph.add("MatMul", features, graph.constant(layer.weights, LAYER_WEIGHTS.format(number)))
    return graph.add("Add", product, graph.constant(layer.offsets, LAYER_OFFSETS.format(number)), called=called)
