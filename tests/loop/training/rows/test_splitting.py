"""What a hold-out keeps when data grow."""

from dataclasses import replace

import numpy as np
import pytest

from scorewright.declare.training import Training
from scorewright.loop.training.rows.preparation import TrainingSet
from scorewright.loop.training.rows.splitting import holdout
from scorewright.science.splits.split import Rows
from scorewright.science.table import Table

PLAN = Training(learners=("logistic_regression",))


def _grown(rows: int) -> TrainingSet:
    rng = np.random.default_rng(1)
    amounts = rng.normal(size=5000).tolist()
    labels = (rng.random(5000) < 0.3).astype(np.int64)
    records = [{"amount": amount, "school": f"s{place % 200}"} for place, amount in enumerate(amounts)]
    return TrainingSet("made here", records[:rows], Table((), {}), labels[:rows])


def _identities(training: TrainingSet, rows: Rows) -> set[int]:
    return set(training.identities[rows].tolist())


@pytest.mark.parametrize("plan", [PLAN, replace(PLAN, split="group", split_by="school")], ids=["stratified", "group"])
def test_holdout__a_tenth_more_rows__nine_tenths_of_it_trained_neither_model(plan: Training) -> None:
    former, grown = _grown(4500), _grown(5000)
    champion, challenger = holdout(former, plan), holdout(grown, plan)
    judging = _identities(grown, challenger.test)
    unseen = judging - _identities(former, champion.train)
    assert not unseen & _identities(grown, challenger.train)
    assert len(unseen) >= 0.9 * len(judging)


@pytest.mark.parametrize("plan", [PLAN, replace(PLAN, split="group", split_by="school")], ids=["stratified", "group"])
def test_holdout__another_seed__other_rows(plan: Training) -> None:
    training = _grown(1000)
    assert not np.array_equal(holdout(training, plan).test, holdout(training, replace(plan, seed=plan.seed + 1)).test)
