"""The rows that a figure shows, and what its captions call them."""

from dataclasses import dataclass

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities, check_labelled
from scorewright.science.plots.words import count, percent, printable, shortened

LONGEST_NAME = 20


@dataclass(frozen=True, eq=False)
class Sample:
    """Outcomes ``y`` (0/1) and settled probabilities ``p`` of the positive one, both (n,), n at least 1.

    ``outcome``, ``positive`` and ``negative`` are the names of the outcome and of its two values; long ones are
    shortened. Raises ValueError when ``y`` is not 0/1, ``p`` is outside [0, 1], the shapes differ or there is no row.
    """

    y: Labels
    p: Probabilities
    outcome: str
    positive: str
    negative: str

    def __post_init__(self) -> None:
        check_labelled(self.y, self.p)
        if not len(self.y):
            raise ValueError("there is no row to draw")
        for name in ("outcome", "positive", "negative"):
            object.__setattr__(self, name, shortened(printable(getattr(self, name)), LONGEST_NAME))

    @property
    def yes(self) -> str:
        """The positive outcome, in quotation marks."""
        return f"“{self.positive}”"

    @property
    def no(self) -> str:
        """The negative outcome, in quotation marks."""
        return f"“{self.negative}”"

    @property
    def positives(self) -> int:
        """Rows whose outcome is 1."""
        return int(np.sum(self.y))

    @property
    def positive_share(self) -> float:
        """Positives over rows."""
        return self.positives / len(self.y)

    @property
    def largest(self) -> float:
        """The probability that one row in two hundred exceeds."""
        return float(np.quantile(self.p, 0.995))

    @property
    def caption(self) -> str:
        """How many rows, and how many positives.

        >>> Sample(np.array([1, 0]), np.array([0.7, 0.2]), "Churn", "Yes", "No").caption
        'Hold-out: 2 rows, 1 of them “Yes” (50.0 %).'
        """
        return (
            f"Hold-out: {count(len(self.y), 'row')}, {self.positives:,} of them {self.yes} "
            f"({percent(self.positive_share)})."
        )
