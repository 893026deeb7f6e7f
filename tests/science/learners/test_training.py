import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.science.learners.training import train
from scorewright.science.table import Table

Labelled = tuple[Table, NDArray[np.int64]]


def test_train__unknown_learner__key_error(training: Labelled) -> None:
    with pytest.raises(KeyError, match="crystal_ball"):
        train("crystal_ball", *training, seed=1)


def test_train__constant_outcome__refused_by_name(training: Labelled) -> None:
    table, y = training
    with pytest.raises(ValueError, match="y is constant: every row is 1"):
        train("decision_tree", table, np.ones_like(y), seed=1)


def test_train__outcomes_as_booleans__same_model(training: Labelled) -> None:
    table, y = training
    as_numbers, as_booleans = (train("decision_tree", table, outcomes, seed=1) for outcomes in (y, y == 1))
    assert as_numbers.to_onnx() == as_booleans.to_onnx()


def test_train__fewer_rows_of_a_class_than_folds__refused(training: Labelled) -> None:
    table, y = training
    few = np.concatenate([np.flatnonzero(y == 0), np.flatnonzero(y == 1)[:4]])
    with pytest.raises(ValueError, match="needs 5 rows of each class, and one has 4"):
        train("logistic_regression", table.rows(few), y[few], seed=1, calibration="platt")


def test_train__parameter_changed__taken(training: Labelled) -> None:
    model = train("decision_tree", *training, seed=1, parameters={"max_leaf_nodes": 2})
    assert len(np.unique(model.probability(training[0]))) == 2


def test_train__other_seed__other_forest(training: Labelled) -> None:
    first, second = (train("random_forest", *training, seed=seed, parameters={"n_estimators": 5}) for seed in (1, 2))
    assert first.to_onnx() != second.to_onnx()


FIRST_TRAINING = """
import sys
from dataclasses import replace
import numpy as np
from threadpoolctl import threadpool_info
from scorewright.science.learners import training
from scorewright.science.table import Column, Table

name = sys.argv[1]
learner = training.LEARNERS[name]

def watched(lesson, parameters):
    fitted = learner.fit(lesson, parameters)
    print(*{pool["num_threads"] for pool in threadpool_info()})
    return fitted

training.LEARNERS = {name: replace(learner, fit=watched)}
x = np.arange(60.0)
rounds = {"n_estimators": 2} if "n_estimators" in learner.parameters else {}
training.train(name, Table((Column("x", "number"),), {"x": x}), (x > 30).astype(int), seed=1, parameters=rounds)
"""


@pytest.mark.parametrize("name", ["decision_tree", "xgboost", "lightgbm"])
def test_train__first_training_of_a_process__keeps_to_its_threads(name: str) -> None:
    """The learner's library is loaded just before: a limit set on threads earlier would not bind it."""
    done = subprocess.run([sys.executable, "-c", FIRST_TRAINING, name], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1"]
