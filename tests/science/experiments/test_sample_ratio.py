"""The sample-ratio check: scipy's numbers, the stated rate of false alarms, and real breaks that ring."""

import numpy as np
import pytest
from scipy.stats import binom, chisquare

from scorewright.science.experiments.sample_ratio import ALARM, sample_ratio


@pytest.mark.parametrize("seed", range(5))
def test_sample_ratio__any_counts__agrees_with_scipy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts, shares = rng.integers(50, 150, size=4), rng.dirichlet(np.full(4, 9.0))
    found = sample_ratio(dict(zip("abcd", counts.tolist(), strict=True)), dict(zip("abcd", shares, strict=True)))
    theirs = chisquare(counts, counts.sum() * shares / shares.sum())
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9, abs=1e-300)


def test_sample_ratio__sound_split__rings_about_as_rarely_as_stated() -> None:
    rng, times = np.random.default_rng(1), 20_000
    rings = 0
    for first in rng.binomial(5000, 0.5, size=times).tolist():
        rings += sample_ratio({"a": first, "b": 5000 - first}, {"a": 0.5, "b": 0.5}).broken
    assert rings <= binom.isf(1e-4, times, ALARM)


def test_sample_ratio__two_points_too_many_of_ten_thousand__rings() -> None:
    found = sample_ratio({"a": 5200, "b": 4800}, {"a": 0.5, "b": 0.5})
    assert found.broken
    assert found.words.startswith("The sample ratio is broken: a 5,200 of 5,000, b 4,800 of 5,000 expected units (p = ")
    assert found.p_value == pytest.approx(6.3e-5, rel=0.01)


def test_sample_ratio__shares_that_leave_a_holdout__are_compared_among_themselves() -> None:
    found = sample_ratio({"a": 600, "b": 300}, {"a": 0.4, "b": 0.2})
    assert found.p_value == pytest.approx(1.0)
    assert found.expected == {"a": pytest.approx(600), "b": pytest.approx(300)}
    assert found.words.startswith("The split is as planned")


def test_sample_ratio__a_handful_of_units__cannot_be_told() -> None:
    found = sample_ratio({"a": 9, "b": 0}, {"a": 0.5, "b": 0.5})
    assert (found.p_value, found.broken) == (None, False)
    assert "Too few units" in found.words


@pytest.mark.parametrize(
    ("counts", "shares", "rule"),
    [
        ({"a": 5}, {"a": 1.0}, "same arms, two or more"),
        ({"a": 5, "b": 5}, {"a": 0.5, "c": 0.5}, "same arms, two or more"),
        ({"a": -1, "b": 5}, {"a": 0.5, "b": 0.5}, "not be negative"),
        ({"a": 1, "b": 5}, {"a": 1.0, "b": 0.0}, "above 0"),
    ],
)
def test_sample_ratio__what_breaks_a_rule__is_refused(
    counts: dict[str, int], shares: dict[str, float], rule: str
) -> None:
    with pytest.raises(ValueError, match=rule):
        sample_ratio(counts, shares)
