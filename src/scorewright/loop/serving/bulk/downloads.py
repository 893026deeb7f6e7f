"""Files that go over HTTP, a block at a time: under ASGI Django would read an ordinary file answer whole."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from scorewright.loop.serving.bulk.beginning import paths_of
from scorewright.loop.serving.bulk.formats import CONTENT_TYPE_OF, FileKind, stem
from scorewright.loop.serving.models import ScoringRun

BLOCK_BYTES = 256 << 10


class RunUnfinishedError(Exception):
    """The files of the run are not whole yet."""


class NoSuchFileError(LookupError):
    """The run has no such file, or not here."""


def result_of(run: ScoringRun) -> HttpResponseBase:
    """The rows with their decisions. Raises RunUnfinishedError, NoSuchFileError."""
    kind = FileKind.of(run.output_kind)
    return _sent(run, paths_of(run).output, kind, f"{stem(run.input_name)}.decided.{kind.ending}")


def rejected_of(run: ScoringRun) -> HttpResponseBase:
    """The rejected rows with their reasons. Raises RunUnfinishedError, and NoSuchFileError where none was rejected."""
    path = paths_of(run).rejected
    kind = FileKind.of(path.name)
    return _sent(run, path, kind, f"{stem(run.input_name)}.rejected.{kind.ending}")


def _sent(run: ScoringRun, path: Path, kind: FileKind, name: str) -> HttpResponseBase:
    if run.finished_at is None:
        raise RunUnfinishedError("the run has not ended: its files are not whole")
    if not run.stored or not path.exists():
        raise NoSuchFileError("the run has no such file here")
    return sent(path, kind, name)


def sent(path: Path, kind: FileKind, name: str) -> HttpResponseBase:
    """The file at ``path``, to be kept as ``name``."""
    headers = {
        "Content-Length": str(path.stat().st_size),
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
    }
    content_type = "application/gzip" if kind.gzipped else CONTENT_TYPE_OF[kind.format]
    return StreamingHttpResponse(_blocks(path), content_type=content_type, headers=headers)


async def _blocks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while block := await asyncio.to_thread(file.read, BLOCK_BYTES):
            yield block
