"""From a table and its outcomes to a trained model."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from scorewright.science.feature_selection.selection import EVERYTHING, Selection
from scorewright.science.learners.admissible import check_trainable
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.columns import chosen_columns
from scorewright.science.learners.encoding.encoder import Encoder
from scorewright.science.learners.learner import WATCHED_SHARE, Learner, Lesson, Parameters
from scorewright.science.learners.lessons import Imbalance, lesson_of, unequal
from scorewright.science.learners.out_of_fold import Calibration, fit_calibrator
from scorewright.science.learners.trained_model import TrainedModel
from scorewright.science.table import Table


def train(
    learner_name: str,
    table: Table,
    y: NDArray[np.integer | np.bool_],
    *,
    seed: int,
    threads: int = 1,
    parameters: Parameters | None = None,
    imbalance: Imbalance = "none",
    calibration: Calibration = "none",
    calibration_folds: int = 5,
    selection: Selection = EVERYTHING,
    scale: bool = True,
    watched_share: float = WATCHED_SHARE,
    weights: NDArray[np.float64] | None = None,
) -> TrainedModel:
    """Train the learner ``learner_name`` on ``table`` (n rows) and outcomes ``y`` (n,) of 0 and 1.

    ``parameters`` change the learner's own; ``imbalance`` "balanced" gives both classes the same total weight; a
    calibrator is learnt from ``calibration_folds`` models that each left a fold out, the model itself from all rows.
    ``selection`` chooses, from the rows that train, the columns that are learnt from; the model still takes them all.
    Without ``scale`` linear models and networks see numbers as they are; ``watched_share`` of the rows stop learners
    that grow. ``weights`` (n,), above 0, are what each row counts beside the others: they teach the learner, when it
    stops, and the calibrator, but neither choose columns nor encode them. The same arguments give the same model, and
    equal weights that of none.

    Raises KeyError for an unknown learner; ValueError for an unknown parameter, for a table or ``y`` that cannot be
    learnt from (see ``check_trainable``), for weights that are none, and for too few rows of a
    class to calibrate with.
    """
    learner = LEARNERS[learner_name]
    chosen = learner.with_changes(parameters or {})
    check_trainable(table, y)
    labels, weights = y.astype(np.int64), unequal(weights, len(y))
    import_module(learner.library)  # now: the limit on threads binds only what is loaded
    teach = partial(
        lesson_of,
        learner.recipe,
        imbalance=imbalance,
        seed=seed,
        threads=threads,
        scale=scale,
        watched_share=watched_share,
    )
    uncalibrated = partial(_train, learner, chosen, teach, selection=selection, seed=seed)
    with threadpool_limits(threads):
        calibrator = None
        if calibration != "none":
            calibrator = fit_calibrator(
                lambda rows, outcomes, **more: uncalibrated(rows, outcomes, **more).probability,
                table,
                labels,
                kind=calibration,
                folds=calibration_folds,
                seed=seed,
                weights=weights,
            )
        model = uncalibrated(table, labels, weights=weights)
    return replace(model, calibrator=calibrator)


def _train(
    learner: Learner,
    parameters: Parameters,
    teach: Callable[..., tuple[Encoder, Lesson]],
    table: Table,
    y: NDArray[np.int64],
    *,
    selection: Selection,
    seed: int,
    weights: NDArray[np.float64] | None = None,
) -> TrainedModel:
    encoder, lesson = teach(table.only(chosen_columns(selection, table, y, seed=seed)), y, weights=weights)
    fitted = learner.fit(lesson, parameters)
    return TrainedModel(learner.name, table.columns, encoder, fitted, _means(lesson.features), None)


def _means(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of each feature, shape (d,), missing values left aside; 0 for a feature without any value."""
    without_value = np.isnan(features).all(axis=0)
    return np.asarray(np.nanmean(np.where(without_value, 0.0, features), axis=0), dtype=np.float64)
