"""Accepting kept records by today's declaration, whichever way they came."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from scorewright.declare.columns import Accepted, ColumnPlan
from scorewright.declare.errors import Problem
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.bulk.lines_acceptor import LinesAcceptor


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Accepted records; ``positions`` in the page are ascending, one of each."""

    positions: NDArray[np.intp]
    accepted: Accepted


class Acceptor:
    """``refused`` counts the records that were not accepted, by the first rule that each of them breaks."""

    def __init__(self, use_case: UseCase) -> None:
        self.refused: Counter[str] = Counter()
        self._names = [field.name for field in use_case.fields]
        self._values = LinesAcceptor(use_case, frozenset())
        self._cells = ColumnPlan(use_case)

    def accept(self, records: Sequence[bytes]) -> list[Part]:
        """Records that came as JSON, and those that came as the text cells of a file."""
        as_values = self._values.accept(records)
        cells: dict[int, dict[str, str]] = {}
        for position, problems in as_values.rejected:
            found = self._text_cells(records[position])
            if found is None:
                self._refuse(problems)
            else:
                cells[position] = found
        parts = [Part(as_values.rows, as_values)]
        if cells:
            parts.append(self._as_cells(cells))
        return parts

    def _as_cells(self, cells: dict[int, dict[str, str]]) -> Part:
        rows = [{name: row.get(name, "") for name in self._names} for row in cells.values()]
        accepted = self._cells.accept(pl.DataFrame(rows, schema=dict.fromkeys(self._names, pl.String)), typed=False)
        for _, problems in accepted.rejected:
            self._refuse(problems)
        return Part(np.array(list(cells), dtype=np.intp)[accepted.rows], accepted)

    def _text_cells(self, record: bytes) -> dict[str, str] | None:
        """The cells of a record that was a row of text; None where it was none, or has other columns."""
        try:
            cells = msgspec.json.decode(record, type=dict[str, str | None])
        except (ValueError, RecursionError):
            return None
        return {name: cell or "" for name, cell in cells.items()} if cells.keys() <= set(self._names) else None

    def _refuse(self, problems: Sequence[Problem]) -> None:
        self.refused[f"{problems[0].field}: {problems[0].message}"] += 1
