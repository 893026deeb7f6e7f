"""The weighted metrics of many resamples at once: the same figures as one by one, in a tenth of the time."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.calibration.logistic_line import fit_logistic_line
from scorewright.science.calibration.logit import logistic, logit
from scorewright.science.metrics.weighted.inclusion_weights import Weights

MOST_CELLS = 100_000  # of one array
MOST_STEPS, SMALLEST_STEP = 12, 1e-9
Numbers = NDArray[np.float64]


def resampled_metrics(
    y: Labels,
    p: Probabilities,
    weights: Weights,
    threshold: float,
    *,
    rng: np.random.Generator,
    resamples: int,
    size: int,
) -> dict[str, list[float | None]]:
    """By name, ``measuring.weighted_metrics`` of each of ``resamples`` draws of ``size`` rows, with replacement.

    >>> found = resampled_metrics(np.array([1, 0, 0]), np.array([0.9, 0.7, 0.2]), np.ones(3), 0.5,
    ...     rng=np.random.default_rng(1), resamples=2, size=3)
    >>> found["precision"]
    [0.0, 1.0]
    """
    found: dict[str, list[float | None]] = {}
    for rows in _draws(len(y), rng, resamples, size):
        for name, values in _metrics(y[rows].astype(np.float64), p[rows], weights[rows], threshold).items():
            told = [None if np.isnan(value) else value for value in values.tolist()]
            found.setdefault(name, []).extend(told)
    return found


def _draws(count: int, rng: np.random.Generator, resamples: int, size: int) -> Iterator[NDArray[np.int64]]:
    """Rows (b, size) of so many resamples at once that few are in memory."""
    at_once = max(1, MOST_CELLS // size)
    for first in range(0, resamples, at_once):
        yield np.stack([rng.integers(count, size=size) for _ in range(min(at_once, resamples - first))])


def _metrics(y: Numbers, p: Numbers, w: Numbers, threshold: float) -> dict[str, Numbers]:
    """All arrays are (b, n); each metric is (b,), NaN where it has no meaning."""
    labelled = p > threshold
    total = w.sum(axis=1)
    found = (w * labelled * y).sum(axis=1)
    right = found + (w * ~labelled * (1 - y)).sum(axis=1)
    slope, intercept = _lines(y, p, w)
    return {
        "roc_auc": _roc_auc(y, p, w),
        "accuracy": right / total,
        "precision": _share(found, (w * labelled).sum(axis=1)),
        "recall": _share(found, (w * y).sum(axis=1)),
        "brier": (w * (p - y) ** 2).sum(axis=1) / total,
        "calibration_slope": slope,
        "calibration_intercept": intercept,
    }


def _share(part: Numbers, whole: Numbers) -> Numbers:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)


def _roc_auc(y: Numbers, p: Numbers, w: Numbers) -> Numbers:
    order = np.argsort(p, axis=1)
    ranked, positive, weight = (np.take_along_axis(values, order, axis=1) for values in (p, y, w))
    negatives = np.cumsum(weight * (1 - positive), axis=1)
    before = np.concatenate([np.zeros((len(p), 1)), negatives], axis=1)
    places = np.arange(p.shape[1])
    other = np.diff(ranked, axis=1) != 0
    edge = np.ones((len(p), 1), dtype=np.bool_)
    first = np.maximum.accumulate(np.where(np.concatenate([edge, other], axis=1), places, 0), axis=1)
    last = np.where(np.concatenate([other, edge], axis=1), places + 1, p.shape[1])
    up_to = np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]
    lower = (np.take_along_axis(before, first, axis=1) + np.take_along_axis(before, up_to, axis=1)) / 2
    weight_of_positives = weight * positive
    return _share((weight_of_positives * lower).sum(axis=1), weight_of_positives.sum(axis=1) * negatives[:, -1])


def _lines(y: Numbers, p: Numbers, w: Numbers) -> tuple[Numbers, Numbers]:
    """Slopes and intercepts as ``fit_logistic_line`` finds them; NaN where the outcomes are separated."""
    x = logit(p)
    told = ~_separated(y, x)
    slope, intercept = np.full(len(x), np.nan), np.full(len(x), np.nan)
    if told.any():
        slope[told], intercept[told] = _fitted(y[told], x[told], w[told])
    return slope, intercept


def _separated(y: Numbers, x: Numbers) -> NDArray[np.bool_]:
    positive = y == 1
    lowest, highest = np.where(positive, x, np.inf).min(axis=1), np.where(positive, x, -np.inf).max(axis=1)
    floor, ceiling = np.where(positive, np.inf, x).min(axis=1), np.where(positive, -np.inf, x).max(axis=1)
    return np.asarray((ceiling <= lowest) | (highest <= floor))


def _fitted(y: Numbers, x: Numbers, w: Numbers) -> tuple[Numbers, Numbers]:
    """By Newton's method without a look at the loss, which takes most of the time; whoever strays is fitted alone."""
    a, b = np.ones(len(x)), np.zeros(len(x))  # the line of calibrated probabilities
    with np.errstate(all="ignore"):
        for _ in range(MOST_STEPS):
            step_a, step_b = _step(a, b, y, x, w)
            a, b = a + step_a, b + step_b
            settled = np.abs(step_a) + np.abs(step_b) < SMALLEST_STEP
            if settled.all():
                break
    for astray in np.flatnonzero(~settled):
        a[astray], b[astray] = fit_logistic_line(x[astray], y[astray], w[astray])
    return a, b


def _step(a: Numbers, b: Numbers, y: Numbers, x: Numbers, w: Numbers) -> tuple[Numbers, Numbers]:
    """Newton's: the two equations of each line, solved by Cramer's rule."""
    fitted = logistic(a[:, None] * x + b[:, None])
    curved, missed = w * fitted * (1 - fitted), w * (y - fitted)
    along = curved * x
    aa, ab, bb = (along * x).sum(axis=1), along.sum(axis=1), curved.sum(axis=1)
    of_a, of_b = (missed * x).sum(axis=1), missed.sum(axis=1)
    whole = aa * bb - ab * ab
    return (of_a * bb - of_b * ab) / whole, (of_b * aa - of_a * ab) / whole
