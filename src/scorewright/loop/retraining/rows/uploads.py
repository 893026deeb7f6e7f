"""Files that are sent to train from."""

import hashlib

from django.core.files.storage import storages
from django.db import transaction
from django.http import HttpRequest

from scorewright.loop.retraining.models import TrainingFile
from scorewright.loop.retraining.rows.rows_of_file import training_kind
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.bulk.opening import open_reader
from scorewright.loop.serving.bulk.uploads import path_of, upload_of
from scorewright.loop.tenancy.scope import current_tenant_id

FOLDER = "training"


@transaction.atomic
def keep(*, request: HttpRequest, by: str) -> TrainingFile:
    """Keep the file of a form, or the whole body, where workers find it.

    Raises NoFileError, UnknownFormatError and FileUnreadableError, and then keeps nothing.
    """
    upload = upload_of(request, training_kind)
    file = TrainingFile(name=upload.name, kind=upload.kind.ending, by=by, bytes=0)
    folder = f"{FOLDER}/{current_tenant_id()}/{file.pk}"
    file.path = storages["default"].save(f"{folder}/rows.{upload.kind.ending}", upload.content)
    try:
        open_reader(path_of(file.path), upload.name, upload.kind)
        file.sha256, file.bytes = _fingerprint(file.path)
        file.save()
    except BaseException:
        storages["default"].delete(file.path)
        raise
    return file


def kind_of(file: TrainingFile) -> FileKind:
    return FileKind.of(f"rows.{file.kind}")


def _fingerprint(path: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with storages["default"].open(path) as file:
        for block in file.chunks(1 << 20):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size
