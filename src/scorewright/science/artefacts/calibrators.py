"""Calibrators as graph nodes: the very formulas of ``science.calibration``, in double."""

import numpy as np
from onnx import TensorProto

from scorewright.science.artefacts.graph import Graph
from scorewright.science.calibration.isotonic import Isotonic
from scorewright.science.calibration.logit import SMALLEST_PROBABILITY
from scorewright.science.calibration.platt import Platt

SLOPE, INTERCEPT = "platt slope", "platt intercept"
KNOTS, LAST_KNOT, VALUES, SLOPES = "isotonic knots", "isotonic last knot", "isotonic values", "isotonic slopes"


def write_platt(graph: Graph, platt: Platt, probability: str) -> str:
    """Add ``platt`` to ``graph``: from probabilities (n, 1) to calibrated ones (n, 1)."""
    one = graph.constant(1.0)
    smallest, largest = graph.constant(SMALLEST_PROBABILITY), graph.constant(1 - SMALLEST_PROBABILITY)
    kept = graph.add("Clip", probability, smallest, largest)
    logit = graph.add("Log", graph.add("Div", kept, graph.add("Sub", one, kept)))
    steep = graph.add("Mul", logit, graph.constant(platt.slope, SLOPE))
    return graph.add("Sigmoid", graph.add("Add", steep, graph.constant(platt.intercept, INTERCEPT)))


def write_isotonic(graph: Graph, isotonic: Isotonic, probability: str) -> str:
    """Add ``isotonic`` to ``graph``: from probabilities (n, 1) to calibrated ones (n, 1)."""
    knots, values = np.array(isotonic.knots), np.array(isotonic.values)
    if len(knots) == 1:  # a flat line needs two ends as well
        knots, values = np.array([knots[0], knots[0] + 1]), np.repeat(values, 2)
    slopes = np.diff(values) / np.diff(knots)
    kept = graph.add("Clip", probability, graph.constant(knots[0]), graph.constant(knots[-1], LAST_KNOT))
    # A row's segment is the number of inner knots at or below it; infinity stands in where there is no inner knot.
    inner = graph.constant(np.append(knots[1:-1], np.inf).reshape(1, -1))
    at_or_below = graph.add("Cast", graph.add("LessOrEqual", inner, kept), to=TensorProto.INT64)
    segment = graph.add("ReduceSum", at_or_below, graph.constant(np.array([1])), keepdims=1)
    tables = {KNOTS: knots[:-1], SLOPES: slopes, VALUES: values[:-1]}
    start, slope, value = (graph.add("Gather", graph.constant(of, name), segment) for name, of in tables.items())
    return graph.add("Add", value, graph.add("Mul", slope, graph.add("Sub", kept, start)))
