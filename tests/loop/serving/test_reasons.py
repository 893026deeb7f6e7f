import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.declare.adverse import Adverse
from scorewright.declare.decision import Decision
from scorewright.declare.errors import DeclarationError
from scorewright.declare.fallback import Fallback
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.serving.reasons import adverse_reasons, explanation_out, fallback_reasons
from scorewright.science.explanations.explanation import Explanation, Unit
from scorewright.science.policy.scales import PointsScale
from scorewright.science.table import Direction

CREDIT = PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=6, points_to_double_odds=60)
FAR = Adverse(neutral="How far it is", high="It is far ({value:.0f} km)")
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
    reasons = adverse_reasons(explained(moved), policy(), {})
    assert 1 <= len(reasons) <= 4
    assert [reason.words for reason in reasons] == [str(reason.feature).upper() for reason in reasons]
    given_back = [moved[str(reason.feature)] for reason in reasons]
    assert given_back == sorted(moved.values(), reverse=True)[: len(reasons)]
    speaking = sum(value > 0 for value in moved.values())
    assert len(reasons) == min(4, max(1, speaking))


@pytest.mark.parametrize(
    ("moved", "words"), [(0.5, "It is far (0 km)"), (0.0, "How far it is"), (-0.5, "How far it is")]
)
def test_adverse_reasons__nothing_speaks_against_somebody__no_side_is_said(moved: float, words: str) -> None:
    told = replace(explained({"a": moved}), directions={"a": 1})
    (reason,) = adverse_reasons(told, replace(policy(), words={"a": FAR}), {"a": 0.0})
    assert reason.words == words


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
    for reason in adverse_reasons(explained(moved), policy(scale), {}):
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
    (reason,) = adverse_reasons(explanation, policy(scale), {})
    assert (told.points, told.base_points, reason.points) == (None, None, None)


@pytest.mark.parametrize("before_calibration", [True, False])
def test_explanation_out__says_whether_a_calibration_still_follows(*, before_calibration: bool) -> None:
    told = explanation_out(explained({"a": 1.0}, before_calibration=before_calibration), policy())
    assert told.before_calibration is before_calibration


@given(contributions, st.integers(1, 9))
def test_adverse_reasons__as_many_as_the_policy_tells(moved: dict[str, float], most: int) -> None:
    told = RecordedPolicy(Decision(reasons=most), {name: name for name in "abcdefgh"}, {}, "")
    assert len(adverse_reasons(explained(moved), told, {})) == min(most, max(1, sum(m > 0 for m in moved.values())))


@pytest.mark.parametrize(("way", "words"), [(1, "Much: 41"), (-1, "Little: 41"), (0, "Debts")])
def test_adverse_reasons__by_the_way_in_which_the_model_moves(way: Direction, words: str) -> None:
    told = RecordedPolicy(
        Decision(), {"a": Adverse(neutral="Debts", high="Much: {value:.0f}", low="Little: {value:.0f}")}, {}, ""
    )
    explanation = Explanation(0.0, {"a": 1.0}, "log_odds", "tree_shap", directions={"a": way})
    assert [reason.words for reason in adverse_reasons(explanation, told, {"a": 41.0})] == [words]


def by_rule(use_case: UseCase, moved: Callable[[Record], dict[str, float]]) -> UseCase:
    features = tuple(
        replace(feature, monotone=1, adverse=FAR) if feature.name == "distance" else feature
        for feature in use_case.features
    )
    fallback = Fallback(probability=lambda _: 0.5, version="desk_v2", contributions=moved)
    return replace(use_case, features=features, fallback=fallback, decision=Decision(scale=CREDIT, reasons=1))


def test_fallback_reasons__contributions__the_strongest_in_the_same_words_before_its_own_sentence(
    small: UseCase,
) -> None:
    log_odds = 30 / CREDIT.points_per_log_odds
    told = by_rule(small, lambda record: {"distance": log_odds, "parcels": log_odds / 2, "van": -1.0})
    visible = told.visible(told.accept({"distance": 80, "parcels": 3, "van": None}))
    first, own = fallback_reasons(told, RecordedPolicy.of(told), visible, told.compute(visible))
    assert (first.feature, first.words, first.points) == ("distance", "It is far (80 km)", -30)
    assert (own.feature, own.words) == (None, "Decided by a written rule, because no model could answer.")


def test_fallback_reasons__policy_kept_before_it_told_them_or_a_function_that_fails__its_sentence_alone(
    small: UseCase,
) -> None:
    told = by_rule(small, lambda record: {"distance": 1.0 if record["parcels"] is not None else 1 / 0})
    policy = RecordedPolicy.of(told)
    older = RecordedPolicy.made_from({name: part for name, part in policy.content.items() if name != "fallback"})
    full, gap = ({"distance": 80, "parcels": parcels, "van": None} for parcels in (3, None))
    assert len(fallback_reasons(told, policy, full, told.compute(full))) == 2
    assert len(fallback_reasons(told, policy, full, {})) == 1  # no feature could be computed
    assert len(fallback_reasons(told, older, full, told.compute(full))) == 1
    assert len(fallback_reasons(told, policy, gap, told.compute(gap))) == 1


@pytest.mark.parametrize(
    ("moved", "rule"), [({"origin": 1.0}, "origin must be features"), ({"distance": math.inf}, "must be finite")]
)
def test_contributions__of_no_feature_or_no_number__are_refused(
    small: UseCase, moved: dict[str, float], rule: str
) -> None:
    with pytest.raises(DeclarationError, match=f"fallback: contributions: .*{rule}|fallback: contributions {rule}"):
        by_rule(small, lambda _: moved)
