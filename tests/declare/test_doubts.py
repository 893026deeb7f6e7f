from datetime import UTC, datetime, timedelta

import pytest

from scorewright.declare.doubts import CLOCKS_DIFFER, still_to_come, warnings_about
from scorewright.declare.errors import DeclarationError
from scorewright.declare.fields import Moment, Number

SHARE = Number(name="share", unit="% of income", minimum=0, maximum=1_000, warn_below=5, warn_above=100)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "rules"),
    [
        (5, []),
        (100, []),
        (100.5, ["warn_above"]),
        (4, ["warn_below"]),
        (1_001, []),  # broken, and said as that
        ("much", []),
        (None, []),
    ],
)
def test_warnings__beyond_what_is_likely__by_field_and_rule(cell: object, rules: list[str]) -> None:
    assert [one.rule for one in warnings_about([SHARE], {"share": cell})] == rules


def test_warnings__of_a_draft_that_lacks_the_field__none() -> None:
    assert warnings_about([SHARE], {}) == ()


def test_warning__says_the_limit_and_never_the_value() -> None:
    (found,) = warnings_about([SHARE], {"share": 977})
    assert (found.field, found.message, found.received) == ("share", "is above 100 % of income", "integer")


def test_number__warned_above__is_accepted_as_it_came() -> None:
    assert SHARE.accept(977) == 977


def test_number__limit_of_a_warning_that_is_none__refused() -> None:
    with pytest.raises(DeclarationError, match="warn_above must be a finite number"):
        Number(name="n", warn_above=float("nan"))


@pytest.mark.parametrize(
    ("field", "ahead", "broken"),
    [
        (Moment(name="at", not_in_future=True), CLOCKS_DIFFER, False),
        (Moment(name="at", not_in_future=True), CLOCKS_DIFFER + timedelta(seconds=1), True),
        (Moment(name="at", not_in_future=True), -timedelta(days=1), False),
        (Moment(name="at"), timedelta(days=1), False),
    ],
)
def test_still_to_come__by_the_field_and_a_clock_that_may_differ(field: Moment, ahead: timedelta, broken: bool) -> None:
    found = [one.rule for one in still_to_come([field], {"at": NOW + ahead}, NOW)]
    assert found == (["not_in_future"] if broken else [])


def test_still_to_come__missing__breaks_nothing() -> None:
    assert list(still_to_come([Moment(name="at", not_in_future=True)], {"at": None}, NOW)) == []
