"""Limits of parameters: what is refused makes sense to nobody, and what is allowed trains."""

import warnings
from itertools import chain

import numpy as np
import pytest

from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.learner import Learner, Parameter
from scorewright.science.learners.limits import LARGEST, Limit
from scorewright.science.learners.training import train
from scorewright.science.table import Column, Table

EVERY_LEARNER = pytest.mark.parametrize("learner", LEARNERS.values(), ids=list(LEARNERS))
SLOW = ("n_estimators", "max_iter", "hidden_units", "second_layer_units")  # as slow as they are large
FEW = {"n_estimators": 3, "max_iter": 3}


@EVERY_LEARNER
def test_limits__any_learner__hold_what_it_takes_usually_and_what_is_searched(learner: Learner) -> None:
    assert set(learner.limits) == set(learner.parameters)
    assert learner.with_changes(learner.parameters) == learner.parameters
    for name, space in learner.space.items():
        ends = space.grid if not hasattr(space, "low") else (space.low, space.high)
        assert all(learner.limits[name].holds(value) for value in ends), name


@EVERY_LEARNER
def test_limits__their_ends_and_words__are_taken_by_the_library(learner: Learner) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=60)
    table, y = Table((Column("x", "number"),), {"x": x}), (x + rng.normal(size=60) > 0).astype(int)
    few = {name: count for name, count in FEW.items() if name in learner.parameters}
    for name, value in chain.from_iterable(
        ((name, end) for end in _ends(name, one)) for name, one in learner.limits.items()
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some of these make poor models
            found = train(learner.name, table, y, seed=1, parameters={**few, name: value}).probability(table)
        assert found.shape == (60,), (name, value)


def _ends(name: str, limit: Limit) -> list[Parameter]:
    ends: list[Parameter] = list(limit.words)
    if limit.whole:
        ends += limit.whole[:1] if name in SLOW else limit.whole
    if limit.real:
        low, high = limit.real if limit.whole is None else map(float, limit.real)
        ends += [low + 0.05 if limit.above else low, high - 1e-3 if limit.below else high]
    return ends


@pytest.mark.parametrize("value", ["3", "sqrt ", True, False, 0, 0.0, -1, LARGEST + 1, 10**400, 1.5, float("nan")])
def test_with_changes__value_that_no_forest_takes__its_name_and_rule(value: Parameter) -> None:
    with pytest.raises(ValueError, match=r"random_forest: max_features must be a whole number from 1 to 10,000, a num"):
        LEARNERS["random_forest"].with_changes({"max_features": value})
