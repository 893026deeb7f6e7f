"""Features rounded to float32 and kept as float64: what tree libraries see, whether they say so or not.

scikit-learn's trees and XGBoost cast to float32 inside themselves. Rounding before training and again in the graph
makes every tree library, and the artefact, compare the very same numbers.
"""

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto

from scorewright.science.artefacts.graph import Graph, as_double

LARGEST = float(np.finfo(np.float32).max)


def round_to_single(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """``features``, any shape, at single precision; beyond float32 the largest float32, NaN stays NaN.

    >>> round_to_single(np.array([0.1, 1e300]))
    array([1.00000001e-01, 3.40282347e+38])
    """
    return np.clip(features, -LARGEST, LARGEST).astype(np.float32).astype(np.float64)


def write_rounding(graph: Graph, features: str, called: str | None = None) -> str:
    """Add the same to ``graph``."""
    kept = graph.add("Clip", features, graph.constant(-LARGEST), graph.constant(LARGEST))
    return as_double(graph, graph.add("Cast", kept, to=TensorProto.FLOAT), called)
