"""What an applicant's work means in Ghana's economy: kind, stability, expected income, score and risk.

>>> found = analyse(
...     "Tro-tro driver (Kaneshie)", tenure="10+ years", monthly_income=2600, sector=None, ssnit=None, year=2024
... )
>>> found.category, found.occupation, found.stability, found.income_p50, found.employment_score, found.employment_risk
('TRANS', 'Trotro driver', 35.0, 2400.0, 74.0, 'Medium')
"""

from dataclasses import dataclass

from scorewright.usecases.credit.employment.classification import classify
from scorewright.usecases.credit.employment.income import expected_income
from scorewright.usecases.credit.employment.score import employment_risk, employment_score
from scorewright.usecases.credit.employment.stability import sector_of, stability
from scorewright.usecases.credit.employment.tenure import tenure_years


@dataclass(frozen=True, slots=True)
class EmploymentAnalysis:
    """The whole of it, as plain values.

    ``category`` is one of the eighteen codes, OTHER (known to be none of them, or not recognised: then the confidence
    is 0) or UNKNOWN (empty or unreadable). ``occupation`` is a name of ours, empty where only the category is
    known; so is ``isco08``. ``match_confidence`` is 0 to 1; ``review_reason`` is why a person should look, or empty.
    ``stability`` and ``employment_score`` are 0 to 100, incomes GHS net a month in ``income_year``, ``tenure`` years.
    """

    category: str
    category_name: str
    occupation: str
    isco08: str
    sector: str
    matched_phrase: str
    match_confidence: float
    needs_review: bool
    review_reason: str
    stability: float
    income_year: int
    income_p10: float
    income_p50: float
    income_p90: float
    tenure: float | None
    employment_score: float
    employment_risk: str


def analyse(
    title: str | None,
    *,
    tenure: str | float | None,
    monthly_income: float | None,
    sector: str | None,
    ssnit: bool | None,
    year: int,
) -> EmploymentAnalysis:
    """What the work named by a free-text ``title`` means for a credit.

    ``tenure`` is what the form says, or years; ``monthly_income`` is GHS net; ``sector`` is public, formal_private,
    informal, seasonal, pension, none, unknown or None; ``ssnit`` is whether social security is paid; ``year`` is of the
    application. None is: not known. Any title is answered. Raises ValueError where the income is negative or not
    finite, a tenure in years is not within 0 and 70, or the sector is another.
    """
    found = classify(title)
    work = found.work
    stable = stability(work, sector=sector, ssnit=ssnit)
    expectation = expected_income(work, year=year)
    years = tenure_years(tenure)
    score = employment_score(
        tenure_years=years, stability=stable, monthly_income=monthly_income, expectation=expectation
    )
    return EmploymentAnalysis(
        category=work.category,
        category_name=work.category_name,
        occupation=work.occupation,
        isco08=work.isco08,
        sector=sector_of(work, sector),
        matched_phrase=found.matched_phrase,
        match_confidence=found.match_confidence,
        needs_review=bool(found.review),
        review_reason=found.review,
        stability=stable,
        income_year=expectation.year,
        income_p10=expectation.p10,
        income_p50=expectation.p50,
        income_p90=expectation.p90,
        tenure=years,
        employment_score=score,
        employment_risk=employment_risk(score),
    )
