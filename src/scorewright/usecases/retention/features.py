"""What is known of a customer, and what the model makes of it."""

import math

from scorewright.declare.features import Feature, take
from scorewright.declare.fields import Category, Field, Flag, Number
from scorewright.declare.records import Record, number, text

MONEY = "currency units of the source, which names none"
ADD_ONS = ("OnlineSecurity", "OnlineBackup", "DeviceProtection", "TechSupport", "StreamingTV", "StreamingMovies")
AUTOMATIC = ("Bank transfer (automatic)", "Credit card (automatic)")

FIELDS: tuple[Field, ...] = (
    Category(name="gender", categories=("Female", "Male"), required=False, protected=True),
    Flag(name="SeniorCitizen", description="Whether the customer is 65 or older."),
    Flag(name="Partner", description="Whether the customer lives with a partner."),
    Flag(name="Dependents", description="Whether the customer lives with children, parents or others."),
    Number(name="tenure", unit="months", minimum=0, maximum=1200, whole=True, description="Time as a customer."),
    Flag(name="PhoneService"),
    Category(name="MultipleLines", categories=("Yes", "No", "No phone service")),
    Category(name="InternetService", categories=("DSL", "Fiber optic", "No")),
    *(Category(name=name, categories=("Yes", "No", "No internet service")) for name in ADD_ONS),
    Category(name="Contract", categories=("Month-to-month", "One year", "Two year")),
    Flag(name="PaperlessBilling"),
    Category(name="PaymentMethod", categories=("Electronic check", "Mailed check", *AUTOMATIC)),
    Number(name="MonthlyCharges", unit=MONEY, minimum=0, description="This month's charge."),
    Number(
        name="TotalCharges",
        unit=MONEY,
        minimum=0,
        required=False,
        missing_codes=(" ",),
        description="All charges so far; missing before the first bill.",
    ),
)

# What is said where a field speaks for leaving; in either direction, since a model may have learnt either.
ADVERSE = {
    "SeniorCitizen": "Age group of the customer",
    "Partner": "Household: with or without a partner",
    "Dependents": "Household: with or without dependents",
    "tenure": "Time as a customer",
    "PhoneService": "Telephone service",
    "MultipleLines": "Number of telephone lines",
    "InternetService": "Kind of internet connection",
    "OnlineSecurity": "Online security: taken or not",
    "OnlineBackup": "Online backup: taken or not",
    "DeviceProtection": "Device protection: taken or not",
    "TechSupport": "Technical support: taken or not",
    "StreamingTV": "Television streaming: taken or not",
    "StreamingMovies": "Film streaming: taken or not",
    "Contract": "How long the contract binds",
    "PaperlessBilling": "Bills on paper or without",
    "PaymentMethod": "Way of paying the bills",
    "MonthlyCharges": "Amount of this month's charge",
    "TotalCharges": "Amount of all charges so far",
}


def add_ons(record: Record) -> float:
    """How many of the six additional internet services are taken."""
    return float(sum(text(record, name) == "Yes" for name in ADD_ONS))


def log_tenure(record: Record) -> float:
    """ln(1 + months): the risk of leaving falls fast in the first months and slowly after years."""
    return math.log1p(number(record, "tenure"))


def average_charge(record: Record) -> float | None:
    """All charges so far over the months of tenure; None in the first month, which has no bill."""
    months = number(record, "tenure")
    return number(record, "TotalCharges") / months if months else None


def charge_rise(record: Record) -> float | None:
    """This month's charge less the average so far: above 0 where the customer pays more than before."""
    average = average_charge(record)
    return None if average is None else number(record, "MonthlyCharges") - average


def pays_automatically(record: Record) -> float:
    """1 where bills are paid without the customer doing anything, else 0."""
    return float(text(record, "PaymentMethod") in AUTOMATIC)


FEATURES: tuple[Feature, ...] = (
    *(take(field, adverse=ADVERSE[field.name]) for field in FIELDS if not field.protected),
    Feature(name="add_ons", compute=add_ons, unit="services", adverse="Number of additional services"),
    Feature(name="log_tenure", compute=log_tenure, unit="ln months", adverse="Time as a customer"),
    Feature(name="average_charge", compute=average_charge, unit=MONEY, adverse="Average monthly charge so far"),
    Feature(
        name="charge_rise", compute=charge_rise, unit=MONEY, adverse="This month's charge against the average so far"
    ),
    Feature(
        name="pays_automatically",
        compute=pays_automatically,
        unit="1 or 0",
        adverse="Bills are paid by hand or automatically",
    ),
)
