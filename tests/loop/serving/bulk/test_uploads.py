"""What is decided on at once, and what becomes a job."""

import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.bulk.opening import open_reader
from scorewright.loop.serving.bulk.uploads import MOST_UNPACKED, has_at_most

LONG = "x" * 100_000


def _few(path: Path, rows: int = 1000) -> bool:
    return has_at_most(open_reader(path, path.name, FileKind.of(path.name)), rows)


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


@pytest.mark.parametrize("rows", [999, 1000, 1001])
@pytest.mark.parametrize("name", ["rows.csv", "rows.csv.gz", "rows.jsonl", "rows.jsonl.gz", "rows.parquet"])
def test_has_at_most__small_rows__counts_them(tmp_path: Path, name: str, rows: int) -> None:
    if name.endswith("parquet"):
        parquet.write_table(pa.table({"a": ["1"] * rows}), tmp_path / name)
    else:
        _file(tmp_path, name, (b"a\n" if "csv" in name else b"") + b"1\n" * rows)
    assert _few(tmp_path / name) is (rows <= 1000)


@pytest.mark.parametrize("name", ["rows.csv.gz", "rows.jsonl.gz"])
def test_has_at_most__small_file_that_unpacks_to_empty_lines_only__is_none(tmp_path: Path, name: str) -> None:
    path = _file(tmp_path, name, b"a\n1\n" + b"\n" * (2 * MOST_UNPACKED))
    assert path.stat().st_size < 50_000
    assert not _few(path)


def test_has_at_most__few_lines_among_many_empty_ones__is_none(tmp_path: Path) -> None:
    assert not _few(_file(tmp_path, "rows.jsonl", b"\n" * 5000 + b"{}\n"))


def test_has_at_most__few_rows_that_say_the_same_long_text__is_none(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    parquet.write_table(pa.table({"a": [LONG] * 500}), path)
    assert path.stat().st_size < 50_000
    assert not _few(path)


@pytest.mark.parametrize("name", ["rows.csv.gz", "rows.jsonl.gz"])
def test_has_at_most__gzip_that_was_cut_off__names_the_file(tmp_path: Path, name: str) -> None:
    whole = _file(tmp_path, name, b"a,b\n" + b"".join(b"%d,2\n" % number for number in range(900))).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileUnreadableError, match=name):
        _few(tmp_path / name)
