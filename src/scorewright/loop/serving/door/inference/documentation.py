"""The addresses of the Open Inference Protocol as OpenAPI 3.1."""

from collections.abc import Iterable, Mapping, Sequence

from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.door.documented_parameters import (
    EXPLAIN,
    IDEMPOTENCY_KEY,
    REQUEST_ID,
    STATUS,
    VERSION_SCHEMA,
    parameter,
)
from scorewright.loop.serving.door.inference.datatypes import DATATYPES
from scorewright.loop.serving.door.inference.records import best_datatype
from scorewright.loop.serving.door.problem_responses import Document, headers

_TEXT: Document = {"type": "string"}
_ANYTHING: Document = {"type": "object"}
_BYTES: Document = {"schema": {"type": "string", "format": "binary"}}


def _object(optional: Mapping[str, Document] | None = None, **required: Document) -> Document:
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


def _list(items: Document) -> Document:
    return {"type": "array", "items": items}


_SHAPE = _list({"type": "integer"})
_DATATYPE: Document = {"type": "string", "enum": sorted(DATATYPES)}
_TENSOR = _object({"data": _list({}), "parameters": _ANYTHING}, name=_TEXT, datatype=_DATATYPE, shape=_SHAPE)
_NAMED = _object({"parameters": _ANYTHING}, name=_TEXT)
_OPTIONS = {"id": _TEXT, "parameters": _ANYTHING}
SCHEMAS: Mapping[str, Document] = {
    "InferenceTensor": {**_TENSOR, "description": "Without `data`, its elements are binary."},
    "InferenceRequest": _object({**_OPTIONS, "outputs": _list(_NAMED)}, inputs=_list(_TENSOR)),
    "InferenceResponse": _object(_OPTIONS, model_name=_TEXT, model_version=_TEXT, outputs=_list(_TENSOR)),
}


def _json(schema: Document) -> Document:
    return {"application/json": {"schema": schema}}


def _answer(description: str, content: Document, *of_it: str) -> Document:
    return {"description": description, "headers": headers("X-Request-ID", *of_it), "content": content}


_ERROR = _json(_object(error=_TEXT))
_REFUSED: Document = {
    "4XX": _answer("Refused; `error` says why.", _ERROR, "Retry-After", "WWW-Authenticate"),
    "503": _answer("Too busy, or the database does not answer; nothing was decided.", _ERROR, "Retry-After"),
}
_DECIDED = _answer(
    "Decided, and kept.",
    {**_json({"$ref": "#/components/schemas/InferenceResponse"}), "application/octet-stream": _BYTES},
    *("Idempotent-Replayed", "RateLimit-Policy", "RateLimit"),
)


def path_items(use_cases: Iterable[UseCase]) -> Document:
    """Every address of the protocol, the use case and its version as parameters."""
    known = list(use_cases)
    names = {"type": "string", "enum": [use_case.name for use_case in known]}
    model = (parameter("path", "use_case", "The model.", names, required=True), STATUS)
    version = parameter("path", "version", "Such as 3 or v3.", VERSION_SCHEMA, required=True)
    server = _object(name=_TEXT, version=_TEXT, extensions=_list(_TEXT))
    return {
        "/v2": {"get": _asked("server", "The server", server)},
        "/v2/health/live": {"get": _open("live", "Does it answer?")},
        "/v2/health/ready": {"get": _open("ready", "Can it do its work?")},
        **_of_model("/v2/models/{use_case}", "model", model, known),
        **_of_model("/v2/models/{use_case}/versions/{version}", "version", (*model, version), known),
    }


def _of_model(path: str, name: str, place: Sequence[Document], known: Sequence[UseCase]) -> Document:
    tensors = {name: _list(_object(name=_TEXT, datatype=_DATATYPE, shape=_SHAPE)) for name in ("inputs", "outputs")}
    model = _object(name=_TEXT, versions=_list(_TEXT), platform=_TEXT, **tensors)
    ready = _object(name=_TEXT, ready={"type": "boolean"})
    return {
        path: {"get": _asked(name, "Versions, inputs and outputs", model, place)},
        f"{path}/ready": {"get": _asked(f"{name}_ready", "Does a model answer, or the fallback?", ready, place)},
        f"{path}/infer": {"post": _infer(f"{name}_infer", place, known)},
    }


def _asked(name: str, summary: str, schema: Document, place: Sequence[Document] = ()) -> Document:
    return {
        "operationId": f"inference_{name}",
        "summary": summary,
        "tags": ["inference"],
        "parameters": [*place, REQUEST_ID],
        "responses": {"200": _answer("Told.", _json(schema)), **_REFUSED},
    }


def _open(name: str, summary: str) -> Document:
    told = _json(_object({name: {"type": "boolean"}, "error": _TEXT}))
    responses = {"200": _answer("It is.", told), "503": _answer("It is not.", told), "4XX": _REFUSED["4XX"]}
    return {**_asked(name, summary, _ANYTHING), "parameters": [], "responses": responses, "security": []}


def _infer(name: str, place: Sequence[Document], known: Sequence[UseCase]) -> Document:
    schema = _json({"$ref": "#/components/schemas/InferenceRequest"})
    schema["application/json"]["examples"] = {use_case.name: {"value": _example(use_case)} for use_case in known}
    return {
        **_asked(name, "Decide", _ANYTHING, (*place, EXPLAIN, IDEMPOTENCY_KEY)),
        "requestBody": {"required": True, "content": schema},
        "responses": {"200": _DECIDED, **_REFUSED},
    }


def _example(use_case: UseCase) -> Document:
    example = use_case.examples[0]
    fields = [field for field in use_case.fields if example.get(field.name) is not None]
    return {
        "inputs": [
            {"name": field.name, "datatype": best_datatype(field).name, "shape": [1], "data": [example[field.name]]}
            for field in fields
        ]
    }
