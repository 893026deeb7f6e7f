from dataclasses import replace

import pytest

from scorewright.declare.activation import ActivationPolicy
from scorewright.declare.conformance import structural_faults
from scorewright.declare.errors import DeclarationError
from scorewright.declare.guard import Guard
from scorewright.usecases.retention.usecase import USE_CASE


def test_guard__only_a_margin_said__rolls_back_at_five_percent() -> None:
    guard = Guard(margin=0.03)
    assert (guard.metric, guard.alpha, guard.act) == ("accuracy", 0.05, "roll_back")
    assert (guard.planned_units, guard.fewest_units, guard.span.days) == (1000, 100, 90)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("margin", -0.01),
        ("margin", float("nan")),
        ("margin", "0.05"),
        ("metric", "roc_auc"),
        ("alpha", 0),
        ("alpha", 0.21),
        ("planned_units", 99),
        ("fewest_units", 29),
        ("fewest_units", 100.5),
        ("days", 0),
        ("days", True),
        ("act", "hope"),
    ],
)
def test_guard__field_out_of_range__refused_by_name(field: str, value: object) -> None:
    with pytest.raises(DeclarationError, match=f"guard: {field}: "):
        Guard(**{"margin": 0.05, field: value})


@pytest.mark.parametrize("guard", [None, Guard(margin=0.05, act="alert")], ids=["none", "alert"])
def test_conformance__automatic_activation_without_a_guard_that_rolls_back__is_a_fault(guard: Guard | None) -> None:
    automatic = replace(USE_CASE, activation=ActivationPolicy(mode="auto_if_better"), guard=guard)
    (fault,) = structural_faults(automatic)
    assert "guard: mode auto_if_better" in fault
    assert structural_faults(replace(automatic, guard=Guard(margin=0.05))) == []


def test_use_case__guard_of_another_kind__refused() -> None:
    with pytest.raises(DeclarationError, match="guard: must be a Guard or None"):
        replace(USE_CASE, guard=0.05)
