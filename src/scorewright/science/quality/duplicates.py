"""Exact duplicates: they weigh one case twice and leak from training rows into test rows."""

from collections.abc import Iterator, Sequence

from scorewright.science.quality.finding import Finding
from scorewright.science.quality.limits import QualityLimits
from scorewright.science.quality.records import Records, is_missing


def count_duplicates(values: Records, outcomes: Sequence[int]) -> int:
    """How many rows repeat an earlier row in every field and in the outcome; missing cells equal each other.

    Times and groups are no part of a row: the same case sent again on another day still leaks.

    >>> count_duplicates({"age": [31, 31, 31, None, None]}, [0, 0, 1, 1, 1])
    2
    """
    columns = [[None if is_missing(cell) else cell for cell in cells] for cells in values.values()]
    return len(outcomes) - len(set(zip(*columns, outcomes, strict=True)))


def duplicate_findings(duplicates: int, rows: int, limits: QualityLimits) -> Iterator[Finding]:
    """An error where the share of duplicates is above the limit."""
    if rows and duplicates / rows > limits.maximum_duplicate_share:
        allowed = f"at most {limits.maximum_duplicate_share:.1%} may"
        yield Finding("duplicates", None, "error", f"{duplicates} of {rows} rows repeat an earlier row; {allowed}.")
