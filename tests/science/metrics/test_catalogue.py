import numpy as np
import pytest

from scorewright.science.metrics.catalogue import METRICS, Metric

NAMES = {
    "roc_auc", "average_precision", "precision_at_recall_80", "ks", "gini", "accuracy", "precision", "recall", "f1",
    "brier", "log_loss", "calibration_slope", "calibration_intercept", "expected_calibration_error", "accuracy_gain",
    "brier_gain", "false_positive_rate", "negative_precision", "rows", "positives", "positive_rate",
}  # fmt: skip
Y = np.array([1, 0, 1, 1, 0, 0, 0, 1])
P = np.array([0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1])


def test_metrics__every_name__is_there_and_its_own() -> None:
    assert set(METRICS) == NAMES
    assert all(name == metric.name for name, metric in METRICS.items())


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_metric__threshold_moves__changes_it_exactly_when_it_needs_labels(metric: Metric) -> None:
    answers = {metric.compute(Y, P, threshold) for threshold in (0.05, 0.5, 0.75)}
    assert (len(answers) > 1) == (metric.needs == "labels")


@pytest.mark.parametrize(
    "metric", [m for m in METRICS.values() if m.greater_is_better is not None], ids=lambda metric: metric.name
)
def test_metric__perfect_against_reversed_probabilities__is_better_in_its_direction(metric: Metric) -> None:
    y = np.array([0] * 6 + [1] * 4)
    perfect = np.where(y == 1, 0.999, 0.001)
    useless = np.full(10, 0.4 if metric.name == "negative_precision" else 0.6)  # whose label nobody gets has none
    good, bad = metric.compute(y, perfect, 0.5), metric.compute(y, useless, 0.5)
    assert good is not None
    assert bad is not None
    if metric.name == "recall":  # calling everything positive finds every positive
        assert good == bad == 1
    else:
        assert (good > bad) == metric.greater_is_better


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rows", 8.0),
        ("positives", 4.0),
        ("positive_rate", 0.5),
        ("precision_at_recall_80", 0.5),
        ("accuracy", 0.75),
        ("accuracy_gain", 0.25),
        ("false_positive_rate", 0.25),
        ("negative_precision", 0.75),
        ("roc_auc", 0.625),
        ("gini", 0.25),
    ],
)
def test_metric__hand_made_rows__is_exact(name: str, value: float) -> None:
    assert METRICS[name].compute(Y, P, 0.5) == value


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_metric__no_rows__counts_zero_or_has_no_meaning(metric: Metric) -> None:
    expected = 0 if metric.name in {"rows", "positives"} else None
    assert metric.compute(np.array([], dtype=np.int64), np.array([]), 0.5) == expected


def test_calibration_slope_and_intercept__calibrated_rows__are_one_and_zero() -> None:
    p = np.repeat([0.2, 0.5, 0.8], 10)
    y = np.concatenate([np.repeat([1, 0], [positives, 10 - positives]) for positives in (2, 5, 8)])
    assert METRICS["calibration_slope"].compute(y, p, 0.5) == pytest.approx(1, abs=1e-6)
    assert METRICS["calibration_intercept"].compute(y, p, 0.5) == pytest.approx(0, abs=1e-6)
