"""The parity certificate: proof, on rows kept apart, that an artefact answers as the trained model does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.bulk import bulk
from scorewright.science.artefacts.running import load
from scorewright.science.artefacts.stress import stress_rows
from scorewright.science.table import Table

TOLERANCE = 1e-5
BULK_TOLERANCE = 1e-6
STRESS_ROWS = 2_000
ARTEFACT = ("the model", "the artefact")
BULK = ("the artefact", "its bulk engine")

Probabilities = NDArray[np.float64]
Decision = Callable[[Probabilities], NDArray[Any]]


class Original(Protocol):
    """A trained model that answers through the library that trained it."""

    def probability(self, table: Table, /) -> Probabilities:
        """P(y = 1) for each row, shape (n,)."""
        ...

    def split_points(self) -> Mapping[str, NDArray[np.float64]]:
        """By number column, the values at which its trees split; empty for models without trees."""
        ...


class ParityError(ValueError):
    """The artefact does not answer as the trained model does; the message says where."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was compared and found: differences of probabilities; ``flipped_bands`` is None where there are no bands.

    Stress rows are drawn from the hold-out and made difficult: see ``stress.stress_rows``. ``bulk_largest_difference``
    is between the bulk engine and the artefact, over both kinds of row.
    """

    rows: int
    largest_difference: float
    flipped_labels: int
    flipped_bands: int | None
    stress_rows: int
    stress_largest_difference: float
    stress_flipped_labels: int
    bulk_largest_difference: float
    tolerance: float = TOLERANCE
    bulk_tolerance: float = BULK_TOLERANCE


def certify(
    model: Original,
    content: bytes,
    holdout: Table,
    *,
    label_of: Decision,
    band_of: Decision | None,
    rng: np.random.Generator,
    tolerance: float = TOLERANCE,
) -> Certificate:
    """Compare the artefact ``content`` with ``model`` on ``holdout`` (one row or more) and on stress rows made from it.

    Its bulk engine is compared with the artefact in turn, on the same rows. ``label_of`` and ``band_of`` turn
    probabilities (n,) into decisions (n,), and settle them first if the service does. Raises ParityError when a
    probability differs by more than ``tolerance`` (of the bulk engine: a millionth) or a label flips, on either kind of
    row; ArtefactRefused when ``content`` cannot be run; ValueError when ``holdout`` is empty.
    """
    if not len(holdout):
        raise ValueError("the hold-out has no rows: nothing can be certified")
    runner, many = load(content), bulk(content, threads=1)
    difficult = stress_rows(holdout, model.split_points(), STRESS_ROWS, rng)
    usual = _Comparison("hold-out", ARTEFACT, model.probability(holdout), runner.probability(holdout))
    stress = _Comparison("stress", ARTEFACT, model.probability(difficult), runner.probability(difficult))
    bulk_usual = _Comparison("hold-out", BULK, usual.found, many.probability(holdout))
    bulk_stress = _Comparison("stress", BULK, stress.found, many.probability(difficult))
    for comparison in (usual, stress):
        comparison.check(label_of, tolerance)
    for comparison in (bulk_usual, bulk_stress):
        comparison.check(label_of, BULK_TOLERANCE)
    return Certificate(
        rows=len(holdout),
        largest_difference=usual.largest,
        flipped_labels=len(usual.flipped(label_of)),
        flipped_bands=None if band_of is None else len(usual.flipped(band_of)),
        stress_rows=len(difficult),
        stress_largest_difference=stress.largest,
        stress_flipped_labels=len(stress.flipped(label_of)),
        bulk_largest_difference=max(bulk_usual.largest, bulk_stress.largest),
        tolerance=tolerance,
    )


@dataclass(frozen=True, slots=True)
class _Comparison:
    kind: str
    between: tuple[str, str]
    expected: Probabilities
    found: Probabilities

    @property
    def differences(self) -> Probabilities:
        return np.abs(self.expected - self.found)

    @property
    def largest(self) -> float:
        return float(self.differences.max())

    def flipped(self, decision: Decision) -> NDArray[np.intp]:
        return np.flatnonzero(decision(self.expected) != decision(self.found))

    def check(self, label_of: Decision, tolerance: float) -> None:
        worst = int(np.argmax(self.differences))
        # Written so that a difference that is not a number fails too.
        if not self.differences[worst] <= tolerance:
            raise ParityError(
                f"largest difference {self.differences[worst]:.3g} on the {self.kind} rows is over the limit of "
                f"{tolerance:g}: {self._answers(worst)}"
            )
        if len(flipped := self.flipped(label_of)):
            raise ParityError(
                f"{len(flipped)} labels flipped on the {self.kind} rows, over the limit of 0: "
                f"{self._answers(int(flipped[0]))}"
            )

    def _answers(self, row: int) -> str:
        expected, found = self.between
        return f"row {row} has {self.expected[row]:.9f} from {expected} and {self.found[row]:.9f} from {found}"
