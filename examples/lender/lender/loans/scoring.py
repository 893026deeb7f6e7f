"""How a loan application of ours becomes a record, and when it is scored."""

from typing import Any

from lender.loans.models import LoanApplication
from scorewright.loop.intake import hosting


def record(loan: LoanApplication) -> dict[str, Any]:
    years = loan.years_employed
    return {
        "annual_income": loan.income_a_year,
        "loan_amount": loan.amount,
        "interest_rate": loan.rate,
        "debt_to_income_ratio": loan.debt_to_income,
        "revolving_utilization": loan.utilisation,
        "credit_history_length": loan.years_known,
        "delinquencies_2yr": loan.late_payments,
        "employment_length": "<1" if years < 1 else "10+" if years >= 10 else str(years),
        "home_ownership": loan.home,
        "job_title": loan.job,
    }


SCORES = hosting.assess(
    LoanApplication,
    use_case="credit",
    tenant=lambda loan: loan.lender_id,
    record=record,
    personal=lambda loan: {"full_name": loan.name},
    submitted=lambda loan: loan.status == LoanApplication.Status.SUBMITTED,
)
