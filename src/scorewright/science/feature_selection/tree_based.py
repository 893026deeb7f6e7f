"""The method "tree_based": the columns that a forest uses more than columns which are known to be noise.

Each column gets a shadow, a shuffled copy of itself, and must be more important than the most important shadow: one
round of Kursa and Rudnicki, Feature selection with the Boruta package, Journal of Statistical Software 36, 2010,
averaged over a few shuffles. Without shadows, impurity flatters columns with many values.
"""

import numpy as np
from numpy.typing import NDArray

from scorewright.science.feature_selection.evidence import Evidence

SHUFFLES = 5
TREES = 100


def kept_by_forest(evidence: Evidence, *, seed: int) -> tuple[str, ...]:
    """The columns whose mean importance exceeds the mean of the greatest shadow's; at least the most important."""
    found, shadows = zip(*(_importances(evidence, seed + number) for number in range(SHUFFLES)), strict=True)
    importance = np.mean(found, axis=0)
    kept = np.flatnonzero(importance > np.mean([shadow.max() for shadow in shadows]))
    places = kept if len(kept) else np.array([importance.argmax()])
    return tuple(evidence.columns[place] for place in places)


def _importances(evidence: Evidence, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from sklearn.ensemble import RandomForestClassifier  # noqa: PLC0415 - loaded when something is trained

    rng = np.random.default_rng(seed)
    shadow = np.empty_like(evidence.features)
    for place in range(len(evidence.columns)):
        of_column = evidence.sources == place  # features of one category are shuffled together
        shadow[:, of_column] = evidence.features[rng.permutation(len(shadow))][:, of_column]
    forest = RandomForestClassifier(TREES, min_samples_leaf=5, random_state=seed, n_jobs=1)
    forest.fit(np.hstack([evidence.features, shadow]), evidence.labels)
    own, of_shadows = np.split(forest.feature_importances_, 2)
    return evidence.by_column(own), evidence.by_column(of_shadows)
