"""Small groups: those with too few rows to say anything about."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from scorewright.science.quality.finding import Finding
from scorewright.science.quality.limits import QualityLimits


def find_small_groups(group: Sequence[str] | None, limits: QualityLimits) -> dict[str, int] | None:
    """Rows of each group below the limit, by name; None without groups.

    >>> find_small_groups(["a"] * 60 + ["b"] * 3, QualityLimits(minimum_group_rows=50))
    {'b': 3}
    """
    if group is None:
        return None
    return {name: rows for name, rows in sorted(Counter(group).items()) if rows < limits.minimum_group_rows}


def group_findings(small_groups: Mapping[str, int] | None, limits: QualityLimits) -> Iterator[Finding]:
    """A warning for each small group."""
    for name, rows in (small_groups or {}).items():
        message = f"Group {name} has {rows} rows; with fewer than {limits.minimum_group_rows} its figures mean little."
        yield Finding("groups", None, "warning", message)
