"""Parquet files with whatever stands in ordinary ones, decided on from beginning to end."""

import csv
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet

from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.panics import named
from scorewright.loop.serving.models import ScoringRun

from .desks import Desk

MOMENT = datetime.fromisoformat("2026-11-21T09:30:00.250000")
CELLS = {
    "decimal": (pa.array([Decimal("1.10")]), "1.10"),
    "bytes": (pa.array([b"a"]), "b'a'"),
    "date": (pa.array([date(9999, 12, 31)]), "9999-12-31"),
    "moment": (pa.array([MOMENT]), "2026-11-21T09:30:00.250000"),
    "moment in UTC": (pa.array([MOMENT], pa.timestamp("us", "UTC")), "2026-11-21T09:30:00.250000+0000"),
    "moment in a zone": (pa.array([MOMENT], pa.timestamp("us", "Asia/Kolkata")), "2026-11-21T15:00:00.250000+0530"),
    "time": (pa.array([time(9, 30)]), "09:30:00.000000000"),
    "duration": (pa.array([timedelta(hours=1, seconds=1)]), "PT1H1S"),
    "dictionary": (pa.array(["a"]).dictionary_encode(), "a"),
    "list": (pa.array([["a", "b"]]), "['a', 'b']"),
    "object": (pa.array([{"a": 1}]), "{'a': 1}"),
    "map": (pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())), "{'a': 1}"),
    "uuid": (pa.array([b"0123456789abcdef"], pa.uuid()), "b'0123456789abcdef'"),
    "nothing": (pa.nulls(1), ""),
}


def _file(folder: Path, column: pa.Array) -> Path:
    path = folder / "rows.parquet"
    rows = len(column)
    parquet.write_table(pa.table({"distance": [12.5] * rows, "parcels": [3.0] * rows, "other": column}), path)
    return path


def _decided(desk: Desk, column: pa.Array, output: str) -> ScoringRun:
    return desk.do(desk.ask(_file(desk.folder, column), output, ignored=["other"]))


@pytest.mark.parametrize("kind", CELLS)
def test_column__of_any_type__passed_on_to_both_formats(in_production, desk: Desk, kind: str) -> None:
    column, text = CELLS[kind]
    assert _decided(desk, column, "answers.csv").decided == 1
    assert desk.answers()[0]["other"] == text
    assert _decided(desk, column, "answers.parquet").decided == 1
    expected: Any = pl.from_arrow(column)
    assert desk.answers("answers.parquet")[0]["other"] == expected.to_list()[0]


@pytest.mark.parametrize("kind", CELLS)
def test_column__of_any_type_where_a_field_should_be__its_rows_are_rejected(
    in_production, desk: Desk, kind: str
) -> None:
    column, _ = CELLS[kind]
    path = desk.folder / "rows.parquet"
    parquet.write_table(pa.table({"distance": column, "parcels": [3.0]}), path)
    run = desk.do(desk.ask(path))
    assert (run.decided, run.rejected) == (0, 1)
    assert b"distance" in desk.set_aside.splitlines()[1]


@pytest.mark.parametrize("output", ["answers.csv", "answers.parquet"])
@pytest.mark.parametrize(
    ("column", "rule"),
    [
        (pa.Array.from_buffers(pa.string(), 2, pa.array([b"ok", b"\xff"]).buffers()), "encoding"),
        (pa.array([0, 2**31 - 1], pa.int32()).view(pa.date32()), "range"),
        (pa.array([0, 2**63 - 1], pa.int64()).view(pa.timestamp("ms")), "range"),
        (pa.array([0, 2**63 - 1], pa.int64()).view(pa.duration("ms")), "range"),
    ],
    ids=["text", "date", "moment", "duration"],
)
def test_cell__that_nobody_could_write_down__its_row_is_rejected_and_the_others_go_on(
    in_production, desk: Desk, column: pa.Array, rule: str, output: str
) -> None:
    run = _decided(desk, column, output)
    assert (run.rows, run.decided, run.rejected) == (2, 1, 1)
    (aside,) = csv.DictReader(desk.set_aside.decode().splitlines())
    assert (aside["row"], aside["rule"], "column other" in aside["reason"]) == ("2", rule, True)


@pytest.mark.parametrize(
    "column",
    [pa.array([MOMENT], pa.timestamp("us", "+05:30")), pa.array([Decimal("1.1")], pa.decimal256(50, 2))],
    ids=["time zone", "decimal"],
)
def test_column__of_a_type_that_cannot_be_read__refused_by_name(in_production, desk: Desk, column: pa.Array) -> None:
    with pytest.raises(FileUnreadableError, match=r"rows\.parquet: the column other is of the type"):
        _decided(desk, column, "answers.csv")


def test_named__a_panic__an_error_that_names_the_file() -> None:
    with pytest.raises(FileUnreadableError, match=r"rows\.csv: has a value"), named("rows.csv"):
        pl.Series([2**31 - 1], dtype=pl.Int32).cast(pl.Date).to_list()
