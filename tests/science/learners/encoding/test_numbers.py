import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from scorewright.science.learners.encoding.imputation import fit_median_imputation
from scorewright.science.learners.encoding.missing_indicators import fit_missing_indicators
from scorewright.science.learners.encoding.rounding import LARGEST, round_to_single
from scorewright.science.learners.encoding.standardisation import fit_standardisation

MATRICES = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2),
    elements=st.floats(-1e9, 1e9) | st.just(np.nan),
)


@given(MATRICES)
def test_imputation__any_numbers__nothing_missing_and_the_rest_untouched(numbers: NDArray[np.float64]) -> None:
    filled = fit_median_imputation(numbers).transform(numbers)
    assert not np.isnan(filled).any()
    known = ~np.isnan(numbers)
    np.testing.assert_array_equal(filled[known], numbers[known])


@given(MATRICES)
def test_standardisation__any_numbers__finite_and_centred(numbers: NDArray[np.float64]) -> None:
    fitted = fit_standardisation(numbers)
    assert (fitted.scales > 0).all()
    standard = fitted.transform(numbers)
    np.testing.assert_array_equal(np.isnan(standard), np.isnan(numbers))
    assert np.nanmax(np.abs(standard), initial=0) <= np.sqrt(len(numbers)) + 1e-6


def test_standardisation__constant_that_has_no_exact_double__scale_one() -> None:
    fitted = fit_standardisation(np.full((7, 1), 10_000_000.1))
    assert fitted.scales.tolist() == [1.0]


@given(MATRICES)
def test_missing_indicators__any_numbers__only_columns_with_missing_values(numbers: NDArray[np.float64]) -> None:
    fitted = fit_missing_indicators(numbers)
    indicators = fitted.transform(numbers)
    assert indicators.shape[1] == np.isnan(numbers).any(axis=0).sum()
    assert indicators.sum() == np.isnan(numbers).sum()


@given(arrays(np.float64, 5, elements=st.floats(allow_nan=True, allow_infinity=False)))
def test_round_to_single__any_numbers__what_float32_can_hold(numbers: NDArray[np.float64]) -> None:
    rounded = round_to_single(numbers)
    np.testing.assert_array_equal(rounded, round_to_single(rounded))
    np.testing.assert_array_equal(np.isnan(rounded), np.isnan(numbers))
    assert np.nanmax(np.abs(rounded), initial=0) <= LARGEST
