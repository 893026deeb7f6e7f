from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from scorewright.loop.tenancy.parameters import Moment, PastMoment

MOMENT = TypeAdapter(Moment)


@pytest.mark.parametrize("text", ["2026-11-21T09:30:00Z", "2026-11-21T11:30:00+02:00", "2026-11-21 09:30:00+00:00"])
def test_moment__with_its_offset__in_utc(text: str) -> None:
    assert MOMENT.validate_python(text) == datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["0", "1763717400", "-1.5", "1e9", 0, 1763717400, "2026-11-21T09:30:00", "yesterday", ""]
)
def test_moment__number_or_without_offset__refused(value: object) -> None:
    with pytest.raises(ValidationError):
        MOMENT.validate_python(value)


def test_moment__beyond_the_years_that_there_are__refused() -> None:
    with pytest.raises(ValidationError, match="outside the years"):
        MOMENT.validate_python("0001-01-01T00:00:00+23:59")


def test_past_moment__that_has_been_and_one_to_come__taken_and_refused() -> None:
    past = TypeAdapter(PastMoment)
    assert past.validate_python("2026-01-01T00:00:00Z") == datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ValidationError, match="must not lie in the future"):
        past.validate_python("2999-01-01T00:00:00Z")
