import numpy as np
import pytest

from scorewright.science.metrics.paired.comparing import compare_paired
from scorewright.science.metrics.weighted.paired import SIGNS, paired_weighted
from scorewright.science.policy.probabilities import settle


def population(rows: int, seed: int = 5):
    """Outcomes, a weak and a strong model, and how likely each row is to be looked into: by the weak one's word."""
    rng = np.random.default_rng(seed)
    chance = rng.beta(1, 4, rows)
    y = (rng.random(rows) < chance).astype(np.int64)
    weak, strong = settle(np.clip(chance + rng.normal(0, 0.2, rows), 0, 1)), settle(chance)
    return y, weak, strong, np.clip(weak, 0.1, 0.9)


def compared(y, a, b, weights, seed=1, **options):
    given = {"thresholds": (0.4, 0.4), "rng": np.random.default_rng(seed)} | options
    return paired_weighted(y, a, b, weights, **given)


def test_paired_weighted__equal_weights__gains_are_those_of_the_plain_comparison() -> None:
    y, a, b, _ = population(3000)
    found = compared(y, a, b, np.ones(3000))
    for name in SIGNS:
        plain = compare_paired(name, y, a, b, threshold=0.4, rng=np.random.default_rng(1))
        assert found[name].gain == pytest.approx(plain.gain), name
        assert found[name].standard_error == pytest.approx(plain.standard_error, rel=0.2), name


def test_paired_weighted__sample_by_score__intervals_hold_the_gain_on_all_rows() -> None:
    """Of 19 in 20 intervals; below 88 of 100 by chance once in 400."""
    y, a, b, chance = population(40_000)
    truth = {name: found.gain for name, found in compared(y, a, b, np.ones(len(y)), resamples=2).items()}
    held = dict.fromkeys(SIGNS, 0)
    plain_brier = []
    for seed in range(100):
        chosen = np.random.default_rng(seed).random(len(y)) < chance / 20
        found = compared(y[chosen], a[chosen], b[chosen], 20 / chance[chosen], seed, resamples=100)
        for name in SIGNS:
            low, high = found[name].interval()
            held[name] += low <= truth[name] <= high
        plain_brier.append(np.mean((a[chosen] - y[chosen]) ** 2 - (b[chosen] - y[chosen]) ** 2))
    assert min(held.values()) >= 88, held
    assert abs(np.mean(plain_brier) - truth["brier"]) > 0.01  # what weights are for


def test_paired_weighted__thresholds_of_their_own__label_each_by_its_own() -> None:
    y, a, _, _ = population(500)
    found = compared(y, a, a, np.ones(500), thresholds=(0.3, 0.6))
    assert (found["roc_auc"].gain, found["brier"].gain) == (0.0, 0.0)
    assert found["recall"].a == np.mean(a[y == 1] > 0.3)
    assert found["recall"].b == np.mean(a[y == 1] > 0.6)


def test_paired_weighted__fewer_rows_drawn__the_error_stays_that_of_all() -> None:
    y, a, b, chance = population(4000)
    errors = [
        compared(y, a, b, 1 / chance, most_rows=most, resamples=300)["roc_auc"].standard_error for most in (4000, 1000)
    ]
    assert errors[1] == pytest.approx(errors[0], rel=0.25)


def test_paired_weighted__a_class_absent__says_nothing_of_order() -> None:
    found = compared(np.zeros(50, dtype=np.int64), np.linspace(0, 1, 50), np.linspace(1, 0, 50), np.ones(50))
    assert (found["roc_auc"].gain, found["roc_auc"].standard_error, found["recall"].gain) == (None, None, None)
    assert found["brier"].gain is not None


@pytest.mark.parametrize(
    ("rows", "options", "words"), [(0, {}, "no row"), (5, {"resamples": 1}, "resamples must be at least 2")]
)
def test_paired_weighted__nothing_to_draw__is_refused(rows, options, words) -> None:
    y, a, b, _ = population(5)
    with pytest.raises(ValueError, match=words):
        compared(y[:rows], a[:rows], b[:rows], np.ones(rows), **options)


def test_paired_weighted__weight_below_one__is_refused() -> None:
    y, a, b, _ = population(5)
    with pytest.raises(ValueError, match="at least 1"):
        compared(y, a, b, np.full(5, 0.5))
