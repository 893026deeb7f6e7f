"""What people with this work earn: GHS net a month, as the tenth, the half and nine tenths of them."""

from dataclasses import dataclass

from scorewright.usecases.credit.employment.tables import Work, year_factors


@dataclass(frozen=True, slots=True)
class IncomeExpectation:
    """GHS net a month: a tenth, half and nine tenths of the people with this work earn less. ``year`` says of when."""

    year: int
    p10: float
    p50: float
    p90: float


def expected_income(work: Work, *, year: int) -> IncomeExpectation:
    """What this work earns in ``year``; outside the table's years it is the nearest one, which the answer names.

    >>> from scorewright.usecases.credit.employment.tables import occupations
    >>> expected_income(occupations()["trotro_driver"], year=2026)
    IncomeExpectation(year=2026, p10=1440.0, p50=2880.0, p90=4800.0)
    """
    nearest = min(year_factors(), key=lambda each: abs(each - year))
    factor = year_factors()[nearest]
    return IncomeExpectation(
        year=nearest,
        p10=round(work.income_p10 * factor, 2),
        p50=round(work.income_p50 * factor, 2),
        p90=round(work.income_p90 * factor, 2),
    )
