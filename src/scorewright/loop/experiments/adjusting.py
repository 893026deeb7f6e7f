"""Less noise: what the champion expected of each record, taken out of what every arm reached (CUPED)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.loop.experiments.metrics import expected_of
from scorewright.loop.experiments.models import Experiment
from scorewright.loop.experiments.rows import Assigned, Labelled
from scorewright.science.experiments.arm import Arm, arm_of_values
from scorewright.science.experiments.cuped import cuped

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Adjusted:
    """``arms`` are what is judged: the measured ones where nothing could be taken out, and ``removed_share`` is 0.

    Else their variance is less by it, and intervals are as narrow as those of ``as_units`` labelled units, all arms
    together, without it. Of ``unscored`` decisions the champion says nothing; they stay as they were measured.
    """

    arms: Sequence[Arm]
    removed_share: float
    as_units: int
    unscored: int
    words: str

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("removed_share", "as_units", "unscored", "words")}


def arms_of(names: Sequence[str], rows: Labelled, values: Values) -> list[Arm]:
    """The arms of ``names``, whose decisions have these ``values`` (n,)."""
    # A share has its own test, as long as every decision counts once and is one unit: in all arms or in none.
    weighed = not np.all(rows.weights == 1)
    several = len(np.unique(rows.units)) < len(rows.units)
    return [
        arm_of_values(
            name,
            values[mine],
            weights=rows.weights[mine] if weighed else None,
            units=rows.units[mine] if several else None,
        )
        for name in names
        for mine in (rows.arms == name,)
    ]


def adjusted(
    experiment: Experiment, given: Assigned, rows: Labelled, values: Values, measured: Sequence[Arm]
) -> Adjusted:
    """``measured`` less what was expected of each record, whichever arm decided on it, by the champion's own score."""
    units = sum(arm.units for arm in measured)
    # What an arm did to somebody may show in that one's next record.
    if any(given.decisions[arm.name] > given.units[arm.name] for arm in measured):
        return _nothing(measured, units, 0, "some units were decided on more than once")
    if rows.scores is None:
        return _nothing(measured, units, len(values), "the champion's artefact cannot be used")
    known = np.isfinite(rows.scores)
    unscored = int(np.sum(~known))
    if not known.any():
        return _nothing(measured, units, unscored, "the champion scores none of these records")
    expected = expected_of(experiment.metric, np.where(known, rows.scores, 0.5), rows.thresholds, experiment.costs)
    # No record says more or less by having no score: no feature of it could be made, which no arm can change.
    expected = np.where(known, expected, np.average(expected[known], weights=rows.weights[known]))
    arms = arms_of(
        [arm.name for arm in measured], rows, cuped(values, expected, rows.arms, weights=rows.weights).adjusted
    )
    before, after = _noise(measured), _noise(arms)
    if not after < before:
        return _nothing(measured, units, unscored, "what the champion expects tells nothing of them")
    as_units = round(units * before / after) if after else units
    words = (
        f"Adjusted by what the champion, {experiment.champion}, expected of each record: the intervals are as narrow "
        f"as those of {as_units:,} labelled units without it; there are {units:,}."
    )
    return Adjusted(arms, 1 - after / before, as_units, unscored, words)


def _noise(arms: Sequence[Arm]) -> float:
    """The variance of the sum of their means; 0 where it cannot be told."""
    return sum((arm.variance or 0.0) / arm.units for arm in arms if arm.units)


def _nothing(measured: Sequence[Arm], units: int, unscored: int, why: str) -> Adjusted:
    return Adjusted(measured, 0.0, units, unscored, f"Outcomes are judged as they are: {why}.")
