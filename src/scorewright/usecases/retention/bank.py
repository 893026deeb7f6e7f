"""What a bank knows of a customer at a snapshot, and what the model makes of it."""

import math

from scorewright.declare.features import Feature, take
from scorewright.declare.fields import Category, Field, Number, Text
from scorewright.declare.records import Record, number
from scorewright.usecases.retention.people import REGIONS, TYPES

HALF_YEAR = 180  # days
YES_OR_NO = (0, 1)


def _count(name: str, unit: str, most: float | None, *, required: bool = True, least: float = 0) -> Number:
    return Number(name=name, unit=unit, minimum=least, maximum=most, whole=True, required=required)


def _share(name: str, description: str) -> Number:
    return Number(name=name, unit="0 to 1", minimum=0, maximum=1, required=False, description=description)


def _flag(name: str, description: str) -> Number:
    return Number(name=name, unit="1 or 0", allowed=YES_OR_NO, required=False, description=description)


FIELDS: tuple[Field, ...] = (
    Text(name="customer_id", longest=100, pattern=r"\S+"),
    Text(
        name="snapshot_date",
        pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
        description="The morning on which the record was taken, as 2027-01-31.",
    ),
    _count("age", "years", 100, required=False, least=18),
    Category(name="region", categories=REGIONS, required=False),
    Category(name="customer_type", categories=TYPES, required=False),
    _count("tenure_months", "months", 600),
    _count("products_held", "products", 15),
    _flag("has_momo_link", "Whether a mobile-money wallet is linked to the account."),
    Number(name="avg_balance_ghs", unit="GHS", minimum=0),
    _count("txn_count_90d", "transactions", None),
    _count("txn_count_prev_90d", "transactions", None),
    _count("days_since_last_txn", "days", 3650),
    _share("digital_share", "Of the transactions, those made by app, USSD or mobile money."),
    _count("complaints_90d", "complaints", None, required=False),
    _share("failed_txn_rate", "Of the transactions that were tried, those that failed."),
    Number(name="fee_ghs_90d", unit="GHS", minimum=0, required=False),
    _flag("loan_active", "Whether a loan is being paid back."),
    _count("nps", "-100 to 100", 100, required=False, least=-100),
)
TAKEN_AS_THEY_ARE = FIELDS[2:]

# What is said where a field speaks for staying or leaving; in either direction, since a model may have learnt either.
WORDS = {
    "age": "Age of the customer",
    "region": "Region of the branch",
    "customer_type": "Individual or business",
    "tenure_months": "Time as a customer",
    "products_held": "Number of products",
    "has_momo_link": "Mobile money: linked or not",
    "avg_balance_ghs": "Average balance",
    "txn_count_90d": "Transactions of the last 90 days",
    "txn_count_prev_90d": "Transactions of the 90 days before",
    "days_since_last_txn": "Days since the last transaction",
    "digital_share": "Share of digital transactions",
    "complaints_90d": "Complaints of the last 90 days",
    "failed_txn_rate": "Share of failed transactions",
    "fee_ghs_90d": "Fees of the last 90 days",
    "loan_active": "Loan: active or not",
    "nps": "Recommendation score",
}


def transaction_trend(record: Record) -> float:
    """ln((transactions + 1) / (those of the 90 days before + 1)): below 0 where they have become fewer."""
    return math.log((number(record, "txn_count_90d") + 1) / (number(record, "txn_count_prev_90d") + 1))


def recency_ratio(record: Record) -> float | None:
    """Days since the last transaction over the mean gap of the last 180 days; None where there was no transaction."""
    made = number(record, "txn_count_90d") + number(record, "txn_count_prev_90d")
    return number(record, "days_since_last_txn") * made / HALF_YEAR if made else None


def fee_per_transaction(record: Record) -> float | None:
    """Fees over transactions, both of 90 days; None without transactions, missing where the fees are."""
    made = number(record, "txn_count_90d")
    return number(record, "fee_ghs_90d") / made if made else None


def balance_log(record: Record) -> float:
    """ln(1 + average balance)."""
    return math.log1p(number(record, "avg_balance_ghs"))


def complaint_rate(record: Record) -> float:
    """Complaints over transactions + 1, both of 90 days; missing where complaints are."""
    return number(record, "complaints_90d") / (number(record, "txn_count_90d") + 1)


FEATURES: tuple[Feature, ...] = (
    *(take(field, adverse=WORDS[field.name]) for field in TAKEN_AS_THEY_ARE),
    Feature(name="txn_trend", compute=transaction_trend, unit="ln", adverse="Trend of the transactions"),
    Feature(name="recency_ratio", compute=recency_ratio, unit="mean gaps", adverse="Silence against the usual gap"),
    Feature(name="fee_per_txn", compute=fee_per_transaction, unit="GHS", adverse="Fees for each transaction"),
    Feature(name="balance_log", compute=balance_log, unit="ln GHS", adverse="Average balance"),
    Feature(name="complaint_rate", compute=complaint_rate, unit="per transaction", adverse="Complaints"),
)
