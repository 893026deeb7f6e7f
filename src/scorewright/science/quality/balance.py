"""Class balance: how many rows of each outcome."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scorewright.science.quality.finding import Finding
from scorewright.science.quality.limits import QualityLimits


@dataclass(frozen=True, slots=True)
class Balance:
    """Rows by outcome, and their shares of all rows; the shares are None without rows."""

    negatives: int
    positives: int
    negative_share: float | None
    positive_share: float | None


def measure_balance(outcomes: Sequence[int]) -> Balance:
    """Count the outcomes, 0 or 1.

    >>> measure_balance([0, 0, 0, 1])
    Balance(negatives=3, positives=1, negative_share=0.75, positive_share=0.25)
    """
    rows, positives = len(outcomes), sum(int(outcome) for outcome in outcomes)
    if not rows:
        return Balance(0, 0, None, None)
    return Balance(rows - positives, positives, (rows - positives) / rows, positives / rows)


def balance_findings(balance: Balance, limits: QualityLimits) -> Iterator[Finding]:
    """An error for each class that is absent or whose share is below the limit."""
    for outcome, rows, share in (
        (0, balance.negatives, balance.negative_share),
        (1, balance.positives, balance.positive_share),
    ):
        if share is None or not rows:
            yield Finding("class balance", None, "error", f"No row has outcome {outcome}.")
        elif share < limits.minimum_class_share:
            message = (
                f"{share:.1%} of the rows have outcome {outcome}; at least {limits.minimum_class_share:.1%} are needed."
            )
            yield Finding("class balance", None, "error", message)
