"""What both sides answer to the records of a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.records import Record
from scorewright.loop.outcomes.backtesting.accepting import Part
from scorewright.loop.outcomes.backtesting.sides import Side


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Of one side, each (m,); ``band`` is a position in the side's bands, None without bands."""

    probability: NDArray[np.float64]
    label: NDArray[np.int64]
    band: NDArray[np.intp] | None
    by_fallback: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """m accepted records of a page, by their ``positions`` in it; ``record_of`` takes a place among them."""

    positions: NDArray[np.intp]
    a: Answers
    b: Answers
    record_of: Callable[[int], Record]


def answered(parts: Sequence[Part], a: Side, b: Side) -> Answered:
    """In the order of the page, however many ``parts`` it was accepted in."""
    positions = np.concatenate([part.positions for part in parts])
    order = np.argsort(positions)
    makers = [(part, place) for part in parts for place in range(len(part.accepted))]

    def record_of(place: int) -> Record:
        part, within = makers[int(order[place])]
        return part.accepted.record_of(within)

    return Answered(positions[order], _answers(parts, a, order), _answers(parts, b, order), record_of)


def _answers(parts: Sequence[Part], side: Side, order: NDArray[np.intp]) -> Answers:
    scored = [side.scorer.score(part.accepted) for part in parts]
    bands = [one.verdicts.band for one in scored if one.verdicts.band is not None]
    return Answers(
        probability=np.concatenate([one.verdicts.probability for one in scored])[order],
        label=np.concatenate([one.verdicts.label for one in scored])[order],
        band=np.concatenate(bands)[order] if bands else None,
        by_fallback=np.concatenate([one.answered_by_fallback for one in scored])[order],
    )
