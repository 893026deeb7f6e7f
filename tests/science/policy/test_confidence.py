import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.policy.confidence import label_probability
from scorewright.science.policy.probabilities import settle


@given(st.floats(0, 1).map(settle))
def test_label_probability__both_labels__sum_to_one(p: float) -> None:
    right = [label_probability(p, label) for label in (0, 1)]
    assert right[1] == p
    assert right[0] == settle(1 - p)
    assert all(0 <= one <= 1 for one in right)


def test_label_probability__low_threshold__may_be_below_one_half() -> None:
    assert label_probability(0.3, 1) == 0.3


@pytest.mark.parametrize(("p", "label"), [(0.5, 2), (1.5, 1), (-0.5, 0)])
def test_label_probability__outside_its_domain__is_refused(p: float, label: int) -> None:
    with pytest.raises(ValueError, match=r"label must be|outside"):
        label_probability(p, label)
