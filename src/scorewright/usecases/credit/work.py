"""What an applicant's work means, from the record of an application: what features and analysts are told of it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from scorewright.declare.records import Record, number, text
from scorewright.usecases.credit.employment.analysis import EmploymentAnalysis, analyse
from scorewright.usecases.credit.employment.tables import categories, year_factors

MONTHS = 12
INSIGHT_WORDS = {
    "job_category": "Kind of work",
    "occupation": "Occupation",
    "isco08": "ISCO-08 code",
    "matched_phrase": "Read from the words",
    "match_confidence": "How sure that is, 0 to 1",
    "review_reason": "To look at",
    "employment_score": "Employment score, 0 to 100",
    "employment_risk": "Risk by the work",
    "job_stability_score": "Stability, 0 to 100",
    "sector": "Sector",
    "tenure": "Years in this work",
    "income_p10": "Of ten with such work, one earns at most, GHS a month",
    "income_p50": "Half of them earn at most, GHS a month",
    "income_p90": "Nine of them earn at most, GHS a month",
    "income_year": "These incomes are of",
}


class _Told(NamedTuple):
    title: str
    tenure: str
    monthly_income: float
    sector: str | None
    ssnit: bool | None
    year: int


def work_of(record: Record) -> EmploymentAnalysis:
    """The employment analysis of an application; without ``submitted_at`` incomes are of the last year known."""
    paid = record["ssnit_contributor"]
    told = _Told(
        text(record, "job_title"),
        text(record, "employment_length"),
        number(record, "annual_income") / MONTHS,
        text(record, "employer_sector") or None,
        None if paid is None else bool(paid),
        year_of(record),
    )
    return _analysed(told)


def year_of(record: Record) -> int:
    """Of which year the incomes of a record are."""
    moment = record["submitted_at"]
    return moment.astimezone(UTC).year if isinstance(moment, datetime) else max(year_factors())


def category_median(work: EmploymentAnalysis) -> float:
    """GHS net a month: the half of those whose work is of this category earn less, in the year of the analysis."""
    return categories()[work.category].income_p50 * year_factors()[work.income_year]


def insight(record: Record) -> Mapping[str, Any]:
    """The whole analysis, as JSON can hold it: what an analyst sees beside the score."""
    work = work_of(record)
    return {**asdict(work), "job_category": work.category_name, "job_stability_score": round(work.stability)}


@lru_cache(maxsize=1 << 12)
def _analysed(told: _Told) -> EmploymentAnalysis:
    """Several features ask for the same analysis of one record, one after the other."""
    title, tenure, monthly_income, sector, ssnit, year = told
    return analyse(title, tenure=tenure, monthly_income=monthly_income, sector=sector, ssnit=ssnit, year=year)
