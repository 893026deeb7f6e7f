import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.declare.errors import DeclarationError
from scorewright.declare.gates import Gate

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(FINITE, FINITE)
def test_judge__strict_and_not_strict__differ_only_at_the_limit(value: float, limit: float) -> None:
    passed = {sign: Gate("brier", sign, limit).judge(value).passed for sign in (">=", ">", "<=", "<")}
    assert passed[">="] != passed["<"]
    assert passed["<="] != passed[">"]
    assert (passed[">="] and passed["<="]) == (value == limit)


@pytest.mark.parametrize("value", [None, math.nan])
def test_judge__metric_without_meaning__fails(value: float | None) -> None:
    assert not Gate("roc_auc", ">=", 0.0).judge(value).passed
    assert not Gate("roc_auc", "<=", 1.0).judge(value).passed


@pytest.mark.parametrize(
    ("gate", "part"), [(("luck", ">", 1), "luck"), (("ks", "==", 1), "operator"), (("ks", ">", math.nan), "threshold")]
)
def test_gate__broken_rule__names_the_part(gate: Any, part: str) -> None:
    with pytest.raises(DeclarationError, match=part):
        Gate(*gate)
