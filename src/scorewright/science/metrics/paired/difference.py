"""The difference between two models on the same rows, and how far chance alone could have moved it."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

Method = Literal["delong", "bootstrap", "mcnemar"]


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """What models ``a`` and ``b`` reach in ``metric`` on the same rows.

    ``gain`` is how much better ``b`` is, in the units of the metric and positive where ``b`` is better, whichever
    direction of the metric is the better one. ``a``, ``b`` and ``gain`` are None where the metric has no meaning on
    these rows, ``standard_error`` also where too many resamples had none, and where the method has an interval of
    its own.
    """

    metric: str
    method: Method
    a: float | None
    b: float | None
    gain: float | None
    standard_error: float | None

    def interval(self, level: float = 0.95) -> tuple[float, float] | None:
        """The ends of the two-sided normal interval for ``gain``; None where there is no standard error.

        Raises ValueError unless ``level`` lies within (0, 1).

        >>> low, high = PairedDifference("roc_auc", "delong", 0.75, 0.78, 0.03, 0.01).interval()
        >>> round(low, 4), round(high, 4)
        (0.0104, 0.0496)
        """
        if not 0 < level < 1:
            raise ValueError(f"level must be within (0, 1): {level}")
        if self.gain is None or self.standard_error is None:
            return None
        reach = NormalDist().inv_cdf((1 + level) / 2) * self.standard_error
        return self.gain - reach, self.gain + reach

    def lower_bound(self, alpha: float) -> float | None:
        """What ``gain`` exceeds at the one-sided error rate ``alpha``; None where there is no standard error.

        Between models of equal quality it is above zero with probability ``alpha``, in the limit of many rows. Raises
        ValueError unless ``alpha`` lies within (0, 0.5].

        >>> round(PairedDifference("roc_auc", "delong", 0.75, 0.78, 0.03, 0.01).lower_bound(0.05), 4)
        0.0136
        """
        if not 0 < alpha <= 0.5:
            raise ValueError(f"alpha must be above 0 and at most 0.5: {alpha}")
        if self.gain is None or self.standard_error is None:
            return None
        return self.gain - NormalDist().inv_cdf(1 - alpha) * self.standard_error
