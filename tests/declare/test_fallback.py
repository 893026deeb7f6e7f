import pytest

from scorewright.declare.errors import DeclarationError
from scorewright.declare.fallback import Fallback


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_fallback__confidence_outside_0_and_1__is_refused(confidence: float) -> None:
    with pytest.raises(DeclarationError, match="confidence"):
        Fallback(probability=lambda record: 0.5, confidence=confidence)
