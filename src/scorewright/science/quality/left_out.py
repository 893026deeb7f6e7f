"""Rows that are left out of training before anything is measured."""

from collections.abc import Iterator, Mapping

from scorewright.science.quality.finding import Finding


def left_out_findings(left_out: Mapping[str, int]) -> Iterator[Finding]:
    """A warning with the number of rows for each reason, the most first.

    >>> [finding.message for finding in left_out_findings({"verified is false": 2, "decision is pending": 3})]
    ['5 rows are left out: decision is pending (3), verified is false (2).']
    """
    if left_out:
        ranked = sorted(left_out.items(), key=lambda item: (-item[1], item[0]))
        told = ", ".join(f"{why} ({rows})" for why, rows in ranked)
        yield Finding("left out", None, "warning", f"{sum(left_out.values())} rows are left out: {told}.")
