"""Shapley values by their definition, for few features."""

from collections.abc import Callable
from itertools import combinations
from math import factorial

import numpy as np
import pytest
from numpy.typing import NDArray

Value = Callable[[frozenset[int]], float]
Definition = Callable[[Value, int], NDArray[np.float64]]


def by_definition(value: Value, features: int) -> NDArray[np.float64]:
    """The Shapley value of each feature, shape (features,), of ``value``: what is answered when some are known."""
    found = np.zeros(features)
    for feature in range(features):
        others = [other for other in range(features) if other != feature]
        for size in range(features):
            weight = factorial(size) * factorial(features - size - 1) / factorial(features)
            for known in map(frozenset, combinations(others, size)):
                found[feature] += weight * (value(known | {feature}) - value(known))
    return found


@pytest.fixture
def shapley_values() -> Definition:
    return by_definition
