"""The rows of a file to train from, whatever its format."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from scorewright.declare.dataset import Dataset
from scorewright.loop.serving.bulk.chunk import FileUnreadableError, Unreadable
from scorewright.loop.serving.bulk.formats import FileKind, Format
from scorewright.loop.serving.bulk.opening import open_reader
from scorewright.loop.training.rows.preparation import SHOWN, TrainingDataError

MOST_ROWS = 1_000_000
MOST_COLUMNS = 2_000
MOST_JSON_BYTES = 256 * 1024 * 1024
AT_ONCE = 50_000
Row = Mapping[str, str]


def training_kind(name: str, content_type: str = "") -> FileKind:
    """As ``FileKind.of``; JSON besides, by lines or as one list. Raises UnknownFormatError."""
    if name.lower().endswith(".json") or (not name and content_type.partition(";")[0] == "application/json"):
        return FileKind(Format.JSON_LINES)
    return FileKind.of(name, content_type)


def dataset_of_file(path: Path, name: str, kind: FileKind, *, ignored: frozenset[str] = frozenset()) -> Dataset:
    """Every row as named text cells. A JSON file holds one object a line, or a list of objects.

    Raises FileUnreadableError, and TrainingDataError where rows cannot be read or there are too many.
    """
    rows: list[Row] = []
    bad: list[Unreadable] = []
    for some, unreadable in _read(path, name, kind):
        rows += some
        bad += unreadable
        if len(rows) > MOST_ROWS:
            raise TrainingDataError(
                f"{name}: has more than {MOST_ROWS:,} rows, the most to train from: draw as many at random"
            )
    if bad:
        told = "; ".join(f"row {row.number}: {row.message}" for row in bad[:SHOWN])
        raise TrainingDataError(f"{name}: {len(bad)} rows cannot be read: {told}")
    if not rows:
        raise TrainingDataError(f"{name}: holds no row")
    return Dataset(rows, name, ignored)


def _read(path: Path, name: str, kind: FileKind) -> Iterator[tuple[list[Row], Iterable[Unreadable]]]:
    if _is_list(path, kind):
        yield _of_list(path, name), ()
        return
    reader = open_reader(path, name, kind)
    if reader.columns is not None and len(reader.columns) > MOST_COLUMNS:
        raise TrainingDataError(f"{name}: has {len(reader.columns):,} columns; {MOST_COLUMNS:,} is the most")
    for number, chunk in enumerate(reader.chunks(0, AT_ONCE)):
        found = chunk.rows
        cells = _of_frame(found) if isinstance(found, pl.DataFrame) else _of_lines(found, name, number * AT_ONCE)
        yield cells, chunk.unreadable


def _is_list(path: Path, kind: FileKind) -> bool:
    """Whether what is said to be JSON Lines is one JSON list."""
    if kind.ending != "jsonl":
        return False
    with path.open("rb") as file:
        return file.read(1024).lstrip()[:1] == b"["


def _of_list(path: Path, name: str) -> list[Row]:
    if path.stat().st_size > MOST_JSON_BYTES:
        raise FileUnreadableError(f"{name}: a JSON list may have 256 MB; send an object a line")
    try:
        found = msgspec.json.decode(path.read_bytes(), type=list[dict[str, Any]])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise FileUnreadableError(f"{name}: is no JSON list of objects: {error}") from error
    return [_cells(row) for row in found]


def _of_lines(lines: Iterable[bytes], name: str, before: int) -> list[Row]:
    rows: list[Row] = []
    for number, line in enumerate(lines, before + 1):
        try:
            rows.append(_cells(msgspec.json.decode(line, type=dict[str, Any])))
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise FileUnreadableError(f"{name}, row {number}: is no JSON object: {error}") from error
    return rows


def _of_frame(frame: pl.DataFrame) -> list[Row]:
    return [_cells(row) for row in frame.iter_rows(named=True)]


def _cells(row: Mapping[str, Any]) -> Row:
    return {str(name): as_cell(value) for name, value in row.items()}


def as_cell(value: object) -> str:
    """``value`` as a CSV file would have it: empty where missing.

    >>> as_cell(None), as_cell(True), as_cell(3.0), as_cell(2.5)
    ('', 'true', '3', '2.5')
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case date():
            return value.isoformat()
        case _:
            return str(value)
