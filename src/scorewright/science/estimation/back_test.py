"""What was estimated, held against what then happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities, check_labelled
from scorewright.science.estimation.confidence_based import (
    ESTIMATED,
    EstimatedPerformance,
    estimate_performance,
    expected_metrics,
)
from scorewright.science.metrics.bootstrap import MOST_ROWS, Interval, percentile_interval
from scorewright.science.metrics.catalogue import METRICS

RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class BackTest:
    """One cohort of decisions whose outcomes have matured; metrics by name, those of ``ESTIMATED``.

    ``errors`` are estimated less measured values with 95 % intervals: where 0 lies outside, the probabilities are not
    calibrated on this cohort, and chance is no excuse. None within where the metric has no meaning.
    """

    estimated: EstimatedPerformance
    measured: Mapping[str, float | None]
    errors: Mapping[str, Interval]

    def as_expected(self, metric: str) -> bool | None:
        """Whether the measured metric lies within the estimate's limits; None where one of them has no meaning."""
        limits, measured = self.estimated.metrics[metric], self.measured[metric]
        if measured is None or limits.low is None or limits.high is None:
            return None
        return limits.low <= measured <= limits.high


def back_test(
    y: Labels,
    p: Probabilities,
    *,
    threshold: float,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
    most_rows: int = MOST_ROWS,
    of_errors: bool = True,
) -> BackTest:
    """Estimate from settled ``p`` alone, then look at outcomes ``y`` of the same rows, both (n,).

    The intervals of the errors are percentiles over ``resamples`` of rows with their outcomes; without ``of_errors``
    they have no ends, and it takes a third of the time. Raises ValueError as
    ``estimate_performance`` does, and where ``y`` is not 0/1 or shapes differ.
    """
    check_labelled(y, p)
    estimated = estimate_performance(p, threshold=threshold, rng=rng, draws=resamples, most_rows=most_rows)
    drawn: dict[str, list[float | None]] = {name: [] for name in ESTIMATED}
    size = min(len(p), most_rows)
    for _ in range(resamples if of_errors else 0):
        rows = rng.integers(len(p), size=size)
        for name, error in _errors(y[rows], p[rows], threshold).items():
            drawn[name].append(error)
    errors = {
        name: Interval(error, None, None)
        if not of_errors
        else percentile_interval(error, drawn[name], share=size / len(p))
        for name, error in _errors(y, p, threshold).items()
    }
    return BackTest(estimated, _measured(y, p, threshold), errors)


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How the estimates of one metric did over ``cohorts`` in which it has a meaning.

    ``mean_error`` is estimated less measured, ``mean_absolute_error`` its size without sign, and
    ``as_expected_share`` of cohorts were measured within the limits: about 0.95 for calibrated probabilities. All are
    None without cohorts.
    """

    cohorts: int
    mean_error: float | None
    mean_absolute_error: float | None
    as_expected_share: float | None


def track_record(tests: Sequence[BackTest], metric: str) -> TrackRecord:
    """Sum up the back-tests of cohorts, such as the weeks of a quarter. Raises KeyError for an unknown metric.

    >>> track_record([], "accuracy").mean_error is None
    True
    """
    told = [test for test in tests if test.as_expected(metric) is not None]
    errors = [error for test in told if (error := test.errors[metric].value) is not None]
    if not errors:
        return TrackRecord(0, None, None, None)
    right = sum(test.as_expected(metric) is True for test in told)
    return TrackRecord(len(errors), float(np.mean(errors)), float(np.mean(np.abs(errors))), right / len(told))


def _measured(y: Labels, p: Probabilities, threshold: float) -> dict[str, float | None]:
    return {name: METRICS[name].compute(y, p, threshold) for name in ESTIMATED}


def _errors(y: Labels, p: Probabilities, threshold: float) -> dict[str, float | None]:
    measured, expected = _measured(y, p, threshold), expected_metrics(p, threshold)
    errors: dict[str, float | None] = {}
    for name in ESTIMATED:
        said, seen = expected[name], measured[name]
        errors[name] = None if said is None or seen is None else said - seen
    return errors
