"""How many rows are read at once, by what they take in memory."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.parquet_batches import open_parquet
from scorewright.loop.serving.bulk.parquet_sizes import LARGEST_ROW, ParquetSizes

MEGABYTE = "x" * 1_000_000


def _sizes(folder: Path, column: pa.Array, **options: Any) -> ParquetSizes:
    path = folder / "rows.parquet"
    parquet.write_table(pa.table({"n": range(len(column)), "a": column}), path, compression="zstd", **options)
    return ParquetSizes(path, path.name, open_parquet(path).metadata)


@pytest.mark.parametrize(
    "column",
    [
        pa.array([MEGABYTE] * 200),
        pa.array([None] * 100 + ["short"] + [MEGABYTE] * 100),
        pa.array([[]] * 100 + [[MEGABYTE]] * 900),
        pa.array([{"b": MEGABYTE}] * 200),
        pa.array([[("k", MEGABYTE)]] * 200, pa.map_(pa.string(), pa.string())),
        pa.array([MEGABYTE] * 200).dictionary_encode(),
        pa.array([b"x" * 1_000_000] * 200, pa.binary(1_000_000)),
    ],
    ids=["text", "after nulls", "list", "object", "map", "dictionary", "fixed"],
)
def test_sizes__the_same_long_text_again_and_again__few_rows_at_once(tmp_path: Path, column: pa.Array) -> None:
    sizes = _sizes(tmp_path, column)
    assert (tmp_path / "rows.parquet").stat().st_size < 60_000
    assert 1 <= sizes.rows_at_once(0, 5000) <= 40


def test_sizes__small_rows__as_many_as_are_wanted(tmp_path: Path) -> None:
    sizes = _sizes(tmp_path, pa.array([f"customer {number}" for number in range(50_000)]), row_group_size=20_000)
    assert [sizes.rows_at_once(group, 5000) for group in range(3)] == [5000] * 3


def test_sizes__no_rows_in_a_group__some_at_once(tmp_path: Path) -> None:
    assert _sizes(tmp_path, pa.array([], pa.string())).row_bytes(0) == 0


@pytest.mark.parametrize(
    "column",
    [pa.array(["x" * (LARGEST_ROW + 1)] * 2), pa.array([["y" * 999]] * 5 + [["x"] * 100_000] * 20)],
    ids=["text", "lists"],
)
def test_sizes__a_row_that_is_too_large__refused_with_its_column(tmp_path: Path, column: pa.Array) -> None:
    sizes = _sizes(tmp_path, column)
    with pytest.raises(FileUnreadableError, match=r"rows\.parquet: a row takes up to \d{8} bytes.* the column a"):
        sizes.rows_at_once(0, 5000)
