"""XGBoost with 200 trees of depth 6, and a random forest of 100 trees, each alone in a use case of its own."""

from collections.abc import Mapping
from datetime import timedelta

from bench_cases.drawing import NAMES, outcomes, records
from scorewright.declare.dataset import Dataset
from scorewright.declare.decision import Decision
from scorewright.declare.fallback import Fallback
from scorewright.declare.features import take
from scorewright.declare.fields import Number
from scorewright.declare.gates import Gate
from scorewright.declare.outcome import Outcome
from scorewright.declare.records import Record
from scorewright.declare.training import Training
from scorewright.declare.use_case import UseCase
from scorewright.science.learners.learner import Parameter

ROWS = 10_000
FIELDS = tuple(Number(name=name, minimum=-10, maximum=10) for name in NAMES)


def load() -> Dataset:
    """Ten thousand records and their outcomes."""
    drawn = records(ROWS, seed=1)
    rows = [
        {**{name: repr(float(cell)) for name, cell in zip(NAMES, row, strict=True)}, "y": str(label)}
        for row, label in zip(drawn, outcomes(drawn, seed=2), strict=True)
    ]
    return Dataset(rows, "drawn at random")


def even_odds(_: Record) -> float:
    """Without a model, anybody's guess."""
    return 0.5


def declared(name: str, learner: str, parameters: Mapping[str, Parameter]) -> UseCase:
    """The use case ``name``, which trains one learner only."""
    return UseCase(
        name=name,
        title=f"Twenty numbers, {learner}",
        summary="Made-up records for measuring how fast the service answers.",
        owner="The benchmark",
        fields=FIELDS,
        features=tuple(take(field) for field in FIELDS),
        outcome=Outcome(name="y", positive=1, negative=0, window=timedelta(days=1)),
        training=Training(learners=(learner,), folds=2, parameters={learner: parameters}),
        gates=(Gate("roc_auc", ">=", 0.6),),
        decision=Decision(threshold=0.5),
        fallback=Fallback(probability=even_odds),
        examples=(dict.fromkeys(NAMES, 0.5),),
        load=load,
    )


XGBOOST = declared(
    "bench_xgboost",
    "xgboost",
    {
        "n_estimators": 200,
        "max_depth": 6,
        "learning_rate": 0.1,
        "early_stopping_rounds": 0,
        # The library's own defaults.
        "min_child_weight": 1.0,
        "subsample": 1.0,
        "colsample_bytree": 1.0,
    },
)
FOREST = declared("bench_forest", "random_forest", {"n_estimators": 100, "min_samples_leaf": 1})
