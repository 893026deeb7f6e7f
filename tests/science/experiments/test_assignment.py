"""Assignment: sticky, as the shares say, and the same unit lies elsewhere in another experiment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, chisquare, kstest

from scorewright.science.experiments.assignment import HOLDOUT, Assignment, Split, point_of

UNITS = [f"customer {number}" for number in range(20_000)]
# So improbable that a wrong method, and not chance, is the reason.
NEVER = 1e-6


def test_point__of_a_pair__is_fixed_for_ever() -> None:
    # Another value would move every unit of every running experiment.
    assert point_of("fees", "customer 7") == 0.4636600021015447


@given(st.text(), st.text())
def test_point__of_any_texts__lies_in_the_unit_interval(experiment: str, unit: str) -> None:
    assert 0 <= point_of(experiment, unit) < 1


def test_point__half_a_surrogate_pair__is_a_unit_as_any() -> None:
    assert 0 <= point_of("fees", "\ud800") < 1


def test_point__texts_that_join_to_the_same__differ() -> None:
    assert point_of("a", "bc") != point_of("ab", "c")


def test_point__many_units__is_uniform() -> None:
    assert kstest([point_of("fees", unit) for unit in UNITS], "uniform").pvalue > NEVER


def test_point__consecutive_experiments__are_independent() -> None:
    split = Split((("a", 0.3), ("b", 0.3), ("c", 0.4)))
    table = np.zeros((3, 3))
    for unit in UNITS:
        table["abc".index(split.at(point_of("x1", unit)).arm), "abc".index(split.at(point_of("x2", unit)).arm)] += 1
    assert chi2_contingency(table).pvalue > NEVER


def test_split__many_units__each_arm_gets_its_share() -> None:
    split = Split((("a", 0.5), ("b", 0.2), ("c", 0.05)))
    found = [split.at(point_of("shares", unit)).arm for unit in UNITS]
    counts = [found.count(part.arm) for part in split.parts]
    assert [part.arm for part in split.parts] == ["a", "b", "c", HOLDOUT]
    assert sum(counts) == len(UNITS)
    expected = np.array([part.propensity for part in split.parts]) * len(UNITS)
    assert chisquare(counts, expected).pvalue > NEVER


@given(st.lists(st.integers(1, 100), min_size=1, max_size=8), st.floats(0, 1, exclude_max=True))
def test_split__shares_of_any_whole__leave_no_holdout_and_cover_every_point(parts: list[int], point: float) -> None:
    split = Split(tuple((f"arm {number}", part / sum(parts)) for number, part in enumerate(parts)))
    assert HOLDOUT not in [part.arm for part in split.parts]
    assert split.at(point) in split.parts


def test_split__decimal_shares_that_add_up_to_one_only_nearly__leave_no_holdout() -> None:
    split = Split((("a", 0.1), ("b", 0.2), ("c", 0.7)))
    assert split.at(1 - 2**-53) == Assignment("c", 0.7)


@pytest.mark.parametrize(
    ("shares", "rule"),
    [
        ((), "names of their own"),
        ((("a", 0.5), ("a", 0.5)), "names of their own"),
        ((("holdout", 0.5),), "names of their own"),
        ((("", 0.5),), "names of their own"),
        ((("a", 0.0),), "above 0"),
        ((("a", float("nan")),), "above 0"),
        ((("a", 0.6), ("b", 0.6)), "exceed 1"),
    ],
)
def test_split__shares_that_break_a_rule__refused(shares: tuple[tuple[str, float], ...], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        Split(shares)


@pytest.mark.parametrize("point", [-0.1, 1.0, float("nan")])
def test_split__point_outside__refused(point: float) -> None:
    with pytest.raises(ValueError, match="point must be within"):
        Split((("a", 1.0),)).at(point)
