"""Deciding on the rows of a file: each accepted row becomes a kept decision, each rejected one is put aside."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scorewright.declare.dataset import Dataset
from scorewright.declare.errors import RecordRejected
from scorewright.declare.records import read_record
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.actions import decide_accepted
from scorewright.loop.serving.models import Decision

ROWS_IN_A_TRANSACTION = 200
DECIDED = (
    *("decision_id", "probability", "label", "score", "band", "risk"),
    *("confidence", "needs_review", "model_version", "fallback"),
)

Row = Mapping[str, str]


class ColumnsError(ValueError):
    """The columns of a file are not those of the records."""


@dataclass(slots=True)
class Counts:
    """What became of the rows so far."""

    rows: int = 0
    decided: int = 0
    rejected: int = 0
    fallbacks: int = 0
    positive: int = 0


def check_columns(use_case: UseCase, dataset: Dataset) -> None:
    """Raise ColumnsError, naming them, where columns are unknown or required ones are not there."""
    present = set(dataset.rows[0]) if dataset.rows else set()
    known = {field.name for field in use_case.fields} | {use_case.outcome.name} | dataset.ignored
    if unknown := sorted(present - known):
        raise ColumnsError(
            f"{dataset.source}: {', '.join(unknown)} is no field of {use_case.name}; --ignore passes columns through"
        )
    required = {field.name for field in use_case.fields if field.required}
    if present and (missing := sorted(required - present)):
        raise ColumnsError(f"{dataset.source}: the columns {', '.join(missing)} are required and not there")


def rejected_path(output: Path) -> Path:
    """Where the rejected rows go.

    >>> rejected_path(Path("answers.csv")).name
    'answers.rejected.csv'
    """
    return output.with_suffix(".rejected.csv")


def decide_rows(
    use_case: UseCase,
    dataset: Dataset,
    output: Path,
    *,
    scope: Callable[[], AbstractContextManager[object]],
    on_rows: Callable[[int], None],
) -> Counts:
    """Decide on each row and write it, with its decision, to ``output``; rejected rows go to a file of their own.

    A transaction inside ``scope`` holds a few hundred rows; they are written out once it is committed, so whatever the
    file names is kept. ``on_rows`` is told how many are done.
    """
    counts = Counts()
    columns = list(dataset.rows[0]) if dataset.rows else []
    with ExitStack() as files:
        decided = _writer(files, output, [*columns, *DECIDED])
        rejected = _writer(files, rejected_path(output), [*columns, "row", "reason"])
        for start, rows in _chunks(dataset.rows):
            with scope():
                answers = [
                    _decide(use_case, row, dataset.ignored, f"{dataset.source}:{n}") for n, row in _from(start, rows)
                ]
            for (number, row), answer in zip(_from(start, rows), answers, strict=True):
                if isinstance(answer, RecordRejected):
                    rejected.writerow({**row, "row": number, "reason": str(answer)})
                else:
                    decided.writerow({**row, **_cells(use_case, answer)})
                _count(counts, answer)
            on_rows(counts.rows)
    if not counts.rejected:
        rejected_path(output).unlink()
    return counts


def _decide(use_case: UseCase, row: Row, ignored: frozenset[str], request_id: str) -> Decision | RecordRejected:
    cells = {name: cell for name, cell in row.items() if name not in ignored and name != use_case.outcome.name}
    try:
        record = read_record(use_case.fields, cells)
    except RecordRejected as rejected:
        return rejected
    return decide_accepted(use_case=use_case, raw=cells, record=record, request_id=request_id[-200:])


def _count(counts: Counts, answer: Decision | RecordRejected) -> None:
    counts.rows += 1
    if isinstance(answer, RecordRejected):
        counts.rejected += 1
        return
    counts.decided += 1
    counts.fallbacks += answer.fallback
    counts.positive += answer.label


def _cells(use_case: UseCase, decision: Decision) -> dict[str, Any]:
    values = {name: getattr(decision, name) for name in DECIDED if hasattr(decision, name)}
    label = use_case.outcome.value(decision.label)
    return values | {"decision_id": decision.id, "label": label, "model_version": decision.version}


def _chunks(rows: Sequence[Row]) -> Iterator[tuple[int, Sequence[Row]]]:
    for start in range(0, len(rows), ROWS_IN_A_TRANSACTION):
        yield start, rows[start : start + ROWS_IN_A_TRANSACTION]


def _from(start: int, rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
    return enumerate(rows, start + 1)


def _writer(files: ExitStack, path: Path, columns: Sequence[str]) -> "csv.DictWriter[str]":
    writer = csv.DictWriter(files.enter_context(path.open("w", encoding="utf-8", newline="")), columns)
    writer.writeheader()
    return writer
