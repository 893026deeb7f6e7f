"""A small use case whose every part can be changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from scorewright.declare.dataset import Dataset
from scorewright.declare.decision import Decision
from scorewright.declare.fallback import Fallback
from scorewright.declare.features import take
from scorewright.declare.fields import Category, Number, Text
from scorewright.declare.gates import Gate
from scorewright.declare.outcome import Outcome
from scorewright.declare.training import Training
from scorewright.declare.use_case import UseCase

INCOME = Number(name="income", unit="EUR", minimum=0, required=False, missing_codes=(-9,))
HOME = Category(name="home", categories=("own", "rent"))
ORIGIN = Text(name="origin", required=False, protected=True)


def load() -> Dataset:
    """120 rows; those with the lower incomes default more often, but not all of them."""
    return Dataset([_row(number) for number in range(120)], "made up")


def _row(number: int) -> dict[str, str]:
    late = number % 3 == 0 if number < 60 else number % 8 == 0
    home = "own" if number % 2 else "rent"
    return {"income": str(number * 100), "home": home, "origin": "here", "late": "yes" if late else "no"}


@pytest.fixture
def make_use_case() -> Callable[..., UseCase]:
    """Build the use case "loans" with some of its parts changed."""

    def make(**changes: Any) -> UseCase:
        parts: dict[str, Any] = {
            "name": "loans",
            "title": "Loans",
            "summary": "Will it be paid back?",
            "owner": "Risk",
            "fields": (INCOME, HOME, ORIGIN),
            "features": (take(INCOME), take(HOME)),
            "outcome": Outcome(name="late", positive="yes", negative="no", window=timedelta(days=90)),
            "training": Training(learners=("logistic_regression",)),
            "gates": (Gate("roc_auc", ">=", 0.6),),
            "decision": Decision(),
            "fallback": Fallback(probability=lambda record: 0.3),
            "examples": ({"income": 1000, "home": "own"},),
            "load": load,
        }
        return UseCase(**(parts | changes))

    return make
