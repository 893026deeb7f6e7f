from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet

from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.parquet_reader import ParquetReader


@pytest.mark.parametrize("after", [0, 1, 9, 10, 11, 24, 25, 99])
def test_parquet__from_any_place__each_row_once_with_its_number(tmp_path: Path, after: int) -> None:
    pl.DataFrame({"a": range(1, 26)}).write_parquet(tmp_path / "rows.parquet", row_group_size=10)
    reader = ParquetReader(tmp_path / "rows.parquet", "rows.parquet")
    chunks = list(reader.chunks(after, 4))
    assert (reader.total, reader.columns) == (25, ["a"])
    numbers = [number for chunk in chunks for number in chunk.numbers.tolist()]
    assert numbers == [number for chunk in chunks for number in chunk.rows["a"]] == list(range(after + 1, 26))
    assert all(len(chunk.numbers) <= 4 for chunk in chunks)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\x00" * 64 + b"PAR1"])
def test_parquet__none__names_the_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rows.parquet").write_bytes(content)
    with pytest.raises(FileUnreadableError, match=r"rows\.parquet"):
        ParquetReader(tmp_path / "rows.parquet", "rows.parquet")


def test_parquet__row_groups_of_a_few_rows__read_together(tmp_path: Path) -> None:
    pl.DataFrame({"a": range(100)}).write_parquet(tmp_path / "rows.parquet", row_group_size=10)
    chunks = list(ParquetReader(tmp_path / "rows.parquet", "rows.parquet").chunks(0, 45))
    assert [len(chunk.numbers) for chunk in chunks] == [40, 40, 20]


def test_parquet__rows_that_are_passed_over__signs_of_life(tmp_path: Path) -> None:
    pl.DataFrame({"a": range(100)}).write_parquet(tmp_path / "rows.parquet")
    signs: list[int] = []
    (last,) = ParquetReader(tmp_path / "rows.parquet", "rows.parquet").chunks(95, 10, lambda: signs.append(1))
    assert (last.numbers.tolist(), len(signs)) == ([96, 97, 98, 99, 100], 9)


def test_parquet__cells_that_nobody_could_write_down__their_rows_are_set_aside(tmp_path: Path) -> None:
    text = pa.Array.from_buffers(pa.string(), 4, pa.array([b"ok", b"\xff", b"ok", b"ok"]).buffers())
    day = pa.array([0, 0, 2**31 - 1, 0], pa.int32()).view(pa.date32())
    parquet.write_table(pa.table({"a": text, "b": day}), tmp_path / "rows.parquet")
    (chunk,) = ParquetReader(tmp_path / "rows.parquet", "rows.parquet").chunks(0, 10)
    assert (chunk.numbers.tolist(), chunk.rows["a"].to_list(), chunk.last) == ([1, 4], ["ok", "ok"], 4)
    assert [(row.number, row.rule, row.message) for row in chunk.unreadable] == [
        (2, "encoding", "the column a is no text in UTF-8"),
        (3, "range", "the column b is out of range: a date must lie within the years 1 to 9999"),
    ]


def test_parquet__some_hundred_bytes_that_say_the_same_long_text__never_all_of_it_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    parquet.write_table(pa.table({"a": pa.array(["x" * 1_000_000] * 500)}), path, compression="zstd")
    assert path.stat().st_size < 10_000
    before, most, rows = pa.total_allocated_bytes(), 0, 0
    for chunk in ParquetReader(path, "rows.parquet").chunks(0, 5000):
        rows += len(chunk.numbers)
        most = max(most, pa.total_allocated_bytes() - before, chunk.rows.estimated_size())
    assert (rows, most < 64 << 20) == (500, True)
