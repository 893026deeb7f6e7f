"""Rejected rows, in a file of their own: each with its number, and every rule that it breaks."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
import polars as pl

from scorewright.declare.columns import Accepted
from scorewright.declare.errors import Problem
from scorewright.loop.serving.bulk.added_columns import added_names
from scorewright.loop.serving.bulk.appended_file import AppendedFile
from scorewright.loop.serving.bulk.attempts import partial_of
from scorewright.loop.serving.bulk.chunk import Chunk
from scorewright.loop.serving.bulk.signs import OnBlock, nothing

PREFIX = "rejected_"
ADDED = ("row", "field", "rule", "reason")


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """``position`` in the chunk's rows; None where it could not even be read."""

    number: int
    position: int | None
    problems: Sequence[Problem]


Rows_contra = TypeVar("Rows_contra", contravariant=True)


class RejectedWriter(Protocol[Rows_contra]):
    def write(self, rows: Rows_contra, rejected: Sequence[RejectedRow]) -> None: ...

    def flush(self) -> int: ...

    def finish(self, on_block: OnBlock = nothing) -> None: ...

    def close(self) -> None: ...


def rejected_of(chunk: Chunk[Rows_contra], accepted: Accepted) -> list[RejectedRow]:
    """What is wrong with the rows of ``chunk`` that were not accepted, in their order."""
    unreadable = [
        RejectedRow(row.number, None, (Problem("row", row.rule, row.message, "text"),)) for row in chunk.unreadable
    ]
    broken = [RejectedRow(int(chunk.numbers[position]), position, problems) for position, problems in accepted.rejected]
    return sorted([*unreadable, *broken], key=lambda row: row.number)


class RejectedCsv:
    """For frames: their columns, then row, field, rule and reason; several of a row stand in one line."""

    def __init__(self, path: Path, columns: Sequence[str], size: int, on_block: OnBlock = nothing) -> None:
        self._file = _OnlyWithRows(path, size, on_block)
        self._columns = columns
        self._added = list(added_names(columns, ADDED, PREFIX).values())

    def write(self, rows: pl.DataFrame, rejected: Sequence[RejectedRow]) -> None:
        text = io.StringIO(newline="")
        lines = csv.writer(text)
        if rejected and not self._file.size:
            lines.writerow([*self._columns, *self._added])
        for row in rejected:
            cells = [""] * len(self._columns) if row.position is None else rows.row(row.position)
            lines.writerow([*("" if cell is None else cell for cell in cells), *_cells(row)])
        self._file.write(text.getvalue().encode())

    def flush(self) -> int:
        return self._file.flush()

    def finish(self, on_block: OnBlock = nothing) -> None:
        self._file.finish(on_block)

    def close(self) -> None:
        self._file.close()


class RejectedJsonLines:
    """For lines: an object each, with the line as it came (where it is JSON) as ``record``."""

    def __init__(self, path: Path, size: int, on_block: OnBlock = nothing) -> None:
        self._file = _OnlyWithRows(path, size, on_block)

    def write(self, rows: Sequence[bytes], rejected: Sequence[RejectedRow]) -> None:
        self._file.write(b"".join(self._line(rows, row) + b"\n" for row in rejected))

    def flush(self) -> int:
        return self._file.flush()

    def finish(self, on_block: OnBlock = nothing) -> None:
        self._file.finish(on_block)

    def close(self) -> None:
        self._file.close()

    def _line(self, rows: Sequence[bytes], row: RejectedRow) -> bytes:
        errors = [{"field": found.field, "rule": found.rule, "message": found.message} for found in row.problems]
        record = None if row.position is None else _parsed(rows[row.position])
        return msgspec.json.encode({"row": row.number, "errors": errors, "record": record})


class _OnlyWithRows:
    """A file that is there only if something stands in it."""

    def __init__(self, path: Path, size: int, on_block: OnBlock) -> None:
        self._path = path
        self._file = AppendedFile(path, size, gzipped=False, on_block=on_block)
        self.size = size

    def write(self, content: bytes) -> None:
        self._file.write(content)
        self.size += len(content)

    def flush(self) -> int:
        return self._file.flush()

    def finish(self, on_block: OnBlock) -> None:
        self._file.finish(on_block)
        if not self.size:
            self._path.unlink()

    def close(self) -> None:
        self._file.close()
        if not self.size:
            partial_of(self._path).unlink(missing_ok=True)


def _cells(row: RejectedRow) -> Iterable[str]:
    fields = "; ".join(found.field for found in row.problems)
    rules = "; ".join(found.rule for found in row.problems)
    return str(row.number), fields, rules, "; ".join(f"{found.field}: {found.message}" for found in row.problems)


def _parsed(line: bytes) -> object:
    try:
        return msgspec.json.decode(line)
    except (ValueError, RecursionError):
        return line.decode(errors="replace")
