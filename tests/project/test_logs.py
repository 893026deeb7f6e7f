import polars as pl
import pytest
import structlog


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
