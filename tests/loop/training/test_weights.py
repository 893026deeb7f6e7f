"""Rows that stand for others, from the data to the gates."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from scorewright.declare.dataset import Dataset
from scorewright.declare.gates import Gate
from scorewright.declare.left_out import LeftOut
from scorewright.loop.training.cross_validation import fit
from scorewright.loop.training.finishing import Finished
from scorewright.loop.training.processes.ground import hold
from scorewright.loop.training.rows.preparation import TrainingSet, prepare
from scorewright.loop.training.rows.splitting import fingerprint, holdout
from scorewright.loop.training.search.trying import attempt
from scorewright.loop.training.search.tuning import digest
from scorewright.loop.training.session import Session, ground_of
from scorewright.science.tuning.search import Proposal


class InThisProcess(Executor):
    def submit(self, fn: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*arguments, **named))
        return future


def weights_of(dataset: Dataset) -> list[float]:
    """As if short distances had been looked into one time in four."""
    return [1.0 if float(row["distance"]) > 50 else 4.0 for row in dataset.rows]


@pytest.fixture
def sampled(small) -> TrainingSet:
    dataset = small.load()
    return prepare(small, replace(dataset, weights=weights_of(dataset)))


def test_prepare__weights__of_the_rows_that_are_learnt_from(small) -> None:
    dataset = small.load()
    weights = weights_of(dataset)
    choosy = replace(small, left_out=(LeftOut("van", ("small", "")),))
    found = prepare(choosy, replace(dataset, weights=weights))
    kept = [weight for weight, row in zip(weights, dataset.rows, strict=True) if row["van"] == "large"]
    assert found.weights is not None
    assert found.weights.tolist() == kept


def test_prepare__equal_weights__none_and_the_fingerprint_of_none(small, sampled) -> None:
    dataset = small.load()
    plain, alike = prepare(small, dataset), prepare(small, replace(dataset, weights=[4.0] * len(dataset.rows)))
    split = holdout(plain, small.training)
    assert alike.weights is None
    assert fingerprint(alike, split) == fingerprint(plain, split) != fingerprint(sampled, split)


def test_finished__weights__metrics_and_gates_are_of_all_that_rows_stand_for(small, sampled) -> None:
    use_case = replace(small, gates=(Gate("brier", "<=", 0.2), Gate("positive_rate", ">=", 0.4)))
    split = holdout(sampled, small.training)
    session = Session(use_case, sampled, ["logistic_regression"], InThisProcess(), lambda _: None)
    selection = session.validated(split.train, 3, "choosing")
    ((found,), refused) = session.finished(split, selection)
    assert (refused, isinstance(found, Finished)) == ({}, True)
    y, weights = sampled.labels[split.test], sampled.weights[split.test]
    brier = found.evaluation.metrics["brier"].value
    assert brier == pytest.approx(brier_score_loss(y, found.probabilities, sample_weight=weights))
    assert found.evaluation.metrics["roc_auc"].value == pytest.approx(
        roc_auc_score(y, found.probabilities, sample_weight=weights)
    )
    rate = np.average(y, weights=weights)
    assert rate < 0.4 < y.mean()
    assert [(gate.value, gate.passed) for gate in found.gates] == [(brier, True), (pytest.approx(rate), False)]


def test_validated__weights__teach_and_judge_each_fold(small, sampled) -> None:
    split = holdout(sampled, small.training)
    session = Session(small, sampled, ["logistic_regression"], InThisProcess(), lambda _: None)
    found = session.validated(split.train, 3, "choosing")["logistic_regression"]
    for score, answers in zip(found.folds, found.answers, strict=True):
        rest = np.setdiff1d(split.train, answers.rows)
        taught = fit(
            "logistic_regression",
            small.training,
            sampled.table.rows(rest),
            sampled.labels[rest],
            weights=sampled.weights[rest],
            calibrated=False,
        )
        given = np.round(taught.probability(sampled.table.rows(answers.rows)), 6)
        np.testing.assert_allclose(answers.probabilities, given, atol=1e-6)
        y, weights = sampled.labels[answers.rows], sampled.weights[answers.rows]
        assert score == pytest.approx(roc_auc_score(y, answers.probabilities, sample_weight=weights))


@pytest.mark.parametrize("metric", ["roc_auc", "brier"])
def test_attempt__weights__a_trial_scores_as_cross_validation_does(small, sampled, metric: str) -> None:
    plan = replace(small.training, target_metric=metric, calibration="platt")
    use_case = replace(small, training=plan)
    split = holdout(sampled, plan)
    ground = ground_of(use_case, sampled, split.train)
    session = Session(use_case, sampled, ["logistic_regression"], InThisProcess(), lambda _: None)
    hold(ground)
    try:
        tried = attempt("logistic_regression", Proposal(0, {}, None)).trial
    finally:
        hold(None)
    expected = session.validated(split.train, plan.folds, "choosing")["logistic_regression"].folds
    assert tried.folds == pytest.approx(expected)


def test_digest__weights__other_trials_than_those_of_rows_that_count_alike(small, sampled) -> None:
    split = holdout(sampled, small.training)
    weighed = ground_of(small, sampled, split.train)
    plain = ground_of(small, replace(sampled, weights=None), split.train)
    assert digest(weighed, "logistic_regression") != digest(plain, "logistic_regression")
