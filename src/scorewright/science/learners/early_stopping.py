"""The rows that tell a learner when to stop."""

from dataclasses import dataclass, replace

import numpy as np

from scorewright.science.learners.learner import Lesson, Parameter

FEWEST_OF_A_CLASS = 20  # below this the watched slice holds at most three of them: stopping by it is chance


@dataclass(frozen=True, slots=True)
class Watched:
    """``lesson`` without the ``watch`` rows, which are only looked at."""

    lesson: Lesson
    watch: Lesson


def set_aside(lesson: Lesson, patience: Parameter) -> Watched | None:
    """Set its stratified ``watched_share`` of ``lesson`` aside, to stop ``patience`` rounds after the best one.

    None, so learn from all without stopping, where ``patience`` is 0 and below 20 rows of a class.
    """
    from sklearn.model_selection import StratifiedShuffleSplit  # noqa: PLC0415 - loaded when something is trained

    if not patience or np.bincount(lesson.labels, minlength=2).min() < FEWEST_OF_A_CLASS:
        return None
    cut = StratifiedShuffleSplit(1, test_size=lesson.watched_share, random_state=lesson.seed)
    rest, watch = next(cut.split(lesson.features, lesson.labels))
    return Watched(*(_rows(lesson, np.sort(chosen)) for chosen in (rest, watch)))


def _rows(lesson: Lesson, chosen: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Lesson:
    return replace(
        lesson,
        features=lesson.features[chosen],
        labels=lesson.labels[chosen],
        weights=lesson.weights[chosen],
    )
