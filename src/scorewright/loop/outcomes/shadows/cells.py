"""Requests by the labels that production and a shadow gave, and how those turned out."""

from dataclasses import dataclass

from scorewright.loop.outcomes.shadows.tally import Tally
from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.weighted.share import share_of_sums


@dataclass(frozen=True, slots=True)
class Cell:
    """``decisions``, of which ``matured`` had their window over; ``known`` is the outcome of so many of these, and
    ``positives`` of them turned out 1. ``positive_share`` weighs outcomes of a sample; all None where none is known.
    """

    decisions: int
    matured: int
    known: int
    positives: int
    positive_share: Interval


@dataclass(frozen=True, slots=True)
class Cells:
    """``newly_positive`` would only the shadow have labelled positive, ``newly_negative`` only production did."""

    both_negative: Cell
    newly_positive: Cell
    newly_negative: Cell
    both_positive: Cell


def cells(tally: Tally) -> Cells:
    return Cells(*(_cell(tally, a, b) for a, b in ((0, 0), (0, 1), (1, 0), (1, 1))))


def _cell(tally: Tally, a: int, b: int) -> Cell:
    known, weights = tally.known[:, a, b], tally.weights[:, a, b]
    return Cell(
        decisions=int(tally.pairs[a, b]),
        matured=int(tally.matured[a, b]),
        known=int(known.sum()),
        positives=int(known[1]),
        positive_share=share_of_sums(
            positive=float(weights[1]), weight=float(weights.sum()), squares=float(tally.squares[:, a, b].sum())
        ),
    )
