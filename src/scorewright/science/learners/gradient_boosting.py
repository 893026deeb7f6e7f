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
from scorewright.science.learners.limits import LARGEST, SHARE, real, whole
from scorewright.science.learners.search_space import Choices, Floats, Integers


def fit(lesson: Lesson, parameters: Parameters) -> Fitted:
    """Importance is the total gain of a feature's splits."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - loaded when something is trained

    patience = parameters["n_iter_no_change"]
    watched = set_aside(lesson, patience)
    model = HistGradientBoostingClassifier(
        early_stopping=watched is not None,
        categorical_features=None,
        monotonic_cst=lesson.monotone_or_none,
        random_state=lesson.seed,
        **{
            **parameters,
            "n_iter_no_change": patience or 1,  # 0 is no number to scikit-learn, even where nothing stops
            "max_features": float(parameters["max_features"] or 0),  # nor is a whole 1 a share
        },
    )
    if watched is None:
        model.fit(_some_value(lesson.features), lesson.labels, sample_weight=lesson.weights_or_none)
    else:
        rest, watch = watched.lesson, watched.watch
        model.fit(
            _some_value(rest.features),
            rest.labels,
            sample_weight=rest.weights_or_none,
            X_val=watch.features,
            y_val=watch.labels,
            sample_weight_val=watch.weights_or_none,
        )
    # scikit-learn has no public way to these: the tests of every release of it are what holds this together.
    nodes = [predictor.nodes for (predictor,) in model._predictors]  # noqa: SLF001
    base = float(model._baseline_prediction.item())  # noqa: SLF001
    return Fitted(
        positive_share(model),
        lambda: BoostedTrees(gather([_one(tree) for tree in nodes]), base),
        lambda: _gain(np.concatenate(nodes), lesson.features.shape[1]),
    )


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
    limits={
        "learning_rate": real(0, above=True),
        "max_iter": whole(1),
        "n_iter_no_change": whole(0),
        "max_leaf_nodes": whole(2, LARGEST, None),
        "max_depth": whole(1, LARGEST, None),
        "min_samples_leaf": whole(1),
        "l2_regularization": real(0),
        "max_features": SHARE,
        "max_bins": whole(2, 255),
    },
    fit=fit,
    space={
        "learning_rate": Floats(0.01, 0.2, (0.01, 0.05, 0.1), log=True),
        "max_iter": Integers(50, 300, (100, 200, 300)),
        "n_iter_no_change": Choices((0, 10)),
        "max_leaf_nodes": Integers(4, 31, (7, 15, 31), log=True),
        "max_depth": Integers(2, 7, (3, 5, 7)),
        "min_samples_leaf": Integers(1, 40, (1, 4, 20), log=True),
        "l2_regularization": Floats(0.01, 30.0, (0.1, 1.0, 10.0), log=True),
        "max_features": Floats(0.3, 1.0, (0.7, 1.0)),
    },
    patience="n_iter_no_change",
)
