"""CUPED: the same effect with less spread, as much less as the covariate knows."""

import numpy as np
import pytest

from scorewright.science.experiments.arm import arm_of_values
from scorewright.science.experiments.cuped import cuped
from scorewright.science.experiments.difference import ArmDifference, arm_difference


def _experiment(rng: np.random.Generator, effect: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Costs of 600 decisions that the champion's score tells a part of: a correlation of 0.8."""
    score = rng.normal(size=600)
    arms = rng.choice(np.array(["a", "b"]), size=600)
    return 5 + 0.8 * score + 0.6 * rng.normal(size=600) + effect * (arms == "b"), score, arms


def _difference(values: np.ndarray, arms: np.ndarray) -> ArmDifference:
    return arm_difference(*(arm_of_values(arm, values[arms == arm]) for arm in ("a", "b")))


def test_cuped__many_experiments__same_effect_and_the_promised_part_of_the_variance() -> None:
    rng, gains, adjusted, covered, times = np.random.default_rng(2), [], [], 0, 500
    for _ in range(times):
        values, score, arms = _experiment(rng, 0.1)
        plain, better = _difference(values, arms), _difference(cuped(values, score, arms).adjusted, arms)
        assert better.gain is not None
        assert better.standard_error is not None
        gains.append(plain.gain)
        adjusted.append(better.gain)
        covered += abs(better.gain - 0.1) < 1.96 * better.standard_error
    assert np.mean(adjusted) == pytest.approx(0.1, abs=4 * np.std(adjusted) / times**0.5)
    assert np.var(adjusted) / np.var(gains) == pytest.approx(1 - 0.8**2, abs=0.1)
    assert abs(covered / times - 0.95) < 4 * (0.05 * 0.95 / times) ** 0.5


def test_cuped__effect_that_goes_with_the_arms__is_not_taken_for_the_covariate() -> None:
    values, score, arms = _experiment(np.random.default_rng(3), 50.0)
    found = cuped(values, score, arms)
    assert found.slope == pytest.approx(0.8, abs=0.1)
    assert found.removed_share == pytest.approx(0.64, abs=0.08)


@pytest.mark.parametrize(
    ("values", "covariate"),
    [([1.0, 2.0, 5.0, 7.0], [3.0, 3.0, 3.0, 3.0]), ([2.0, 2.0, 2.0, 2.0], [1.0, 2.0, 3.0, 4.0])],
)
def test_cuped__nothing_to_learn_from__leaves_values_as_they_are(values: list[float], covariate: list[float]) -> None:
    found = cuped(np.array(values), np.array(covariate), np.array(["a", "a", "b", "b"]))
    assert (found.adjusted.tolist(), found.slope, found.removed_share) == (values, 0.0, 0.0)


@pytest.mark.parametrize(
    ("values", "covariate", "rule"),
    [
        ([1.0], [1.0, 2.0], "shape"),
        ([1.0, float("inf")], [1.0, 2.0], "finite"),
        ([1.0, 2.0], [1.0, float("nan")], "finite"),
    ],
)
def test_cuped__what_breaks_a_rule__is_refused(values: list[float], covariate: list[float], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        cuped(np.array(values), np.array(covariate), np.array(["a", "b"][: len(values)]))


def test_cuped__weights__as_rows_that_stand_there_as_often() -> None:
    values, score, arms = _experiment(np.random.default_rng(4), 0.1)
    weights = np.random.default_rng(5).integers(1, 5, len(values))
    weighed = cuped(values, score, arms, weights=weights.astype(float))
    often = cuped(*(np.repeat(column, weights) for column in (values, score, arms)))
    assert weighed.slope == pytest.approx(often.slope)
    assert weighed.removed_share == pytest.approx(often.removed_share)
    assert np.repeat(weighed.adjusted, weights) == pytest.approx(often.adjusted)
