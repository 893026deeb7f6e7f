"""Retention at a bank: who will still use the account in 90 days?"""

from datetime import timedelta

from scorewright.declare.activation import ActivationPolicy
from scorewright.declare.dataset import Dataset
from scorewright.declare.decision import Decision
from scorewright.declare.fallback import Fallback
from scorewright.declare.gates import Gate
from scorewright.declare.guard import Guard
from scorewright.declare.outcome import Outcome
from scorewright.declare.records import Record, number
from scorewright.declare.retraining import Retraining
from scorewright.declare.simulation import Simulation
from scorewright.declare.training import Training
from scorewright.declare.use_case import UseCase
from scorewright.science.policy.bands import Band, Bands
from scorewright.usecases.retention.bank import FEATURES, FIELDS, transaction_trend
from scorewright.usecases.retention.customers import Customers
from scorewright.usecases.retention.seasons import STARTS, WINDOW

RECENCY = ((14, 0.9), (30, 0.75), (60, 0.55), (120, 0.3))  # days since the last transaction, at most


def load() -> Dataset:
    """3,000 snapshots of 1,000 simulated accounts, from before the first simulated month."""
    rows = [
        {name: "" if cell is None else str(cell) for name, cell in case.record.items()}
        | {"IsRetained": str(case.label)}
        for case in Customers(2026, 1_000).history()
    ]
    return Dataset(rows, "simulated")


def recency_and_trend(record: Record) -> float:
    """What a branch would say: who came lately stays, unless there is less and less of it, or trouble."""
    days, complaints = number(record, "days_since_last_txn"), number(record, "complaints_90d")
    probability = next((chance for most, chance in RECENCY if days <= most), 0.1)
    probability -= 0.1 if transaction_trend(record) < -0.7 else 0
    probability -= 0.1 if complaints >= 2 else 0  # missing is no number, and so not 2 or more
    return min(max(probability, 0.02), 0.98)


USE_CASE = UseCase(
    name="retention_bank",
    title="Customer retention at a bank",
    summary="The probability that a customer still uses the account within 90 days, so that somebody can call in time.",
    owner="Customer retention desk",
    fields=FIELDS,
    features=FEATURES,
    outcome=Outcome(
        name="IsRetained",
        positive=1,
        negative=0,
        window=timedelta(days=WINDOW),
        meaning="90 days later the account is open, and the customer made a transaction meanwhile: fees, interest and "
        "reversals are none.",
    ),
    training=Training(
        learners=("logistic_regression", "extra_trees"),
        parameters={"extra_trees": {"n_estimators": 50}},
        calibration="platt",  # means over trees hesitate: they are too near the middle
        split="group",  # the same customer is asked about every month
        split_by="customer_id",
    ),
    gates=(
        Gate("roc_auc", ">=", 0.70),
        Gate("accuracy_gain", ">=", 0.02),  # over calling every customer the more common class
        Gate("negative_precision", ">=", 0.5),  # twice the share of customers that leave
        Gate("rows", ">=", 500),
    ),
    decision=Decision(
        threshold=0.5,
        bands=Bands((Band("leaves", 0, "high"), Band("wavers", 0.4, "medium"), Band("stays", 0.7, "low"))),
        bands_on="probability",
    ),
    fallback=Fallback(probability=recency_and_trend, version="recency_v1"),
    # What is kept of customers moves with seasons and offers, and so does the share that a good model says will stay.
    activation=ActivationPolicy(mode="ab_winner", minimum_negatives=100, approval_shift=0.3),
    groups=("region", "customer_type"),
    unit_field="customer_id",
    # At most once a month: each cohort takes longer than a quarter to be known.
    retraining=Retraining(minimum_new_rows=1_500, maximum_age=timedelta(days=365), cool_down=timedelta(days=27)),
    guard=Guard(margin=0.1, planned_units=500),  # seasons and other people's offers are part of any difference
    simulation=Simulation(name="retention", title="A year of a bank's customers", starts=STARTS, world=Customers),
    examples=(
        {
            "customer_id": "C000017",
            "snapshot_date": "2027-01-18",
            "age": 34,
            "region": "Greater Accra",
            "customer_type": "individual",
            "tenure_months": 26,
            "products_held": 2,
            "has_momo_link": 1,
            "avg_balance_ghs": 1240.5,
            "txn_count_90d": 31,
            "txn_count_prev_90d": 27,
            "days_since_last_txn": 3,
            "digital_share": 0.71,
            "complaints_90d": 0,
            "failed_txn_rate": 0.03,
            "fee_ghs_90d": 18.6,
            "loan_active": 0,
            "nps": 40,
        },
    ),
    load=load,
)
