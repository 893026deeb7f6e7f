"""Results in Parquet: their fingerprint, and what can never be null."""

import hashlib
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from pyarrow import parquet

from scorewright.declare.columns import Accepted
from scorewright.loop.serving.bulk.parquet_writer import ParquetWriter


class LeaseGoneError(Exception):
    pass


def _write(writer: ParquetWriter, chunks: int, b: int = 1) -> None:
    rows, decided = pl.DataFrame({"a": [1.5, 2.5], "b": [None, b]}), pl.DataFrame({"probability": [0.1, 0.2]})
    nothing = np.empty((2, 0))
    accepted = Accepted(np.arange(2), (), nothing, nothing.astype(object), {}, lambda _: {}, lambda _: {})
    for _ in range(chunks):
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


def test_write__overtaken_and_awake_again__spoils_no_part_of_the_other_one(tmp_path: Path) -> None:
    path = tmp_path / "answers.parquet"
    _write(ParquetWriter(path, {}, rows_in_a_part=2), 1)
    slow = ParquetWriter(path, {"parts": 1}, rows_in_a_part=100)
    _write(slow, 3)
    other = ParquetWriter(path, {"parts": 1}, rows_in_a_part=2)
    _write(other, 1, b=7)
    slow.close()
    _write(other, 1, b=8)
    other.finish()
    assert pl.read_parquet(path)["b"].to_list() == [None, 1, None, 7, None, 8]


def test_finish__overtaken_before_it__the_other_ones_parts_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "answers.parquet"
    slow = ParquetWriter(path, {}, rows_in_a_part=2)
    _write(slow, 2)

    def on_block() -> None:
        raise LeaseGoneError

    with pytest.raises(LeaseGoneError):
        slow.finish(on_block)
    other = ParquetWriter(path, {"parts": 2}, rows_in_a_part=2)
    other.finish()
    assert len(pl.read_parquet(path)) == 4


def test_finish__overtaken_while_it_joins__cannot_put_its_file_in_place(tmp_path: Path) -> None:
    path = tmp_path / "answers.parquet"
    slow = ParquetWriter(path, {}, rows_in_a_part=2)
    _write(slow, 2)
    calls = []

    def on_block() -> None:
        calls.append(1)
        if len(calls) == 2:  # the first one is before the joining
            other = ParquetWriter(path, {"parts": 2}, rows_in_a_part=2)
            other.finish()

    with pytest.raises(FileNotFoundError):
        slow.finish(on_block)
    assert len(pl.read_parquet(path)) == 4
    slow.tidy()
    assert list(tmp_path.iterdir()) == [path]


def test_finish__stopped_while_it_joins__nothing_is_left_beside_the_parts(tmp_path: Path) -> None:
    path = tmp_path / "answers.parquet"
    writer = ParquetWriter(path, {}, rows_in_a_part=2)
    _write(writer, 2)
    calls = []

    def on_block() -> None:
        calls.append(1)
        if len(calls) == 2:
            raise LeaseGoneError

    with pytest.raises(LeaseGoneError):
        writer.finish(on_block)
    assert [file.name for file in tmp_path.iterdir()] == ["answers.parquet.parts"]


def test_flush__a_part_has_ended__it_is_on_the_disk_before_its_mark_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    sync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (synced.append(os.fstat(file).st_ino), sync(file)))
    writer = ParquetWriter(tmp_path / "answers.parquet", {}, rows_in_a_part=2)
    _write(writer, 2)
    parts = sorted((tmp_path / "answers.parquet.parts").iterdir())
    assert synced == [part.stat().st_ino for part in parts]
