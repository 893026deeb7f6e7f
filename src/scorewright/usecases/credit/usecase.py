"""Credit applications at a bank in Ghana: who will be more than ninety days late?"""

from datetime import timedelta

from scorewright.declare.activation import ActivationPolicy
from scorewright.declare.dataset import Dataset
from scorewright.declare.decision import Decision
from scorewright.declare.fallback import Fallback
from scorewright.declare.fields import Text
from scorewright.declare.gates import Gate
from scorewright.declare.guard import Guard
from scorewright.declare.intake import Insight, Intake, Trigger
from scorewright.declare.outcome import Outcome
from scorewright.declare.retraining import Retraining
from scorewright.declare.simulation import Simulation
from scorewright.declare.training import Training
from scorewright.declare.use_case import UseCase
from scorewright.science.policy.bands import Band, Bands
from scorewright.science.quality.limits import QualityLimits
from scorewright.usecases.credit.applicants import BANK, Lender
from scorewright.usecases.credit.conditions import DRIFTING, SHAKEN
from scorewright.usecases.credit.confidence import CONFIDENCE, THRESHOLD
from scorewright.usecases.credit.economy import STARTS
from scorewright.usecases.credit.features import FEATURES
from scorewright.usecases.credit.points import SCALE, contributions, probability_by_points
from scorewright.usecases.credit.record import FIELDS, GENDER, RULES
from scorewright.usecases.credit.repayment import WINDOW
from scorewright.usecases.credit.work import INSIGHT_WORDS, insight
from scorewright.usecases.credit.world import Applications

SEED, ROWS = 2026, 48_000  # of fewer rows trees learn less of what can be known; see the README
BANDS = Bands(
    (
        Band("Poor", 300, "Very High"),
        Band("Fair", 580, "High"),
        Band("Good", 670, "Medium"),
        Band("Very Good", 740, "Low"),
        Band("Exceptional", 800, "Very Low"),
    )
)
GATES = (
    Gate("rows", ">=", 1_000),
    Gate("positive_rate", ">=", 0.05),
    Gate("positive_rate", "<=", 0.50),
    Gate("roc_auc", ">=", 0.60),
    Gate("ks", ">=", 0.20),
    Gate("brier_gain", ">", 0),  # over giving every applicant the same probability
    Gate("calibration_slope", ">=", 0.8),
    Gate("calibration_slope", "<=", 1.2),
    Gate("score_psi", "<", 0.25),
    Gate("lowest_group_roc_auc", ">=", 0.55),
)
OUTCOME = Outcome(
    name="default",
    positive=1,
    negative=0,
    window=timedelta(days=WINDOW),
    meaning="Within 180 days of the application the loan was more than 90 days past due, written off, or given to a "
    "collector.",
)
TRAINING = Training(
    learners=("xgboost", "logistic_regression"),
    champion="xgboost",  # its answers are monotone where they must be, which no regression promises
    # Steps in one feature at a time: what a feature says does not depend on the others, as in a scorecard. A hundred
    # rounds without a gain are many, since stumps hardly learn too much: less patience stops where chance has it.
    parameters={
        "xgboost": {"max_depth": 1, "learning_rate": 0.15, "n_estimators": 600, "early_stopping_rounds": 100},
    },
    watched_share=0.1,
    holdout_share=0.15,
    folds=3,  # of so many rows; the champion is declared, and needs no more of them
    calibration="platt",  # isotonic steps would give many applicants one and the same score
    quality=QualityLimits(minimum_completeness=0.1),  # who has no revolving credit and no bureau has no such figures
)
DECISION = Decision(
    threshold=THRESHOLD,
    scale=SCALE,
    bands=BANDS,
    review_below=0.7,
    explain="always",
    reasons=3,
)
FALLBACK = Fallback(
    probability=probability_by_points,
    version="expert_points_v1",
    reason="Scored by a credit officer's points, because no model could answer.",
    contributions=contributions,
)
# What is watched in a submitted application: every field that a feature reads.
INTAKE = Intake(
    prefix="SW",
    triggers=(
        Trigger("annual_income", relative=0.10),
        Trigger("debt_to_income_ratio", relative=0.05),
        Trigger("loan_amount", relative=0.10),
        Trigger("credit_history_length", relative=0.15),
        Trigger("revolving_utilization", relative=0.10),
        Trigger("max_bankcard_balance", relative=0.20),
        Trigger("delinquencies_2yr", relative=0.0),
        Trigger("employment_length"),
        Trigger("job_title"),
        Trigger("home_ownership"),
    ),
    other_change=0.15,
    sensitive=(
        *("interest_rate", "loan_term_months", "repayment_channel", "inquiries_6mo", "total_accounts", "open_accounts"),
        *("revolving_accounts_12mo", "collections_12mo", "public_records", "employer_sector", "ssnit_contributor"),
        *("bureau_hit", "submitted_at"),
    ),
    applicant_fields=(
        Text(name="full_name", longest=120, required=False),
        Text(name="national_id", longest=20, pattern=r"GHA-\d{9}-\d", required=False, description="Of a Ghana Card."),
        Text(name="phone", longest=20, pattern=r"(0[235]\d{8}|\+233\d{9})", required=False),
        Text(name="email", longest=254, pattern=r"[^@\s]+@[^@\s]+", required=False),
        Text(name="date_of_birth", longest=10, pattern=r"\d{4}-\d{2}-\d{2}", required=False),
    ),
    monitored=(GENDER,),
    insight=Insight(
        name="ghana_employment_analysis",
        tell=insight,
        summary=("job_category", "employment_score", "job_stability_score"),
        title="What the work means in Ghana",
        words=INSIGHT_WORDS,
    ),
    confidence_threshold=0.7,
)


def history_of(lender: Lender, *, rows: int | None = None) -> Dataset:
    """About so many simulated applications to ``lender``, all of whose loans had ended well or badly before 2026.

    None: as many as the models of this folder are trained from.
    """
    told = [
        {name: "" if cell is None else str(cell) for name, cell in case.record.items()} | {"default": str(case.label)}
        for case in Applications(lender, SEED, 1, rows=rows or ROWS).history()
    ]
    return Dataset(told, "simulated")


def load() -> Dataset:
    """The history of a bank."""
    return history_of(BANK)


def simulation_of(name: str, title: str, lender: Lender) -> Simulation:
    """A year of ``lender``: as it is expected, or with what else may happen."""

    def world(seed: int, size: int) -> Applications:
        return Applications(lender, seed, size)

    def drifting(seed: int, size: int) -> Applications:
        return Applications(lender, seed, size, conditions=DRIFTING)

    def events(seed: int, size: int) -> Applications:
        return Applications(lender, seed, size, mode="event")

    def shaken(seed: int, size: int) -> Applications:
        return Applications(lender, seed, size, mode="event", conditions=SHAKEN)

    variants = {"drifting": drifting, "events": events, "shaken": shaken}
    return Simulation(name=name, title=title, starts=STARTS, world=world, variants=variants)


USE_CASE = UseCase(
    name="credit",
    title="Credit applications",
    summary="The probability that a loan is more than 90 days late within half a year, as a score from 300 to 850.",
    owner="Credit risk",
    fields=FIELDS,
    features=FEATURES,
    rules=RULES,
    outcome=OUTCOME,
    training=TRAINING,
    gates=GATES,
    decision=DECISION,
    fallback=FALLBACK,
    activation=ActivationPolicy(),
    confidence=CONFIDENCE,
    intake=INTAKE,
    groups=("region", "employer_sector"),
    retraining=Retraining(maximum_age=timedelta(days=180)),
    guard=Guard(margin=0.05),
    simulation=simulation_of("credit", "A year of a bank's applicants", BANK),
    examples=(
        {
            "annual_income": 45_600,
            "debt_to_income_ratio": 28.5,
            "interest_rate": 31.5,
            "loan_amount": 12_000,
            "loan_term_months": 24,
            "repayment_channel": "payroll_deduction",
            "credit_history_length": 6.5,
            "revolving_utilization": 41.0,
            "max_bankcard_balance": 2_300,
            "delinquencies_2yr": 0,
            "inquiries_6mo": 1,
            "total_accounts": 7,
            "open_accounts": 3,
            "revolving_accounts_12mo": 1,
            "collections_12mo": 0,
            "public_records": 0,
            "employment_length": "6 years",
            "home_ownership": "RENT",
            "job_title": "Snr. Staff Nurse (KBTH)",
            "employer_sector": "public",
            "ssnit_contributor": True,
            "region": "Greater Accra",
            "bureau_hit": True,
            "submitted_at": "2025-05-12T09:30:00+00:00",
        },
        {
            "annual_income": 26_400,
            "debt_to_income_ratio": 41,
            "interest_rate": 82.8,
            "loan_amount": 1_500,
            "loan_term_months": 3,
            "repayment_channel": "mobile_money",
            "employment_length": "< 1 year",
            "home_ownership": "FAMILY",
            "job_title": "tro-tro mate",
            "employer_sector": "informal",
            "bureau_hit": False,
        },
    ),
    load=load,
)
