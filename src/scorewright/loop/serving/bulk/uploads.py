"""Files that come over HTTP: never held in memory, checked before anything is promised."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from scorewright.declare.columns import check_columns
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.bulk.asking import GivenFile
from scorewright.loop.serving.bulk.chunk import Reader
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.bulk.opening import open_reader

if TYPE_CHECKING:
    BytesFile = File[bytes]
else:
    BytesFile = File  # Django's takes its type in the stubs alone

FOLDER = "scored"
MOST_UNPACKED = 8_000_000  # a small file may unpack to a thousand times its size


class NoFileError(ValueError):
    """A form without the file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What came, not read yet."""

    name: str
    kind: FileKind
    content: BytesFile


def upload_of(request: HttpRequest, kind_of: Callable[[str, str], FileKind] = FileKind.of) -> Upload:
    """The ``file`` of a form, or the whole body, whose content type then says what it is (``?filename=`` names it).

    Raises NoFileError and UnknownFormatError.
    """
    if request.content_type == "multipart/form-data":
        file = request.FILES.get("file")
        if not isinstance(file, UploadedFile):
            raise NoFileError("the form must hold one file, named file")
        name = file.name or ""
        return Upload(name, kind_of(name, file.content_type or ""), file)
    name = request.GET.get("filename", "").replace("\x00", "")
    kind = kind_of(name, request.content_type or "")
    return Upload(name or f"rows.{kind.ending}", kind, _Body(request))


class _Body(BytesFile):
    """The body of a request, as a file that is read once, from its beginning to its end."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(None)
        self._request = request

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        while block := self._request.read(chunk_size or self.DEFAULT_CHUNK_SIZE):
            yield block


def path_of(name: str) -> Path:
    """Where the stored file ``name`` is on this machine."""
    return Path(storages["default"].path(name))


def store(upload: Upload, *, tenant_id: UUID, run_id: UUID) -> GivenFile:
    """Keep the file where workers find it."""
    kept = storages["default"].save(f"{FOLDER}/{tenant_id}/{run_id}/input.{upload.kind.ending}", upload.content)
    return GivenFile(upload.name, upload.kind, kept)


def check(use_case: UseCase, file: GivenFile, ignored: frozenset[str]) -> Reader[Any]:
    """Raise FileUnreadableError or ColumnsError where no row of the file could be decided on."""
    reader = open_reader(path_of(file.path), file.name, file.kind)
    if reader.columns is not None:
        check_columns(use_case, reader.columns, ignored)
    return reader


def has_at_most(reader: Reader[Any], rows: int) -> bool:
    """Whether the file has so few rows, and no large ones; reads no further than it must.

    Raises FileUnreadableError.
    """
    if reader.total is not None and reader.total > rows:
        return False
    if reader.larger_than(MOST_UNPACKED):
        return False
    return reader.total is not None or all(chunk.last <= rows for chunk in reader.chunks(0, rows + 1))


def remove(file: GivenFile) -> None:
    """Forget a file that was refused."""
    storages["default"].delete(file.path)
