"""Population stability index: how far scores have moved between two sets of rows."""

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Probabilities

BINS = 10


def population_stability_index(expected: Probabilities, actual: Probabilities, *, bins: int = BINS) -> float | None:
    """The sum over bins of (a - e) ln(a / e), where e and a are the shares of ``expected`` (n,) and ``actual`` (m,).

    The bins hold equally many of ``expected``; where many are equal, there are fewer bins. Half a row is added to each
    bin, so that one that is empty on one side gives a number. Below 0.1 nothing has moved, from 0.25 on the population
    is another one (Siddiqi, Credit Risk Scorecards, 2006, chapter 8). None where there is no row on a side.

    >>> rng = np.random.default_rng(1)
    >>> round(population_stability_index(rng.random(5000), rng.random(5000)), 2)
    0.0
    >>> population_stability_index(rng.random(5000), rng.random(5000) ** 2) > 0.25
    True
    """
    if not len(expected) or not len(actual):
        return None
    edges = np.unique(np.quantile(expected, np.arange(1, bins) / bins))
    counts = np.array(
        [np.bincount(np.searchsorted(edges, side), minlength=len(edges) + 1) for side in (expected, actual)]
    )
    filled = counts[:, counts.any(axis=0)] + 0.5
    before, now = filled / filled.sum(axis=1, keepdims=True)
    return float(np.sum((now - before) * np.log(now / before)))
