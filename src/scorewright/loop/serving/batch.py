"""A file that came over HTTP: decided on at once where it is small, else by a job."""

import uuid
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from scorewright.declare.use_case import UseCase
from scorewright.loop.jobs.actions import IdempotencyConflictError, enqueue
from scorewright.loop.registry import queries as registry
from scorewright.loop.serving.bulk import uploads
from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.fingerprints import fingerprint
from scorewright.loop.serving.bulk.formats import FileKind, Format
from scorewright.loop.serving.bulk.queries import runs
from scorewright.loop.serving.bulk.running import execute
from scorewright.loop.serving.models import ScoringRun
from scorewright.loop.serving.selection import Selection
from scorewright.loop.serving.tasks import score_file
from scorewright.loop.tenancy.scope import Scope

DIRECT_BYTES = 1_000_000
DIRECT_ROWS = 1_000


@dataclass(frozen=True)
class Wanted:
    """What the caller asks for besides the decisions; ``result`` None: in the format of the file."""

    record: Literal["rows", "run"]
    ignored: frozenset[str]
    selection: Selection
    result: Format | None = None
    idempotency_key: str | None = None


def decide_upload(request: HttpRequest, use_case: UseCase, wanted: Wanted, scope: Scope) -> ScoringRun:
    """The run: ended where the file is small, else waiting as a job; with a key that was used before, the same as then.

    Raises NoFileError, UnknownFormatError, FileUnreadableError, ColumnsError, VersionNotFoundError and
    IdempotencyConflictError, and then keeps nothing.
    """
    try:
        with transaction.atomic():  # a refusal is an answer, and would otherwise keep what came before it
            return _received(request, use_case, wanted, scope)
    except IntegrityError as error:
        if wanted.idempotency_key is None:
            raise
        raise IdempotencyConflictError("a request with this key was being answered; ask again") from error


def _received(request: HttpRequest, use_case: UseCase, wanted: Wanted, scope: Scope) -> ScoringRun:
    registry.selected(use_case.name, status=wanted.selection.status, number=wanted.selection.number)
    upload = uploads.upload_of(request)
    run_id = _run_id(wanted.idempotency_key, use_case, scope)
    file = uploads.store(upload, tenant_id=scope.tenant_id, run_id=run_id)
    try:
        return _same_as_before(run_id, file) or _decide(run_id, use_case, file, wanted, scope)
    except Exception:
        uploads.remove(file)
        raise


def _run_id(key: str | None, use_case: UseCase, scope: Scope) -> uuid.UUID:
    return uuid.uuid4() if key is None else uuid.uuid5(scope.tenant_id, f"{use_case.name}/batch/{key}")


def _same_as_before(run_id: uuid.UUID, file: GivenFile) -> ScoringRun | None:
    known = runs().filter(pk=run_id).first()
    if known is None:
        return None
    before = known.input_sha256 or fingerprint(uploads.path_of(known.input_path)).sha256
    if fingerprint(uploads.path_of(file.path)).sha256 != before:
        raise IdempotencyConflictError("the key was used before, for another file")
    uploads.remove(file)
    return known


def _decide(run_id: uuid.UUID, use_case: UseCase, file: GivenFile, wanted: Wanted, scope: Scope) -> ScoringRun:
    reader = uploads.check(use_case, file, wanted.ignored)
    folder = PurePosixPath(file.path).parent
    kind = file.kind if wanted.result is None else FileKind(wanted.result)
    lines = file.kind.format == Format.JSON_LINES
    run = ask(
        run_id=run_id,
        use_case=use_case,
        file=file,
        output=GivenFile("", kind, str(folder / f"result.{kind.ending}")),
        rejected_path=str(folder / f"rejected.{Format.JSON_LINES if lines else Format.CSV}"),
        stored=True,
        by=scope.actor,
        record=wanted.record,
        ignored=wanted.ignored,
        selection=wanted.selection,
    )
    if uploads.path_of(file.path).stat().st_size <= DIRECT_BYTES and uploads.has_at_most(reader, DIRECT_ROWS):
        return execute(run.pk, tenant_id=scope.tenant_id, actor=scope.actor)
    run.job = enqueue(kind=score_file, arguments={"run": str(run.pk)}, by=scope.actor)
    run.save(update_fields=["job"])
    return run
