"""Gradient boosting on histograms, by scikit-learn.

It stops when the watched rows have not gained for ``n_iter_no_change`` rounds, and keeps those last rounds.
"""

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.tree_ensembles import BoostedTrees
from scorewright.science.artefacts.trees import Trees, gather, one_tree
from scorewright.science.learners.early_stopping import set_aside
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.learner import Fitted, Learner, Lesson, Parameters, positive_share


def fit(lesson: Lesson, parameters: Parameters) -> Fitted:
    """Importance is the total gain of a feature's splits."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - loaded when something is trained

    watched = set_aside(lesson)
    model = HistGradientBoostingClassifier(
        early_stopping=watched is not None,
        categorical_features=None,
        monotonic_cst=lesson.monotone_or_none,
        random_state=lesson.seed,
        **parameters,
    )
    if watched is None:
        model.fit(_some_value(lesson.features), lesson.labels, sample_weight=lesson.weights)
    else:
        rest, watch = watched.lesson, watched.watch
        model.fit(
            _some_value(rest.features),
            rest.labels,
            sample_weight=rest.weights,
            X_val=watch.features,
            y_val=watch.labels,
            sample_weight_val=watch.weights,
        )
    # scikit-learn has no public way to these: the tests of every release of it are what holds this together.
    nodes = [predictor.nodes for (predictor,) in model._predictors]  # noqa: SLF001
    base = float(model._baseline_prediction.item())  # noqa: SLF001
    predictor = BoostedTrees(gather([_one(tree) for tree in nodes]), base)
    return Fitted(positive_share(model), predictor, _gain(np.concatenate(nodes), lesson.features.shape[1]))


def _some_value(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Zeros for a feature without any value, which scikit-learn cannot bin; no tree splits it either way."""
    return np.where(np.isnan(features).all(axis=0), 0.0, features)


def _one(nodes: NDArray[np.void]) -> Trees:
    return one_tree(
        feature=nodes["feature_idx"],
        threshold=nodes["num_threshold"],
        missing_left=nodes["missing_go_to_left"],
        left=nodes["left"].astype(np.int64),
        right=nodes["right"].astype(np.int64),
        value=nodes["value"],
        leaf=nodes["is_leaf"] == 1,
        cover=nodes["count"],
    )


def _gain(nodes: NDArray[np.void], features: int) -> NDArray[np.float64]:
    splits = nodes[nodes["is_leaf"] == 0]
    gain = np.bincount(splits["feature_idx"], weights=splits["gain"], minlength=features)
    return gain.astype(np.float64)


GRADIENT_BOOSTING = Learner(
    name="gradient_boosting",
    title="Gradient boosting (scikit-learn)",
    library="sklearn",
    recipe=Recipe(categories="ordinal", round_to_single=True),
    parameters={
        "learning_rate": 0.05,
        "max_iter": 600,
        "n_iter_no_change": 30,
        "max_leaf_nodes": 15,
        "max_depth": None,
        "min_samples_leaf": 20,
        "l2_regularization": 1.0,
        "max_features": 0.8,
        "max_bins": 255,
    },
    fit=fit,
)
