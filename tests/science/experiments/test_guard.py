"""The guard after an activation: it hardly ever rolls back a sound version, and soon a bad one."""

import numpy as np
import pytest
from scipy.stats import binom

from scorewright.science.experiments.arm import Arm, arm_of_counts
from scorewright.science.experiments.guard import judge_guard

TIMES, LOOKS, A_DAY = 400, 60, 20


def _rolled_back(rng: np.random.Generator, *, former: float, current: float, margin: float) -> list[int]:
    """The days on which it rolled back, of so many activations that are looked at daily."""
    days = []
    for _ in range(TIMES):
        before = arm_of_counts("v1", int(rng.binomial(1500, former)), 1500)
        right = np.cumsum(rng.binomial(A_DAY, current, size=LOOKS)).tolist()
        for day in range(LOOKS):
            now = arm_of_counts("v2", right[day], A_DAY * (day + 1))
            if judge_guard(before, now, margin=margin, planned_units=600).outcome == "roll_back":
                days.append(day + 1)
                break
    return days


@pytest.mark.parametrize(("current", "margin"), [(0.8, 0.0), (0.75, 0.05)])
def test_guard__version_that_lost_no_more_than_allowed__is_rolled_back_in_at_most_the_stated_share(
    current: float, margin: float
) -> None:
    days = _rolled_back(np.random.default_rng(1), former=0.8, current=current, margin=margin)
    assert len(days) <= binom.isf(1e-4, TIMES, 0.05)


def test_guard__fifteen_points_lost_where_five_are_allowed__is_rolled_back_and_early() -> None:
    days = _rolled_back(np.random.default_rng(2), former=0.8, current=0.65, margin=0.05)
    assert len(days) > 0.95 * TIMES
    assert np.median(days) < LOOKS / 2


def test_guard__ninety_nine_outcomes__are_not_enough_however_bad() -> None:
    found = judge_guard(arm_of_counts("v1", 900, 1000), arm_of_counts("v2", 0, 99), margin=0.05, planned_units=500)
    assert (found.outcome, found.low) == ("not_enough_outcomes", None)
    assert (
        found.words == "Not enough matured outcomes to guard accuracy: v1 1,000, v2 99; at least 100 each are needed."
    )


def test_guard__cost_that_rises__is_a_drop() -> None:
    found = judge_guard(
        Arm("v1", 2000, 2000, 10.0, 25.0),
        Arm("v2", 500, 500, 13.0, 25.0),
        margin=1.0,
        planned_units=500,
        metric="cost",
        greater_is_better=False,
    )
    assert (found.outcome, found.drop) == ("roll_back", 3.0)
    assert found.words.startswith("Roll back: cost 13 of v2 against 10 of v1, a drop of +3 (95 % interval")


def test_guard__better_than_before__is_sound() -> None:
    found = judge_guard(arm_of_counts("v1", 800, 1000), arm_of_counts("v2", 850, 1000), margin=0.0, planned_units=500)
    assert found.outcome == "sound"
    assert found.words.startswith("No drop beyond the margin is shown: accuracy 0.85 of v2 against 0.8 of v1")


@pytest.mark.parametrize(("margin", "planned", "rule"), [(-0.1, 500, "margin"), (0.1, 50, "planned_units")])
def test_guard__what_makes_no_sense__is_refused(margin: float, planned: int, rule: str) -> None:
    arm = arm_of_counts("v1", 800, 1000)
    with pytest.raises(ValueError, match=rule):
        judge_guard(arm, arm, margin=margin, planned_units=planned)
