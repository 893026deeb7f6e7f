"""How much each column moves a model's answers: the mean size of its contributions."""

from collections.abc import Sequence

import numpy as np

from scorewright.science.explanations.explanation import Explanation


def mean_absolute_contributions(explanations: Sequence[Explanation]) -> dict[str, float]:
    """The mean of |contribution| over rows, by column, in the unit of the explanations; empty without rows.

    It tells how far a column moves answers and not whether it moves them the right way: that is what permutation
    importance tells (Lundberg et al., From local explanations to global understanding with explainable AI for trees,
    Nature Machine Intelligence 2, 2020, section 2).

    >>> one = Explanation(0.0, {"age": 0.5, "plan": -1.0}, "log_odds", "linear")
    >>> other = Explanation(0.0, {"age": -0.25, "plan": 0.0}, "log_odds", "linear")
    >>> mean_absolute_contributions([one, other])
    {'age': 0.375, 'plan': 0.5}
    """
    if not explanations:
        return {}
    columns = list(explanations[0].contributions)
    sizes = np.abs([[one.contributions[column] for column in columns] for one in explanations])
    return dict(zip(columns, sizes.mean(axis=0).tolist(), strict=True))
