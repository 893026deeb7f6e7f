"""How long, from what people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.usecases.credit.employment.tenure import LONGEST_YEARS, tenure_years


@pytest.mark.parametrize(
    ("told", "years"),
    [
        ("< 1 year", 0.5),
        ("<1", 0.5),
        ("<1 year", 0.5),
        ("less than 1 year", 0.5),
        ("0", 0),
        ("1 year", 1),
        ("one year", 1),
        ("a year", 1),
        ("1", 1),
        ("2 years", 2),
        ("9 YEARS", 9),
        ("10+ years", 10),
        ("10+", 10),
        ("10 +", 10),
        ("10years+", 10),
        ("10 years and above", 10),
        ("12", 12),
        ("12 years", 12),
        ("20 yrs", 20),
        ("5yrs", 5),
        ("over 5 years", 5),
        ("about 3", 3),
        ("2-3 years", 2),
        ("4 to 6", 4),
        ("2.5", 2.5),
        ("2,5 years", 2.5),
        ("1½ years", 1.5),
        ("½ year", 0.5),
        ("2 years,6 months", 2.5),
        ("1e9 years", None),
        ("2y6m", 2.5),
        ("5yrs3months", 5.25),
        ("two and a half years", 2.5),
        ("half a year", 0.5),
        ("twenty years", 20),
        ("twenty five years", 25),
        ("Twenty-five years", 25),
        ("thirty", 30),
        ("five (5) years", 5),
        ("5 (five) years", 5),
        ("6 (six) months", 0.5),
        ("6 months", 0.5),
        ("18months", 1.5),
        ("1 yr 6 months", 1.5),
        (7, 7),
        (0.25, 0.25),
    ],
)
def test_tenure_years__what_forms_hold__is_read(told: str | float, years: float) -> None:
    assert tenure_years(told) == pytest.approx(years)


@pytest.mark.parametrize(
    "told", [None, "", "n/a", "since 2015", "1987", "-3", "years", "grade 5 teacher", "9" * 99, "\x00"]
)
def test_tenure_years__nothing_to_read__is_not_known(told: str | None) -> None:
    assert tenure_years(told) is None


@pytest.mark.parametrize("told", [-1, 71, float("nan"), float("inf")])
def test_tenure_years__a_number_that_cannot_be__is_refused(told: float) -> None:
    with pytest.raises(ValueError, match="tenure must be within 0 and 70 years"):
        tenure_years(told)


@given(st.text(max_size=200))
def test_tenure_years__any_text__is_none_or_a_tenure(told: str) -> None:
    years = tenure_years(told)
    assert years is None or 0 <= years <= LONGEST_YEARS


@given(st.integers(0, 70), st.sampled_from(["{}", "{} years", "{}yrs", "{}+ years", "about {} years"]))
def test_tenure_years__whole_years_in_any_form__are_those_years(years: int, form: str) -> None:
    assert tenure_years(form.format(years)) == years
