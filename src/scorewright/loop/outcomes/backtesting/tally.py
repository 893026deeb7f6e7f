"""Counting what would have changed, page by page: nothing grows with the number of decisions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from scorewright.loop.outcomes.backtesting.answers import Answered
from scorewright.loop.outcomes.backtesting.kept_records import Page
from scorewright.loop.outcomes.backtesting.known_outcomes import KnownOutcomes
from scorewright.science.metrics.paired.mcnemar import McNemar, mcnemar_of_counts
from scorewright.science.metrics.paired.swap_set import Swapped, SwapSet, swap_set

MOST_NAMED = 10


@dataclass(slots=True)
class Coverage:
    """Of the decisions with one kept label: how many, how many matured, of how many of these the outcome is known."""

    decisions: int = 0
    matured: int = 0
    known: int = 0


@dataclass(slots=True)
class Tally:
    """``coverage`` is by the label that was really given, 0 and 1; ``bands`` are by the band of a, then of b.

    ``trained`` counts known outcomes of rows that trained one of the two: they judge neither. ``newly_positive`` and
    ``newly_negative`` name the first ten decisions that change sides.
    """

    bands: NDArray[np.int64]
    decisions: int = 0
    replayed: int = 0
    as_decided: list[int] = field(default_factory=lambda: [0, 0])
    by_fallback: list[int] = field(default_factory=lambda: [0, 0])
    swapped: SwapSet = field(default_factory=lambda: SwapSet(*[Swapped(0, 0, 0)] * 4))
    coverage: tuple[Coverage, Coverage] = field(default_factory=lambda: (Coverage(), Coverage()))
    trained: int = 0
    newly_positive: list[UUID] = field(default_factory=list)
    newly_negative: list[UUID] = field(default_factory=list)

    @property
    def changed_labels(self) -> int:
        return self.swapped.newly_positive.rows + self.swapped.newly_negative.rows

    @property
    def matured(self) -> int:
        return sum(one.matured for one in self.coverage)

    @property
    def known(self) -> int:
        return sum(one.known for one in self.coverage)

    @property
    def mcnemar(self) -> McNemar:
        """Of the labels of both, on the outcomes that count."""
        gained, lost = self.swapped.newly_positive, self.swapped.newly_negative
        rows = sum(cell.known for cell in _cells(self.swapped))
        only_a_right = (gained.known - gained.positives) + lost.positives
        only_b_right = gained.positives + (lost.known - lost.positives)
        return mcnemar_of_counts(rows, only_a_right, only_b_right)

    def add(self, page: Page, answered: Answered, known: KnownOutcomes, counts: NDArray[np.bool_]) -> None:
        """A page; ``counts``, (m,), says of which answered decisions the outcome counts."""
        positions, a, b = answered.positions, answered.a, answered.b
        self.decisions += len(page)
        self.replayed += len(positions)
        self.trained += int(known.known[positions].sum() - counts.sum())
        kept = page.labels[positions]
        for side, answers in enumerate((a, b)):
            self.as_decided[side] += int(np.count_nonzero(answers.label == kept))
            self.by_fallback[side] += int(np.count_nonzero(answers.by_fallback))
        self.swapped = _summed(self.swapped, swap_set(a.label, b.label, known.labels[positions], counts))
        if a.band is not None and b.band is not None:
            np.add.at(self.bands, (a.band, b.band), 1)
        for label, coverage in enumerate(self.coverage):
            _cover(coverage, kept == label, known.matured[positions], known.known[positions])
        _name(self.newly_positive, page.ids, positions[a.label < b.label])
        _name(self.newly_negative, page.ids, positions[a.label > b.label])


def _cover(coverage: Coverage, chosen: NDArray[np.bool_], matured: NDArray[np.bool_], known: NDArray[np.bool_]) -> None:
    coverage.decisions += int(np.count_nonzero(chosen))
    coverage.matured += int(np.count_nonzero(chosen & matured))
    coverage.known += int(np.count_nonzero(chosen & known))


def _cells(found: SwapSet) -> tuple[Swapped, Swapped, Swapped, Swapped]:
    return found.both_negative, found.newly_positive, found.newly_negative, found.both_positive


def _summed(one: SwapSet, other: SwapSet) -> SwapSet:
    pairs = zip(_cells(one), _cells(other), strict=True)
    return SwapSet(*(Swapped(a.rows + b.rows, a.known + b.known, a.positives + b.positives) for a, b in pairs))


def _name(named: list[UUID], ids: Sequence[UUID], positions: NDArray[np.intp]) -> None:
    named += [ids[position] for position in positions[: MOST_NAMED - len(named)].tolist()]
