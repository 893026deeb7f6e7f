"""Parcel delay: will this parcel arrive later than promised?"""

import math
import random
from datetime import timedelta

from parcel_delay.features import FEATURES, FIELDS
from scorewright.declare.dataset import Dataset
from scorewright.declare.decision import Decision
from scorewright.declare.fallback import Fallback
from scorewright.declare.gates import Gate
from scorewright.declare.outcome import Outcome
from scorewright.declare.records import Record, number
from scorewright.declare.training import Training
from scorewright.declare.use_case import UseCase


def load() -> Dataset:
    """600 parcels, always the same: far ones, those of the tortoise and those before a holiday are late more often."""
    rng = random.Random(7)  # noqa: S311 - made-up data, not secrets
    return Dataset([_parcel(rng) for _ in range(600)], "drawn at random")


def _parcel(rng: random.Random) -> dict[str, str]:
    distance, holiday = rng.uniform(1, 900), rng.random() < 0.2
    carrier = rng.choice(["hare", "tortoise"])
    log_odds = -2.5 + distance / 250 + (carrier == "tortoise") + holiday
    return {
        "distance": f"{distance:.1f}",
        "weight": f"{rng.lognormvariate(0, 1):.2f}" if rng.random() < 0.9 else "-1",
        "carrier": carrier,
        "holiday_ahead": "yes" if holiday else "no",
        "receiver": "",
        "late": "1" if rng.random() < 1 / (1 + math.exp(-log_odds)) else "0",
    }


def rule_of_thumb(record: Record) -> float:
    """Far parcels are late."""
    return min(0.1 + number(record, "distance") / 1000, 0.9)


USE_CASE = UseCase(
    name="parcel_delay",
    title="Parcel delay",
    summary="The probability that a parcel arrives later than promised.",
    owner="The shop",
    fields=FIELDS,
    features=FEATURES,
    outcome=Outcome(name="late", positive=1, negative=0, window=timedelta(days=14)),
    training=Training(learners=("logistic_regression", "lightgbm"), calibration="platt"),
    gates=(Gate("roc_auc", ">=", 0.6),),
    decision=Decision(threshold=0.4),
    fallback=Fallback(probability=rule_of_thumb),
    examples=({"distance": 240, "weight": 1.5, "carrier": "hare", "holiday_ahead": False},),
    load=load,
)
