"""JSON Lines: a record a line."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import numpy as np

from scorewright.loop.serving.bulk.chunk import Chunk, FileUnreadableError, Unreadable

LONGEST_LINE = 1 << 20
BLOCK_BYTES = 4 << 20


class JsonLinesReader:
    """Plain or gzipped. The number of a row is that of its line; empty lines are no rows."""

    columns = None
    total: int | None = None

    def __init__(self, path: Path, name: str, *, gzipped: bool) -> None:
        self._path = path
        self._name = name
        self._gzipped = gzipped

    def chunks(self, after: int, most_rows: int) -> Iterator[Chunk[list[bytes]]]:
        try:
            with self._open() as lines:
                yield from _chunks(lines, after, most_rows)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise FileUnreadableError(f"{self._name}: is no gzipped file, or was cut off: {error}") from error

    def _open(self) -> IO[bytes]:
        # What gzip gives is no IO by name, but reads like one.
        return cast("IO[bytes]", gzip.open(self._path)) if self._gzipped else self._path.open("rb", BLOCK_BYTES)


def _chunks(lines: IO[bytes], after: int, most_rows: int) -> Iterator[Chunk[list[bytes]]]:
    rows: list[bytes] = []
    numbers: list[int] = []
    unreadable: list[Unreadable] = []
    number = size = 0
    for number, line in enumerate(_lines(lines), 1):
        if number <= after:
            continue
        if line is None:
            unreadable.append(Unreadable(number, "longest", f"must have at most {LONGEST_LINE} bytes"))
        elif line.strip():
            rows.append(line)
            numbers.append(number)
            size += len(line)
        if size >= BLOCK_BYTES or len(rows) + len(unreadable) >= most_rows:
            yield Chunk(rows, np.array(numbers, np.int64), unreadable, number)
            rows, numbers, unreadable, size = [], [], [], 0
    if rows or unreadable:
        yield Chunk(rows, np.array(numbers, np.int64), unreadable, number)


def _lines(file: IO[bytes]) -> Iterator[bytes | None]:
    """Each line; None for one that is too long to hold."""
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)
        yield None
