"""The parts of a run: the reader, acceptor and writers that its formats ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import polars as pl

from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.bulk.accepting import Acceptor
from scorewright.loop.serving.bulk.added_columns import DECIDED, NEVER_NULL, OF_A_KEPT_DECISION, PREFIX, added_names
from scorewright.loop.serving.bulk.chunk import Reader
from scorewright.loop.serving.bulk.csv_reader import CsvReader
from scorewright.loop.serving.bulk.csv_writer import CsvWriter
from scorewright.loop.serving.bulk.formats import FileKind, Format
from scorewright.loop.serving.bulk.frame_acceptor import FrameAcceptor
from scorewright.loop.serving.bulk.json_lines_reader import JsonLinesReader
from scorewright.loop.serving.bulk.json_lines_writer import JsonLinesWriter
from scorewright.loop.serving.bulk.lines_acceptor import LinesAcceptor
from scorewright.loop.serving.bulk.parquet_reader import ParquetReader
from scorewright.loop.serving.bulk.parquet_writer import ParquetWriter
from scorewright.loop.serving.bulk.rejecting import RejectedCsv, RejectedJsonLines, RejectedWriter
from scorewright.loop.serving.bulk.signs import OnBlock, nothing
from scorewright.loop.serving.bulk.writing import Mark, Writer


@dataclass(frozen=True)
class Paths:
    input: Path
    output: Path
    rejected: Path


@dataclass(frozen=True)
class Parts:
    """What reads, accepts and writes; ``names`` are those of the decision's own columns. Rows of a frame or lines."""

    reader: Reader[Any]
    acceptor: Acceptor[Any]
    writer: Writer[Any]
    rejected: RejectedWriter[Any]
    names: Mapping[str, str]
    no_rows: Any
    typed: bool

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.writer.close()
        self.rejected.close()


def open_reader(path: Path, name: str, kind: FileKind) -> Reader[Any]:
    """Raises FileUnreadableError."""
    match kind.format:
        case Format.CSV:
            return CsvReader(path, name, gzipped=kind.gzipped)
        case Format.JSON_LINES:
            return JsonLinesReader(path, name, gzipped=kind.gzipped)
        case Format.PARQUET:
            return ParquetReader(path, name)


def open_parts(
    use_case: UseCase,
    paths: Paths,
    *,
    name: str,
    kinds: tuple[FileKind, FileKind],
    ignored: frozenset[str],
    mark: Mark,
    rows_in_a_part: int,
    kept: bool,
    on_block: OnBlock = nothing,
) -> Parts:
    """``kinds`` are those of input and output; ``mark`` is the last checkpoint, empty at the beginning.

    ``on_block`` is called while what was written up to there is copied.

    Raises FileUnreadableError and ColumnsError before anything is written.
    """
    kind, wanted = kinds
    reader = open_reader(paths.input, name, kind)
    added = [column for column in DECIDED if kept or column != OF_A_KEPT_DECISION]
    size = mark.get("rejected", 0)
    if reader.columns is None:
        return Parts(
            reader,
            LinesAcceptor(use_case, ignored),
            JsonLinesWriter(paths.output, mark, gzipped=wanted.gzipped, on_block=on_block),
            RejectedJsonLines(paths.rejected, size, on_block),
            names={column: column for column in added},
            no_rows=[],
            typed=True,
        )
    typed = kind.format == Format.PARQUET
    acceptor = FrameAcceptor(use_case, reader.columns, ignored, typed=typed)
    to_parquet = wanted.format == Format.PARQUET
    names = added_names(reader.columns, added, PREFIX)
    never_null = {field.name for field in use_case.fields if field.required} | {names[name] for name in NEVER_NULL}
    writer: Writer[Any] = (
        ParquetWriter(paths.output, mark, rows_in_a_part=rows_in_a_part, never_null=never_null)
        if to_parquet
        else CsvWriter(paths.output, mark, gzipped=wanted.gzipped, on_block=on_block)
    )
    return Parts(
        reader,
        acceptor,
        writer,
        RejectedCsv(paths.rejected, reader.columns, size, on_block),
        names=names,
        no_rows=pl.DataFrame(schema=dict.fromkeys(reader.columns, pl.String)),
        typed=to_parquet,
    )
