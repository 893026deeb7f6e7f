"""Results in JSON Lines: each line as it came, with its decision."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import polars as pl

from scorewright.declare.columns import Accepted
from scorewright.loop.serving.bulk.added_columns import PREFIX, added_names
from scorewright.loop.serving.bulk.appended_file import AppendedFile
from scorewright.loop.serving.bulk.json_members import members_of
from scorewright.loop.serving.bulk.signs import OnBlock, nothing
from scorewright.loop.serving.bulk.writing import Mark


class JsonLinesWriter:
    """A member of a line that is named like one of the decision's keeps its name, and the decision's is prefixed."""

    def __init__(self, path: Path, mark: Mark, *, gzipped: bool, on_block: OnBlock = nothing) -> None:
        self._file = AppendedFile(path, mark.get("bytes", 0), gzipped=gzipped, on_block=on_block)

    def write(self, rows: Sequence[bytes], accepted: Accepted, decided: pl.DataFrame) -> None:
        lines = []
        for position, decision in zip(accepted.rows.tolist(), decided.iter_rows(named=True), strict=True):
            came = members_of(rows[position]) or {}
            names = added_names(came, decision, PREFIX)
            lines.append(msgspec.json.encode({**came, **{names[name]: value for name, value in decision.items()}}))
        self._file.write(b"".join(line + b"\n" for line in lines))

    def flush(self) -> Mark:
        return {"bytes": self._file.flush()}

    def finish(self, on_block: OnBlock = nothing) -> str | None:
        return self._file.finish(on_block)

    def tidy(self) -> None:
        """There is nothing but the result."""

    def close(self) -> None:
        self._file.close()
