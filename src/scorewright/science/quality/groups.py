"""Groups of rows, and the small ones among them: those with too few rows to say anything about."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from scorewright.science.quality.finding import Finding
from scorewright.science.quality.limits import QualityLimits

MOST_TOLD = 20


def count_groups(group: Sequence[str] | None) -> dict[str, int] | None:
    """Rows of each group, by name; None without groups.

    >>> count_groups(["b", "a", "b"])
    {'a': 1, 'b': 2}
    """
    return None if group is None else dict(sorted(Counter(group).items()))


def find_small_groups(rows_by_group: Mapping[str, int] | None, limits: QualityLimits) -> dict[str, int] | None:
    """Those of ``rows_by_group`` that are below the limit; None without groups.

    >>> find_small_groups({"a": 60, "b": 3}, QualityLimits(minimum_group_rows=50))
    {'b': 3}
    """
    if rows_by_group is None:
        return None
    return {name: rows for name, rows in rows_by_group.items() if rows < limits.minimum_group_rows}


def group_findings(small_groups: Mapping[str, int] | None, limits: QualityLimits) -> Iterator[Finding]:
    """A warning for each small group, and one for all that come after the first ``MOST_TOLD``."""
    found = list((small_groups or {}).items())
    for name, rows in found[:MOST_TOLD]:
        message = f"Group {name} has {rows} rows; with fewer than {limits.minimum_group_rows} its figures mean little."
        yield Finding("groups", None, "warning", message)
    if len(found) > MOST_TOLD:
        yield Finding("groups", None, "warning", f"{len(found) - MOST_TOLD} more groups are as small.")
