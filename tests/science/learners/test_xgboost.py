import numpy as np

from scorewright.science.artefacts.tree_ensembles import BoostedTrees
from scorewright.science.learners.learner import Lesson
from scorewright.science.learners.xgboost import XGBOOST, fit


def test_fit__value_exactly_at_a_split__counts_as_not_below_it() -> None:
    x = np.array([0.0, 1.0] * 40)
    lesson = Lesson(x.reshape(-1, 1), x.astype(np.int64), np.ones(80), monotone=(0,), seed=1, threads=1)
    fitted = fit(lesson, {**XGBOOST.parameters, "n_estimators": 3, "subsample": 1.0, "min_child_weight": 0.0})
    assert isinstance(fitted.predictor, BoostedTrees)
    (threshold,) = fitted.predictor.trees.split_points(0)
    just_above = np.nextafter(np.float32(threshold), np.float32(np.inf))
    low, high = fitted.probability(np.array([[threshold], [float(just_above)]]))
    assert low < 0.5 < high


def test_fit__early_stopping__keeps_the_rounds_up_to_the_best() -> None:
    rng = np.random.default_rng(0)
    features, labels = rng.normal(size=(400, 3)), rng.integers(2, size=400)
    lesson = Lesson(features, labels, np.ones(400), monotone=(0, 0, 0), seed=1, threads=1)
    fitted = fit(lesson, {**XGBOOST.parameters, "early_stopping_rounds": 5})
    assert isinstance(fitted.predictor, BoostedTrees)
    assert fitted.predictor.trees.count < 100  # of 600: there is nothing to learn from noise
