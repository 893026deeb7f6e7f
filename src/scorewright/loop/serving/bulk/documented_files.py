"""A file as the body of a request, or of an answer, as OpenAPI 3.1."""

from collections.abc import Mapping

from scorewright.loop.serving.bulk.formats import CONTENT_TYPE_OF
from scorewright.loop.serving.door.problem_responses import Document

_BYTES: Document = {"schema": {"type": "string", "format": "binary"}}
TEXT: Document = {"schema": {"type": "string"}}
_CSV, _LINES, _PARQUET = (content_type.partition(";")[0] for content_type in CONTENT_TYPE_OF.values())
FILES: Mapping[str, Document] = {_CSV: TEXT, _LINES: TEXT, _PARQUET: _BYTES, "application/gzip": _BYTES}
_FORM: Document = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": _BYTES["schema"]},
    }
}


def file_body(more: Mapping[str, Document] | None = None) -> Document:
    """The field ``file`` of a form, or the whole body."""
    return {"required": True, "content": {"multipart/form-data": _FORM, **FILES, **(more or {})}}
