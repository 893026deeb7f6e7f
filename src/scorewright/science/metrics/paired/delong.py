"""Two areas under the ROC curve on the same rows: DeLong's test, in the time of a sort."""

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities, check_labelled
from scorewright.science.metrics.paired.difference import PairedDifference

Shares = NDArray[np.float64]


def delong(y: Labels, a: Probabilities, b: Probabilities) -> PairedDifference:
    """The gain in ROC-AUC of ``b`` over ``a`` on the same rows, with DeLong's standard error.

    ``y`` is 0/1, ``a`` and ``b`` are probabilities of 1, all of shape (n,). DeLong, DeLong and Clarke-Pearson,
    Biometrics 44, 1988, equations 3 to 5; the placements are read from sorted values, as Sun and Xu, IEEE Signal
    Processing Letters 21, 2014, so n rows take n log n steps. Ties count half. Areas are None where a class is absent,
    the standard error where one of them has a single row. It is 0 where both models order all rows alike, and where
    each separates the classes perfectly or gives all rows the same: the rows then say nothing about chance. Raises
    ValueError where shapes differ, ``y`` is not 0/1 or a probability lies outside [0, 1].

    >>> y = np.array([0, 0, 1, 1])
    >>> found = delong(y, np.array([0.1, 0.6, 0.4, 0.8]), np.array([0.1, 0.2, 0.7, 0.9]))
    >>> found.a, found.b, found.gain
    (0.75, 1.0, 0.25)
    """
    check_labelled(y, a)
    check_labelled(y, b)
    positive = np.asarray(y) == 1
    positives, negatives = int(positive.sum()), int((~positive).sum())
    if not positives or not negatives:
        return PairedDifference("roc_auc", "delong", None, None, None, None)
    of_a, of_b = _placements(a, positive), _placements(b, positive)
    areas = [float(np.mean(shares)) for shares, _ in (of_a, of_b)]
    error = None
    if positives > 1 and negatives > 1:
        # The variance of a difference of means is the variance of the mean of the differences, row by row.
        spread = [np.var(second - first, ddof=1) for first, second in zip(of_a, of_b, strict=True)]
        error = float(np.sqrt(spread[0] / positives + spread[1] / negatives))
    return PairedDifference("roc_auc", "delong", areas[0], areas[1], areas[1] - areas[0], error)


def _placements(p: Probabilities, positive: NDArray[np.bool_]) -> tuple[Shares, Shares]:
    """For each positive the share of negatives below it, for each negative that of positives above; ties count half."""
    above, below = p[positive], p[~positive]
    return _share_below(above, below), 1 - _share_below(below, above)


def _share_below(values: Probabilities, others: Probabilities) -> Shares:
    ordered = np.sort(others)
    counts = np.searchsorted(ordered, values, side="left") + np.searchsorted(ordered, values, side="right")
    return counts / (2 * len(others))
