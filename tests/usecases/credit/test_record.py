"""What an application for credit may hold, as far as it is more than a limit."""

from datetime import UTC, datetime

import pytest

from scorewright.declare.doubts import still_to_come, warnings_about
from scorewright.usecases.credit.record import FIELDS
from scorewright.usecases.credit.usecase import USE_CASE

EXAMPLE = dict(USE_CASE.examples[0])


@pytest.mark.parametrize(("ratio", "rules"), [(100, []), (104, ["warn_above"]), (1_000, ["warn_above"])])
def test_debts__above_all_income__believed_and_warned_of(ratio: float, rules: list[str]) -> None:
    record = EXAMPLE | {"debt_to_income_ratio": ratio}
    assert USE_CASE.accept(record)["debt_to_income_ratio"] == ratio
    assert [(one.field, one.rule) for one in warnings_about(FIELDS, record)] == [
        ("debt_to_income_ratio", rule) for rule in rules
    ]


def test_submission__still_to_come__breaks_its_rule() -> None:
    record = USE_CASE.accept(EXAMPLE | {"submitted_at": "2027-01-01T00:00:00Z"})
    (found,) = still_to_come(FIELDS, record, datetime(2026, 11, 21, tzinfo=UTC))
    assert (found.field, found.rule) == ("submitted_at", "not_in_future")


def test_job_title__with_control_characters__is_read_as_one_line() -> None:
    assert USE_CASE.accept(EXAMPLE | {"job_title": " tro-tro\tmate\n"})["job_title"] == "tro-tro mate"
