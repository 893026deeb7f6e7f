from dataclasses import replace

import numpy as np

from scorewright.science.learners.early_stopping import set_aside
from scorewright.science.learners.learner import Lesson


def lesson(positives: int, negatives: int) -> Lesson:
    labels = np.repeat([1, 0], [positives, negatives])
    rows = np.arange(len(labels), dtype=np.float64)
    return Lesson(rows.reshape(-1, 1), labels, rows, monotone=(0,), seed=1, threads=1)


def test_set_aside__enough_rows__a_stratified_15_percent_and_the_rest() -> None:
    cut = set_aside(lesson(40, 160), 10)
    assert cut is not None
    assert (len(cut.lesson.labels), len(cut.watch.labels)) == (170, 30)
    assert cut.watch.labels.sum() == 6
    together = np.concatenate([cut.lesson.features[:, 0], cut.watch.features[:, 0]])
    np.testing.assert_array_equal(np.sort(together), np.arange(200))
    np.testing.assert_array_equal(cut.watch.weights, cut.watch.features[:, 0])


def test_set_aside__fewer_than_twenty_of_a_class__none() -> None:
    assert set_aside(lesson(19, 500), 10) is None


def test_set_aside__no_patience__none_since_nothing_is_stopped() -> None:
    assert set_aside(lesson(40, 160), 0) is None


def test_set_aside__another_share__so_many_are_watched() -> None:
    cut = set_aside(replace(lesson(40, 160), watched_share=0.3), 10)
    assert cut is not None
    assert (len(cut.watch.labels), len(cut.lesson.labels)) == (60, 140)
