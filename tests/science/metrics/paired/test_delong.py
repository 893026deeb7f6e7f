"""DeLong's test: against the sums that define it, a published study's software, and its own promise."""

from statistics import NormalDist

import numpy as np
import pytest

from scorewright.science.metrics.paired.delong import delong
from scorewright.science.metrics.paired.difference import PairedDifference
from scorewright.science.metrics.ranking import roc_auc


def _rows(seed: int, count: int = 60, *, decimals: int = 6) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = (rng.random(count) < 0.4).astype(np.int64)
    shared = rng.normal(size=count) + y
    a, b = (1 / (1 + np.exp(-(shared + rng.normal(size=count)))) for _ in range(2))
    return y, a.round(decimals), b.round(decimals)


def _directly(y: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """Gain and standard error by the double sums of DeLong, DeLong and Clarke-Pearson, equations 3 to 5."""
    components = []
    for p in (a, b):
        pairs = (p[y == 1][:, None] > p[y == 0][None, :]) + 0.5 * (p[y == 1][:, None] == p[y == 0][None, :])
        components.append((pairs.mean(axis=1), pairs.mean(axis=0)))
    (a10, a01), (b10, b01) = components
    covariance = np.cov(a10, b10) / len(a10) + np.cov(a01, b01) / len(a01)
    contrast = np.array([-1.0, 1.0])
    return float(b10.mean() - a10.mean()), float(np.sqrt(contrast @ covariance @ contrast))


@pytest.mark.parametrize("decimals", [6, 1])  # without ties, and with many
@pytest.mark.parametrize("seed", range(5))
def test_delong__any_rows__equals_the_double_sums_of_the_paper(seed: int, decimals: int) -> None:
    y, a, b = _rows(seed, decimals=decimals)
    found = delong(y, a, b)
    gain, error = _directly(y, a, b)
    assert found.gain == pytest.approx(gain, abs=1e-12)
    assert found.standard_error == pytest.approx(error, abs=1e-12)
    assert (found.a, found.b) == (pytest.approx(roc_auc(y, a)), pytest.approx(roc_auc(y, b)))


def test_delong__models_exchanged__gains_the_opposite() -> None:
    y, a, b = _rows(9)
    there, back = delong(y, a, b), delong(y, b, a)
    assert there.gain == pytest.approx(-(back.gain or 0))
    assert there.standard_error == pytest.approx(back.standard_error)


def test_delong__same_model_twice__no_gain_and_no_error() -> None:
    y, a, _ = _rows(3)
    found = delong(y, a, a)
    assert (found.gain, found.standard_error, found.lower_bound(0.05)) == (0.0, 0.0, 0.0)


def test_delong__one_class__has_no_meaning() -> None:
    p = np.array([0.1, 0.2, 0.3])
    assert delong(np.ones(3, dtype=np.int64), p, p) == PairedDifference("roc_auc", "delong", None, None, None, None)


def test_delong__single_positive__area_without_error() -> None:
    found = delong(np.array([0, 0, 1]), np.array([0.1, 0.5, 0.3]), np.array([0.1, 0.2, 0.3]))
    assert (found.gain, found.standard_error, found.interval(), found.lower_bound(0.05)) == (0.5, None, None, None)


@pytest.mark.parametrize(
    ("y", "a", "b", "rule"),
    [
        ([0, 1], [0.1], [0.1, 0.2], "shape"),
        ([0, 2], [0.1, 0.2], [0.1, 0.2], "0 and 1"),
        ([0, 1], [0.1, 0.2], [0.1, 1.2], "within"),
    ],
)
def test_delong__rows_that_break_a_rule__refused(y: list[int], a: list[float], b: list[float], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        delong(np.array(y), np.array(a), np.array(b))


def test_delong__many_samples_of_known_models__covers_the_true_gain_at_its_level() -> None:
    rng = np.random.default_rng(11)
    truth = NormalDist().cdf(1.2 / 2**0.5) - NormalDist().cdf(0.9 / 2**0.5)
    samples, covered, above = 1000, 0, 0
    for _ in range(samples):
        y = np.repeat([0, 1], [400, 100])
        shared, own_a, own_b = rng.normal(size=(3, 500))
        a = (0.8 * shared + 0.6 * own_a) + 0.9 * y
        b = (0.8 * shared + 0.6 * own_b) + 1.2 * y
        found = delong(y, 1 / (1 + np.exp(-a)), 1 / (1 + np.exp(-b)))
        ends, bound = found.interval(), found.lower_bound(0.05)
        assert ends is not None
        assert bound is not None
        covered += ends[0] <= truth <= ends[1]
        above += bound > truth
    # Four standard deviations of the binomial with the stated rate.
    assert abs(covered / samples - 0.95) < 4 * (0.95 * 0.05 / samples) ** 0.5
    assert abs(above / samples - 0.05) < 4 * (0.95 * 0.05 / samples) ** 0.5
