"""Measuring what the gate of automatic replacement looks at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.calibration import brier, calibration_slope_intercept
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.groups import each_group
from scorewright.science.metrics.paired.difference import PairedDifference
from scorewright.science.policy.replacement_alpha import alpha_of_one
from scorewright.science.policy.replacement_evidence import ReplacementEvidence, Segment, ShadowRecord
from scorewright.science.policy.replacement_limits import ReplacementLimits
from scorewright.science.policy.thresholds import label


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """n rows that neither model was trained on: outcomes 0/1, settled probabilities, and group values by field."""

    outcomes: Labels
    champion: Probabilities
    challenger: Probabilities
    groups: Mapping[str, NDArray[np.object_]]


def measure_replacement(
    rows: Rows,
    difference: PairedDifference,
    *,
    threshold: float,
    limits: ReplacementLimits,
    comparisons_left: int,
    missing_reports: tuple[str, ...],
    shadow: ShadowRecord | None,
    rollback_armed: bool,
) -> ReplacementEvidence:
    """What is known of the challenger beside the champion; ``threshold`` is the live one.

    ``difference`` is that of champion (a) and challenger (b) in the target metric on the same ``rows``. What no row can
    tell is handed in. Raises ValueError where there is no row.
    """
    y, old, new = rows.outcomes, rows.champion, rows.challenger
    if not len(y):
        raise ValueError("there is no row to compare on")
    alpha = alpha_of_one(limits)
    line = calibration_slope_intercept(y, new)
    return ReplacementEvidence(
        metric=difference.metric,
        positives=int(np.count_nonzero(y)),
        negatives=int(np.count_nonzero(y == 0)),
        champion=difference.a,
        challenger=difference.b,
        gain=difference.gain,
        lower_bound=difference.lower_bound(alpha),
        alpha=alpha,
        comparisons_left=comparisons_left,
        slope=None if line is None else line[0],
        champion_brier=brier(y, old),
        challenger_brier=brier(y, new),
        segments=tuple(_segments(rows, difference.metric, threshold)),
        missing_reports=missing_reports,
        champion_rate=float(np.mean(label(old, threshold))),
        challenger_rate=float(np.mean(label(new, threshold))),
        shadow=shadow,
        rollback_armed=rollback_armed,
    )


def _segments(rows: Rows, metric: str, threshold: float) -> Iterator[Segment]:
    measure = METRICS[metric]
    for group in each_group(rows.groups):
        inside, y = group.rows, rows.outcomes[group.rows]
        old = measure.compute(y, rows.champion[inside], threshold)
        new = measure.compute(y, rows.challenger[inside], threshold)
        gain = None
        if old is not None and new is not None:
            gain = new - old if measure.greater_is_better else old - new
        yield Segment(group.name, int(np.count_nonzero(inside)), gain)
