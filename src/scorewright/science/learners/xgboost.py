"""XGBoost: gradient boosting with second-order steps; keeps the rounds up to the best one on the watched rows."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.tree_ensembles import BoostedTrees
from scorewright.science.artefacts.trees import LEAF, Trees, gather, one_tree
from scorewright.science.learners.early_stopping import set_aside
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.learner import Fitted, Learner, Lesson, Parameters
from scorewright.science.learners.limits import OF_BOOSTING, real, whole
from scorewright.science.learners.search_space import Choices, Floats, Integers


def fit(lesson: Lesson, parameters: Parameters) -> Fitted:
    """Importance is the total gain of a feature's splits.

    The probability is computed in double from XGBoost's own margin: its single-precision sigmoid cannot tell apart
    probabilities near 1, which a calibrator would then magnify.
    """
    from scipy.special import expit  # noqa: PLC0415 - loaded when something is trained
    from xgboost import XGBClassifier  # noqa: PLC0415 - loaded when something is trained

    stopping = parameters["early_stopping_rounds"]
    watched = set_aside(lesson, stopping)
    model = XGBClassifier(
        objective="binary:logistic",
        eval_metric="logloss",
        tree_method="hist",
        importance_type="total_gain",
        monotone_constraints=lesson.monotone_or_none,
        random_state=lesson.seed,
        n_jobs=lesson.threads,
        **{**parameters, "early_stopping_rounds": stopping if watched else None},
    )
    if watched is None:
        model.fit(lesson.features, lesson.labels, sample_weight=lesson.weights)
    else:
        rest, watch = watched.lesson, watched.watch
        model.fit(
            rest.features,
            rest.labels,
            sample_weight=rest.weights,
            eval_set=[(watch.features, watch.labels)],
            sample_weight_eval_set=[watch.weights],
            verbose=False,
        )

    def probability(features: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(expit(model.predict(features, output_margin=True).astype(np.float64)))

    return Fitted(
        probability,
        lambda: _predictor(model),
        lambda: np.asarray(model.feature_importances_, dtype=np.float64),
    )


def _predictor(model: Any) -> BoostedTrees:
    from scipy.special import logit  # noqa: PLC0415 - loaded when something is trained

    booster = model.get_booster()
    if model.early_stopping_rounds is not None:
        booster = booster[: model.best_iteration + 1]
    learner = json.loads(booster.save_raw("json"))["learner"]
    # Written as "[5E-1]" since release 3.1, as "5E-1" before.
    base = np.float32(learner["learner_model_param"]["base_score"].strip("[]"))
    trees = learner["gradient_booster"]["model"]["trees"]
    return BoostedTrees(gather([_one(tree) for tree in trees]), float(logit(np.float64(base))))


def _one(tree: dict[str, Any]) -> Trees:
    left = np.array(tree["left_children"])
    conditions = np.array(tree["split_conditions"], dtype=np.float32)
    return one_tree(
        feature=np.array(tree["split_indices"]),
        # XGBoost goes left where x < t; for float32 numbers that is where x is at most the float32 just below t.
        threshold=np.nextafter(conditions, np.float32(-np.inf)).astype(np.float64),
        missing_left=np.array(tree["default_left"]),
        left=left,
        right=np.array(tree["right_children"]),
        value=conditions.astype(np.float64),
        leaf=left == LEAF,
        cover=np.array(tree["sum_hessian"], dtype=np.float32),
    )


XGBOOST = Learner(
    name="xgboost",
    title="XGBoost",
    library="xgboost",
    recipe=Recipe(categories="ordinal", round_to_single=True),
    parameters={
        "learning_rate": 0.05,
        "n_estimators": 600,
        "early_stopping_rounds": 30,
        "max_depth": 4,
        "min_child_weight": 5.0,
        "subsample": 0.8,
        "colsample_bytree": 0.8,
        "reg_lambda": 1.0,
        "reg_alpha": 0.0,
        "gamma": 0.0,
        "max_bin": 256,
    },
    limits={
        **OF_BOOSTING,
        "early_stopping_rounds": whole(0),
        "max_depth": whole(0),
        "min_child_weight": real(0),
        "gamma": real(0),
        "max_bin": whole(2),
    },
    fit=fit,
    space={
        "learning_rate": Floats(0.01, 0.3, (0.01, 0.05, 0.1, 0.3), log=True),
        "n_estimators": Integers(50, 300, (100, 200, 300)),
        "early_stopping_rounds": Choices((0, 10)),
        "max_depth": Integers(2, 9, (3, 5, 7, 9)),
        "min_child_weight": Floats(1.0, 10.0, (1.0, 3.0, 5.0), log=True),
        "subsample": Floats(0.5, 1.0, (0.7, 0.8, 0.9, 1.0)),
        "colsample_bytree": Floats(0.3, 1.0, (0.7, 0.8, 0.9, 1.0)),
        "reg_lambda": Floats(0.1, 30.0, (1.0,), log=True),
        "gamma": Floats(0.0, 2.0, (0.0, 0.1, 0.2)),
    },
    patience="early_stopping_rounds",
)
