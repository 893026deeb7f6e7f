"""Logistic regression with an L2 penalty: the yardstick, and often enough. Takes no heed of monotone columns."""

import numpy as np

from scorewright.science.artefacts.linear import Linear
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.learner import Fitted, Learner, Lesson, Parameters, positive_share


def fit(lesson: Lesson, parameters: Parameters) -> Fitted:
    """Importance is each coefficient's size times its feature's standard deviation in training."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - loaded when something is trained

    model = LogisticRegression(solver="lbfgs", random_state=lesson.seed, **parameters)
    model.fit(lesson.features, lesson.labels, sample_weight=lesson.weights)
    weights = model.coef_[0]
    importance = np.abs(weights) * lesson.features.std(axis=0)
    return Fitted(positive_share(model), Linear(weights, float(model.intercept_[0])), importance)


LOGISTIC_REGRESSION = Learner(
    name="logistic_regression",
    title="Logistic regression",
    library="sklearn",
    recipe=Recipe(categories="one-hot", impute=True, indicate_missing=True, standardise=True),
    parameters={"C": 1.0, "max_iter": 2000, "tol": 1e-4},
    fit=fit,
)
