import pytest

from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.proportion import share_of


def test_share_of__known_case__is_wilsons_interval() -> None:
    found = share_of(81, 263)  # Newcombe, Statistics in Medicine 17, 1998, table I, method 3
    assert found.value == pytest.approx(81 / 263)
    assert (found.low, found.high) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))


@pytest.mark.parametrize(("part", "value"), [(0, 0.0), (7, 1.0)])
def test_share_of__none_or_all__stays_within_zero_and_one(part: int, value: float) -> None:
    found = share_of(part, 7)
    assert found.value == value
    assert found.low is not None
    assert 0 <= found.low < (found.high or 0) <= 1


def test_share_of__nothing__no_value() -> None:
    assert share_of(0, 0) == Interval(None, None, None)
