import pytest

from scorewright.declare.activation import ActivationPolicy
from scorewright.declare.errors import DeclarationError


def test_activation_policy__nothing_said__later_versions_wait_for_people() -> None:
    policy = ActivationPolicy()
    assert (policy.mode, policy.first) == ("manual", "automatic")
    assert (policy.alpha, policy.retrains_a_year, policy.min_improvement) == (0.05, 12, 0.05)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mode", "always"),
        ("first", "never"),
        ("improvement", "some"),
        ("min_improvement", -0.01),
        ("min_improvement", 1.1),
        ("alpha", 0),
        ("alpha", 0.21),
        ("alpha", float("nan")),
        ("alpha", "0.05"),
        ("alpha", True),
        ("retrains_a_year", 0),
        ("retrains_a_year", 367),
        ("retrains_a_year", 12.5),
        ("minimum_positives", 19),
        ("minimum_negatives", 19),
        ("slope_from", 1.1),
        ("slope_to", 0.9),
        ("segment_rows", 49),
        ("segment_margin", -0.1),
        ("approval_shift", 1.5),
        ("shadow_decisions", -1),
        ("shadow_milliseconds", 0.5),
    ],
)
def test_activation_policy__field_out_of_range__refused_by_name(field: str, value: object) -> None:
    with pytest.raises(DeclarationError, match=f"activation: {field}: "):
        ActivationPolicy(**{field: value})
