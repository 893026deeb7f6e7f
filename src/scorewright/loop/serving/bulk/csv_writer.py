"""Results in CSV."""

import io
from pathlib import Path

import polars as pl

from scorewright.declare.columns import Accepted
from scorewright.loop.serving.bulk.appended_file import AppendedFile
from scorewright.loop.serving.bulk.signs import OnBlock, nothing
from scorewright.loop.serving.bulk.writing import Mark


class CsvWriter:
    """A header, then rows; with ``gzipped``, each chunk is a member of its own."""

    def __init__(self, path: Path, mark: Mark, *, gzipped: bool, on_block: OnBlock = nothing) -> None:
        self._begun = bool(mark.get("bytes"))
        self._file = AppendedFile(path, mark.get("bytes", 0), gzipped=gzipped, on_block=on_block)

    def write(self, rows: pl.DataFrame, accepted: Accepted, decided: pl.DataFrame) -> None:
        chosen = rows if len(accepted) == len(rows) else rows[accepted.rows]
        frame = pl.concat([chosen, decided], how="horizontal")
        text = io.BytesIO()
        flat_text(frame).write_csv(text, include_header=not self._begun)
        self._begun = True
        self._file.write(text.getvalue())

    def flush(self) -> Mark:
        return {"bytes": self._file.flush()}

    def finish(self, on_block: OnBlock = nothing) -> str | None:
        return self._file.finish(on_block)

    def tidy(self) -> None:
        """There is nothing but the result."""

    def close(self) -> None:
        self._file.close()


def flat_text(frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with columns that no CSV file can hold as text: lists and bytes as Python shows them, durations as
    ISO 8601 says them.
    """
    nested = [name for name, kind in frame.schema.items() if kind.is_nested() or kind == pl.Binary]
    durations = [name for name, kind in frame.schema.items() if kind == pl.Duration]
    return frame.with_columns(
        *(
            pl.Series(name, [None if cell is None else str(cell) for cell in frame[name].to_list()], dtype=pl.String)
            for name in nested
        ),
        *(frame[name].dt.to_string("iso") for name in durations),
    )
