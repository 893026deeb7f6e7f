import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.policy.scales import PointsScale

CREDIT = PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=6, points_to_double_odds=60)
probabilities = st.floats(0, 1)
scales = st.builds(
    PointsScale,
    minimum=st.just(300),
    maximum=st.just(850),
    anchor_score=st.floats(300, 850),
    anchor_odds=st.floats(0.1, 100),
    points_to_double_odds=st.floats(20, 120),
)


@pytest.mark.parametrize(("odds", "score"), [(6, 600), (12, 660), (3, 540), (24, 720), (1, 445), (2**40, 850)])
def test_score__known_odds__gives_the_points(odds: float, score: int) -> None:
    assert CREDIT.score(1 / (1 + odds)) == score


def test_score__certainty__is_an_end_of_the_scale() -> None:
    assert (CREDIT.score(0.0), CREDIT.score(1.0)) == (850, 300)


def test_score__half_a_point__rounds_to_even() -> None:
    scores = [PointsScale(0, 10, anchor, 3, 1).score(0.25) for anchor in (4.5, 5.5)]
    assert scores == [4, 6]


@given(scales, probabilities, probabilities)
def test_score__more_risk__never_more_points(scale: PointsScale, one: float, other: float) -> None:
    assert 300 <= scale.score(max(one, other)) <= scale.score(min(one, other)) <= 850


@given(scales, st.integers(300, 850))
def test_probability_at__any_score__is_the_inverse(scale: PointsScale, score: int) -> None:
    assert scale.score(scale.probability_at(score)) == score


@given(st.floats(0.01, 0.84))
def test_probability_at__score_of_a_probability__is_within_half_a_point(p: float) -> None:
    half_a_point_in_log_odds = 0.5 / CREDIT.points_per_log_odds
    back = CREDIT.probability_at(CREDIT.score(p))
    assert abs(math.log(back / (1 - back)) - math.log(p / (1 - p))) <= half_a_point_in_log_odds + 1e-9


@pytest.mark.parametrize("score", [299, 851, math.nan])
def test_probability_at__off_the_scale__is_refused(score: float) -> None:
    with pytest.raises(ValueError, match="score must be within 300 and 850"):
        CREDIT.probability_at(score)


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_score__no_probability__is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="within"):
        CREDIT.score(p)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"maximum": 300}, "minimum must be below maximum"),
        ({"anchor_score": 200}, "anchor_score must lie on the scale"),
        ({"anchor_odds": 0}, "anchor_odds must be positive"),
        ({"anchor_odds": math.inf}, "anchor_odds must be positive and finite"),
        ({"points_to_double_odds": -60}, "points_to_double_odds must be positive"),
        ({"points_to_double_odds": math.nan}, "points_to_double_odds must be positive"),
    ],
)
def test_points_scale__broken_rule__is_named(wrong: dict[str, Any], rule: str) -> None:
    right = {"minimum": 300, "maximum": 850, "anchor_score": 600, "anchor_odds": 6, "points_to_double_odds": 60}
    with pytest.raises(ValueError, match=rule):
        PointsScale(**{**right, **wrong})
