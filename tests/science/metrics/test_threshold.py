from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as theirs

from scorewright.science.metrics.threshold import (
    Confusion,
    accuracy,
    accuracy_gain,
    confusion,
    f1,
    false_positive_rate,
    negative_precision,
    precision,
    recall,
)

rows = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 4).map(lambda quarter: quarter / 4)), min_size=1)


@given(rows, st.sampled_from([0.0, 0.25, 0.5, 1.0]))
def test_threshold__any_rows__agrees_with_scikit_learn(rows: list[tuple[int, float]], threshold: float) -> None:
    y, p = np.array([y for y, _ in rows]), np.array([p for _, p in rows])
    labels = p > threshold
    counts = confusion(y, p, threshold)
    matrix = theirs.confusion_matrix(y, labels, labels=[0, 1])
    assert [[counts.true_negatives, counts.false_positives], [counts.false_negatives, counts.true_positives]] == (
        matrix.tolist()
    )
    assert accuracy(counts) == pytest.approx(theirs.accuracy_score(y, labels))
    for ours, their in (
        (precision, theirs.precision_score),
        (recall, theirs.recall_score),
        (f1, theirs.f1_score),
    ):
        assert ours(counts) == pytest.approx(their(y, labels, zero_division=np.nan)) or ours(counts) is None


def test_accuracy_gain__rare_positives__compares_with_the_commoner_class() -> None:
    assert accuracy_gain(Confusion(1, 0, 8, 1)) == pytest.approx(0.9 - 0.8)
    assert accuracy_gain(Confusion(0, 0, 8, 2)) == 0
    assert accuracy_gain(Confusion(8, 2, 0, 0)) == 0


def test_false_positive_rate__some_false_alarms__is_their_share_of_negatives() -> None:
    assert false_positive_rate(Confusion(5, 2, 6, 0)) == 0.25


def test_negative_precision__some_missed__is_the_share_of_negatives_among_those_called_so() -> None:
    assert negative_precision(Confusion(5, 1, 6, 2)) == 0.75


@pytest.mark.parametrize(
    ("measure", "meaningless"),
    [
        (negative_precision, Confusion(3, 5, 0, 0)),
        (accuracy, Confusion(0, 0, 0, 0)),
        (accuracy_gain, Confusion(0, 0, 0, 0)),
        (precision, Confusion(0, 0, 5, 3)),
        (recall, Confusion(0, 2, 5, 0)),
        (f1, Confusion(0, 0, 5, 0)),
        (false_positive_rate, Confusion(3, 0, 0, 1)),
    ],
)
def test_threshold__question_without_meaning__is_none(
    measure: Callable[[Confusion], float | None], meaningless: Confusion
) -> None:
    assert measure(meaningless) is None


def test_f1__positives_but_none_found__is_zero() -> None:
    assert f1(Confusion(0, 0, 5, 3)) == 0
