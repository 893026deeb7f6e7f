"""Running an artefact: ONNX Runtime on the processor, one thread unless told otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from scorewright.science.artefacts.admission import LARGEST_BYTES, admit
from scorewright.science.artefacts.description import Description
from scorewright.science.artefacts.explaining import Explainer, explainer_of
from scorewright.science.artefacts.graph import CATEGORIES, ENCODED, NUMBERS, PROBABILITY, RAW
from scorewright.science.artefacts.inputs import cells_of
from scorewright.science.artefacts.reading import read, read_description
from scorewright.science.artefacts.sessions import NO_NUMBER, open_session, with_outputs
from scorewright.science.explanations.explanation import Explanation
from scorewright.science.table import Column, Table

_ANSWER = [PROBABILITY]
_ANSWER_AND_PARTS = [PROBABILITY, ENCODED, RAW]


@dataclass(frozen=True)
class Runner:
    """An artefact ready to answer.

    One row is given as its ``numbers`` (NaN where missing) and its ``categories`` ("" where missing), each in the order
    of the columns of that kind. Safe for threads.
    """

    description: Description
    content: bytes
    session: onnxruntime.InferenceSession

    @property
    def columns(self) -> tuple[Column, ...]:
        """The model's inputs in the order of the table; which were declared monotone it does not know."""
        return self.description.columns

    def each(self, numbers: Sequence[Sequence[float]], categories: Sequence[Sequence[str]]) -> list[float]:
        """P(y = 1) for n rows from one run; not finite where a row has no answer that is a number.

        For trees it costs a third to a half of what n runs do. Raises ValueError for a wrong count of values.
        """
        (probabilities,) = self.session.run(_ANSWER, self._rows(numbers, categories))
        found: list[float] = probabilities.tolist()
        return found

    def probability(self, table: Table) -> NDArray[np.float64]:
        """P(y = 1) for each row, shape (n,). Columns of ``table`` that the model does not know are left aside.

        Raises KeyError when a column is absent, and ValueError when an answer is not a number, as for infinite input.
        """
        (probabilities,) = self.session.run(_ANSWER, cells_of(table, self.description))
        return _finite(probabilities)

    def explain(self, numbers: Sequence[float], categories: Sequence[str]) -> tuple[float, Explanation]:
        """P(y = 1) for one row, and what each column contributed, from the same run.

        Raises ValueError for a wrong count of values, and where the answer is not a number.
        """
        probabilities, explanations = self._explained(self._row(numbers, categories))
        return float(probabilities[0]), explanations[0]

    def explain_each(
        self, numbers: Sequence[Sequence[float]], categories: Sequence[Sequence[str]]
    ) -> tuple[list[float], tuple[Explanation, ...]]:
        """As ``explain`` for n rows, from one run. Raises ValueError also where any of the answers is not a number."""
        probabilities, explanations = self._explained(self._rows(numbers, categories))
        found: list[float] = probabilities.tolist()
        return found, explanations

    def explain_table(self, table: Table) -> tuple[NDArray[np.float64], tuple[Explanation, ...]]:
        """P(y = 1) for each row, shape (n,), and what each column contributed. Raises as ``probability``."""
        return self._explained(cells_of(table, self.description))

    def prepare_reasons(self) -> None:
        """Do now what the first ``explain`` would do: for trees it takes a second where XGBoost is not loaded yet."""
        _ = self._explaining

    def _explained(self, cells: dict[str, NDArray[Any]]) -> tuple[NDArray[np.float64], tuple[Explanation, ...]]:
        session, explainer = self._explaining
        probabilities, features, raw = session.run(_ANSWER_AND_PARTS, cells)
        return _finite(probabilities), explainer.explain(features, raw[:, 0])

    @cached_property
    def _explaining(self) -> tuple[onnxruntime.InferenceSession, Explainer]:
        # Made at the first question: reasons need the model's contents, and outputs that cost an answer 1.3 us.
        return open_session(self.content, 1), explainer_of(read(admit(self.content)))

    @cached_property
    def _counts(self) -> tuple[int, int]:
        return len(self.description.of_kind("number")), len(self.description.of_kind("category"))

    def _row(self, numbers: Sequence[float], categories: Sequence[str]) -> dict[str, NDArray[Any]]:
        return self._rows([numbers], [categories])

    def _rows(self, numbers: Sequence[Sequence[float]], categories: Sequence[Sequence[str]]) -> dict[str, NDArray[Any]]:
        columns = self._counts
        for row in zip(map(len, numbers), map(len, categories), strict=True):
            if row != columns:
                given = f"{row[0]} numbers and {row[1]} categories"
                raise ValueError(f"the row has {given}, and the model takes {columns[0]} and {columns[1]}")
        cells: dict[str, NDArray[Any]] = {}
        if columns[0]:
            cells[NUMBERS] = np.array(numbers, dtype=np.float64)
        if columns[1]:
            cells[CATEGORIES] = np.array(categories, dtype=np.object_)
        return cells


def load(content: bytes, *, threads: int = 1, largest_bytes: int = LARGEST_BYTES) -> Runner:
    """Make ``content`` ready to run on ``threads`` threads.

    Raises ArtefactRefused when it is not a model file of ours: see ``admission.admit``.
    """
    model = admit(content, largest_bytes=largest_bytes)
    return Runner(read_description(model), content, open_session(with_outputs(model, PROBABILITY), threads))


def _finite(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    if not np.isfinite(probabilities).all():
        raise ValueError(NO_NUMBER)
    return np.asarray(probabilities, dtype=np.float64)
