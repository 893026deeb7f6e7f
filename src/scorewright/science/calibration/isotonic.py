"""Isotonic calibration: the best line that never falls, kept as a table of points."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities, Weights, check_learnable
from scorewright.science.policy.probabilities import settle


@dataclass(frozen=True, slots=True)
class Isotonic:
    """``values[i]`` is the calibrated probability at ``knots[i]``; straight lines between, constant outside.

    Raises ValueError unless the knots are strictly increasing and the values, one a knot, never fall and lie in [0, 1].
    """

    knots: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.knots or len(self.knots) != len(self.values):
            raise ValueError(f"there must be one value for each knot: {len(self.knots)} and {len(self.values)}")
        if not all(low < high for low, high in pairwise(self.knots)):
            raise ValueError("knots must be strictly increasing")
        if not all(low <= high for low, high in pairwise((0.0, *self.values, 1.0))):
            raise ValueError("values must lie in [0, 1] and never fall")

    def apply(self, p: Probabilities) -> Probabilities:
        """Calibrated probabilities, same shape as ``p``."""
        return np.asarray(np.interp(p, self.knots, self.values), dtype=np.float64)


def fit_isotonic(p: Probabilities, y: Labels, weights: Weights | None = None) -> Isotonic:
    """Learn the table from probabilities ``p`` and outcomes ``y``, both of shape (n,), on rows the model did not see.

    ``weights`` (n,) are above 0; without them all rows count alike.

    Pool adjacent violators, by scikit-learn (Zadrozny and Elkan, Transforming classifier scores into accurate
    multiclass probability estimates, KDD 2002). ``p`` is settled to six decimals first, so that neighbouring knots stay
    apart in the single precision of an artefact; probabilities that are all equal give one knot. Raises ValueError when
    a class is missing.

    >>> fit_isotonic(np.array([0.1, 0.2, 0.3, 0.4]), np.array([0, 1, 0, 1]))
    Isotonic(knots=(0.1, 0.2, 0.3, 0.4), values=(0.0, 0.5, 0.5, 1.0))
    """
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415 - loaded when something is trained

    check_learnable(y, p)
    fitted = IsotonicRegression(y_min=0, y_max=1, increasing=True).fit(settle(p), y, sample_weight=weights)
    return Isotonic(tuple(fitted.X_thresholds_.tolist()), tuple(fitted.y_thresholds_.tolist()))
