"""Rows that stand for others: what was found where only high scores are always looked into says it of all."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.training import train
from scorewright.science.table import Column, Table

QUICK = {
    "random_forest": {"n_estimators": 60},
    "extra_trees": {"n_estimators": 60},
    "xgboost": {"n_estimators": 60},
    "lightgbm": {"n_estimators": 60},
    "gradient_boosting": {"max_iter": 60},
    "neural_network": {"max_iter": 40},
}


@dataclass(frozen=True)
class Life:
    """``people`` of whom some were ``chosen`` by the score of a former model, which knew more than is asked today."""

    people: Table
    y: NDArray[np.int64]
    chosen: NDArray[np.intp]
    weights: NDArray[np.float64]

    @property
    def rows(self) -> tuple[Table, NDArray[np.int64]]:
        return self.people.rows(self.chosen), self.y[self.chosen]


def life(people: int, seed: int) -> Life:
    rng = np.random.default_rng(seed)
    x, hidden = rng.normal(size=people), rng.normal(size=people)
    risk = 1 / (1 + np.exp(-(x + 1.5 * hidden - 1)))
    y = (rng.random(people) < risk).astype(np.int64)
    inclusion = np.where(risk > 0.4, 1.0, 0.2)
    chosen = np.flatnonzero(rng.random(people) < inclusion)
    return Life(Table((Column("x"),), {"x": x}), y, chosen, 1 / inclusion[chosen])


@pytest.mark.parametrize("learner", LEARNERS)
def test_train__high_scores_looked_into_more_often__weights_bring_the_base_rate_back(learner: str) -> None:
    found = life(6000, seed=7)
    given = {"seed": 1, "parameters": QUICK.get(learner, {})}
    weighed = train(learner, *found.rows, weights=found.weights, **given).probability(found.people)
    plain = train(learner, *found.rows, **given).probability(found.people)
    rate = found.y.mean()
    assert abs(weighed.mean() - rate) < 0.05
    assert plain.mean() - rate > 0.1


@pytest.mark.parametrize("calibration", ["none", "platt"])
def test_train__many_lives__only_the_weighed_fit_is_unbiased(calibration: str) -> None:
    """The mean error of the base rate over lives, held against its own standard error."""
    errors = []
    for seed in range(12):
        found = life(2000, seed)
        given = {"seed": 1, "calibration": calibration}
        both = [train("logistic_regression", *found.rows, weights=w, **given) for w in (found.weights, None)]
        errors.append([model.probability(found.people).mean() - found.y.mean() for model in both])
    weighed, plain = np.array(errors).T
    assert abs(weighed.mean()) < 3 * weighed.std(ddof=1) / np.sqrt(len(weighed))
    assert plain.mean() > 20 * plain.std(ddof=1) / np.sqrt(len(plain))
    assert plain.mean() > 0.1


def test_train__isotonic__a_weighed_table_is_that_of_everybody_rather_than_of_the_chosen() -> None:
    found = life(4000, seed=5)
    given = {"seed": 1, "calibration": "isotonic"}
    of_all = train("logistic_regression", found.people, found.y, **given).probability(found.people)
    weighed, plain = (
        train("logistic_regression", *found.rows, weights=w, **given).probability(found.people)
        for w in (found.weights, None)
    )
    assert np.abs(weighed - of_all).mean() < 0.04
    assert np.abs(plain - of_all).mean() > 0.1


@pytest.mark.parametrize(
    ("learner", "calibration"), [("logistic_regression", "platt"), ("lightgbm", "isotonic"), ("neural_network", "none")]
)
def test_train__equal_weights__the_very_model_of_none(learner: str, calibration: str) -> None:
    found = life(600, seed=2)
    given = {"seed": 1, "parameters": QUICK.get(learner, {}), "calibration": calibration}
    alike = train(learner, *found.rows, weights=np.full(len(found.chosen), 4.0), **given)
    assert alike.to_onnx() == train(learner, *found.rows, **given).to_onnx()


def test_train__balanced__both_classes_have_the_same_weight_of_all_rows() -> None:
    found = life(4000, seed=4)
    balanced = train("logistic_regression", *found.rows, weights=found.weights, seed=1, imbalance="balanced")
    p, y = balanced.probability(found.people), found.y
    assert (p[y == 1].mean() + p[y == 0].mean()) / 2 == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("weights", [np.ones(3), np.zeros(0), np.array([1.0, -1.0]), np.array([1.0, np.nan])])
def test_train__weights_that_are_none__refused(weights: NDArray[np.float64]) -> None:
    table = Table((Column("x"),), {"x": np.array([0.0, 1.0])})
    with pytest.raises(ValueError, match="weights must be above 0 and finite, one for each of 2 rows"):
        train("decision_tree", table, np.array([0, 1]), seed=1, weights=weights)
