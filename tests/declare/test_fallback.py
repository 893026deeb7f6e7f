import pytest

from scorewright.declare.errors import DeclarationError
from scorewright.declare.fallback import Fallback


def test_fallback__without_a_reason__is_refused() -> None:
    with pytest.raises(DeclarationError, match="reason: must say something"):
        Fallback(probability=lambda record: 0.5, reason=" ")


def test_fallback__nothing_said__has_a_reason() -> None:
    assert (
        Fallback(probability=lambda record: 0.5).reason == "Decided by a written rule, because no model could answer."
    )


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_fallback__confidence_outside_0_and_1__is_refused(confidence: float) -> None:
    with pytest.raises(DeclarationError, match="confidence"):
        Fallback(probability=lambda record: 0.5, confidence=confidence)
