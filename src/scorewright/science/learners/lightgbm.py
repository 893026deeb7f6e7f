"""LightGBM: gradient boosting that grows leaf by leaf; keeps the rounds up to the best one on the watched rows."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.tree_ensembles import BoostedTrees
from scorewright.science.artefacts.trees import LEAF, Trees, gather, one_tree
from scorewright.science.learners.early_stopping import set_aside
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.learner import Fitted, Learner, Lesson, Parameters
from scorewright.science.learners.limits import OF_BOOSTING, whole
from scorewright.science.learners.search_space import Choices, Floats, Integers

NEAR_ZERO = float(np.float32(1e-35))  # LightGBM reads numbers up to this far from 0 as 0


def fit(lesson: Lesson, parameters: Parameters) -> Fitted:
    """Importance is the total gain of a feature's splits."""
    from lightgbm import train  # noqa: PLC0415 - loaded when something is trained

    settings: dict[str, Any] = {
        "objective": "binary",
        "metric": "binary_logloss",
        "subsample_freq": 1,
        "monotone_constraints": lesson.monotone_or_none,
        "seed": lesson.seed,
        "num_threads": lesson.threads,
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
        **parameters,
    }
    rounds = settings.pop("n_estimators")
    if watched := set_aside(lesson, parameters["early_stopping_round"]):
        data = _dataset(watched.lesson)
        booster = train(settings, data, rounds, valid_sets=[_dataset(watched.watch, data)])
    else:
        booster = train({**settings, "early_stopping_round": 0}, _dataset(lesson), rounds)

    def probability(features: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(booster.predict(features), dtype=np.float64)

    return Fitted(
        probability, lambda: _predictor(booster), lambda: booster.feature_importance("gain").astype(np.float64)
    )


def _predictor(booster: Any) -> BoostedTrees:
    trees = [_one(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    return BoostedTrees(gather(trees), base=0.0)  # LightGBM adds its starting margin to the leaves of the first tree


def _dataset(lesson: Lesson, like: Any = None) -> Any:
    from lightgbm import Dataset  # noqa: PLC0415 - loaded when something is trained

    return Dataset(lesson.features, lesson.labels, weight=lesson.weights, reference=like)


def _one(root: dict[str, Any]) -> Trees:
    nodes = list(_walk(root))
    position = {id(node): place for place, node in enumerate(nodes)}
    return one_tree(
        feature=np.array([node.get("split_feature", LEAF) for node in nodes]),
        threshold=np.array([_threshold(node.get("threshold", 0.0)) for node in nodes]),
        missing_left=np.array([_missing_left(node) for node in nodes]),
        left=np.array([position.get(id(node.get("left_child")), LEAF) for node in nodes]),
        right=np.array([position.get(id(node.get("right_child")), LEAF) for node in nodes]),
        value=np.array([node.get("leaf_value", 0.0) for node in nodes], dtype=np.float64),
        leaf=np.array(["split_feature" not in node for node in nodes]),
        # A tree that is one leaf has no count, and needs none.
        cover=np.array([node.get("internal_count", node.get("leaf_count", 1)) for node in nodes]),
    )


def _walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    if "split_feature" in node:
        yield from _walk(node["left_child"])
        yield from _walk(node["right_child"])


def _threshold(threshold: float) -> float:
    if abs(threshold) > NEAR_ZERO:
        return threshold
    return NEAR_ZERO if threshold >= 0 else float(np.nextafter(-NEAR_ZERO, -np.inf))


def _missing_left(node: dict[str, Any]) -> bool:
    if node.get("missing_type") == "NaN":
        return bool(node["default_left"])
    return bool(node.get("threshold", 0.0) >= 0)  # nothing was missing in training: LightGBM then reads NaN as 0


LIGHTGBM = Learner(
    name="lightgbm",
    title="LightGBM",
    library="lightgbm",
    recipe=Recipe(categories="ordinal", round_to_single=True),
    parameters={
        "learning_rate": 0.05,
        "n_estimators": 600,
        "early_stopping_round": 30,
        "num_leaves": 15,
        "max_depth": -1,
        "min_child_samples": 20,
        "subsample": 0.8,
        "colsample_bytree": 0.8,
        "reg_lambda": 1.0,
        "reg_alpha": 0.0,
        "max_bin": 255,
    },
    limits={
        **OF_BOOSTING,
        "early_stopping_round": whole(0),
        "num_leaves": whole(2),
        "max_depth": whole(-1),
        "min_child_samples": whole(0),
        "max_bin": whole(2),
    },
    fit=fit,
    space={
        "learning_rate": Floats(0.01, 0.3, (0.01, 0.05, 0.1), log=True),
        "n_estimators": Integers(50, 300, (100, 200, 300)),
        "early_stopping_round": Choices((0, 10)),
        "num_leaves": Integers(4, 31, (7, 15, 31), log=True),
        "min_child_samples": Integers(2, 40, (5, 20), log=True),
        "subsample": Floats(0.6, 1.0, (0.8, 1.0)),
        "colsample_bytree": Floats(0.4, 1.0, (0.7, 1.0)),
        "reg_lambda": Floats(0.01, 30.0, (0.1, 1.0, 10.0), log=True),
    },
    patience="early_stopping_round",
)
