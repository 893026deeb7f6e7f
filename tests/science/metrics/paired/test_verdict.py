import pytest

from scorewright.science.metrics.paired.difference import PairedDifference
from scorewright.science.metrics.paired.verdict import judge_difference


def _difference(gain: float | None, error: float | None) -> PairedDifference:
    return PairedDifference("roc_auc", "delong", 0.75, None if gain is None else 0.75 + gain, gain, error)


@pytest.mark.parametrize(
    ("gain", "error", "relevant", "outcome"),
    [
        (0.03, 0.01, 0.0, "b_is_better"),
        (-0.03, 0.01, 0.0, "a_is_better"),
        (0.03, 0.02, 0.0, "insufficient_evidence"),
        (0.001, 0.001, 0.0, "insufficient_evidence"),
        (0.001, 0.001, 0.01, "no_relevant_difference"),
        (0.004, 0.001, 0.01, "no_relevant_difference"),  # certain, and too small to matter
        (0.009, 0.001, 0.01, "b_is_better"),  # it may be large enough
        (None, None, 0.01, "insufficient_evidence"),
        (0.03, None, 0.01, "insufficient_evidence"),
    ],
)
def test_judge_difference__interval_beside_zero_and_relevance__one_of_four(
    gain: float | None, error: float | None, relevant: float, outcome: str
) -> None:
    found = judge_difference(_difference(gain, error), relevant=relevant)
    assert found.outcome == outcome
    assert found.words.endswith(".")


def test_judge_difference__worse_challenger__words_name_the_better_one_and_a_gain_above_zero() -> None:
    words = judge_difference(_difference(-0.03, 0.01), names=("v1", "v2")).words
    assert words == "v1 is better: roc_auc 0.750 against 0.720, a gain of 0.030 (95 % interval 0.010 to 0.050)."


def test_judge_difference__stricter_level__same_rows_may_not_suffice() -> None:
    assert judge_difference(_difference(0.022, 0.01), level=0.99).outcome == "insufficient_evidence"
    assert judge_difference(_difference(0.022, 0.01), level=0.95).outcome == "b_is_better"


def test_judge_difference__negative_relevance__refused() -> None:
    with pytest.raises(ValueError, match="relevant"):
        judge_difference(_difference(0.03, 0.01), relevant=-0.1)


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_interval__impossible_level__refused(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        _difference(0.03, 0.01).interval(level)


@pytest.mark.parametrize("alpha", [0.0, 0.51])
def test_lower_bound__impossible_alpha__refused(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha"):
        _difference(0.03, 0.01).lower_bound(alpha)
