"""Calibrators learnt from probabilities of rows that the model behind them did not see."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.cliffs import without_cliffs
from scorewright.science.calibration.isotonic import Isotonic, fit_isotonic
from scorewright.science.calibration.labelled_probabilities import Weights
from scorewright.science.calibration.platt import Platt, fit_platt
from scorewright.science.table import Table

Calibration = Literal["none", "platt", "isotonic"]
Probability = Callable[[Table], NDArray[np.float64]]


def fit_calibrator(
    train: Callable[..., Probability],
    table: Table,
    y: NDArray[np.int64],
    *,
    kind: Literal["platt", "isotonic"],
    folds: int,
    seed: int,
    weights: Weights | None = None,
) -> Platt | Isotonic:
    """``train`` on all folds but one, ask about that one, and learn the calibrator from all answers.

    ``weights`` (n,) are what each row counts, for ``train`` too, which is then given those of its rows.

    Raises ValueError when a class has fewer rows than there are folds, all answers are equal,
    or the Platt line falls: it would turn the learner's ranking upside down.
    """
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415 - loaded when something is trained

    if (fewest := int(np.bincount(y, minlength=2).min())) < folds:
        raise ValueError(f"calibration with {folds} folds needs {folds} rows of each class, and one has {fewest}")
    answers = np.empty(len(table))
    for rest, fold in StratifiedKFold(folds, shuffle=True, random_state=seed).split(np.zeros(len(y)), y):
        taught = train if weights is None else partial(train, weights=weights[rest])
        answers[fold] = taught(table.rows(rest), y[rest])(table.rows(fold))
    return _learnt(answers, y, kind, weights)


def cross_calibrated(
    folds: Sequence[tuple[NDArray[np.float64], NDArray[np.int64]]],
    kind: Literal["platt", "isotonic"],
    weights: Sequence[Weights] | None = None,
) -> list[NDArray[np.float64]]:
    """The probabilities of each of ``folds`` (with their outcomes, at least two), calibrated by what the others taught.

    ``weights`` are what the rows of each fold count; all alike where there are none. Raises ValueError
    as ``fit_calibrator`` does.
    """
    calibrated = []
    for left_out, (answers, _) in enumerate(folds):
        others = [fold for place, fold in enumerate(folds) if place != left_out]
        known, outcomes = (np.concatenate(part) for part in zip(*others, strict=True))
        counts = None if weights is None else np.concatenate([*weights[:left_out], *weights[left_out + 1 :]])
        calibrated.append(_learnt(known, outcomes, kind, counts).apply(answers))
    return calibrated


def _learnt(
    answers: NDArray[np.float64], y: NDArray[np.int64], kind: Literal["platt", "isotonic"], weights: Weights | None
) -> Platt | Isotonic:
    if kind == "isotonic":
        return without_cliffs(fit_isotonic(answers, y, weights))
    platt = fit_platt(answers, y, weights)
    if platt.slope <= 0:
        raise ValueError("on rows it did not see, the learner's probability does not rise with the outcome")
    return platt
