"""The employment score, 0 to 100: 40 points for tenure, 40 for stability, 20 for income; and its bands of risk.

It never falls when somebody stays longer, works where it is more stable, or earns more. An earlier system took points
from an income above the range of its category; here more is never worse. Points, steps and bands stand in
``datasets/ghana_work/employment_score.json``.
"""

import math

from scorewright.usecases.credit.employment.income import IncomeExpectation
from scorewright.usecases.credit.employment.stability import MOST
from scorewright.usecases.credit.employment.tables import score_table


def employment_score(
    *, tenure_years: float | None, stability: float, monthly_income: float | None, expectation: IncomeExpectation
) -> float:
    """The score, 0 to 100, rounded to two digits; None for a tenure or an income that is not known.

    ``stability`` is 0 to 100, incomes are GHS net a month. Raises ValueError where one of them is negative or not
    finite, or a stability above 100.

    >>> expectation = IncomeExpectation(year=2024, p10=1000, p50=2000, p90=4000)
    >>> employment_score(tenure_years=10, stability=100, monthly_income=9000, expectation=expectation)
    100.0
    >>> employment_score(tenure_years=None, stability=50, monthly_income=850, expectation=expectation)
    50.0
    """
    _check("stability", stability, MOST)
    table = score_table()
    points = (
        table.tenure_points * table.tenure.share(_checked("tenure", tenure_years))
        + table.stability_points * stability / MOST
        + table.income_points * table.income.share(_over_lower_end(monthly_income, expectation))
    )
    return round(min(max(points, 0.0), 100.0), 2)


def employment_risk(score: float) -> str:
    """The band of risk at a score of 0 to 100: Very Low, Low, Medium, High or Very High.

    >>> employment_risk(90), employment_risk(74.99), employment_risk(0)
    ('Very Low', 'Medium', 'Very High')
    """
    return next(name for least, name in reversed(score_table().risk_bands) if score >= least)


def _over_lower_end(monthly_income: float | None, expectation: IncomeExpectation) -> float | None:
    income = _checked("monthly_income", monthly_income)
    if income is None:
        return None
    return income / expectation.p10 if expectation.p10 > 0 else math.inf


def _checked(name: str, value: float | None) -> float | None:
    if value is None:
        return None
    _check(name, value, math.inf)
    return float(value)


def _check(name: str, value: float, most: float) -> None:
    if not (math.isfinite(value) and 0 <= value <= most):
        raise ValueError(
            f"{name} must be a number of at least 0{'' if most == math.inf else f' and at most {most:.0f}'}: {value}"
        )
