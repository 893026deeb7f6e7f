"""The same artefact on very many rows: trees in XGBoost's own predictor, everything else in ONNX Runtime."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.admission import admit
from scorewright.science.artefacts.bulk_encoding import BulkEncoder, bulk_encoder
from scorewright.science.artefacts.dense import Dense
from scorewright.science.artefacts.description import Description
from scorewright.science.artefacts.graph import CATEGORIES, NUMBERS, PROBABILITY
from scorewright.science.artefacts.inputs import category_cells, number_cells
from scorewright.science.artefacts.linear import Linear
from scorewright.science.artefacts.native_trees import to_booster
from scorewright.science.artefacts.reading import Contents, read
from scorewright.science.artefacts.sessions import NO_NUMBER, open_session
from scorewright.science.artefacts.tree_ensembles import AT_ONCE, BoostedTrees, MeanOfTrees
from scorewright.science.calibration.logit import logistic
from scorewright.science.table import Column, Kind, Table

if TYPE_CHECKING:
    from xgboost import Booster

BLOCK = 32_768  # rows encoded at a time: the features of all at once would not stay in the processor's cache

Numbers = NDArray[np.float64]
Categories = NDArray[np.object_]
Probabilities = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BulkRunner:
    """An artefact ready to answer for many rows at once. Safe for threads."""

    description: Description
    answer: Callable[[Numbers, Categories], Probabilities]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The model's inputs in the order of the table."""
        return self.description.columns

    def probability(self, table: Table) -> Probabilities:
        """P(y = 1) for each row, shape (n,). Columns of ``table`` that the model does not know are left aside.

        Raises KeyError when a column is absent, and ValueError when an answer is not a number.
        """
        return self.probability_of(number_cells(table, self.description), category_cells(table, self.description))

    def probability_of(self, numbers: Numbers, categories: Categories) -> Probabilities:
        """P(y = 1) for each row, shape (n,).

        ``numbers`` are (n, k), NaN where missing, ``categories`` (n, c) of text, "" where missing, each in the order of
        the columns of that kind; where there is none of a kind, the shape is (n, 0). Raises ValueError for other
        shapes, and when an answer is not a number.
        """
        self._check("number", numbers.shape, len(numbers))
        self._check("category", categories.shape, len(numbers))
        probabilities = self.answer(numbers, categories)
        if not np.isfinite(probabilities).all():
            raise ValueError(NO_NUMBER)
        return probabilities

    def _check(self, kind: Kind, shape: tuple[int, ...], rows: int) -> None:
        expected = (rows, len(self.description.of_kind(kind)))
        if shape != expected:
            raise ValueError(f"{kind} cells have shape {shape}, not {expected}")


def bulk(content: bytes, *, threads: int) -> BulkRunner:
    """Make ``content`` ready for many rows, on ``threads`` threads.

    Raises ArtefactRefused when it is not a model file of ours: see ``admission.admit``.
    """
    model = admit(content)
    contents = read(model)
    match contents.predictor:
        case Linear() | Dense():
            return BulkRunner(contents.description, _by_session(content, threads))
        case MeanOfTrees() | BoostedTrees() as ensemble:
            features = len(contents.description.features)
            booster = to_booster(ensemble.trees, features, threads=threads)
            return BulkRunner(contents.description, _by_booster(booster, bulk_encoder(model), contents))


def _by_session(content: bytes, threads: int) -> Callable[[Numbers, Categories], Probabilities]:
    session = open_session(content, threads)

    def answer(numbers: Numbers, categories: Categories) -> Probabilities:
        given = {NUMBERS: numbers, CATEGORIES: categories}
        cells = {name: values for name, values in given.items() if values.shape[1]}
        return np.asarray(session.run([PROBABILITY], cells)[0], dtype=np.float64)

    return answer


def _by_booster(
    booster: "Booster", encoder: BulkEncoder, contents: Contents
) -> Callable[[Numbers, Categories], Probabilities]:
    ensemble = contents.predictor

    def answer(numbers: Numbers, categories: Categories) -> Probabilities:
        probabilities = np.empty(len(numbers))
        for start in range(0, len(numbers), BLOCK):
            rows = slice(start, start + BLOCK)
            features = encoder.encode(numbers[rows], categories[rows])
            if isinstance(ensemble, BoostedTrees):
                probabilities[rows] = logistic(_sum(booster, features, 0, 0) + ensemble.base)
            else:
                probabilities[rows] = _mean(booster, features)
        return probabilities if contents.calibrator is None else contents.calibrator.apply(probabilities)

    return answer


def _mean(booster: "Booster", features: NDArray[np.float32]) -> Probabilities:
    count = booster.num_boosted_rounds()
    # In groups, as the artefact adds them up.
    firsts = range(0, count, AT_ONCE)
    sums = [_sum(booster, features, first, min(first + AT_ONCE, count)) for first in firsts]
    return np.asarray(sum(sums[1:], start=sums[0]) / count)


def _sum(booster: "Booster", features: NDArray[np.float32], first: int, last: int) -> Probabilities:
    found = booster.inplace_predict(features, iteration_range=(first, last), predict_type="margin")
    return np.asarray(found, dtype=np.float64)
