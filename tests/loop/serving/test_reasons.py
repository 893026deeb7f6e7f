import math

from hypothesis import given
from hypothesis import strategies as st

from scorewright.loop.serving.reasons import adverse_reasons, explanation_out
from scorewright.science.explanations.explanation import Explanation

contributions = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-50, 50), min_size=1)


def explained(moved: dict[str, float]) -> Explanation:
    return Explanation(0.25, moved, "log_odds", "linear")


@given(contributions)
def test_adverse_reasons__any_contributions__one_to_four_the_strongest_first(moved: dict[str, float]) -> None:
    reasons = adverse_reasons(explained(moved), {name: name.upper() for name in moved})
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
    told = explanation_out(explained(moved))
    assert list(told.contributions) == sorted(moved)
    total = told.base + math.fsum(told.contributions.values())
    assert abs(total - explained(moved).raw) <= 1e-6 * (len(moved) + 1)
    assert all(math.copysign(1, value) == 1 for value in told.contributions.values() if value == 0)
