"""The employment score: within 0 and 100, and never lower for a longer tenure, stabler work or a higher income."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.usecases.credit.employment.income import IncomeExpectation, expected_income
from scorewright.usecases.credit.employment.score import employment_risk, employment_score
from scorewright.usecases.credit.employment.tables import Work, categories, occupations, score_table

TENURES = st.none() | st.floats(0, 70)
STABILITIES = st.floats(0, 100)
INCOMES = st.none() | st.floats(0, 1e9)
EXPECTATIONS = st.sampled_from([*categories().values(), *occupations().values()]).flatmap(
    lambda work: st.integers(2023, 2026).map(lambda year: expected_income(work, year=year))
)
SIMPLE = IncomeExpectation(year=2024, p10=1000, p50=2000, p90=4000)


@given(TENURES, STABILITIES, INCOMES, EXPECTATIONS)
def test_employment_score__whatever_is_known__is_within_0_and_100(
    tenure: float | None, stability: float, income: float | None, expectation: IncomeExpectation
) -> None:
    score = employment_score(tenure_years=tenure, stability=stability, monthly_income=income, expectation=expectation)
    assert 0 <= score <= 100
    assert employment_risk(score) in {"Very Low", "Low", "Medium", "High", "Very High"}


@given(
    st.tuples(st.floats(0, 70), STABILITIES, st.floats(0, 1e9)),
    st.tuples(st.floats(0, 70), STABILITIES, st.floats(0, 1e9)),
    EXPECTATIONS,
)
def test_employment_score__more_of_tenure_stability_or_income__is_never_lower(
    one: tuple[float, float, float], other: tuple[float, float, float], expectation: IncomeExpectation
) -> None:
    def score(tenure: float, stability: float, income: float) -> float:
        return employment_score(
            tenure_years=tenure, stability=stability, monthly_income=income, expectation=expectation
        )

    less = score(min(one[0], other[0]), min(one[1], other[1]), min(one[2], other[2]))
    for at in range(3):
        more = [min(pair) for pair in zip(one, other, strict=True)]
        more[at] = max(one[at], other[at])
        assert score(*more) >= less


@pytest.mark.parametrize(
    ("tenure", "stability", "income", "score"),
    [
        (10, 100, 1000, 100),
        (10, 100, 1e6, 100),
        (0.5, 0, 0, 5 + 0 + 5),
        (1, 50, 600, 10 + 20 + 10),
        (3, 50, 800, 15 + 20 + 15),
        (5, 50, 999.99, 25 + 20 + 15),
        (7, 50, None, 30 + 20 + 10),
        (9, 50, 4000, 35 + 20 + 20),
        (None, 50, None, 15 + 20 + 10),
    ],
)
def test_employment_score__by_hand__agrees(
    tenure: float | None, stability: float, income: float | None, score: float
) -> None:
    got = employment_score(tenure_years=tenure, stability=stability, monthly_income=income, expectation=SIMPLE)
    assert got == pytest.approx(score)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"stability": 101.0}, "stability"),
        ({"tenure_years": -1.0}, "tenure"),
        ({"monthly_income": float("nan")}, "income"),
    ],
)
def test_employment_score__a_number_that_cannot_be__is_refused_by_name(wrong: dict[str, float], name: str) -> None:
    numbers: dict[str, float] = {"tenure_years": 1.0, "stability": 50.0, "monthly_income": 1000.0} | wrong
    with pytest.raises(ValueError, match=name):
        employment_score(
            tenure_years=numbers["tenure_years"],
            stability=numbers["stability"],
            monthly_income=numbers["monthly_income"],
            expectation=SIMPLE,
        )


def test_score_table__points__sum_to_100_and_steps_rise() -> None:
    table = score_table()
    assert table.tenure_points + table.stability_points + table.income_points == 100
    for steps in (table.tenure.steps, table.income.steps):
        assert sorted(steps) == list(steps)
        assert [share for _, share in steps] == sorted(share for _, share in steps)
        assert steps[0][0] == 0
        assert steps[-1][1] == 1


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (100, "Very Low"),
        (90, "Very Low"),
        (89.99, "Low"),
        (75, "Low"),
        (60, "Medium"),
        (45, "High"),
        (44.99, "Very High"),
    ],
)
def test_employment_risk__at_a_border__is_the_better_band(score: float, band: str) -> None:
    assert employment_risk(score) == band


@pytest.mark.parametrize(
    "work", [*categories().values(), *occupations().values()], ids=lambda work: work.occupation or work.category
)
def test_expected_income__every_kind_of_work__rises_from_p10_to_p90_and_by_year(work: Work) -> None:
    by_year = [expected_income(work, year=year) for year in (2023, 2024, 2025, 2026)]
    for expectation in by_year:
        assert 0 <= expectation.p10 <= expectation.p50 <= expectation.p90
    assert [each.p90 for each in by_year] == sorted(each.p90 for each in by_year)


@pytest.mark.parametrize(("asked", "answered"), [(1999, 2023), (2024, 2024), (2040, 2026)])
def test_expected_income__a_year_outside_the_table__is_of_the_nearest_and_says_so(asked: int, answered: int) -> None:
    assert expected_income(occupations()["trotro_driver"], year=asked).year == answered
