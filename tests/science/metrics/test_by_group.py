import numpy as np
import pytest

from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.by_group import performance_by_group
from scorewright.science.metrics.ranking import roc_auc

NOTHING = Interval(None, None, None)


def _measured(groups: list[str], y: list[int], p: list[float], fewest_rows: int = 1):
    return performance_by_group(
        np.array(groups, dtype=np.object_),
        np.array(y),
        np.array(p),
        threshold=0.5,
        rng=np.random.default_rng(1),
        fewest_rows=fewest_rows,
    )


def test_performance_by_group__known_rows__rates_by_hand() -> None:
    found = _measured(["a"] * 4 + ["b"], [1, 1, 0, 0, 1], [0.9, 0.4, 0.6, 0.1, 0.7])["a"]
    assert found.rows == 4
    told = found.performance
    assert told is not None
    assert told.positives == 2
    assert told.positive_rate.value == 0.5
    assert told.selection_rate.value == 0.5
    assert told.true_positive_rate.value == 0.5
    assert told.false_positive_rate.value == 0.5
    assert told.calibration_gap.value == pytest.approx(0.0)
    assert told.roc_auc == NOTHING  # below ten of either class


def test_performance_by_group__few_rows__only_their_count() -> None:
    found = _measured(["a"] * 29 + ["b"] * 30, [0, 1] * 29 + [1], [0.5] * 59, fewest_rows=30)
    assert found["a"].rows == 29
    assert found["a"].performance is None
    assert found["b"].performance is not None


def test_performance_by_group__single_class__rates_of_the_other_have_no_value() -> None:
    told = _measured(["a"] * 40, [0] * 40, [0.2] * 40)["a"].performance
    assert told is not None
    assert told.true_positive_rate == NOTHING
    assert told.false_positive_rate.value == 0.0
    assert told.roc_auc == NOTHING
    assert told.calibration_gap.value == pytest.approx(0.2)


def test_performance_by_group__auc__is_that_of_its_own_rows_within_its_interval() -> None:
    rng = np.random.default_rng(2)
    y = rng.integers(2, size=400)
    p = np.clip(0.3 * y + rng.random(400) * 0.7, 0, 1)
    groups = np.array(["a", ""] * 200, dtype=np.object_)
    found = performance_by_group(groups, y, p, threshold=0.5, rng=rng)
    assert list(found) == ["", "a"]
    told = found["a"].performance
    assert told is not None
    assert told.roc_auc.value == roc_auc(y[::2], p[::2])
    assert told.roc_auc.low is not None
    assert told.roc_auc.low < (told.roc_auc.value or 0) < (told.roc_auc.high or 0)


def test_performance_by_group__too_high_probabilities__gap_above_zero_with_its_interval() -> None:
    told = _measured(["a"] * 100, [1] * 20 + [0] * 80, [0.6] * 100)["a"].performance
    assert told is not None
    assert told.calibration_gap.value == pytest.approx(0.4)
    assert told.calibration_gap.low is not None
    assert 0.3 < told.calibration_gap.low < 0.4 < (told.calibration_gap.high or 0) < 0.5
