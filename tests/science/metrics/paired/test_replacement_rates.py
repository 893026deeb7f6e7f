"""P13: automatic replacement errs at most at the stated rate, and finds a model that is truly better.

The same simulation with more repetitions is ``make bench-activation``. Tolerances are four standard deviations of the
binomial with the stated rate.
"""

import numpy as np
import pytest
from scipy.stats import binom

from benchmarks.activation.simulation import (
    LIMITS,
    World,
    gate,
    plain_rule,
    replacements,
    years_with_a_replacement,
)

EQUAL = World()
BETTER = World(challenger=0.8)
YEARS, COMPARISONS = 120, 200
POWER, FOUND_BY_CHANCE = 0.95, 1e-4


def test_gate__equal_models_over_twelve_retrains__activates_in_at_most_the_stated_share_of_years() -> None:
    wrong = years_with_a_replacement(gate, EQUAL, years=YEARS, rng=np.random.default_rng(2026))
    assert wrong <= binom.isf(FOUND_BY_CHANCE, YEARS, LIMITS.alpha)


def test_plain_rule__equal_models_over_twelve_retrains__fails_the_same_test() -> None:
    wrong = years_with_a_replacement(plain_rule, EQUAL, years=YEARS, rng=np.random.default_rng(2026))
    assert wrong > binom.isf(FOUND_BY_CHANCE, YEARS, LIMITS.alpha)
    assert wrong > YEARS / 2


def test_gate__truly_better_model__found_with_the_stated_power() -> None:
    found = replacements(gate, BETTER, comparisons=COMPARISONS, rng=np.random.default_rng(2027))
    assert found >= binom.ppf(FOUND_BY_CHANCE, COMPARISONS, POWER)


@pytest.mark.parametrize("positives", [50, 199])
def test_gate__too_few_positives__never_activates(positives: int) -> None:
    few = World(rows=positives * 20, challenger=0.9)
    assert replacements(gate, few, comparisons=20, rng=np.random.default_rng(2028)) == 0
