"""The data-quality report of a record set before training."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from scorewright.science.quality.balance import Balance, balance_findings, measure_balance
from scorewright.science.quality.completeness import completeness_findings, measure_completeness
from scorewright.science.quality.duplicates import count_duplicates, duplicate_findings
from scorewright.science.quality.finding import Finding
from scorewright.science.quality.freshness import Freshness, freshness_findings, measure_freshness
from scorewright.science.quality.groups import count_groups, find_small_groups, group_findings
from scorewright.science.quality.left_out import left_out_findings
from scorewright.science.quality.limits import QualityLimits
from scorewright.science.quality.outliers import Outliers, find_outliers, outlier_findings
from scorewright.science.quality.records import Records, check_lengths
from scorewright.science.quality.size import size_findings


@dataclass(frozen=True, slots=True)
class QualityReport:
    """What was measured, and the findings; ``dataclasses.asdict`` of it is plain JSON.

    ``completeness`` and ``outliers`` are by field (outliers of numeric fields only), ``freshness`` is None without
    times, ``rows_by_group`` and ``small_groups`` (those below the minimum) None without groups. ``left_out`` counts
    rows that are not among the ``rows``, by the reason.
    """

    rows: int
    completeness: dict[str, float]
    duplicates: int
    outliers: dict[str, Outliers]
    balance: Balance
    freshness: Freshness | None
    rows_by_group: dict[str, int] | None
    small_groups: dict[str, int] | None
    findings: tuple[Finding, ...]
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def passes(self) -> bool:
        """Whether nothing was found that speaks against training: warnings do not."""
        return all(finding.severity != "error" for finding in self.findings)


def examine(
    values: Records,
    outcomes: Sequence[int],
    *,
    now: datetime,
    limits: QualityLimits,
    times: Sequence[datetime] | None = None,
    group: Sequence[str] | None = None,
    identifiers: Collection[str] = (),
    left_out: Mapping[str, int] = MappingProxyType({}),
) -> QualityReport:
    """Examine records, given as columns of cells (``values[field][row]``, None where missing), and outcomes of 0 or 1.

    ``times`` and ``group`` have one entry a row. ``identifiers`` names fields that tell cases apart without describing
    them (numbers of orders, moments): they are left out where duplicates are counted. ``left_out`` is told as it is.
    Every count is exact. Raises
    ValueError when lengths differ or an outcome is neither 0 nor 1.

    >>> report = examine({"age": [31, None]}, [0, 1], now=datetime(2026, 1, 1), limits=QualityLimits(minimum_rows=3))
    >>> report.passes, [finding.message for finding in report.findings]
    (False, ['There are 2 rows; at least 3 are needed.'])
    """
    check_lengths(values, outcomes, times=times, group=group)
    rows = len(outcomes)
    completeness = measure_completeness(values)
    described = {name: cells for name, cells in values.items() if name not in identifiers}
    duplicates = count_duplicates(described, outcomes)
    outliers = find_outliers(values)
    balance = measure_balance(outcomes)
    freshness = measure_freshness(times, now, limits)
    rows_by_group = count_groups(group)
    small_groups = find_small_groups(rows_by_group, limits)
    findings = (
        *size_findings(rows, limits),
        *completeness_findings(completeness, limits),
        *duplicate_findings(duplicates, rows, limits),
        *outlier_findings(outliers),
        *balance_findings(balance, limits),
        *freshness_findings(freshness, limits),
        *group_findings(small_groups, limits),
        *left_out_findings(left_out),
    )
    return QualityReport(
        rows=rows,
        completeness=completeness,
        duplicates=duplicates,
        outliers=outliers,
        balance=balance,
        freshness=freshness,
        rows_by_group=rows_by_group,
        small_groups=small_groups,
        findings=findings,
        left_out=dict(left_out),
    )
