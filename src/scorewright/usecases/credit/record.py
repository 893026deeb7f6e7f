"""What a lender knows of an application for credit on the day it is made."""

from scorewright.declare.fields import Category, Field, Flag, Moment, Number, Text
from scorewright.declare.rules import Rule

OWNERSHIP = ("OWN", "MORTGAGE", "RENT", "FAMILY", "OTHER", "NONE", "ANY")
CHANNELS = ("payroll_deduction", "standing_order", "mobile_money", "cash")
SECTORS = ("public", "formal_private", "informal", "unknown")
REGIONS = (
    *("Ahafo", "Ashanti", "Bono", "Bono East", "Central", "Eastern", "Greater Accra", "North East", "Northern", "Oti"),
    *("Savannah", "Upper East", "Upper West", "Volta", "Western", "Western North"),
)
MOST_MONEY = 10_000_000  # GHS


def _count(name: str, most: int, description: str = "") -> Number:
    return Number(name=name, minimum=0, maximum=most, whole=True, required=False, description=description)


FIELDS: tuple[Field, ...] = (
    Number(name="annual_income", unit="GHS net a year", minimum=1, maximum=MOST_MONEY),
    Number(
        name="debt_to_income_ratio",
        unit="% of income",
        minimum=0,
        maximum=1_000,
        warn_above=100,
        description="What is paid for debts a month over what is earned; more than 100 is believed, over 1,000 not.",
    ),
    Number(name="interest_rate", unit="% a year, nominal", minimum=0, maximum=150),
    Number(name="loan_amount", unit="GHS", minimum=1, maximum=MOST_MONEY),
    Number(name="loan_term_months", unit="months", minimum=1, maximum=360, whole=True, required=False),
    Category(name="repayment_channel", categories=CHANNELS, required=False),
    Number(
        name="credit_history_length",
        unit="years",
        minimum=0,
        maximum=60,
        required=False,
        description="Missing where no bureau knows the applicant; so are delinquencies and inquiries.",
    ),
    Number(
        name="revolving_utilization",
        unit="% of the limit",
        minimum=0,
        maximum=150,
        required=False,
        description="Missing where there is no revolving credit.",
    ),
    Number(name="max_bankcard_balance", unit="GHS", minimum=0, required=False),
    _count("delinquencies_2yr", 50, "Debts that were 30 days late or more, in 24 months."),
    _count("inquiries_6mo", 50),
    _count("total_accounts", 200),
    _count("open_accounts", 200),
    _count("revolving_accounts_12mo", 50, "Revolving accounts opened in 12 months."),
    _count("collections_12mo", 50, "Debts given to a collector in 12 months, medical ones left aside."),
    _count("public_records", 50),
    Text(
        name="employment_length",
        longest=40,
        description='How long the applicant has had this work, as a form has it: "< 1 year", "3 years", "10+ years".',
    ),
    Category(name="home_ownership", categories=OWNERSHIP),
    Text(
        name="job_title",
        longest=120,
        one_line=True,
        required=False,
        description="As the applicant writes it.",
    ),
    Category(name="employer_sector", categories=SECTORS, required=False),
    Flag(name="ssnit_contributor", required=False, description="Whether social security is paid."),
    Category(name="region", categories=REGIONS, required=False, description="For reports by group; not a feature."),
    Flag(name="bureau_hit", required=False, description="False: a thin file, no bureau knows the applicant."),
    Moment(name="submitted_at", required=False, not_in_future=True, description="Says of which year the incomes are."),
)
# Kept apart from the record, which models, analysts and applicants see.
GENDER = Category(
    name="gender", categories=("female", "male", "other"), required=False, description="For reports by group alone."
)
RULES = (Rule("open_accounts", "<=", "total_accounts"),)
