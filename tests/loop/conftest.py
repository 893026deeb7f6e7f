"""A registered model of a small use case, quick enough to train in each test."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from scorewright.declare import catalogue
from scorewright.declare.dataset import Dataset
from scorewright.declare.decision import Decision
from scorewright.declare.fallback import Fallback
from scorewright.declare.features import take
from scorewright.declare.fields import Category, Number
from scorewright.declare.gates import Gate
from scorewright.declare.outcome import Outcome
from scorewright.declare.training import Training
from scorewright.declare.use_case import UseCase
from scorewright.loop.training.cross_validation import FoldAnswers, fit
from scorewright.loop.training.finishing import Finished, finish, metrics_of
from scorewright.loop.training.rows.preparation import TrainingSet, prepare
from scorewright.loop.training.rows.splitting import holdout
from scorewright.science.splits.split import Rows, Split

if TYPE_CHECKING:
    from django.test import Client

    from scorewright.loop.registry.actions import Candidate
    from scorewright.loop.registry.models import ModelVersion

_FIELDS = (
    Number(name="distance", unit="km", minimum=0, maximum=1000),
    Number(name="parcels", minimum=0, required=False, missing_codes=(-9,)),
    Category(name="van", categories=("small", "large"), required=False),
    Category(name="driver_sex", categories=("f", "m"), required=False, protected=True),
)


def small_rows(count: int = 400) -> list[dict[str, str]]:
    """Rows whose lateness rises with the distance, with missing cells."""
    rng = np.random.default_rng(7)
    distance = rng.uniform(0, 100, count).round(1)
    late = rng.random(count) < 1 / (1 + np.exp(-(distance - 50) / 8))
    return [
        {
            "distance": str(distance[row]),
            "parcels": "" if row % 7 == 0 else str(row % 40),
            "van": ("small", "large", "")[row % 3],
            "driver_sex": "fm"[row % 2],
            "late": "yes" if late[row] else "no",
        }
        for row in range(count)
    ]


SMALL = UseCase(
    name="late_delivery",
    title="Will this delivery be late?",
    summary="A use case of the tests.",
    owner="tests",
    fields=_FIELDS,
    features=tuple(take(field) for field in _FIELDS if not field.protected),
    outcome=Outcome(name="late", positive="yes", negative="no", window=timedelta(days=1)),
    training=Training(learners=("logistic_regression", "decision_tree"), folds=3),
    gates=(Gate("roc_auc", ">=", 0.7),),
    decision=Decision(threshold=0.5),
    fallback=Fallback(probability=lambda record: 0.9 if float(str(record["distance"])) > 60 else 0.1),
    examples=({"distance": 12.5, "parcels": 3, "van": "small"},),
    load=lambda: Dataset(small_rows(), "made in the tests"),
)


@pytest.fixture(scope="session")
def small() -> UseCase:
    """The small use case, not to be found by its name."""
    return SMALL


@pytest.fixture
def use_case(monkeypatch: pytest.MonkeyPatch) -> UseCase:
    """The small use case, found by name like any other."""
    known = dict(catalogue.use_cases())
    monkeypatch.setattr(catalogue, "use_cases", lambda: known | {SMALL.name: SMALL})
    return SMALL


@pytest.fixture(scope="session")
def training_set() -> TrainingSet:
    return prepare(SMALL, SMALL.load())


@pytest.fixture(scope="session")
def split(training_set: TrainingSet) -> Split:
    return holdout(training_set, SMALL.training)


@pytest.fixture(scope="session")
def finished(training_set: TrainingSet, split: Split) -> Finished:
    """The small use case's logistic regression as training would finish it."""
    halves = (split.train[::2], split.train[1::2])
    found = finish(
        "logistic_regression",
        training_set.table,
        training_set.labels,
        split,
        plan=SMALL.training,
        decision=SMALL.decision,
        gates=SMALL.gates,
        answers=[_answers(training_set, half, rest) for half, rest in (halves, halves[::-1])],
    )
    assert isinstance(found, Finished)
    return found


def _answers(training: TrainingSet, fold: Rows, rest: Rows) -> FoldAnswers:
    model = fit("logistic_regression", SMALL.training, training.table.rows(rest), training.labels[rest])
    return FoldAnswers(fold, model.probability(training.table.rows(fold)), calibrated=True)


MakeVersion = Callable[..., "ModelVersion"]


@pytest.fixture
def make_version(tenant: uuid.UUID, register_version: MakeVersion) -> MakeVersion:
    """Registers a version in the tenant of the test's scope."""
    return register_version


@pytest.fixture
def register_version(use_case: UseCase, finished: Finished, training_set: TrainingSet, split: Split) -> MakeVersion:
    """Registers a version of the small use case; ``passing`` says whether its gate passed."""
    from scorewright.loop.registry.actions import register

    def make(*, passing: bool = True) -> "ModelVersion":
        candidate = _candidate(use_case, finished, training_set, split, passing=passing)
        return register(use_case=use_case.name, candidate=candidate, by="user:test")

    return make


def _candidate(
    use_case: UseCase, model: Finished, data: TrainingSet, split: Split, *, passing: bool = True
) -> "Candidate":
    from scorewright.loop.registry.actions import Candidate
    from scorewright.loop.training.rows.kept_holdout import kept_holdout

    metrics = metrics_of(model.evaluation)
    if not passing:
        metrics["roc_auc"] = dict.fromkeys(("value", "low", "high"), 0.5)
    kept, trained = kept_holdout(use_case, data, split, model.probabilities)
    return Candidate(
        algorithm=model.learner,
        parameters=dict(model.parameters),
        features=[asdict(feature.column) for feature in use_case.features],
        data_source="made in the tests",
        data_fingerprint="0" * 64,
        training_rows=len(split.train),
        holdout_rows=len(split.test),
        cross_validation={"metric": "roc_auc", "folds": [0.9, 0.9], "mean": 0.9, "sd": 0.0},
        metrics=metrics,
        confusion=asdict(model.evaluation.confusion),
        importance=model.importance,
        quality={"rows": len(data.labels)},
        certificate=asdict(model.certificate),
        conformal=None if model.width is None else model.width.to_json(),
        training_seconds=model.seconds,
        gates=tuple(gate.judge(metrics[gate.metric]["value"]) for gate in use_case.gates),
        content=model.content,
        holdout=kept,
        trained=trained,
    )


@dataclass(frozen=True)
class Contest:
    """Models of the small use case on 2,400 rows: a "strong" one, a "weak" one, and a "twin" of the strong one."""

    data: TrainingSet
    split: Split
    models: Mapping[str, Finished]


@pytest.fixture(scope="session")
def contest() -> Contest:
    data = prepare(SMALL, Dataset(small_rows(2400), "made in the tests"))
    split = holdout(data, SMALL.training)
    stump = replace(SMALL.training, parameters={"decision_tree": {"max_depth": 1}})
    halves = (split.train[::2], split.train[1::2])
    plans = {
        "strong": ("logistic_regression", SMALL.training, split),
        "weak": ("decision_tree", stump, split),
        "twin": ("logistic_regression", SMALL.training, Split(halves[0], split.test)),
    }
    models: dict[str, Finished] = {}
    for name, (learner, plan, rows) in plans.items():
        found = finish(
            learner,
            data.table,
            data.labels,
            rows,
            plan=plan,
            decision=SMALL.decision,
            gates=SMALL.gates,
            answers=[_answers(data, half, rest) for half, rest in (halves, halves[::-1])],
        )
        assert isinstance(found, Finished)
        models[name] = found
    return Contest(data, split, models)


MakeContestant = Callable[..., "ModelVersion"]


@pytest.fixture
def make_contestant(tenant: uuid.UUID, register_contestant: MakeContestant) -> MakeContestant:
    """Registers a model of the contest in the tenant of the test's scope; ``changes`` are to its candidate."""
    return register_contestant


@pytest.fixture
def register_contestant(use_case: UseCase, contest: Contest) -> MakeContestant:
    from scorewright.loop.registry.actions import register

    def make(name: str, **changes: Any) -> "ModelVersion":
        candidate = _candidate(use_case, contest.models[name], contest.data, contest.split)
        return register(use_case=use_case.name, candidate=replace(candidate, **changes), by="user:test")

    return make


@pytest.fixture
def redeclare(use_case: UseCase, monkeypatch: pytest.MonkeyPatch) -> Callable[..., UseCase]:
    """Puts the small use case with ``changes`` in its place, for doors that are opened afterwards."""

    def with_changes(**changes: Any) -> UseCase:
        changed = replace(use_case, **changes)
        known = dict(catalogue.use_cases()) | {changed.name: changed}
        monkeypatch.setattr(catalogue, "use_cases", lambda: known)
        return changed

    return with_changes


LogIn = Callable[..., "Client"]


@pytest.fixture
def log_in(tenant: uuid.UUID) -> LogIn:
    """A browser's stand-in, logged in to the admin pages as a new member of the tenant with this role."""
    from django.test import Client

    from scorewright.loop.tenancy.actions import add_member
    from scorewright.loop.tenancy.models import Role, User

    def log_in(role: str) -> Client:
        user = User.objects.create_user(f"{role}-{uuid.uuid4().hex[:12]}", is_staff=True)
        add_member(user=user, role=Role(role), by="user:test")
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        return client

    return log_in
