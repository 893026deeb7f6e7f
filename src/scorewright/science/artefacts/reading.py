"""From a model file back to the plain data it was written from."""

from dataclasses import dataclass
from itertools import count, takewhile

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, numpy_helper

from scorewright.science.artefacts.calibrators import INTERCEPT, KNOTS, LAST_KNOT, SLOPE, SLOPES, VALUES
from scorewright.science.artefacts.dense import LAYER_OFFSETS, LAYER_WEIGHTS, OPERATORS, Dense, Layer
from scorewright.science.artefacts.description import Description, from_metadata
from scorewright.science.artefacts.linear import INTERCEPT as LINEAR_INTERCEPT
from scorewright.science.artefacts.linear import WEIGHTS, Linear
from scorewright.science.artefacts.sound_trees import WRITTEN
from scorewright.science.artefacts.tree_ensembles import BASE, COUNT, BoostedTrees, MeanOfTrees
from scorewright.science.artefacts.tree_operator import read_trees
from scorewright.science.artefacts.trees import gather
from scorewright.science.calibration.isotonic import Isotonic
from scorewright.science.calibration.platt import Platt

Predictor = Linear | Dense | MeanOfTrees | BoostedTrees
Constants = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a model file holds beside its encoding."""

    description: Description
    predictor: Predictor
    calibrator: Platt | Isotonic | None


def read(model: ModelProto) -> Contents:
    """The contents of ``model``, which has been admitted. Raises ValueError where it holds no predictor of ours."""
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    return Contents(read_description(model), _predictor(model, constants), _calibrator(constants))


def read_description(model: ModelProto) -> Description:
    """What ``model`` says of itself. Raises ValueError that says what is absent or wrong."""
    return from_metadata({entry.key: entry.value for entry in model.metadata_props})


def _predictor(model: ModelProto, constants: Constants) -> Predictor:
    if WEIGHTS in constants:
        return Linear(constants[WEIGHTS][:, 0], float(constants[LINEAR_INTERCEPT]))
    if LAYER_WEIGHTS.format(0) in constants:
        used = {node.op_type for node in model.graph.node}
        return Dense(_layers(constants), "tanh" if OPERATORS["tanh"] in used else "relu")
    parts = [read_trees(node) for node in model.graph.node if node.op_type == WRITTEN]
    if len(parts) == 1 and BASE in constants:
        return BoostedTrees(parts[0], float(constants[BASE]))
    if parts and COUNT in constants:
        return MeanOfTrees(gather(parts))
    raise ValueError("the model holds no predictor that we know")


def _layers(constants: Constants) -> tuple[Layer, ...]:
    numbers = takewhile(lambda number: LAYER_WEIGHTS.format(number) in constants, count())
    return tuple(Layer(constants[LAYER_WEIGHTS.format(n)], constants[LAYER_OFFSETS.format(n)]) for n in numbers)


def _calibrator(constants: Constants) -> Platt | Isotonic | None:
    if SLOPE in constants:
        return Platt(float(constants[SLOPE]), float(constants[INTERCEPT]))
    if KNOTS not in constants:
        return None
    knots = np.append(constants[KNOTS], constants[LAST_KNOT])
    values, slope = constants[VALUES], constants[SLOPES][-1]
    # The last value is not in the file: it is where the last segment ends, whatever rounding makes of that.
    last = np.clip(values[-1] + slope * (knots[-1] - knots[-2]), values[-1], 1.0)
    return Isotonic(tuple(knots.tolist()), (*values.tolist(), float(last)))
