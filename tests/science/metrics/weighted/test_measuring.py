"""Weighted metrics: scikit-learn's numbers, and those of rows repeated."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as theirs

from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.weighted.measuring import WEIGHTED, weighted_metrics

# Few distinct probabilities, so that many are equal.
ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(1, 9).map(lambda tenth: tenth / 10), st.integers(1, 5)),
    min_size=1,
    max_size=40,
)
Rows = list[tuple[int, float, int]]


def _arrays(rows: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    y, p, weights = (np.array(column) for column in zip(*rows, strict=True))
    return y, p, weights.astype(np.float64)


@given(ROWS)
def test_weighted_metrics__whole_weights__are_the_plain_ones_of_rows_repeated(rows: Rows) -> None:
    y, p, weights = _arrays(rows)
    times = weights.astype(np.int64)
    for name, found in weighted_metrics(y, p, weights, 0.5).items():
        plain = METRICS[name].compute(np.repeat(y, times), np.repeat(p, times), 0.5)
        assert found == (None if plain is None else pytest.approx(plain, rel=1e-4, abs=1e-4)), name


@given(rows=ROWS.filter(lambda rows: {y for y, _, _ in rows} == {0, 1} and any(p > 0.5 for _, p, _ in rows)))
def test_weighted_metrics__any_rows__agree_with_scikit_learn(rows: Rows) -> None:
    y, p, weights = _arrays(rows)
    found = weighted_metrics(y, p, weights, 0.5)
    labels, of = p > 0.5, {"sample_weight": weights}
    assert found["roc_auc"] == pytest.approx(theirs.roc_auc_score(y, p, **of))
    assert found["accuracy"] == pytest.approx(theirs.accuracy_score(y, labels, **of))
    assert found["precision"] == pytest.approx(theirs.precision_score(y, labels, **of))
    assert found["recall"] == pytest.approx(theirs.recall_score(y, labels, **of))
    assert found["brier"] == pytest.approx(theirs.brier_score_loss(y, p, **of))


def test_weighted_metrics__no_rows__have_no_meaning() -> None:
    none = np.array([], dtype=np.float64)
    assert weighted_metrics(none.astype(np.int64), none, none, 0.5) == dict.fromkeys(WEIGHTED)
