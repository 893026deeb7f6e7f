"""The sixteen features of a classic application for credit, and those of the applicant's work and of the instalment."""

import math

from scorewright.declare.adverse import Adverse
from scorewright.declare.features import Feature, Taken
from scorewright.declare.records import Record, number, text
from scorewright.science.table import Direction
from scorewright.usecases.credit.work import category_median, work_of

MOST_TENURE = 10  # years: what a form calls 10+
OWNERSHIP = {"OWN": 0.0, "MORTGAGE": 1.0, "RENT": 2.0}
ANOTHER_OWNERSHIP = 3.0
MONTHS, PERCENT = 12, 100


def employment_length(record: Record) -> float | None:
    """Whole years in the work, 10 for all that is longer."""
    years = work_of(record).tenure
    return None if years is None else float(min(math.floor(years), MOST_TENURE))


def home_ownership(record: Record) -> float:
    """0 own, 1 mortgage, 2 rent, 3 anything else."""
    return OWNERSHIP.get(text(record, "home_ownership"), ANOTHER_OWNERSHIP)


def instalment(record: Record) -> float | None:
    """GHS a month that repay the loan in equal parts (an annuity); None without a term."""
    months, loan = number(record, "loan_term_months"), number(record, "loan_amount")
    if math.isnan(months):
        return None
    monthly = number(record, "interest_rate") / PERCENT / MONTHS
    return loan / months if monthly == 0 else loan * monthly / (1 - (1 + monthly) ** -months)


def instalment_to_income(record: Record) -> float | None:
    """The instalment over the income of a month."""
    part = instalment(record)
    return None if part is None else part * MONTHS / number(record, "annual_income")


def loan_to_income(record: Record) -> float:
    """The loan over the income of a year."""
    return number(record, "loan_amount") / number(record, "annual_income")


def income_to_category_median(record: Record) -> float:
    """ln of the income over what half of those with such work earn."""
    return math.log(number(record, "annual_income") / MONTHS / category_median(work_of(record)))


def payroll_deduction(record: Record) -> float | None:
    """1 where the employer pays the instalment out of the salary."""
    channel = text(record, "repayment_channel")
    return float(channel == "payroll_deduction") if channel else None


def thin_file(record: Record) -> float | None:
    """1 where no bureau knows the applicant: as the record says, or because nothing of a bureau stands in it."""
    hit = record["bureau_hit"]
    if hit is not None:
        return float(not hit)
    return float(record["credit_history_length"] is None and record["delinquencies_2yr"] is None)


def _field(name: str, field: str, unit: str, adverse: Adverse, monotone: Direction = 0) -> Feature:
    return Feature(name=name, compute=Taken(field, "number"), unit=unit, monotone=monotone, adverse=adverse)


# Neutral words must be true whatever the value is: half a limit used can speak against somebody too.
SIXTEEN: tuple[Feature, ...] = (
    _field(
        "annual_inc",
        "annual_income",
        "GHS a year",
        Adverse(neutral="How high the income is", low="The income is low (GHS {value:,.0f} a year)"),
        -1,
    ),
    _field(
        "dti",
        "debt_to_income_ratio",
        "%",
        Adverse(
            neutral="How much of the income already goes to debts",
            high="Debts take {value:.0f} % of the income, which is much",
        ),
        1,
    ),
    _field(
        "int_rate",
        "interest_rate",
        "% a year",
        Adverse(neutral="How high the interest rate is", high="The interest rate is high ({value:.1f} % a year)"),
        1,
    ),
    _field(
        "revol_util",
        "revolving_utilization",
        "%",
        Adverse(
            neutral="How much of the credit limits is used",
            high="Much of the credit limits is used ({value:.0f} %)",
            either="How much of the credit limits is used ({value:.0f} %)",
            missing="It is not known how much of the credit limits is used",
        ),
        1,
    ),
    _field(
        "delinq_2yrs",
        "delinquencies_2yr",
        "count",
        Adverse(
            neutral="Late payments in the last two years, or nothing known of them",
            high="There were late payments in the last two years ({value:.0f})",
            either="Late payments in the last two years ({value:.0f})",
            missing="Nothing is known of payments in the last two years",
        ),
        1,
    ),
    _field(
        "inq_last_6mths",
        "inquiries_6mo",
        "count",
        Adverse(
            neutral="How often other lenders were asked in the last six months",
            high="Other lenders were asked often in the last six months (inquiries: {value:.0f})",
            either="How often other lenders were asked in the last six months ({value:.0f})",
            missing="It is not known how often other lenders were asked in the last six months",
        ),
        1,
    ),
    _field(
        "open_acc",
        "open_accounts",
        "count",
        Adverse(
            neutral="How many accounts are open",
            high="Many accounts are open ({value:.0f})",
            low="Few accounts are open ({value:.0f})",
            either="How many accounts are open ({value:.0f})",
            missing="It is not known how many accounts are open",
        ),
    ),
    _field(
        "collections_12_mths_ex_med",
        "collections_12mo",
        "count",
        Adverse(
            neutral="Whether a debt was given to a collector",
            high="Debts were given to a collector in the last year ({value:.0f})",
            missing="It is not known whether a debt was given to a collector",
        ),
        1,
    ),
    _field(
        "loan_amnt",
        "loan_amount",
        "GHS",
        Adverse(
            neutral="How large the loan is",
            high="The loan is large (GHS {value:,.0f})",
            low="The loan is small (GHS {value:,.0f})",
            either="How large the loan is (GHS {value:,.0f})",
        ),
    ),
    _field(
        "max_bal_bc",
        "max_bankcard_balance",
        "GHS",
        Adverse(
            neutral="How high the largest balance of a bank card was",
            high="The largest balance of a bank card was high (GHS {value:,.0f})",
            low="The largest balance of a bank card was low (GHS {value:,.0f})",
            either="How high the largest balance of a bank card was (GHS {value:,.0f})",
            missing="No balance of a bank card is known",
        ),
    ),
    _field(
        "total_acc",
        "total_accounts",
        "count",
        Adverse(
            neutral="How many accounts there have been so far",
            high="There have been many accounts so far ({value:.0f})",
            low="There have been few accounts so far ({value:.0f})",
            either="How many accounts there have been so far ({value:.0f})",
            missing="It is not known how many accounts there have been so far",
        ),
    ),
    _field(
        "open_rv_12m",
        "revolving_accounts_12mo",
        "count",
        Adverse(
            neutral="How many revolving accounts were opened in the last year",
            high="Many revolving accounts were opened in the last year ({value:.0f})",
            low="Few revolving accounts were opened in the last year ({value:.0f})",
            either="How many revolving accounts were opened in the last year ({value:.0f})",
            missing="It is not known how many revolving accounts were opened in the last year",
        ),
    ),
    _field(
        "pub_rec",
        "public_records",
        "count",
        Adverse(
            neutral="Whether there is a public record such as a judgement",
            high="There are public records such as judgements ({value:.0f})",
            missing="It is not known whether there is a public record such as a judgement",
        ),
        1,
    ),
    _field(
        "credit_history_length",
        "credit_history_length",
        "years",
        Adverse(
            neutral="How long the credit history is",
            low="The credit history is short ({value:.1f} years)",
            either="How long the credit history is ({value:.1f} years)",
            missing="No credit history is known",
        ),
        -1,
    ),
    Feature(
        name="emp_length_encoded",
        compute=employment_length,
        unit="years, at most 10",
        monotone=-1,
        adverse=Adverse(
            neutral="How long the applicant has had this work",
            low="The applicant has not had this work for long (years: {value:.0f})",
            missing="It is not known how long the applicant has had this work",
        ),
    ),
    Feature(
        name="home_ownership_encoded",
        compute=home_ownership,
        unit="0 own, 1 mortgage, 2 rent, 3 other",
        adverse=Adverse(
            neutral="Whether the home is owned, mortgaged or rented", high="The home is not owned free of debt"
        ),
    ),
)

OF_WORK: tuple[Feature, ...] = (
    Feature(
        name="employment_score",
        compute=lambda record: work_of(record).employment_score,
        unit="0 to 100",
        monotone=-1,
        adverse=Adverse(
            neutral="The work as a whole: how long, how stable and how well paid",
            low="The work as a whole counts for little: how long, how stable and how well paid ({value:.0f} of 100)",
        ),
    ),
    Feature(
        name="job_stability",
        compute=lambda record: work_of(record).stability,
        unit="0 to 100",
        monotone=-1,
        adverse=Adverse(
            neutral="How stable work of this kind is", low="Work of this kind is not very stable ({value:.0f} of 100)"
        ),
    ),
    Feature(
        name="income_to_category_median",
        compute=income_to_category_median,
        unit="ln",
        monotone=-1,
        adverse=Adverse(
            neutral="How high the income is for this kind of work", low="The income is low for this kind of work"
        ),
    ),
    Feature(
        name="sector",
        compute=lambda record: work_of(record).sector,
        kind="category",
        adverse=Adverse(
            neutral="The sector of the work: public, formal, informal or seasonal",
            either="The sector of the work ({value})",
        ),
    ),
)

OF_REPAYMENT: tuple[Feature, ...] = (
    Feature(
        name="instalment_to_income",
        compute=instalment_to_income,
        unit="share",
        monotone=1,
        adverse=Adverse(
            neutral="How much of the income the instalment takes",
            high="The instalment takes {percent:.0f} % of the income, which is much",
            missing="It is not known how much of the income the instalment takes, since no term is given",
        ),
    ),
    Feature(
        name="loan_to_income",
        compute=loan_to_income,
        unit="years of income",
        monotone=1,
        adverse=Adverse(
            neutral="How large the loan is for this income",
            high="The loan is large for this income ({percent:.0f} % of what is earned in a year)",
        ),
    ),
    Feature(
        name="payroll_deduction",
        compute=payroll_deduction,
        unit="1 or 0",
        monotone=-1,
        adverse=Adverse(
            neutral="How the loan is repaid: from the salary or otherwise",
            low="The loan is not repaid out of the salary",
            missing="It is not known how the loan is repaid",
        ),
    ),
    Feature(
        name="thin_file",
        compute=thin_file,
        unit="1 or 0",
        monotone=1,
        adverse=Adverse(
            neutral="Whether a credit bureau knows the applicant", high="No credit bureau knows the applicant"
        ),
    ),
)

FEATURES = (*SIXTEEN, *OF_WORK, *OF_REPAYMENT)
