"""The paired bootstrap: any metric, either direction, and its own promise."""

import numpy as np
import pytest

from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.paired.bootstrap import paired_bootstrap
from scorewright.science.metrics.paired.comparing import compare_paired
from scorewright.science.metrics.paired.delong import delong

DIRECTED = [name for name, metric in METRICS.items() if metric.greater_is_better is not None]


def _rows(seed: int, count: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A model that knows little, and one that knows more."""
    rng = np.random.default_rng(seed)
    known, more = rng.normal(size=(2, count))
    y = (rng.random(count) < 1 / (1 + np.exp(1 - known - 2 * more))).astype(np.int64)
    return y, 1 / (1 + np.exp(1 - 0.7 * known)), 1 / (1 + np.exp(1 - known - 2 * more))


@pytest.mark.parametrize("name", DIRECTED)
def test_compare_paired__every_metric_with_a_direction__better_model_gains(name: str) -> None:
    y, worse, better = _rows(1, 2000)
    cut = 0.3
    found = compare_paired(name, y, worse, better, threshold=cut, rng=np.random.default_rng(2), resamples=60)
    assert found.metric == name
    assert found.a == pytest.approx(METRICS[name].compute(y, worse, cut))
    assert found.b == pytest.approx(METRICS[name].compute(y, better, cut))
    assert found.gain is not None
    assert found.gain > 0
    assert found.lower_bound(0.05) is not None


def test_paired_bootstrap__area_under_the_curve__agrees_with_delong() -> None:
    y, a, b = _rows(3)
    exact = delong(y, a, b)
    found = paired_bootstrap(METRICS["roc_auc"], y, a, b, threshold=0.5, rng=np.random.default_rng(4), resamples=2000)
    assert found.gain == pytest.approx(exact.gain)
    assert found.standard_error == pytest.approx(exact.standard_error, rel=0.1)


def test_paired_bootstrap__same_seed__same_error() -> None:
    y, a, b = _rows(5)
    one, other = (
        paired_bootstrap(METRICS["ks"], y, a, b, threshold=0.5, rng=np.random.default_rng(6), resamples=50)
        for _ in range(2)
    )
    assert one == other


def test_compare_paired__gini__is_twice_the_area() -> None:
    y, a, b = _rows(7)
    area, gini = (
        compare_paired(name, y, a, b, threshold=0.5, rng=np.random.default_rng()) for name in ("roc_auc", "gini")
    )
    assert gini.gain == pytest.approx(2 * (area.gain or 0))
    assert gini.standard_error == pytest.approx(2 * (area.standard_error or 0))
    assert gini.a == pytest.approx(METRICS["gini"].compute(y, a, 0.5))


def test_paired_bootstrap__metric_without_meaning__has_no_gain() -> None:
    p = np.array([0.1, 0.4, 0.6])
    found = compare_paired("ks", np.zeros(3, dtype=np.int64), p, p, threshold=0.5, rng=np.random.default_rng(0))
    assert (found.a, found.gain, found.standard_error, found.interval(), found.lower_bound(0.05)) == (None,) * 5


def test_paired_bootstrap__many_resamples_without_meaning__gain_without_error() -> None:
    y, a, b = np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.3, 0.9]), np.array([0.1, 0.2, 0.3, 0.8])
    found = compare_paired("precision", y, a, b, threshold=0.5, rng=np.random.default_rng(0))
    assert (found.gain, found.standard_error) == (0.0, None)


@pytest.mark.parametrize(
    ("name", "resamples", "rule"),
    [("calibration_slope", 10, "nothing about which"), ("ks", 1, "at least 2"), ("lift", 10, "is not one of")],
)
def test_compare_paired__what_cannot_be_compared__refused(name: str, resamples: int, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        compare_paired(name, *_rows(8), threshold=0.5, rng=np.random.default_rng(0), resamples=resamples)


@pytest.mark.parametrize("name", ["average_precision", "log_loss", "ks"])
def test_paired_bootstrap__equal_models__lower_bound_above_zero_at_its_rate(name: str) -> None:
    rng, alpha, samples, above = np.random.default_rng(9), 0.05, 300, 0
    for _ in range(samples):
        y = np.repeat([0, 1], [300, 100])
        shared, own_a, own_b = rng.normal(size=(3, 400))
        a, b = (1 / (1 + np.exp(2 - 1.2 * (0.9 * shared + 0.44 * own + y))) for own in (own_a, own_b))
        found = compare_paired(name, y, a, b, threshold=0.5, rng=rng, resamples=100)
        above += (found.lower_bound(alpha) or 0) > 0
    assert above / samples < alpha + 4 * (alpha * (1 - alpha) / samples) ** 0.5
    assert above / samples > alpha - 4 * (alpha * (1 - alpha) / samples) ** 0.5
