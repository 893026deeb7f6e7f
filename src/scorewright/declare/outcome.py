"""What is predicted: an outcome that is observed some time after the decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scorewright.declare.errors import DeclarationError

OutcomeValue = str | int | bool


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A binary outcome.

    ``positive`` and ``negative`` are its two values as they are observed; the model gives the probability of the
    positive one. ``window`` is how long after the decision it is known for certain. ``name`` is its column in a file.
    """

    name: str
    positive: OutcomeValue
    negative: OutcomeValue
    window: timedelta
    meaning: str = ""

    def __post_init__(self) -> None:
        if self._is(self.positive, self.negative) or self._is(self.negative, self.positive):
            raise DeclarationError(f"outcome {self.name!r}: positive and negative must differ")
        if self.window <= timedelta(0):
            raise DeclarationError(f"outcome {self.name!r}: window must be longer than nothing")

    def label(self, observed: object) -> int:
        """1 for the positive value, 0 for the negative one. Raises ValueError otherwise.

        Text is compared as text, and True and False are read in any case.

        >>> Outcome(name="churned", positive="Yes", negative="No", window=timedelta(days=30)).label("Yes")
        1
        """
        if self._is(self.positive, observed):
            return 1
        if self._is(self.negative, observed):
            return 0
        raise ValueError(f"outcome {self.name!r} must be {self.positive!r} or {self.negative!r}")

    def _is(self, value: OutcomeValue, observed: object) -> bool:
        words = str(observed)
        return words == str(value) or (isinstance(value, bool) and words.lower() == str(value).lower())

    def matures_at(self, decided_at: datetime) -> datetime:
        """When it is known for certain what came of a decision that was made at ``decided_at``.

        >>> late = Outcome(name="late", positive=1, negative=0, window=timedelta(days=30))
        >>> late.matures_at(datetime(2026, 1, 1)).isoformat()
        '2026-01-31T00:00:00'
        """
        return decided_at + self.window

    def value(self, label: int) -> OutcomeValue:
        """The observed value that ``label`` (1 or 0) stands for."""
        return self.positive if label else self.negative
