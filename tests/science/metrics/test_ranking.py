import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import ks_2samp
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

from scorewright.science.metrics.ranking import (
    average_precision,
    gini,
    kolmogorov_smirnov,
    precision_at_recall,
    roc_auc,
)

# Coarse probabilities, so that ties within and across the classes are common.
tied = st.tuples(st.integers(0, 1), st.integers(0, 12).map(lambda twelfth: twelfth / 12))
ranked = st.lists(tied, min_size=2, max_size=60).filter(lambda rows: {y for y, _ in rows} == {0, 1})
Rows = list[tuple[int, float]]


def _arrays(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    return np.array([y for y, _ in rows]), np.array([p for _, p in rows])


@given(ranked)
def test_ranking__any_rows_with_ties__agrees_with_scikit_learn(rows: Rows) -> None:
    y, p = _arrays(rows)
    assert roc_auc(y, p) == pytest.approx(roc_auc_score(y, p), abs=1e-12)
    assert gini(y, p) == pytest.approx(2 * roc_auc_score(y, p) - 1, abs=1e-12)
    assert average_precision(y, p) == pytest.approx(average_precision_score(y, p), abs=1e-12)
    false_positive_rates, recalls, _ = roc_curve(y, p, drop_intermediate=False)
    assert kolmogorov_smirnov(y, p) == pytest.approx(np.abs(recalls - false_positive_rates).max(), abs=1e-12)


def test_kolmogorov_smirnov__two_normal_samples__agrees_with_scipy_in_both_directions() -> None:
    rng = np.random.default_rng(1)
    y = np.repeat([0, 1], [300, 80])
    p = expit(rng.normal(0.8 * y, 1))
    theirs = ks_2samp(p[y == 0], p[y == 1]).statistic
    assert kolmogorov_smirnov(y, p) == pytest.approx(theirs, abs=1e-12)
    assert kolmogorov_smirnov(1 - y, p) == pytest.approx(theirs, abs=1e-12)


@given(ranked, st.integers(1, 20).map(lambda part: part / 20))
def test_precision_at_recall__any_rows__is_the_best_of_all_thresholds(rows: Rows, recall: float) -> None:
    y, p = _arrays(rows)
    precisions, recalls, _ = precision_recall_curve(y, p)
    assert precision_at_recall(y, p, recall) == pytest.approx(precisions[recalls >= recall].max(), abs=1e-12)


# Ten rows, best first. Recall 0.8 (4 of 5 positives) is first reached at the sixth row with precision 4/6.
RANKING = np.array([1, 1, 0, 1, 0, 1, 0, 0, 0, 1])
DESCENDING = np.linspace(0.95, 0.05, 10)


def test_precision_at_recall__hand_made_ranking__is_exact() -> None:
    assert precision_at_recall(RANKING, DESCENDING, 0.8) == 4 / 6
    assert precision_at_recall(RANKING, DESCENDING, 0.6) == 3 / 4
    assert precision_at_recall(RANKING, DESCENDING, 0.4) == 1.0


def test_precision_at_recall__recall_of_one_is_the_prevalence__is_not_reported_when_a_better_threshold_exists() -> None:
    prevalence = 0.5
    assert precision_at_recall(RANKING, DESCENDING, 1.0) == prevalence
    found = precision_at_recall(RANKING, DESCENDING, 0.8)
    assert found is not None
    assert found > prevalence


def test_precision_at_recall__later_threshold_is_more_precise__is_taken() -> None:
    y = np.array([0, 1, 1, 1, 1])  # recall 0.25 is reached at precision 1/2, but all four are found at 4/5
    assert precision_at_recall(y, np.array([0.9, 0.8, 0.7, 0.6, 0.5]), 0.25) == 4 / 5


def test_precision_at_recall__order_of_rows__does_not_matter() -> None:
    order = np.random.default_rng(0).permutation(10)
    assert precision_at_recall(RANKING[order], DESCENDING[order], 0.8) == 4 / 6


@pytest.mark.parametrize("recall", [0.0, -0.1, 1.1, float("nan")])
def test_precision_at_recall__impossible_recall__is_refused(recall: float) -> None:
    with pytest.raises(ValueError, match="recall must be"):
        precision_at_recall(RANKING, DESCENDING, recall)


@pytest.mark.parametrize("y", [[], [0, 0, 0]])
def test_ranking__no_positives__has_no_meaning(y: list[int]) -> None:
    labels, p = np.array(y, dtype=np.int64), np.linspace(0, 1, len(y))
    assert roc_auc(labels, p) is None
    assert gini(labels, p) is None
    assert kolmogorov_smirnov(labels, p) is None
    assert average_precision(labels, p) is None
    assert precision_at_recall(labels, p, 0.8) is None


def test_ranking__no_negatives__only_precision_has_a_meaning() -> None:
    y, p = np.ones(3, dtype=np.int64), np.array([0.1, 0.2, 0.3])
    assert (roc_auc(y, p), gini(y, p), kolmogorov_smirnov(y, p)) == (None, None, None)
    assert (average_precision(y, p), precision_at_recall(y, p, 0.8)) == (1.0, 1.0)
