"""A file of outcomes that came over HTTP: taken at once where it is small, else by a job."""

from uuid import uuid4

from django.core.files.storage import storages
from django.db import transaction
from django.http import HttpRequest

from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.outcomes.files.chunk_rows import check_columns
from scorewright.loop.outcomes.files.running import execute
from scorewright.loop.outcomes.files.taking_job import take_file
from scorewright.loop.outcomes.models import OutcomeFile
from scorewright.loop.serving.batch.deciding import DIRECT_BYTES, DIRECT_ROWS
from scorewright.loop.serving.bulk.opening import open_reader
from scorewright.loop.serving.bulk.uploads import has_at_most, path_of, upload_of
from scorewright.loop.tenancy.scope import Scope

FOLDER = "outcomes"


@transaction.atomic  # a refusal is an answer, and would otherwise keep what came before it
def take_upload(*, request: HttpRequest, scope: Scope, by_job: bool) -> OutcomeFile:
    """Keep the file of a form, or the whole body, and take its rows: now, or by its job.

    Raises NoFileError, UnknownFormatError, FileUnreadableError and ColumnsError, and then keeps nothing.
    """
    upload = upload_of(request)
    file_id = uuid4()
    path = storages["default"].save(f"{FOLDER}/{scope.tenant_id}/{file_id}/input.{upload.kind.ending}", upload.content)
    try:
        reader = open_reader(path_of(path), upload.name, upload.kind)
        check_columns(reader)
        size = path_of(path).stat().st_size
        file = OutcomeFile.objects.create(
            id=file_id, name=upload.name[-255:], kind=upload.kind.ending, path=path, bytes=size, by=scope.actor
        )
        if not by_job and size <= DIRECT_BYTES and has_at_most(reader, DIRECT_ROWS):
            return execute(file.pk, tenant_id=scope.tenant_id, actor=scope.actor)
    except BaseException:
        storages["default"].delete(path)
        raise
    file.job = enqueue(kind=take_file, arguments={"file": str(file.pk)}, by=scope.actor)
    file.save(update_fields=["job"])
    return file
