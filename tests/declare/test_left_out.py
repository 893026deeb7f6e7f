from collections.abc import Callable

import pytest

from scorewright.declare.errors import DeclarationError
from scorewright.declare.left_out import LeftOut
from scorewright.declare.use_case import UseCase

PENDING = LeftOut("late", ("pending", "Disputed"))
UNVERIFIED = LeftOut("verified", ("false", ""))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"late": "PENDING"}, "late is pending"),
        ({"late": " disputed "}, "late is disputed"),
        ({"late": "yes"}, None),
        ({"verified": False}, None),
        ({}, None),
    ],
)
def test_why__rows__are_left_out_in_any_case_of_the_words(row: dict[str, object], why: str | None) -> None:
    assert PENDING.why(row) == why


def test_why__empty_cell_is_not_an_absent_column() -> None:
    assert UNVERIFIED.why({"verified": ""}) == UNVERIFIED.why({"verified": None}) == "verified is empty"
    assert UNVERIFIED.why({}) is None


def test_left_out__no_values__is_refused() -> None:
    with pytest.raises(DeclarationError, match="'late' must name at least one value"):
        LeftOut("late", ())


def test_use_case__column_that_only_leaves_out__is_not_looked_at_otherwise(
    make_use_case: Callable[..., UseCase],
) -> None:
    use_case = make_use_case(left_out=(PENDING, UNVERIFIED))
    row = {"income": "1", "home": "own", "origin": "", "late": "no", "verified": "true"}
    assert use_case.why_left_out(row) is None
    assert use_case.read_row(row)[1] == 0
    assert use_case.why_left_out({**row, "verified": "FALSE"}) == "verified is false"


def test_why__rule_that_is_not_heeded__leaves_nothing_out() -> None:
    assert LeftOut("verified", ("false",), heeded=False).why({"verified": "false"}) is None
