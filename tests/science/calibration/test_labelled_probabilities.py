import numpy as np
import pytest

from scorewright.science.calibration.labelled_probabilities import check_labelled, check_learnable


@pytest.mark.parametrize(
    ("y", "p", "reason"),
    [
        ([0, 1], [0.5], "shape"),
        ([[0, 1]], [[0.1, 0.2]], "shape"),
        ([0, 2], [0.1, 0.2], "nothing but 0 and 1"),
        ([0, 1], [0.1, 1.2], "within"),
        ([0, 1], [0.1, float("nan")], "within"),
    ],
)
def test_check_labelled__wrong_rows__names_the_reason(y: list[int], p: list[float], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        check_labelled(np.array(y), np.array(p))


@pytest.mark.parametrize("outcome", [0, 1])
def test_check_learnable__one_class__is_refused(outcome: int) -> None:
    check_labelled(np.array([outcome] * 2), np.array([0.1, 0.2]))
    with pytest.raises(ValueError, match="both classes"):
        check_learnable(np.array([outcome] * 2), np.array([0.1, 0.2]))
