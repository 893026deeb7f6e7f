import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scorewright.loop.serving.bulk.scoring import lengths_of
from scorewright.science.calibration.conformal import Width

_REACHES = st.lists(st.floats(0, 1), min_size=4, max_size=4)
_EDGES = (0.1, 0.5, 0.75)


@given(reaches=_REACHES, p=st.lists(st.floats(0, 1) | st.sampled_from([0.0, *_EDGES, 1.0]), min_size=1))
def test_lengths__any_probabilities__as_one_by_one(reaches: list[float], p: list[float]) -> None:
    width = Width(0.9, _EDGES, tuple(reaches), 100)
    assert lengths_of(width, np.array(p)).tolist() == [width.of(one) for one in p]
