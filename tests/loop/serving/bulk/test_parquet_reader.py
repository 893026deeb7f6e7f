from pathlib import Path

import polars as pl
import pytest

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
