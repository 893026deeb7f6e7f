"""A file of outcomes: kept where workers find it, and taken at once where it is small, else by a job."""

from django.core.files.storage import storages
from django.db import transaction
from django.http import HttpRequest

from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.outcomes.files.chunk_rows import check_columns
from scorewright.loop.outcomes.files.running import execute, reader_of
from scorewright.loop.outcomes.files.taking_job import take_file
from scorewright.loop.outcomes.models import OutcomeFile
from scorewright.loop.serving.batch.deciding import DIRECT_BYTES, DIRECT_ROWS
from scorewright.loop.serving.bulk.uploads import Upload, has_at_most, path_of, upload_of
from scorewright.loop.tenancy.scope import Scope

FOLDER = "outcomes"


@transaction.atomic  # a refusal is an answer, and would otherwise keep what came before it
def take_upload(*, request: HttpRequest, scope: Scope, by_job: bool) -> OutcomeFile:
    """Keep the file of a form, or the whole body, and take its rows: now, or by its job.

    Raises NoFileError, UnknownFormatError, FileUnreadableError and ColumnsError, and then keeps nothing.
    """
    file = keep(upload=upload_of(request), scope=scope)
    try:
        if not by_job and _is_small(file):
            return execute(file.pk, tenant_id=scope.tenant_id, actor=scope.actor)
    except BaseException:
        storages["default"].delete(file.path)
        raise
    file.job = enqueue(kind=take_file, arguments={"file": str(file.pk)}, by=scope.actor)
    file.save(update_fields=["job"])
    return file


@transaction.atomic
def keep(*, upload: Upload, scope: Scope) -> OutcomeFile:
    """Keep a file, of which no row is taken yet.

    Raises FileUnreadableError and ColumnsError, and then keeps nothing.
    """
    file = OutcomeFile(name=upload.name[-255:], kind=upload.kind.ending, bytes=0, by=scope.actor)
    folder = f"{FOLDER}/{scope.tenant_id}/{file.pk}"
    file.path = storages["default"].save(f"{folder}/input.{upload.kind.ending}", upload.content)
    try:
        check_columns(reader_of(file))
        file.bytes = path_of(file.path).stat().st_size
        file.save()
    except BaseException:
        storages["default"].delete(file.path)
        raise
    return file


def _is_small(file: OutcomeFile) -> bool:
    return file.bytes <= DIRECT_BYTES and has_at_most(reader_of(file), DIRECT_ROWS)
