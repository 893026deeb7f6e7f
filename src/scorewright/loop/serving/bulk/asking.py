"""Asking for a file to be decided on: the run is written down before anything is read."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid4

from scorewright.declare.columns import ColumnsError
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.bulk.formats import FileKind, Format, UnknownFormatError
from scorewright.loop.serving.models import ScoringRun
from scorewright.loop.serving.selection import PRODUCTION, Selection


@dataclass(frozen=True, slots=True)
class GivenFile:
    """What is to be decided on: its ``name`` as people know it, and where it is."""

    name: str
    kind: FileKind
    path: str


def check_kinds(given: FileKind, wanted: FileKind) -> None:
    """Raise UnknownFormatError where a file of kind ``given`` has no result of kind ``wanted``."""
    lines = {kind.format == Format.JSON_LINES for kind in (given, wanted)}
    if len(lines) > 1:
        raise UnknownFormatError(
            f"the result of {given.ending} cannot be {wanted.ending}: only between CSV and Parquet"
        )


def check_ignored(use_case: UseCase, ignored: Collection[str]) -> None:
    """Raise ColumnsError, naming them, where fields are among ``ignored``: records would be decided on without them."""
    if fields := sorted({field.name for field in use_case.fields} & set(ignored)):
        raise ColumnsError(
            f"{', '.join(fields)} cannot be ignored: only what is no field of {use_case.name} is passed on"
        )


def ask(
    *,
    use_case: UseCase,
    file: GivenFile,
    output: GivenFile,
    rejected_path: str,
    stored: bool,
    by: str,
    record: Literal["rows", "run"] = "rows",
    ignored: Collection[str] = (),
    selection: Selection = PRODUCTION,
    run_id: UUID | None = None,
    request_sha256: str = "",
) -> ScoringRun:
    """Write down a run over ``file`` that makes ``output``; ``execute`` does the work.

    Raises UnknownFormatError, and ColumnsError where fields are ``ignored``.
    """
    check_kinds(file.kind, output.kind)
    check_ignored(use_case, ignored)
    return ScoringRun.objects.create(
        id=run_id or uuid4(),
        use_case=use_case.name,
        record=record,
        ignored=sorted(ignored),
        asked_status=selection.status,
        asked_number=selection.number,
        stored=stored,
        input_name=file.name[-255:],
        input_kind=file.kind.ending,
        input_path=file.path,
        output_kind=output.kind.ending,
        output_path=output.path,
        rejected_path=rejected_path,
        request_sha256=request_sha256,
        by=by,
    )
