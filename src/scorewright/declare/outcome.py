"""What is predicted: an outcome that is observed some time after the decision."""

from dataclasses import dataclass
from datetime import timedelta

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
        if str(self.positive) == str(self.negative):
            raise DeclarationError(f"outcome {self.name!r}: positive and negative must differ")
        if self.window <= timedelta(0):
            raise DeclarationError(f"outcome {self.name!r}: window must be longer than nothing")

    def label(self, observed: object) -> int:
        """1 for the positive value, 0 for the negative one; text is compared as text. Raises ValueError otherwise.

        >>> Outcome(name="churned", positive="Yes", negative="No", window=timedelta(days=30)).label("Yes")
        1
        """
        if str(observed) == str(self.positive):
            return 1
        if str(observed) == str(self.negative):
            return 0
        raise ValueError(f"outcome {self.name!r} must be {self.positive!r} or {self.negative!r}")

    def value(self, label: int) -> OutcomeValue:
        """The observed value that ``label`` (1 or 0) stands for."""
        return self.positive if label else self.negative
