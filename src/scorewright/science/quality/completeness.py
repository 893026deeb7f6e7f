"""Completeness: the share of rows in which a field is filled."""

from collections.abc import Iterator, Mapping

from scorewright.science.quality.finding import Finding
from scorewright.science.quality.limits import QualityLimits
from scorewright.science.quality.records import Records, is_missing


def measure_completeness(values: Records) -> dict[str, float]:
    """The share, 0 to 1, of cells that are not missing, by field; 1.0 where there is no row.

    >>> measure_completeness({"age": [31, None, float("nan"), 44], "plan": ["a", "b", "", "c"]})
    {'age': 0.5, 'plan': 0.75}
    """
    return {
        field: sum(not is_missing(cell) for cell in cells) / len(cells) if len(cells) else 1.0
        for field, cells in values.items()
    }


def completeness_findings(completeness: Mapping[str, float], limits: QualityLimits) -> Iterator[Finding]:
    """An error for each field below the limit."""
    for field, share in completeness.items():
        if share < limits.minimum_completeness:
            message = (
                f"{field} is filled in {share:.1%} of the rows; at least {limits.minimum_completeness:.1%} are needed."
            )
            yield Finding("completeness", field, "error", message)
