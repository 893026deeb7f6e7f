"""What a bank knows of an applicant for credit, and what the model makes of it."""

import math
from collections.abc import Callable, Mapping

from scorewright.declare.features import Feature, take
from scorewright.declare.fields import Category, Field, Flag, Number
from scorewright.declare.records import Record, number, text

# The categories are the words of the source; the README says which of them are known to be wrong.
CHECKING = {
    "... < 0 DM": "overdrawn",
    "0 <= ... < 200 DM": "little",
    "... >= 200 DM / salary assignments for at least 1 year": "salary",
    "no checking account": "none",
}
CREDIT_HISTORY = (
    "no credits taken/ all credits paid back duly",
    "all credits at this bank paid back duly",
    "existing credits paid back duly till now",
    "delay in paying off in the past",
    "critical account/ other credits existing (not at this bank)",
)
PURPOSES = (
    *("car (new)", "car (used)", "furniture/equipment", "radio/television", "domestic appliances", "repairs"),
    *("education", "retraining", "business", "others"),
)
SAVINGS_AT_LEAST = {  # DM; unknown or no account is missing
    "... < 100 DM": 0.0,
    "100 <= ... < 500 DM": 100.0,
    "500 <= ... < 1000 DM": 500.0,
    "... >= 1000 DM": 1000.0,
}
EMPLOYED_AT_LEAST = {  # years
    "unemployed": 0.0,
    "... < 1 year": 0.5,
    "1 <= ... < 4 years": 1.0,
    "4 <= ... < 7 years": 4.0,
    "... >= 7 years": 7.0,
}
PROPERTY = (
    "real estate",
    "building society savings agreement/ life insurance",
    "car or other, not in attribute Savings account/bonds",
    "unknown / no property",
)
JOBS = (
    "unemployed/ unskilled - non-resident",
    "unskilled - resident",
    "skilled employee / official",
    "management/ self-employed/ highly qualified employee/ officer",
)
PERSONAL_STATUS = (
    *("male: divorced/separated", "female: divorced/separated/married", "male: single", "male: married/widowed"),
    "female: single",
)

DURATION = Number(name="duration_in_month", unit="months", minimum=1, maximum=120, whole=True)
AGE = Number(name="age_in_years", unit="years", minimum=18, maximum=120, whole=True)
OTHERS: tuple[Field, ...] = (  # features as they are, in either direction
    Category(name="status_of_existing_checking_account", categories=tuple(CHECKING)),
    Category(name="credit_history", categories=CREDIT_HISTORY),
    Category(name="purpose", categories=PURPOSES, open_set=True),
    Number(name="credit_amount", unit="DM", minimum=1, maximum=1_000_000),
    Category(name="savings_account_and_bonds", categories=(*SAVINGS_AT_LEAST, "unknown/ no savings account")),
    Number(name="installment_rate_in_percentage_of_disposable_income", unit="code", minimum=1, maximum=4, whole=True),
    Category(name="other_debtors_or_guarantors", categories=("none", "co-applicant", "guarantor")),
    Number(name="present_residence_since", unit="code", minimum=1, maximum=4, whole=True),
    Category(name="property", categories=PROPERTY),
    Category(name="other_installment_plans", categories=("bank", "stores", "none")),
    Category(name="housing", categories=("rent", "own", "for free")),
    Number(name="number_of_existing_credits_at_this_bank", minimum=1, maximum=50, whole=True),
    Category(name="job", categories=JOBS),
    Number(name="number_of_people_being_liable_to_provide_maintenance_for", minimum=1, maximum=20, whole=True),
    Category(name="telephone", categories=("none", "yes, registered under the customers name")),
)
FIELDS: tuple[Field, ...] = (
    DURATION,
    AGE,
    *OTHERS,
    Category(name="present_employment_since", categories=tuple(EMPLOYED_AT_LEAST)),
    Category(name="personal_status_and_sex", categories=PERSONAL_STATUS, required=False, protected=True),
    Flag(name="foreign_worker", required=False, protected=True),
)


def lower_bound(name: str, bounds: Mapping[str, float]) -> Callable[[Record], float | None]:
    """The lower end of the class that stands in the field ``name``, None where the class has none."""
    return lambda record: bounds.get(text(record, name))


def monthly_repayment(record: Record) -> float:
    """Credit over duration, without interest, in DM a month."""
    return number(record, "credit_amount") / number(record, "duration_in_month")


def log_amount(record: Record) -> float:
    """ln DM: amounts are compared by how many times they are larger."""
    return math.log(number(record, "credit_amount"))


FEATURES: tuple[Feature, ...] = (
    take(DURATION, monotone=1, adverse="Long duration of the credit"),  # a longer time in which something can happen
    take(AGE, monotone=-1, adverse="Age of the applicant"),  # the old must not be worse off for being old
    *map(take, OTHERS),  # their names in words are their reasons
    Feature(
        name="employed_at_least",
        compute=lower_bound("present_employment_since", EMPLOYED_AT_LEAST),
        unit="years",
        monotone=-1,
        adverse="Short time in the present employment",
    ),
    Feature(
        name="savings_at_least",
        compute=lower_bound("savings_account_and_bonds", SAVINGS_AT_LEAST),
        unit="DM",
        monotone=-1,
        adverse="Low savings, or none known",
    ),
    Feature(name="monthly_repayment", compute=monthly_repayment, unit="DM a month", adverse="Monthly repayment"),
    Feature(name="log_amount", compute=log_amount, unit="ln DM", adverse="Amount of the credit"),
)
