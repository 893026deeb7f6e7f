from typing import Any

import pytest

from scorewright.declare.errors import DeclarationError
from scorewright.declare.training import FeatureSelection, Training, Tuning
from scorewright.science.learners.catalogue import LEARNERS


def test_training__as_it_comes__lets_every_learner_compete() -> None:
    assert Training().learners == tuple(LEARNERS)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"learners": ()}, "learners"),
        ({"calibration": "isotonci"}, "calibration: 'isotonci' is not one of none, platt, isotonic"),
        ({"split": "tiem", "split_by": "day"}, "split: 'tiem'"),
        ({"imbalance": "nope"}, "imbalance: 'nope'"),
        ({"learners": ("oracle",)}, "'oracle'"),
        ({"learners": ("xgboost", "xgboost")}, "none twice"),
        ({"parameters": {"oracle": {}}}, "'oracle'"),
        ({"parameters": {"xgboost": {"depth": 3}}}, "no parameter depth"),
        ({"parameters": {"xgboost": {"gamma": "low"}}}, "xgboost: gamma must be a number from 0 up to 10,000"),
        ({"target_metric": "rows"}, "target_metric"),
        ({"target_metric": "luck"}, "target_metric"),
        ({"holdout_share": 0.0}, "holdout_share"),
        ({"holdout_share": 1.0}, "holdout_share"),
        ({"folds": 1}, "folds"),
        ({"split": "time"}, "split_by"),
        ({"split_by": "moment"}, "split_by"),
        ({"early_stopping_rounds": -1}, "early_stopping_rounds: must be 0 or more"),
    ],
)
def test_training__broken_rule__names_the_part(changes: dict[str, Any], part: str) -> None:
    with pytest.raises(DeclarationError, match=part):
        Training(**changes)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"method": "genetic"}, "method: 'genetic' is not one of none, grid, random, bayesian"),
        ({"iterations": 9}, "iterations: must lie from 10 to 200"),
        ({"iterations": 201}, "iterations: must lie from 10 to 200"),
        ({"seconds": 0}, "seconds: must be above 0"),
    ],
)
def test_tuning__broken_rule__named(changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(DeclarationError, match=rule):
        Tuning(**changes)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"method": "stepwise"}, "method: 'stepwise' is not one of none, auto, manual, rfe, lasso, tree_based"),
        ({"method": "manual"}, "names: are needed by the method 'manual'"),
        ({"method": "lasso", "names": ("age",)}, "and by no other"),
    ],
)
def test_feature_selection__broken_rule__named(changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(DeclarationError, match=rule):
        FeatureSelection(**changes)


def test_parameters_of__early_stopping_rounds__for_learners_that_stop_unless_they_say_otherwise() -> None:
    plan = Training(early_stopping_rounds=7, parameters={"lightgbm": {"early_stopping_round": 3}})
    assert plan.parameters_of("xgboost") == {"early_stopping_rounds": 7}
    assert plan.parameters_of("neural_network") == {"n_iter_no_change": 7}
    assert plan.parameters_of("lightgbm") == {"early_stopping_round": 3}
    assert plan.parameters_of("random_forest") == {}


def test_training__champion__must_be_one_of_its_learners() -> None:
    assert Training(learners=("xgboost", "logistic_regression"), champion="xgboost").champion == "xgboost"
    with pytest.raises(DeclarationError, match="champion: 'lightgbm' must be one of the learners"):
        Training(learners=("xgboost",), champion="lightgbm")
