import numpy as np
import pytest

from scorewright.science.metrics.population_stability import population_stability_index


def test_index__known_shares__is_the_sum_of_the_textbook() -> None:
    """Two bins, 50:50 before and 60:40 now, of so many rows that the half row in each bin is nothing."""
    before = np.repeat([0.2, 0.8], 50_000)
    now = np.repeat([0.2, 0.8], [60_000, 40_000])
    expected = 0.1 * np.log(0.6 / 0.5) - 0.1 * np.log(0.4 / 0.5)
    assert population_stability_index(before, now, bins=2) == pytest.approx(expected, abs=1e-4)


def test_index__order_of_rows_and_an_increasing_scale__change_nothing() -> None:
    rng = np.random.default_rng(1)
    before, now = rng.random(500), rng.random(300) ** 1.5
    once = population_stability_index(before, now)
    assert population_stability_index(rng.permutation(before), rng.permutation(now)) == once
    assert population_stability_index(np.exp(before), np.exp(now)) == pytest.approx(once)


def test_index__bins_that_one_side_does_not_reach__is_finite() -> None:
    value = population_stability_index(np.linspace(0, 1, 100), np.ones(100))
    assert value is not None
    assert 1 < value < 20


def test_index__all_equal__is_nothing() -> None:
    assert population_stability_index(np.full(50, 0.3), np.full(70, 0.3)) == 0


@pytest.mark.parametrize(("before", "now"), [(0, 5), (5, 0)])
def test_index__no_rows_on_a_side__is_none(before: int, now: int) -> None:
    assert population_stability_index(np.ones(before), np.ones(now)) is None
