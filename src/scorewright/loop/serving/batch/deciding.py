"""A file that came over HTTP: decided on at once where it is small, else by a job."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest

from scorewright.declare.use_case import UseCase
from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.registry import queries as registry
from scorewright.loop.serving.batch.idempotency import check_same, claim, fingerprint_of, run_under
from scorewright.loop.serving.bulk import uploads
from scorewright.loop.serving.bulk.asking import GivenFile, ask
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
    """What the caller asks for besides the decisions; ``result`` None: in the format of the file.

    ``query`` is all of it as it was sent: with an ``idempotency_key``, a request must repeat it. ``by_job`` is for
    callers who would not wait, however small the file is.
    """

    record: Literal["rows", "run"]
    ignored: frozenset[str]
    selection: Selection
    result: Format | None
    query: str
    idempotency_key: str | None
    by_job: bool


@dataclass(frozen=True)
class Decided:
    """``replayed`` says that the run is that of an earlier request with the same key."""

    run: ScoringRun
    replayed: bool


@transaction.atomic  # a refusal is an answer, and would otherwise keep what came before it
def decide_upload(request: HttpRequest, use_case: UseCase, wanted: Wanted, scope: Scope) -> Decided:
    """The run: ended where the file is small, else waiting as a job; with a key that was used before, the same as then.

    Raises NoFileError, UnknownFormatError, FileUnreadableError, ColumnsError, VersionNotFoundError, KeyInFlightError
    and KeyUsedError, and then keeps nothing.
    """
    run_id, known = _under_key(wanted.idempotency_key, use_case, scope)
    if known is None:
        registry.selected(use_case.name, status=wanted.selection.status, number=wanted.selection.number)
    file = uploads.store(uploads.upload_of(request), tenant_id=scope.tenant_id, run_id=run_id)
    try:
        sha256 = "" if wanted.idempotency_key is None else fingerprint_of(wanted.query, file)
        if known is None:
            return Decided(_decide(run_id, use_case, file, wanted, scope, request_sha256=sha256), replayed=False)
        check_same(known.request_sha256, sha256)
    except Exception:
        uploads.remove(file)
        raise
    uploads.remove(file)
    return Decided(known, replayed=True)


def _under_key(key: str | None, use_case: UseCase, scope: Scope) -> tuple[UUID, ScoringRun | None]:
    if key is None:
        return uuid4(), None
    run_id = run_under(key, use_case, scope.tenant_id)
    claim(run_id)
    return run_id, runs().filter(pk=run_id).first()


def _decide(
    run_id: UUID, use_case: UseCase, file: GivenFile, wanted: Wanted, scope: Scope, *, request_sha256: str
) -> ScoringRun:
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
        request_sha256=request_sha256,
    )
    small = uploads.path_of(file.path).stat().st_size <= DIRECT_BYTES and uploads.has_at_most(reader, DIRECT_ROWS)
    if small and not wanted.by_job:
        return execute(run.pk, tenant_id=scope.tenant_id, actor=scope.actor)
    run.job = enqueue(kind=score_file, arguments={"run": str(run.pk)}, by=scope.actor)
    run.save(update_fields=["job"])
    return run
