"""Customer retention: who is about to leave a telephone and internet provider?"""

from datetime import timedelta
from importlib.resources import files

from scorewright.declare.dataset import Dataset, dataset_from_csv
from scorewright.declare.decision import Decision
from scorewright.declare.fallback import Fallback
from scorewright.declare.gates import Gate
from scorewright.declare.guard import Guard
from scorewright.declare.outcome import Outcome
from scorewright.declare.records import Record, number, text
from scorewright.declare.retraining import Retraining
from scorewright.declare.training import Training
from scorewright.declare.use_case import UseCase
from scorewright.science.policy.bands import Band, Bands
from scorewright.usecases.retention.features import FEATURES, FIELDS

BY_CONTRACT = {"Month-to-month": 0.35, "One year": 0.12, "Two year": 0.04}


def load() -> Dataset:
    """IBM's 7,043 sample customers, as they came."""
    return dataset_from_csv(
        files("scorewright") / "datasets" / "telco_churn" / "telco_customer_churn.csv.gz",
        source="IBM Telco customer churn (IBM/telco-customer-churn-on-icp4d, Apache-2.0)",
        ignored=frozenset({"customerID"}),
    )


def rule_of_thumb(record: Record) -> float:
    """What a retention desk would say: bound customers stay, new ones and those who pay by hand leave."""
    months = number(record, "tenure")
    probability = BY_CONTRACT[text(record, "Contract")]
    probability += 0.15 if months <= 6 else 0.08 if months <= 12 else -0.08 if months > 48 else 0
    probability += 0.10 if text(record, "PaymentMethod") == "Electronic check" else 0
    return min(max(probability, 0.02), 0.95)


USE_CASE = UseCase(
    name="retention",
    title="Customer retention",
    summary="The probability that a customer leaves within 30 days, so that the retention desk can call in time.",
    owner="Customer retention desk",
    fields=FIELDS,
    features=FEATURES,
    outcome=Outcome(
        name="Churn",
        positive="Yes",
        negative="No",
        window=timedelta(days=30),
        meaning="The customer left within the 30 days after the decision.",
    ),
    training=Training(target_metric="roc_auc"),
    gates=(
        Gate("roc_auc", ">=", 0.70),
        Gate("accuracy_gain", ">=", 0.02),  # over calling every customer the more common class
        Gate("precision", ">=", 0.53),  # twice the share of customers that leave
        Gate("brier_gain", ">", 0),  # over giving every customer the same probability
        Gate("rows", ">=", 500),
    ),
    decision=Decision(
        threshold=0.5,
        bands=Bands((Band("stays", 0, "low"), Band("wavers", 0.3, "medium"), Band("leaves", 0.6, "high"))),
        bands_on="probability",
    ),
    fallback=Fallback(probability=rule_of_thumb),
    guard=Guard(margin=0.05),  # offers and seasons move the accuracy by a few points without any fault of the model
    retraining=Retraining(),
    examples=(
        {
            "gender": "Female",
            "SeniorCitizen": False,
            "Partner": True,
            "Dependents": False,
            "tenure": 1,
            "PhoneService": False,
            "MultipleLines": "No phone service",
            "InternetService": "DSL",
            "OnlineSecurity": "No",
            "OnlineBackup": "Yes",
            "DeviceProtection": "No",
            "TechSupport": "No",
            "StreamingTV": "No",
            "StreamingMovies": "No",
            "Contract": "Month-to-month",
            "PaperlessBilling": True,
            "PaymentMethod": "Electronic check",
            "MonthlyCharges": 29.85,
            "TotalCharges": 29.85,
        },
    ),
    load=load,
)
