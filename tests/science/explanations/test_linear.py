from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scorewright.science.explanations.linear import linear_attribution

Definition = Callable[[Callable[[frozenset[int]], float], int], NDArray[np.float64]]


def test_linear_attribution__any_model__shapley_values_against_the_means(shapley_values: Definition) -> None:
    rng = np.random.default_rng(1)
    rows, weights, means = rng.normal(size=(20, 4)), rng.normal(size=4), rng.normal(size=4)
    found = linear_attribution(rows, weights, 0.5, means)
    for row, base, contributions in zip(rows, found.base, found.contributions, strict=True):

        def value(known: frozenset[int], row: NDArray[np.float64] = row) -> float:
            seen = np.array([row[i] if i in known else means[i] for i in range(4)])
            return float(seen @ weights + 0.5)

        np.testing.assert_allclose(contributions, shapley_values(value, 4), atol=1e-12)
        assert abs(base - value(frozenset())) < 1e-12
        assert abs(base + contributions.sum() - value(frozenset(range(4)))) < 1e-12
