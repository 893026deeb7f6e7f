"""Credit default: will this applicant pay the credit back? On the Statlog German credit data."""

from datetime import timedelta
from importlib.resources import files

from scorewright.declare.dataset import Dataset, dataset_from_csv
from scorewright.declare.decision import Decision
from scorewright.declare.fallback import Fallback
from scorewright.declare.gates import Gate
from scorewright.declare.outcome import Outcome
from scorewright.declare.records import Record, number, text
from scorewright.declare.training import Training
from scorewright.declare.use_case import UseCase
from scorewright.science.policy.bands import Band, Bands
from scorewright.science.policy.scales import PointsScale
from scorewright.usecases.german_credit.features import CHECKING, EMPLOYED_AT_LEAST, FEATURES, FIELDS

SCALE = PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=6, points_to_double_odds=60)
BANDS = Bands(
    (
        Band("Poor", 300, "Very High"),
        Band("Fair", 580, "High"),
        Band("Good", 670, "Medium"),
        Band("Very Good", 740, "Low"),
        Band("Exceptional", 800, "Very Low"),
    )
)
# A bad credit that was granted costs five times a good one that was refused (the source's cost matrix), so a credit is
# called bad where p * 5 exceeds (1 - p) * 1.
COST_OF_GRANTING_BAD, COST_OF_REFUSING_GOOD = 5, 1
CHECKING_POINTS = {"overdrawn": -60, "little": -30, "salary": 20, "none": 40}


def load() -> Dataset:
    """A thousand credits of a German bank of 1973 to 1975, of which every bad one was kept."""
    return dataset_from_csv(
        files("scorewright") / "datasets" / "german_credit" / "german_credit.csv.gz",
        source="Statlog German credit (Hofmann 1994, doi:10.24432/C5NC77, CC BY 4.0)",
    )


def probability_at_expert_points(record: Record) -> float:
    """A credit officer's points, and the probability that stands at them on the scale."""
    months = number(record, "duration_in_month")
    employed = EMPLOYED_AT_LEAST[text(record, "present_employment_since")]
    points = 575 + CHECKING_POINTS[CHECKING[text(record, "status_of_existing_checking_account")]]
    points += 30 if months <= 12 else 0 if months <= 24 else -25 if months <= 36 else -50
    points += 20 if employed >= 4 else 0 if employed >= 1 else -20
    points += 25 if text(record, "savings_account_and_bonds") == "... >= 1000 DM" else 0
    points += 20 if text(record, "other_debtors_or_guarantors") == "guarantor" else 0
    points += 0 if text(record, "other_installment_plans") == "none" else -20
    return SCALE.probability_at(min(max(points, SCALE.minimum), SCALE.maximum))


USE_CASE = UseCase(
    name="german_credit",
    title="Credit default",
    summary="The probability that a credit goes bad, as a score of 300 to 850 points, for the officer who decides.",
    owner="Credit risk",
    fields=FIELDS,
    features=FEATURES,
    outcome=Outcome(
        name="creditability",
        positive="bad",
        negative="good",
        window=timedelta(days=365),
        meaning="The credit was not paid back as agreed. The source does not say by when; a year is our choice.",
    ),
    training=Training(
        target_metric="roc_auc",
        calibration="platt",  # a score is read as odds, so the probability must be right and not only the order
        # A thousand rows: fewer leaves, more rows in each, smaller weights than the learners' own parameters, which are
        # meant for several thousand.
        parameters={
            "logistic_regression": {"C": 0.1},
            "decision_tree": {"max_leaf_nodes": 12, "min_samples_leaf": 30},
            "random_forest": {"min_samples_leaf": 8},
            "extra_trees": {"min_samples_leaf": 8},
            "gradient_boosting": {"max_leaf_nodes": 6, "min_samples_leaf": 30, "l2_regularization": 5.0},
            "xgboost": {"max_depth": 2, "min_child_weight": 10.0, "reg_lambda": 5.0},
            "lightgbm": {"num_leaves": 6, "min_child_samples": 30, "reg_lambda": 5.0},
            "neural_network": {"hidden_units": 8, "alpha": 1.0},
        },
    ),
    gates=(
        Gate("roc_auc", ">=", 0.70),
        Gate("ks", ">=", 0.20),
        Gate("brier_gain", ">", 0),  # over giving every applicant the same probability
        # A perfect slope of 1 is measured on the 250 rows of the hold-out with a standard error of about 0.2.
        Gate("calibration_slope", ">=", 0.6),
        Gate("calibration_slope", "<=", 1.6),
        Gate("positive_rate", ">=", 0.05),
        Gate("positive_rate", "<=", 0.50),
        Gate("rows", ">=", 100),
    ),
    decision=Decision(
        threshold=COST_OF_REFUSING_GOOD / (COST_OF_REFUSING_GOOD + COST_OF_GRANTING_BAD),
        scale=SCALE,
        bands=BANDS,
        review_below=0.7,
    ),
    fallback=Fallback(probability=probability_at_expert_points, version="expert_points_v1"),
    examples=(
        {
            "status_of_existing_checking_account": "no checking account",
            "duration_in_month": 24,
            "credit_history": "existing credits paid back duly till now",
            "purpose": "furniture/equipment",
            "credit_amount": 2835,
            "savings_account_and_bonds": "500 <= ... < 1000 DM",
            "present_employment_since": "... >= 7 years",
            "installment_rate_in_percentage_of_disposable_income": 3,
            "other_debtors_or_guarantors": "none",
            "present_residence_since": 4,
            "property": "building society savings agreement/ life insurance",
            "age_in_years": 53,
            "other_installment_plans": "none",
            "housing": "own",
            "number_of_existing_credits_at_this_bank": 1,
            "job": "skilled employee / official",
            "number_of_people_being_liable_to_provide_maintenance_for": 1,
            "telephone": "none",
        },
    ),
    load=load,
)
