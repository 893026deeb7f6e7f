"""Size: whether there are enough rows to learn from."""

from collections.abc import Iterator

from scorewright.science.quality.finding import Finding
from scorewright.science.quality.limits import QualityLimits


def size_findings(rows: int, limits: QualityLimits) -> Iterator[Finding]:
    """An error where there are fewer rows than the limit."""
    if rows < limits.minimum_rows:
        yield Finding("rows", None, "error", f"There are {rows} rows; at least {limits.minimum_rows} are needed.")
