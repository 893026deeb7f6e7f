import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.declare.decision import Decision
from scorewright.declare.verdicts import decide_many
from scorewright.science.policy.bands import Band, Bands
from scorewright.science.policy.scales import PointsScale

SCALE = PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=6, points_to_double_odds=60)
ON_SCORE = Bands((Band("poor", 300, "high"), Band("fair", 580), Band("good", 670, "low")))
ON_PROBABILITY = Bands((Band("low", 0), Band("medium", 0.2, "some"), Band("high", 0.7)))
DECISIONS = (
    Decision(),
    Decision(threshold=0.3, scale=SCALE, review_below=0.6),
    Decision(threshold=0.123456, scale=SCALE, bands=ON_SCORE, review_below=0.5),
    Decision(scale=SCALE, bands=ON_PROBABILITY, bands_on="probability"),
    Decision(bands=ON_PROBABILITY, bands_on="probability"),
)
PROBABILITIES = st.one_of(
    st.floats(0, 1),
    st.integers(0, 1_000_000).map(lambda millionths: millionths / 1_000_000),
    st.sampled_from([0.0, 1.0, 0.2, 0.5, 0.7, 1 / 7, 0.5000005, 1.0000001, -0.0000001]),
)


@given(decision=st.sampled_from(DECISIONS), probabilities=st.lists(PROBABILITIES, max_size=30))
def test_decide_many__any_probabilities__the_same_as_one_by_one(decision: Decision, probabilities: list[float]) -> None:
    many = decide_many(decision, np.array(probabilities, dtype=np.float64))
    assert [many.row(position) for position in range(len(many))] == [decision.decide(p) for p in probabilities]


@given(
    decision=st.sampled_from(DECISIONS),
    given_rows=st.lists(st.tuples(PROBABILITIES, st.one_of(st.none(), st.floats(0, 1))), max_size=30),
)
def test_decide_many__confidence_of_some__the_same_as_one_by_one(
    decision: Decision, given_rows: list[tuple[float, float | None]]
) -> None:
    confidence = np.array([np.nan if sure is None else sure for _, sure in given_rows], dtype=np.float64)
    many = decide_many(decision, np.array([p for p, _ in given_rows], dtype=np.float64), confidence)
    assert [many.row(position) for position in range(len(many))] == [decision.decide(*row) for row in given_rows]


def test_decide_many__every_probability_there_is__scores_as_one_by_one() -> None:
    every = np.arange(1_000_001) / 1_000_000
    assert decide_many(DECISIONS[1], every).score.tolist() == [SCALE.score(p) for p in every.tolist()]


@pytest.mark.parametrize("wrong", [np.nan, -0.1, 1.1])
def test_decide_many__no_probability__refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        decide_many(Decision(), np.array([0.5, wrong]))
