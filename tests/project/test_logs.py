import logging

import polars as pl
import pytest
import structlog

from scorewright.declare.redaction import personal_words


def _fails(record: dict[str, str]) -> None:
    raise ValueError(f"a record of {len(record)}")


def test_exception__logged__with_its_place_and_without_the_values_there(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        _fails({"name": "Ama Mensah"})
    except ValueError:
        structlog.get_logger().exception("job_failed", kind="tests")
    said = capsys.readouterr().out
    assert "ValueError: a record of 1" in said
    assert "in _fails" in said
    assert "Mensah" not in said.replace('_fails({"name": "Ama Mensah"})', "")  # the line itself is no value


def test_exception__where_a_value_cannot_even_be_shown__logged_all_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        pl.Series([2**31 - 1], dtype=pl.Int32).cast(pl.Date).to_list()
    except pl.exceptions.PanicException:
        structlog.get_logger().exception("job_failed", kind="tests")
    assert "PanicException: out-of-range date" in capsys.readouterr().out


def test_log__whoever_writes_it__holds_nothing_that_names_a_person(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    library = logging.getLogger("some.library")
    with personal_words({"Ama Mensah"}):
        try:
            int("GHA-123456789-0 of Ama Mensah")
        except ValueError as error:
            library.exception("no number: %s, asked by %s", error, "+233 24 412 3456")
            structlog.get_logger().exception("job_failed", phone="none", said=["C018712190017"], why=str(error))
            library.warning("row %d of %s", 7, "0244123456")
    said = capsys.readouterr().out + caplog.text + "".join(logging.Formatter().format(one) for one in caplog.records)
    assert said.count("invalid literal for int()") >= 4  # the errors themselves are there
    assert "row 7 of [redacted]" in said
    for secret in ("123456789", "Mensah", "412 3456", "0244123456", "C018712190017", "phone=none"):
        assert secret not in said.replace('int("GHA-123456789-0 of Ama Mensah")', "")


class _Unshown:
    def __str__(self) -> str:
        raise RuntimeError("024 412 3456")


def test_log__of_what_cannot_be_shown_or_does_not_fit__is_said_as_far_as_may_be(
    caplog: pytest.LogCaptureFixture,
) -> None:
    library = logging.getLogger("some.library")
    library.warning("seen by 0244123456: %s", _Unshown())
    library.warning("rows: %d of %d", ["many"])
    library.warning(_Unshown())
    assert [record.getMessage() for record in caplog.records] == [
        "seen by [redacted]: %s (not to be filled in: RuntimeError)",
        "rows: %d of %d (not to be filled in: TypeError)",
        "? (not to be filled in: RuntimeError)",
    ]
