"""JSON Lines: a record a line."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from scorewright.loop.serving.bulk.chunk import Chunk, FileUnreadableError, Unreadable
from scorewright.loop.serving.bulk.signs import OnBlock, nothing
from scorewright.loop.serving.bulk.text_files import NOT_GZIPPED, is_larger, opened

LONGEST_LINE = 1 << 20
BLOCK_BYTES = 4 << 20
LINES_BETWEEN_SIGNS = 4096


class JsonLinesReader:
    """Plain or gzipped. The number of a row is that of its line; empty lines are no rows."""

    columns = None
    total: int | None = None

    def __init__(self, path: Path, name: str, *, gzipped: bool) -> None:
        self._path = path
        self._name = name
        self._gzipped = gzipped

    def larger_than(self, size: int) -> bool:
        try:
            return is_larger(self._path, size, gzipped=self._gzipped)
        except NOT_GZIPPED as error:
            raise self._unreadable(error) from error

    def chunks(self, after: int, most_rows: int, on_block: OnBlock = nothing) -> Iterator[Chunk[list[bytes]]]:
        try:
            with opened(self._path, gzipped=self._gzipped, buffered=BLOCK_BYTES) as file:
                lines = enumerate(_lines(file), 1)
                if after:
                    _pass_over(lines, after, on_block)
                yield from _chunks(lines, most_rows)
        except NOT_GZIPPED as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> FileUnreadableError:
        return FileUnreadableError(f"{self._name}: is no gzipped file, or was cut off: {error}")


def _pass_over(lines: Iterator[tuple[int, object]], after: int, on_block: OnBlock) -> None:
    for number, _ in lines:
        if number % LINES_BETWEEN_SIGNS == 0:
            on_block()
        if number == after:
            return


def _chunks(lines: Iterator[tuple[int, bytes | None]], most_rows: int) -> Iterator[Chunk[list[bytes]]]:
    """Empty lines count for the size of a chunk: however many there are, the next one comes."""
    rows: list[bytes] = []
    numbers: list[int] = []
    unreadable: list[Unreadable] = []
    number = size = count = 0
    for number, line in lines:
        count += 1
        if line is None:
            unreadable.append(Unreadable(number, "longest", f"must have at most {LONGEST_LINE} bytes"))
        elif line.strip():
            rows.append(line)
            numbers.append(number)
            size += len(line)
        if size >= BLOCK_BYTES or count >= most_rows:
            yield Chunk(rows, np.array(numbers, np.int64), unreadable, number)
            rows, numbers, unreadable, size, count = [], [], [], 0, 0
    if rows or unreadable:
        yield Chunk(rows, np.array(numbers, np.int64), unreadable, number)


def _lines(file: IO[bytes]) -> Iterator[bytes | None]:
    """Each line, the first one without a byte-order mark; None for one that is too long to hold."""
    line = file.readline(LONGEST_LINE + 1).removeprefix(codecs.BOM_UTF8)
    while line:
        too_long = len(line) > LONGEST_LINE
        yield None if too_long else line
        while too_long and line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)
        line = file.readline(LONGEST_LINE + 1)
