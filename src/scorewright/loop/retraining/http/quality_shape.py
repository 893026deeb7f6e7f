"""The data-quality report as the training API tells it."""

from typing import Self

from ninja import Schema

from scorewright.loop.retraining.inspecting import Inspection

ADVICE = {
    "rows": "Collect more rows, or lower min_samples where the model may be uncertain.",
    "completeness": "Leave the field out, or find out why it is missing.",
    "duplicates": "Remove rows that stand twice: they count double.",
    "class balance": "Collect more rows of the rarer outcome.",
    "freshness": "Add recent rows: the past of years ago may not come back.",
    "outliers": "Look at the cells far from all others: a unit may be wrong.",
    "groups": "Trust no figure of a small group.",
}


class DataQualityOut(Schema):
    """``class_balance_ratio`` is rows of the rarer outcome over rows of the commoner one."""

    use_case: str
    total_samples: int
    feature_completeness: dict[str, float]
    duplicate_count: int
    outlier_count: int
    outliers: dict[str, int]
    class_distribution: dict[str, int]
    class_balance_ratio: float
    data_date_range: tuple[str, str] | None
    recent_data_percentage: float | None
    samples_by_group: dict[str, int] | None
    groups_below_threshold: dict[str, int] | None
    left_out: dict[str, int]
    passes_quality_check: bool
    quality_issues: list[str]
    quality_warnings: list[str]
    recommendations: list[str]

    @classmethod
    def of(cls, found: Inspection) -> Self:
        use_case, data, report = found.use_case, found.data, found.report
        balance, fresh = report.balance, report.freshness
        outliers = {name: one.count for name, one in report.outliers.items()}
        fewer, more = sorted((balance.negatives, balance.positives))
        return cls(
            use_case=use_case.name,
            total_samples=report.rows,
            feature_completeness=report.completeness,
            duplicate_count=report.duplicates,
            outlier_count=sum(outliers.values()),
            outliers=outliers,
            class_distribution={
                str(use_case.outcome.positive): balance.positives,
                str(use_case.outcome.negative): balance.negatives,
            },
            class_balance_ratio=fewer / more if more else 0.0,
            data_date_range=None if fresh is None else (fresh.oldest_at, fresh.newest_at),
            recent_data_percentage=None if fresh is None else 100 * fresh.recent_share,
            samples_by_group=report.rows_by_group,
            groups_below_threshold=report.small_groups,
            left_out=dict(data.left_out),
            passes_quality_check=not found.objections,
            quality_issues=list(found.objections),
            quality_warnings=[one.message for one in report.findings if one.severity == "warning"],
            recommendations=sorted({ADVICE[one.name] for one in report.findings if one.name in ADVICE}),
        )
