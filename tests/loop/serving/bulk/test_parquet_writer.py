"""Results in Parquet: their fingerprint, and what can never be null."""

import hashlib
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from pyarrow import parquet

from scorewright.declare.columns import Accepted
from scorewright.loop.serving.bulk.parquet_writer import ParquetWriter


def _write(writer: ParquetWriter, parts: int) -> None:
    rows, decided = pl.DataFrame({"a": [1.5, 2.5], "b": [None, 1]}), pl.DataFrame({"probability": [0.1, 0.2]})
    nothing = np.empty((2, 0))
    accepted = Accepted(np.arange(2), (), nothing, nothing.astype(object), {}, lambda _: {}, lambda _: {})
    for _ in range(parts):
        writer.write(rows, accepted, decided)
        writer.flush()


@pytest.mark.parametrize(("parts", "rows_in_a_part"), [(1, 2), (3, 100)])
def test_finish__one_part__its_fingerprint_without_reading_it_again(
    tmp_path: Path, parts: int, rows_in_a_part: int
) -> None:
    path = tmp_path / "answers.parquet"
    writer = ParquetWriter(path, {}, rows_in_a_part=rows_in_a_part, never_null={"a", "probability"})
    _write(writer, parts)
    assert writer.finish() == hashlib.sha256(path.read_bytes()).hexdigest()
    writer.close()
    assert pl.read_parquet(path)["b"].to_list() == [None, 1] * parts
    assert [field.nullable for field in parquet.read_schema(path)] == [False, True, False]


def test_finish__joined_from_several_parts__the_fingerprint_is_not_known(tmp_path: Path) -> None:
    writer = ParquetWriter(tmp_path / "answers.parquet", {}, rows_in_a_part=2)
    _write(writer, 2)
    assert writer.finish() is None
    writer.close()
    assert len(pl.read_parquet(tmp_path / "answers.parquet")) == 4
