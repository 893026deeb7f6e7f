"""Performance without labels, from what calibrated probabilities say of themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Probabilities, check_labelled
from scorewright.science.metrics import threshold as labels
from scorewright.science.metrics.bootstrap import MOST_ROWS, Interval, percentile_interval
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.weighted.ranking import weighted_roc_auc
from scorewright.science.metrics.weighted.threshold import WeightedConfusion
from scorewright.science.policy.thresholds import label

ESTIMATED = ("roc_auc", "accuracy", "precision", "recall", "brier", "positive_rate")
DRAWS = 400


@dataclass(frozen=True, slots=True)
class EstimatedPerformance:
    """What is expected of ``rows`` decisions whose outcomes are not known; never to be shown without ``kind``.

    ``metrics`` by name, those of ``ESTIMATED``: each with the limits within which the measured metric of these very
    decisions will fall in 95 of 100 cases. ``confusion`` holds expected counts. All of it is true only where the
    probabilities are calibrated *on these rows*: it follows a change of who applies, and is blind to a change of what
    happens to the same applicant.
    """

    rows: int
    metrics: Mapping[str, Interval]
    confusion: WeightedConfusion
    kind: Literal["estimated"] = "estimated"


def estimate_performance(
    p: Probabilities,
    *,
    threshold: float,
    rng: np.random.Generator,
    draws: int = DRAWS,
    most_rows: int = MOST_ROWS,
) -> EstimatedPerformance:
    """Expect outcomes to be 1 with the probabilities ``p``, settled and of shape (n,); positive above ``threshold``.

    Confidence-based estimation: a decision labelled 1 is right with probability p, one labelled 0 with 1 - p (Guillory
    et al., Predicting with confidence on unseen distributions, ICCV 2021; for a probability already calibrated it is
    the expected confusion matrix). Calibrate ``p`` on the newest matured outcomes first. The limits come from ``draws``
    of outcomes with these probabilities; of more than ``most_rows`` rows each draw takes only so many, and the spread
    is that of n. Metrics without meaning are None. Raises ValueError where a probability lies outside [0, 1], ``draws``
    is below 1 or there is no row.

    >>> found = estimate_performance(np.array([0.9, 0.2]), threshold=0.5, rng=np.random.default_rng(1))
    >>> round(found.metrics["accuracy"].value, 2), found.kind
    (0.85, 'estimated')
    """
    check_labelled(np.zeros(len(p), dtype=np.int64), p)
    if not len(p):
        raise ValueError("there is no row to estimate")
    if draws < 1:
        raise ValueError(f"draws must be at least 1: {draws}")
    drawn: dict[str, list[float | None]] = {name: [] for name in ESTIMATED}
    size, expected = min(len(p), most_rows), expected_metrics(p, threshold)
    for _ in range(draws):
        chosen = p if size == len(p) else p[rng.integers(len(p), size=size)]
        y = (rng.random(size) < chosen).astype(np.int64)
        around = expected if size == len(p) else expected_metrics(chosen, threshold)
        for name in ESTIMATED:
            found = METRICS[name].compute(y, chosen, threshold)
            drawn[name].append(_beside(expected[name], found, around[name]))
    intervals = {name: percentile_interval(value, drawn[name], share=size / len(p)) for name, value in expected.items()}
    return EstimatedPerformance(len(p), intervals, expected_confusion(p, threshold))


def _beside(expected: float | None, found: float | None, around: float | None) -> float | None:
    """``found`` as far from ``expected`` as it is from what was to be expected of the rows that were drawn.

    Which rows those are is no part of the spread: these decisions were made, and only their outcomes are unknown.
    """
    if expected is None or found is None or around is None:
        return None
    return expected + (found - around)


def expected_confusion(p: Probabilities, threshold: float) -> WeightedConfusion:
    """The expected counts by label and outcome of settled ``p``, shape (n,).

    >>> expected_confusion(np.array([0.75, 0.25]), threshold=0.5)
    WeightedConfusion(true_positives=0.75, false_positives=0.25, true_negatives=0.75, false_negatives=0.25)
    """
    positive = label(p, threshold) == 1
    found, missed = float(p[positive].sum()), float(p[~positive].sum())
    labelled = int(np.count_nonzero(positive))
    return WeightedConfusion(found, labelled - found, len(p) - labelled - missed, missed)


def expected_metrics(p: Probabilities, threshold: float) -> dict[str, float | None]:
    """Every metric of ``ESTIMATED`` as expected of settled ``p``, shape (n,).

    The area is that of all pairs, each counted by the chance that its first row turns out 1 and its second 0; a row
    makes a pair with itself, which moves it by less than 1 / n. Recall is the ratio of two expectations.
    """
    counts = expected_confusion(p, threshold)
    both = np.repeat([1, 0], len(p))
    return {
        "roc_auc": weighted_roc_auc(both, np.concatenate([p, p]), np.concatenate([p, 1 - p])),
        "accuracy": labels.accuracy(counts),
        "precision": labels.precision(counts),
        "recall": labels.recall(counts),
        "brier": float(np.mean(p * (1 - p))) if len(p) else None,
        "positive_rate": float(np.mean(p)) if len(p) else None,
    }
