import numpy as np

from scorewright.science.policy.thresholds import label


def test_label__probability_equals_the_threshold__is_negative() -> None:
    assert label(0.5, 0.5) == 0
    assert label(0.500001, 0.5) == 1


def test_label__array__equals_one_by_one() -> None:
    p = np.array([0.0, 0.3, 0.300001, 1.0])
    assert label(p, 0.3).tolist() == [label(float(one), 0.3) for one in p] == [0, 0, 1, 1]
