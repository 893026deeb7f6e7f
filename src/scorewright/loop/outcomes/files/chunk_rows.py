"""The rows of a chunk as what an outcome is said by, whatever the format of its file."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import polars as pl

from scorewright.declare.columns import ColumnsError
from scorewright.loop.outcomes.rows import COLUMNS, RowVerdict
from scorewright.loop.serving.bulk.chunk import Chunk, Reader

NEEDED = ("decision_id", "value")
Numbered = tuple[int, object]


def check_columns(reader: Reader[Any]) -> None:
    """Raise ColumnsError where the columns of the file are not those of outcomes; JSON Lines are looked at by row."""
    if reader.columns is None:
        return
    if unknown := [name for name in reader.columns if name not in COLUMNS]:
        raise ColumnsError(f"{', '.join(unknown)[:300]}: no such column; there are {', '.join(COLUMNS)}")
    if missing := [name for name in NEEDED if name not in reader.columns]:
        raise ColumnsError(f"{', '.join(missing)} must be a column")


def rows_of(chunk: Chunk[Any]) -> tuple[list[Numbered], list[RowVerdict]]:
    """Those that can be read, by their numbers, and a verdict on each that cannot."""
    broken = [RowVerdict(row=row.number, field="row", rule=row.rule, message=row.message) for row in chunk.unreadable]
    numbers = chunk.numbers.tolist()
    if isinstance(chunk.rows, pl.DataFrame):
        return list(zip(numbers, map(_said, chunk.rows.iter_rows(named=True)), strict=True)), broken
    return _of_lines(zip(numbers, chunk.rows, strict=True), broken)


def _of_lines(lines: Iterable[tuple[int, bytes]], broken: list[RowVerdict]) -> tuple[list[Numbered], list[RowVerdict]]:
    rows: list[Numbered] = []
    for number, line in lines:
        try:
            rows.append((number, msgspec.json.decode(line, type=dict[str, Any])))
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            broken.append(RowVerdict(row=number, field="row", rule="json", message="is no JSON object in UTF-8"))
    return rows, broken


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    """Without the cells that say nothing."""
    return {name: cell for name, cell in row.items() if cell is not None and cell != ""}
