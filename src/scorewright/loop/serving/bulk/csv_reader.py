"""CSV files as frames of text, however many rows they have; those with too few or too many cells are set aside."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl
import pyarrow as pa
from pyarrow import csv as arrow_csv

from scorewright.loop.serving.bulk.chunk import Chunk, FileUnreadableError, Unreadable
from scorewright.loop.serving.bulk.signs import OnBlock, nothing
from scorewright.loop.serving.bulk.text_files import NOT_GZIPPED, is_larger, opened

BLOCK_BYTES = 4 << 20  # the longest row, too, and the longest header
MOST_RAGGED = 100_000  # that wait for the rows before them


class CsvReader:
    """Plain or gzipped, in UTF-8, with a header. Raises FileUnreadableError where it is no such file."""

    total: int | None = None

    def __init__(self, path: Path, name: str, *, gzipped: bool) -> None:
        self._path = path
        self._name = name
        self._gzipped = gzipped
        self.columns: Sequence[str] = self._header()

    def larger_than(self, size: int) -> bool:
        try:
            return is_larger(self._path, size, gzipped=self._gzipped)
        except NOT_GZIPPED as error:
            raise self._unreadable(str(error)) from error

    def chunks(self, after: int, most_rows: int, on_block: OnBlock = nothing) -> Iterator[Chunk[pl.DataFrame]]:
        ragged = _Ragged()
        last = 0
        try:
            for batch in self._batches(ragged):
                if last < after:
                    on_block()
                for start in range(0, batch.num_rows, most_rows):
                    chunk = _chunk(batch.slice(start, most_rows), last, ragged)
                    last = chunk.last
                    if last > after:
                        yield _only_after(chunk, after)
        except (pa.ArrowInvalid, OSError) as error:
            raise self._unreadable(str(error)) from error
        if ragged.waiting and ragged.waiting[-1].number > after:
            rest = [row for row in ragged.waiting if row.number > after]
            nothing = pl.DataFrame(schema=dict.fromkeys(self.columns, pl.String))
            yield Chunk(nothing, np.empty(0, np.int64), rest, rest[-1].number)

    def _batches(self, ragged: "_Ragged") -> Iterator[pa.RecordBatch]:
        try:
            stream = arrow_csv.open_csv(
                pa.input_stream(str(self._path), compression="gzip" if self._gzipped else None),
                # With threads, nobody would know which row a ragged one was.
                read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES),
                parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=ragged.take),
                # As bytes: text that is no UTF-8 spoils its row, not the file.
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(self.columns, pa.binary()), strings_can_be_null=False, null_values=[]
                ),
            )
        except pa.ArrowInvalid as error:
            if "Empty CSV file" in str(error):  # a header, and nothing below it
                return
            raise
        with stream:
            yield from stream

    def _header(self) -> list[str]:
        try:
            with opened(self._path, gzipped=self._gzipped) as raw:
                block = raw.read(BLOCK_BYTES)
            with io.TextIOWrapper(
                io.BytesIO(block), encoding="utf-8-sig", errors="surrogateescape", newline=""
            ) as text:
                names = next((cells for cells in csv.reader(text) if cells), [])
                whole = len(block) < BLOCK_BYTES or bool(text.read(1))
            "".join(names).encode()  # more is decoded ahead, so that bytes which are no text may belong to a row
        except (UnicodeError, csv.Error, *NOT_GZIPPED) as error:
            raise self._unreadable(str(error)) from error
        if not whole:
            raise FileUnreadableError(f"{self._name}: its header must end within {BLOCK_BYTES} bytes")
        if not names or len(set(names)) < len(names):
            raise FileUnreadableError(f"{self._name}: must begin with a header that names each column once")
        return names

    def _unreadable(self, reason: str) -> FileUnreadableError:
        return FileUnreadableError(
            f"{self._name}: is no CSV file in UTF-8, plain or (as .gz) gzipped: {reason.partition(chr(10))[0][:300]}"
        )


class _Ragged:
    """Rows with another number of cells than the header. They are found ahead of the rows before them."""

    def __init__(self) -> None:
        self.waiting: list[Unreadable] = []

    def take(self, row: arrow_csv.InvalidRow) -> str:
        message = f"has {row.actual_columns} cells where the header has {row.expected_columns}"
        self.waiting.append(Unreadable(row.number - 1, "cells", message))  # the header is number 1
        return "skip" if len(self.waiting) < MOST_RAGGED else "error"

    def up_to(self, number: int) -> list[Unreadable]:
        """Those up to ``number``, which wait no longer."""
        found = [row for row in self.waiting if row.number <= number]
        del self.waiting[: len(found)]
        return found


def _chunk(batch: pa.RecordBatch, before: int, ragged: _Ragged) -> Chunk[pl.DataFrame]:
    numbers = np.arange(before + 1, before + 1 + batch.num_rows, dtype=np.int64)
    for row in ragged.waiting:
        if row.number > numbers[-1]:
            break
        numbers[np.searchsorted(numbers, row.number) :] += 1
    last = int(numbers[-1])
    unreadable = ragged.up_to(last)
    frame, sound = _text(batch)
    unreadable += [Unreadable(int(number), "encoding", "is no text in UTF-8") for number in numbers[~sound]]
    return Chunk(frame, numbers[sound], sorted(unreadable, key=lambda row: row.number), last)


def _text(batch: pa.RecordBatch) -> tuple[pl.DataFrame, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """The rows of which each cell is text, and which those are."""
    sound = np.ones(batch.num_rows, dtype=np.bool_)
    columns = []
    for column in batch.columns:
        try:
            columns.append(column.cast(pa.string()))
        except pa.ArrowInvalid:
            cells = [_decoded(cell.as_py()) for cell in column]
            sound &= np.array([cell is not None for cell in cells])
            columns.append(pa.array(cells, pa.string()))
    frame = cast("pl.DataFrame", pl.from_arrow(pa.RecordBatch.from_arrays(columns, names=batch.schema.names)))
    return frame if sound.all() else frame.filter(pl.Series(sound)), sound


def _decoded(cell: bytes) -> str | None:
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return None


def _only_after(chunk: Chunk[pl.DataFrame], after: int) -> Chunk[pl.DataFrame]:
    if not len(chunk.numbers) or chunk.numbers[0] > after:
        wanted = [row for row in chunk.unreadable if row.number > after]
        return Chunk(chunk.rows, chunk.numbers, wanted, chunk.last)
    skipped = int(np.searchsorted(chunk.numbers, after, side="right"))
    wanted = [row for row in chunk.unreadable if row.number > after]
    return Chunk(chunk.rows.slice(skipped), chunk.numbers[skipped:], wanted, chunk.last)
