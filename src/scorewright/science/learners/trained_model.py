"""A trained model: what it answers, what it looks at, and the artefact it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.calibrators import write_isotonic, write_platt
from scorewright.science.artefacts.description import Feature
from scorewright.science.artefacts.graph import Graph
from scorewright.science.artefacts.tree_ensembles import BoostedTrees, MeanOfTrees
from scorewright.science.calibration.isotonic import Isotonic
from scorewright.science.calibration.platt import Platt
from scorewright.science.learners.encoding.encoder import Encoder
from scorewright.science.learners.learner import Fitted
from scorewright.science.table import Column, Table

Calibrator = Platt | Isotonic


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A learner's answer to a table, calibrated or (None) not.

    ``means`` (d,) are those of the features over the training rows, missing values left aside.
    """

    learner: str
    columns: tuple[Column, ...]
    encoder: Encoder
    fitted: Fitted
    means: NDArray[np.float64]
    calibrator: Calibrator | None

    def probability(self, table: Table) -> NDArray[np.float64]:
        """P(y = 1) for each row, shape (n,), by the library that trained the model, never by the artefact.

        Raises KeyError when a column is absent.
        """
        probability = self.fitted.probability(self.encoder.transform(table))
        return probability if self.calibrator is None else self.calibrator.apply(probability)

    def to_onnx(self) -> bytes:
        """The model as one ONNX file: see ``graph.Graph``. Equal models give equal bytes."""
        graph = Graph(self.columns)
        probability = self.fitted.predictor.write(graph, self.encoder.write(graph))
        match self.calibrator:
            case Platt():
                probability = write_platt(graph, self.calibrator, probability)
            case Isotonic():
                probability = write_isotonic(graph, self.calibrator, probability)
        described = zip(self.encoder.names, self.encoder.sources, self.means.tolist(), strict=True)
        return graph.finish(probability, [Feature(*feature) for feature in described])

    def importance(self) -> dict[str, float] | None:
        """The share of each column in the learner's own importances, added up over its features.

        Shares sum to 1, or are all 0 where the model looks at nothing. None where the learner has no importances.
        """
        if self.fitted.importance is None:
            return None
        shares = dict.fromkeys((column.name for column in self.columns), 0.0)
        total = float(self.fitted.importance.sum()) or 1.0
        for source, importance in zip(self.encoder.sources, self.fitted.importance, strict=True):
            shares[source] += float(importance) / total
        return shares

    def split_points(self) -> Mapping[str, NDArray[np.float64]]:
        """By number column, the sorted values at which trees split it; empty for a model without trees.

        These are thresholds of features: the recipes of tree learners leave numbers on their own scale.
        """
        predictor = self.fitted.predictor
        if not isinstance(predictor, MeanOfTrees | BoostedTrees):
            return {}
        positions = self.encoder.number_positions
        return {name: predictor.trees.split_points(position) for name, position in positions.items()}
