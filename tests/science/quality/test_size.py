from scorewright.science.quality.limits import QualityLimits
from scorewright.science.quality.size import size_findings


def test_size_findings__one_row_too_few__is_an_error() -> None:
    limits = QualityLimits(minimum_rows=100)
    assert [finding.severity for finding in size_findings(99, limits)] == ["error"]
    assert list(size_findings(100, limits)) == []
