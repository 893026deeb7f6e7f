"""The conformal width of a learner, from what it answered for training rows that it was not fitted on."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.training import Training
from scorewright.loop.training.cross_validation import FoldAnswers
from scorewright.science.calibration.conformal import Width, fit_width
from scorewright.science.calibration.labelled_probabilities import Weights
from scorewright.science.learners.out_of_fold import cross_calibrated
from scorewright.science.policy.probabilities import settle


def width_of(
    answers: Sequence[FoldAnswers], y: NDArray[np.int64], plan: Training, weights: Weights | None = None
) -> Width | None:
    """The width that the ``answers`` of all folds teach, or None where they are too few or cannot be calibrated.

    ``weights`` (n,) calibrate as they do what is served; the width itself is learnt from rows as they are.

    The folds that chose the learner are used again, so that no fit is made for this. Where they answered before
    calibration, each is calibrated by what the others teach. The model that is served learns from all training rows and
    so from more than any of these: it is at least as good, and the coverage holds up to that.
    """
    probabilities = answers_as_served(answers, y, plan, weights)
    rows = np.concatenate([fold.rows for fold in answers])
    return None if probabilities is None else fit_width(probabilities, y[rows])


def answers_as_served(
    answers: Sequence[FoldAnswers], y: NDArray[np.int64], plan: Training, weights: Weights | None = None
) -> NDArray[np.float64] | None:
    """What the folds answered, one behind the other, calibrated and settled; None where they cannot be calibrated."""
    try:
        return settle(np.concatenate(_as_served(answers, y, plan, weights)))
    except ValueError:
        return None


def _as_served(
    answers: Sequence[FoldAnswers], y: NDArray[np.int64], plan: Training, weights: Weights | None
) -> list[NDArray[np.float64]]:
    if plan.calibration == "none" or all(fold.calibrated for fold in answers):
        return [fold.probabilities for fold in answers]
    counts = None if weights is None else [weights[fold.rows] for fold in answers]
    return cross_calibrated([(fold.probabilities, y[fold.rows]) for fold in answers], plan.calibration, counts)
