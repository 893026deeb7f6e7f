import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from scorewright.science.metrics.reliability import equal_mass_bins, reliability


def test_reliability__distinct_probabilities__as_scikit_learn_with_quantile_bins() -> None:
    rng = np.random.default_rng(5)
    p = rng.permutation(np.linspace(0.001, 0.999, 1000))
    y = (rng.random(1000) < p).astype(np.int64)
    seen, said = calibration_curve(y, p, n_bins=10, strategy="quantile")
    found = reliability(y, p)
    assert [one.rows for one in found] == [100] * 10
    assert [one.said for one in found] == pytest.approx(said.tolist())
    assert [one.seen.value for one in found] == pytest.approx(seen.tolist())


def test_reliability__few_rows__bins_of_ten_at_least() -> None:
    p = np.linspace(0, 1, 35)
    assert [one.rows for one in reliability((p > 0.5).astype(np.int64), p)] == [12, 12, 11]
    assert len(reliability(np.array([1]), np.array([0.3]))) == 1


def test_reliability__no_rows__no_bins() -> None:
    assert reliability(np.array([], dtype=np.int64), np.array([])) == ()


def test_reliability__equal_probabilities__one_bin_whatever_the_order() -> None:
    p, y = np.full(200, 0.3), np.arange(200) % 4 == 0
    (one,) = reliability(y.astype(np.int64), p)
    assert (one.rows, one.positives, one.lowest, one.highest) == (200, 50, 0.3, 0.3)
    assert one.seen.low is not None
    assert one.seen.low < 0.25 < (one.seen.high or 0)


def test_equal_mass_bins__more_rows__near_equal_counts() -> None:
    counts = np.bincount(equal_mass_bins(np.random.default_rng(1).random(1003), 10))
    assert counts.min() >= 100
    assert counts.max() <= 101
