import pytest

from scorewright.science.experiments.rule import Rule


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("planned_units", 10),
        ("challengers", 0),
        ("alpha", 0.0),
        ("alpha", float("nan")),
        ("power", 1.0),
        ("fewest_units", 5),
        ("relevant", -0.1),
        ("mode", "whenever"),
    ],
)
def test_rule__field_that_is_wrong__is_named(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=rf"^{field}: "):
        Rule(**{"planned_units": 4000, field: value})  # type: ignore[arg-type]  # wrong on purpose


def test_rule__more_challengers__each_comparison_is_stricter() -> None:
    two, four = Rule(planned_units=4000), Rule(planned_units=4000, challengers=3)
    assert four.alpha_of_one == pytest.approx(0.05 / 3)
    assert four.critical(4000) > two.critical(4000)
