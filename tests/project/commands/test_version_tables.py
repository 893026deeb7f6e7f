from scorewright.project.commands.version_tables import interval


def test_interval__metric_without_meaning__none() -> None:
    assert interval({"value": None, "low": None, "high": None}) == "none"
    assert interval(None) == "none"


def test_interval__no_ends__value_alone() -> None:
    assert interval({"value": 0.8, "low": None, "high": None}) == "0.800"
