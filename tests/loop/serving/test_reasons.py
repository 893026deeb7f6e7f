import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.declare.decision import Decision
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.serving.reasons import adverse_reasons, explanation_out
from scorewright.science.explanations.explanation import Explanation, Unit
from scorewright.science.policy.scales import PointsScale

CREDIT = PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=6, points_to_double_odds=60)
contributions = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-50, 50), min_size=1)
scales = st.builds(
    PointsScale,
    minimum=st.just(300),
    maximum=st.just(850),
    anchor_score=st.floats(300, 850),
    anchor_odds=st.floats(0.1, 100),
    points_to_double_odds=st.floats(20, 120),
)


def explained(moved: dict[str, float], unit: Unit = "log_odds", *, before_calibration: bool = False) -> Explanation:
    return Explanation(0.25, moved, unit, "linear", before_calibration)


def policy(scale: PointsScale | None = None) -> RecordedPolicy:
    return RecordedPolicy(Decision(scale=scale), {name: name.upper() for name in "abcdefgh"}, {}, "")


@given(contributions)
def test_adverse_reasons__any_contributions__one_to_four_the_strongest_first(moved: dict[str, float]) -> None:
    reasons = adverse_reasons(explained(moved), policy())
    assert 1 <= len(reasons) <= 4
    assert [reason.words for reason in reasons] == [str(reason.feature).upper() for reason in reasons]
    given_back = [moved[str(reason.feature)] for reason in reasons]
    assert given_back == sorted(moved.values(), reverse=True)[: len(reasons)]
    speaking = sum(value > 0 for value in moved.values())
    assert len(reasons) == min(4, max(1, speaking))


@given(contributions)
def test_explanation_out__any_contributions__all_of_them_in_one_order_and_no_minus_zero(
    moved: dict[str, float],
) -> None:
    told = explanation_out(explained(moved), policy(CREDIT))
    assert list(told.contributions) == list(told.points or ()) == sorted(moved)
    total = told.base + math.fsum(told.contributions.values())
    assert abs(total - explained(moved).raw) <= 1e-6 * (len(moved) + 1)
    numbers = [*told.contributions.values(), *(told.points or {}).values()]
    assert all(math.copysign(1, value) == 1 for value in numbers if value == 0)


@given(scales, st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-1.3, 1.3), min_size=1))
def test_points__any_scale_and_contributions__sum_to_the_score(scale: PointsScale, moved: dict[str, float]) -> None:
    explanation = explained(moved)
    probability = 1 / (1 + math.exp(-explanation.raw))
    verdict = policy(scale).decision.decide(probability)
    told = explanation_out(explanation, policy(scale))
    assert told.base_points is not None
    assert told.points is not None
    total = told.base_points + math.fsum(told.points.values())
    # The score is that of the settled probability, half a millionth from what the model said; points have six decimals.
    settled = scale.points_per_log_odds * 0.5e-6 / (probability * (1 - probability)) + 1e-6 * (len(moved) + 1)
    assert verdict.score is not None
    assert abs(min(max(total, scale.minimum), scale.maximum) - verdict.score) <= 0.5 + 1.1 * settled


@given(scales, contributions)
def test_points__of_a_reason__are_those_of_its_feature_and_an_adverse_one_costs_them(
    scale: PointsScale, moved: dict[str, float]
) -> None:
    told = explanation_out(explained(moved), policy(scale)).points or {}
    for reason in adverse_reasons(explained(moved), policy(scale)):
        assert reason.points == told[str(reason.feature)]
        assert reason.contribution is not None
        assert reason.points * reason.contribution <= 0


@pytest.mark.parametrize(
    ("explanation", "scale"),
    [
        (explained({"a": 1.0}), None),
        (explained({"a": 0.1}, "probability"), CREDIT),
        (explained({"a": 1.0}, before_calibration=True), CREDIT),
    ],
)
def test_points__no_scale_or_contributions_to_something_else__none(
    explanation: Explanation, scale: PointsScale | None
) -> None:
    told = explanation_out(explanation, policy(scale))
    (reason,) = adverse_reasons(explanation, policy(scale))
    assert (told.points, told.base_points, reason.points) == (None, None, None)


@pytest.mark.parametrize("before_calibration", [True, False])
def test_explanation_out__says_whether_a_calibration_still_follows(*, before_calibration: bool) -> None:
    told = explanation_out(explained({"a": 1.0}, before_calibration=before_calibration), policy())
    assert told.before_calibration is before_calibration
