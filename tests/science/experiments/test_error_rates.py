"""F34: equal arms are hardly ever told apart under daily looks, a real lift is found, and the plain rule fails both.

The same simulation with more repetitions is ``make bench-experiments``. Tolerances are so wide that chance alone breaks
one in ten thousand runs.
"""

import numpy as np
from scipy.stats import binom

from benchmarks.experiments.simulation import (
    ALPHA,
    CHALLENGER,
    POWER,
    World,
    always_valid,
    answers,
    daily_z_test,
    fixed_horizon,
    histories,
    plain_rule,
    sample_ratio_rings,
)
from scorewright.science.experiments.arm import arm_of_counts, arm_of_values
from scorewright.science.experiments.rule import Rule
from scorewright.science.experiments.sample_ratio import sample_ratio
from scorewright.science.experiments.verdict import judge_experiment

EQUAL = World(looks=30)
BETTER = World(looks=30, challenger=0.85)
EXPERIMENTS, BY_CHANCE = 400, 1e-4
MOST_WRONG = binom.isf(BY_CHANCE, EXPERIMENTS, ALPHA)
FEWEST_FOUND = binom.ppf(BY_CHANCE, EXPERIMENTS, POWER)


def test_always_valid__equal_arms_looked_at_daily__called_different_in_at_most_the_stated_share() -> None:
    found = answers(always_valid, EQUAL, experiments=EXPERIMENTS, seed=1)
    assert sum(each.winner is not None for each in found) <= MOST_WRONG


def test_always_valid__lift_of_five_points__found_with_the_stated_power() -> None:
    found = answers(always_valid, BETTER, experiments=EXPERIMENTS, seed=2)
    assert sum(each.winner == CHALLENGER for each in found) >= FEWEST_FOUND


def test_fixed_horizon__one_look__keeps_its_rate_and_its_power() -> None:
    wrong = answers(fixed_horizon, EQUAL, experiments=EXPERIMENTS, seed=1)
    right = answers(fixed_horizon, BETTER, experiments=EXPERIMENTS, seed=2)
    assert sum(each.winner is not None for each in wrong) <= MOST_WRONG
    assert sum(each.winner == CHALLENGER for each in right) >= FEWEST_FOUND


def test_daily_z_test__equal_arms__fails_the_same_test() -> None:
    found = answers(daily_z_test, EQUAL, experiments=EXPERIMENTS, seed=1)
    assert sum(each.winner is not None for each in found) > MOST_WRONG


def test_plain_rule__equal_arms__promotes_the_challenger_about_every_second_time() -> None:
    found = answers(plain_rule, EQUAL, experiments=EXPERIMENTS, seed=1)
    assert sum(each.winner == CHALLENGER for each in found) > EXPERIMENTS / 3


def test_feedback_more_often_for_the_challenger__equal_arms__fools_the_plain_rule_alone() -> None:
    world = World(looks=30, answered=(0.6, 0.65))
    ours = answers(always_valid, world, experiments=EXPERIMENTS, seed=3)
    plain = answers(plain_rule, world, experiments=EXPERIMENTS, seed=3)
    assert sum(each.winner is not None for each in ours) <= MOST_WRONG
    assert sum(each.winner == CHALLENGER for each in plain) > 0.9 * EXPERIMENTS


def test_four_equal_arms__any_called_better_or_worst__in_at_most_the_stated_share() -> None:
    rng, times, wrong = np.random.default_rng(5), 1500, 0
    rule = Rule(planned_units=2000, challengers=3, mode="fixed_horizon")
    even = sample_ratio(dict.fromkeys("abcd", 500), dict.fromkeys("abcd", 0.25))
    for right in rng.binomial(500, 0.8, size=(times, 4)).tolist():
        arms = [arm_of_counts(name, count, 500) for name, count in zip("abcd", right, strict=True)]
        wrong += judge_experiment(arms, rule, even).winner is not None
    assert wrong <= binom.isf(BY_CHANCE, times, ALPHA)


def test_cost_a_decision_of_sticky_customers__equal_arms_looked_at_often__hardly_ever_told_apart() -> None:
    """Costs are skewed, and each customer has one to eight decisions that are alike."""
    rng, times, wrong = np.random.default_rng(6), 200, 0
    rule = Rule(planned_units=1200, metric="cost", greater_is_better=False)
    for _ in range(times):
        decisions = rng.integers(1, 9, size=1200)
        costs = np.repeat(rng.gamma(1.0, 20.0, size=1200), decisions) + rng.exponential(5.0, size=decisions.sum())
        units = np.repeat(np.arange(1200), decisions)
        wrong += any(_judged(costs[units < seen], units[units < seen], rule) for seen in range(240, 1201, 60))
    assert wrong <= binom.isf(BY_CHANCE, times, ALPHA)


def _judged(costs: np.ndarray, units: np.ndarray, rule: Rule) -> bool:
    arms = [
        arm_of_values(name, costs[units % 2 == side], units=units[units % 2 == side]) for side, name in enumerate("ab")
    ]
    even = sample_ratio({arm.name: arm.units for arm in arms}, {"a": 0.5, "b": 0.5})
    return judge_experiment(arms, rule, even).winner is not None


def test_sample_ratio_rings__sound_split_looked_at_daily__rarely() -> None:
    rings = sum(map(sample_ratio_rings, histories(EQUAL, experiments=EXPERIMENTS, seed=7)))
    assert rings <= EXPERIMENTS * 0.03


def test_history__missing_feedback__is_in_no_arm_and_late_feedback_in_no_matured_cohort() -> None:
    history = BETTER.draw(np.random.default_rng(4))
    champion, challenger = history.arms(BETTER.looks - 1)
    assert champion.units + challenger.units < history.assigned[:, -1].sum() * 0.6
