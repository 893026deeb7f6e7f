"""Calibrators learnt from probabilities of rows that the model behind them did not see."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.isotonic import Isotonic, fit_isotonic
from scorewright.science.calibration.labelled_probabilities import Weights
from scorewright.science.calibration.platt import Platt, fit_platt
from scorewright.science.table import Table

Calibration = Literal["none", "platt", "isotonic"]
Probability = Callable[[Table], NDArray[np.float64]]
STEEPEST_SLOPE = 30.0


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


def without_cliffs(isotonic: Isotonic, steepest: float = STEEPEST_SLOPE) -> Isotonic:
    """``isotonic`` with knots left out until no segment rises by more than ``steepest`` for each unit.

    Isotonic regression jumps between neighbouring probabilities. An artefact whose probability differs by 1e-7 would
    land elsewhere on the jump; with slopes up to 30 it cannot differ by more than 3e-6 after it. The end points stay,
    so a table whose ends alone are steeper keeps that slope.

    >>> without_cliffs(Isotonic((0.1, 0.5, 0.5001, 0.9), (0.1, 0.2, 0.4, 0.6)))
    Isotonic(knots=(0.1, 0.5, 0.9), values=(0.1, 0.2, 0.6))
    """
    points = list(zip(isotonic.knots, isotonic.values, strict=True))
    kept = points[:1]
    for point in points[1:-1]:
        if _slope(kept[-1], point) <= steepest:
            kept.append(point)
    if len(points) > 1:
        while len(kept) > 1 and _slope(kept[-1], points[-1]) > steepest:
            kept.pop()
        kept.append(points[-1])
    knots, values = zip(*kept, strict=True)
    return Isotonic(knots, values)


def _slope(low: tuple[float, float], high: tuple[float, float]) -> float:
    return (high[1] - low[1]) / (high[0] - low[0])
