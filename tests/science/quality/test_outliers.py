import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.quality.outliers import Outliers, find_outliers, outlier_findings
from scorewright.science.quality.records import Cell


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 99))
def test_find_outliers__planted_on_both_sides__are_counted_exactly(below: int, above: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    numbers: list[Cell] = [*rng.uniform(0, 1, 400).tolist(), *[-1e3] * below, *[1e3] * above, *[None] * 7]
    found = find_outliers({"amount": [numbers[row] for row in rng.permutation(len(numbers))]})
    assert found["amount"].count == below + above


def test_find_outliers__known_quartiles__fences_are_three_ranges_out_and_not_outside_themselves() -> None:
    middle = [0.0, 1.0, 2.0, 3.0, 4.0]  # quartiles 1 and 3: fences at -5 and 9
    assert find_outliers({"x": middle})["x"] == Outliers(0, -5.0, 9.0)
    # Ten more rows at the quartiles leave them where they are.
    wide = [*middle, *[1.0] * 10, *[3.0] * 10, -5.0, 9.0]
    assert find_outliers({"x": wide})["x"] == Outliers(0, -5.0, 9.0)
    assert find_outliers({"x": [*wide, -5.001, 9.001]})["x"].count == 2


@given(st.floats(-1e300, 1e300).filter(lambda value: value not in (0, 1)), st.integers(1, 50))
def test_find_outliers__constant_field__has_none(value: float, rows: int) -> None:
    assert find_outliers({"x": [value] * rows})["x"] == Outliers(0, value, value)


def test_find_outliers__one_other_number_in_a_constant_field__is_the_outlier() -> None:
    assert find_outliers({"x": [5] * 99 + [6]})["x"].count == 1


def test_find_outliers__infinities__are_outliers_and_move_no_fence() -> None:
    found = find_outliers({"x": [0.0, 1.0, 2.0, 3.0, 4.0, float("inf"), float("-inf")]})
    assert found["x"] == Outliers(2, -5.0, 9.0)


@pytest.mark.parametrize(
    "cells",
    [["a", "b"], [True, False, True], [1.0, "a"], [1, True], [None, None], [], [float("inf")], [0, 1.0, 0, 0, None]],
    ids=["text", "truth", "mixed", "number and truth", "missing", "empty", "infinite", "flag"],
)
def test_find_outliers__field_without_numbers_only__is_left_out(cells: list[Cell]) -> None:
    assert find_outliers({"field": cells}) == {}


def test_find_outliers__numpy_numbers__are_numbers() -> None:
    assert find_outliers({"x": list(np.array([1, 2, 3, 900])), "y": list(np.float32([1, 2, 3, 4]))}).keys() == {
        "x",
        "y",
    }


def test_outlier_findings__some_outliers__warn_with_the_bounds() -> None:
    (finding,) = outlier_findings({"age": Outliers(3, -5.0, 120.5), "income": Outliers(0, 0.0, 1.0)})
    assert (finding.name, finding.field, finding.severity) == ("outliers", "age", "warning")
    assert finding.message == "age has 3 values outside -5 to 120.5, far from its middle half."
