"""Requests by the labels that production and a shadow gave, and how those turned out."""

from dataclasses import dataclass

import numpy as np

from scorewright.loop.outcomes.shadows.known_pairs import KnownPairs
from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.weighted.share import weighted_share


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


def cells(known: KnownPairs) -> Cells:
    return Cells(*(_cell(known, a, b) for a, b in ((0, 0), (0, 1), (1, 0), (1, 1))))


def _cell(known: KnownPairs, a: int, b: int) -> Cell:
    inside = (known.a == a) & (known.b == b)
    outcomes = known.outcomes[inside]
    return Cell(
        decisions=int(known.pairs[a, b]),
        matured=int(known.matured[a, b]),
        known=len(outcomes),
        positives=int(np.count_nonzero(outcomes)),
        positive_share=weighted_share(outcomes, known.weights[inside]),
    )
