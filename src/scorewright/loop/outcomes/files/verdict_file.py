"""The verdicts on the rows of a file, as a file that grows with them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Self

from scorewright.loop.outcomes.rows import RowVerdict
from scorewright.loop.serving.bulk.appended_file import AppendedFile

HEADER = tuple(field.name for field in fields(RowVerdict))


class VerdictFile:
    """CSV, a row a verdict; goes on at ``size`` bytes, which a checkpoint knows to be sound."""

    def __init__(self, path: Path, size: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = AppendedFile(path, size, gzipped=False)
        if not size:
            self._write([HEADER])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, verdicts: Sequence[RowVerdict]) -> int:
        """How many bytes are on the disk then."""
        self._write([astuple(verdict) for verdict in verdicts])
        return self._file.flush()

    def finish(self) -> None:
        """Give the file its name."""
        self._file.flush()
        self._file.finish()

    def _write(self, rows: Sequence[tuple[object, ...]]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        self._file.write(text.getvalue().encode())
