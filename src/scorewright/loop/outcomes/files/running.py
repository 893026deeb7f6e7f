"""A file of outcomes, from its first row or its checkpoint to its end."""

from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from scorewright.loop.outcomes.files.chunk_rows import check_columns, rows_of
from scorewright.loop.outcomes.files.verdict_file import VerdictFile
from scorewright.loop.outcomes.models import OutcomeFile
from scorewright.loop.outcomes.rows import RowVerdict, take_rows
from scorewright.loop.serving.bulk.chunk import Chunk, Reader
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.bulk.opening import open_reader
from scorewright.loop.serving.bulk.running import Nobody, Observer, RunTakenOverError
from scorewright.loop.serving.bulk.uploads import path_of
from scorewright.loop.tenancy.scope import acting

ROWS_AT_ONCE = 1_000
VERDICTS = "verdicts.csv"


def verdicts_path(file: OutcomeFile) -> Path:
    return path_of(file.path).with_name(VERDICTS)


def reader_of(file: OutcomeFile) -> Reader[Any]:
    """Raises FileUnreadableError."""
    return open_reader(path_of(file.path), file.name, FileKind.of(f"rows.{file.kind}"))


def execute(file_id: UUID, *, tenant_id: UUID, actor: str, observer: Observer | None = None) -> OutcomeFile:
    """Take all rows that are not behind the file yet; the file as it is then.

    A transaction keeps the outcomes of a chunk and the checkpoint behind it; interrupted, and called again, it goes on
    from there, and each row has one verdict. Raises FileUnreadableError, ColumnsError and RunTakenOverError.
    """
    watched = observer or Nobody()
    with acting(tenant_id, actor=actor):
        file = OutcomeFile.objects.get(pk=file_id)
    if file.finished_at is not None:
        return file
    reader = reader_of(file)
    check_columns(reader)
    with VerdictFile(verdicts_path(file), file.verdicts_bytes) as verdicts:
        for chunk in reader.chunks(file.rows, ROWS_AT_ONCE):
            with acting(tenant_id, actor=actor):
                found = _taken(chunk, by=file.by)
                _save(file, rows=chunk.last, counts=_counted(file, found), verdicts_bytes=verdicts.write(found))
                watched.checkpoint({"outcome_file": str(file.pk), "rows": file.rows})
            watched.progress(file.rows, reader.total, "taking outcomes")
        verdicts.finish()
        with acting(tenant_id, actor=actor):
            _save(file, finished_at=timezone.now())
    return file


def _taken(chunk: Chunk[Any], *, by: str) -> list[RowVerdict]:
    rows, broken = rows_of(chunk)
    return sorted([*take_rows(rows, by=by), *broken], key=lambda verdict: verdict.row)


def _counted(file: OutcomeFile, found: list[RowVerdict]) -> dict[str, int]:
    return dict(Counter(file.counts) + Counter(str(verdict.verdict) for verdict in found))


def _save(file: OutcomeFile, **changes: Any) -> None:
    # Whoever else had come further in the meantime would be set back.
    if not OutcomeFile.objects.filter(pk=file.pk, rows=file.rows, finished_at=None).update(**changes):
        raise RunTakenOverError(f"somebody else works on the file of outcomes {file.pk}")
    for name, value in changes.items():
        setattr(file, name, value)
