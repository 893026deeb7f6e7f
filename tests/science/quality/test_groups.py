from scorewright.science.quality.groups import count_groups, find_small_groups, group_findings
from scorewright.science.quality.limits import QualityLimits

LIMITS = QualityLimits(minimum_group_rows=50)


def test_count_groups__planted_sizes__are_counted_exactly() -> None:
    group = ["north"] * 50 + ["south"] * 49 + ["east"] * 1
    assert count_groups(group) == {"east": 1, "north": 50, "south": 49}
    assert count_groups([]) == {}
    assert count_groups(None) is None


def test_find_small_groups__sizes_around_the_limit__those_below() -> None:
    assert find_small_groups({"east": 1, "north": 50, "south": 49}, LIMITS) == {"east": 1, "south": 49}
    assert find_small_groups({"north": 50}, LIMITS) == {}
    assert find_small_groups(None, LIMITS) is None


def test_group_findings__small_groups__warn_one_by_one() -> None:
    findings = list(group_findings({"east": 1, "south": 49}, LIMITS))
    assert [finding.severity for finding in findings] == ["warning", "warning"]
    assert findings[0].message == "Group east has 1 rows; with fewer than 50 its figures mean little."
    assert list(group_findings(None, LIMITS)) == []
