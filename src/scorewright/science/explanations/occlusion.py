"""Reasons of a model that has no exact ones: what changes when a column is hidden behind its training mean."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scorewright.science.explanations.attribution import Attribution

Raw = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def occlusion_attribution(
    raw: Raw, features: NDArray[np.float64], means: NDArray[np.float64], places: NDArray[np.intp], sources: int
) -> Attribution:
    """The raw output of each row less what it is with one source's features at their ``means`` (d,), source by source.

    ``raw`` takes features (m, d) and answers (m,); ``features`` are (n, d), feature i belongs to the source
    ``places[i]``; contributions come back as (n, sources). Columns that only work together are not told apart
    (Zeiler and Fergus, Visualizing and understanding convolutional networks, ECCV 2014, section 4.2), so the base is
    what the contributions leave over, and differs from row to row.

    >>> found = occlusion_attribution(lambda x: x[:, 0] * x[:, 1], np.array([[2.0, 3.0]]), np.zeros(2), np.arange(2), 2)
    >>> found.base, found.contributions
    (array([-6.]), array([[6., 6.]]))
    """
    hidden = np.equal(places, np.arange(sources)[:, None])
    versions = np.where(hidden[None, :, :], means, features[:, None, :])
    seen = raw(features)
    without = raw(versions.reshape(-1, features.shape[1])).reshape(len(features), sources)
    contributions = seen[:, None] - without
    return Attribution(seen - contributions.sum(axis=1), contributions)
