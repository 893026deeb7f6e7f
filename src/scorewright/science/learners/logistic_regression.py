"""Logistic regression, penalised: the yardstick, and often enough. Takes no heed of monotone columns."""

import numpy as np

from scorewright.science.artefacts.linear import Linear
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.learner import Fitted, Learner, Lesson, Parameters, positive_share
from scorewright.science.learners.limits import one_of, real, whole
from scorewright.science.learners.search_space import Choices, Floats


def fit(lesson: Lesson, parameters: Parameters) -> Fitted:
    """Importance is each coefficient's size times its feature's standard deviation in training."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - loaded when something is trained

    solver = {0.0: "lbfgs", 1.0: "liblinear"}.get(float(parameters["l1_ratio"] or 0.0), "saga")
    # liblinear penalises the intercept as well: on a larger scale hardly.
    model = LogisticRegression(solver=solver, intercept_scaling=10.0, random_state=lesson.seed, **parameters)
    model.fit(lesson.features, lesson.labels, sample_weight=lesson.weights)
    weights = model.coef_[0]
    return Fitted(
        positive_share(model),
        lambda: Linear(weights, float(model.intercept_[0])),
        lambda: np.abs(weights) * lesson.features.std(axis=0),
    )


LOGISTIC_REGRESSION = Learner(
    name="logistic_regression",
    title="Logistic regression",
    library="sklearn",
    recipe=Recipe(categories="one-hot", impute=True, indicate_missing=True, standardise=True),
    parameters={"C": 1.0, "l1_ratio": 0.0, "class_weight": None, "max_iter": 2000, "tol": 1e-4},
    limits={
        "C": real(0, above=True),
        "l1_ratio": real(0, 1),
        "class_weight": one_of("balanced", None),
        "max_iter": whole(1),
        "tol": real(0, above=True),
    },
    fit=fit,
    space={
        "C": Floats(0.001, 100.0, (0.001, 0.01, 0.1, 1.0, 10.0, 100.0), log=True),
        "l1_ratio": Choices((0.0, 1.0)),
        "class_weight": Choices((None, "balanced"), moves_level=True),
    },
)
