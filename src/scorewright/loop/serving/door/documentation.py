"""The addresses of the door as OpenAPI 3.1, for whoever documents all addresses of the service."""

from collections.abc import Iterable

from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.door.addresses import paths_of
from scorewright.loop.serving.door.documented_parameters import EXPLAIN, IDEMPOTENCY_KEY, REQUEST_ID, STATUS, VERSION
from scorewright.loop.serving.door.inference import documentation as inference
from scorewright.loop.serving.door.predicting import MOST_RECORDS
from scorewright.loop.serving.door.problem_responses import PROBLEM_SCHEMA, Document, headers, responses

_ITEM_ERRORS: Document = {
    "type": "object",
    "description": "In place of a decision: which rules that record breaks.",
    "required": ["errors"],
    "properties": {"errors": PROBLEM_SCHEMA["properties"]["errors"]},
}
_DECISION: Document = {"$ref": "#/components/schemas/DecisionOut"}
_ANSWER: Document = {
    "anyOf": [
        _DECISION,
        {
            "type": "object",
            "description": "To a list of records, in its order.",
            "required": ["decisions"],
            "properties": {"decisions": {"type": "array", "items": {"anyOf": [_DECISION, _ITEM_ERRORS]}}},
        },
    ]
}


_PARAMETERS = [STATUS, VERSION, EXPLAIN, IDEMPOTENCY_KEY, REQUEST_ID]


def schemas(use_cases: Iterable[UseCase]) -> Document:
    """Components that ``path_items`` points to; DecisionOut, which other addresses answer too, is not among them."""
    records = {_record_name(use_case): use_case.record_schema() for use_case in use_cases}
    return {**records, **inference.SCHEMAS, "Problem": PROBLEM_SCHEMA}


def path_items(use_cases: Iterable[UseCase]) -> Document:
    """Every address of every use case, its aliases included; with or without a slash at the end is the same."""
    known = list(use_cases)
    own = {
        path: {"post": _operation(use_case, place)}
        for use_case in known
        for place, path in enumerate(paths_of(use_case))
    }
    return {**own, **inference.path_items(known)}


def _record_name(use_case: UseCase) -> str:
    return f"Record_{use_case.name}"


def _operation(use_case: UseCase, place: int) -> Document:
    return {
        "operationId": f"predict_{use_case.name}" if place == 0 else f"predict_{use_case.name}_{place + 1}",
        "summary": f"Decide: {use_case.title}",
        "description": use_case.summary,
        "tags": ["decisions"],
        "parameters": _PARAMETERS,
        "requestBody": {"required": True, "content": {"application/json": _body(use_case)}},
        "responses": {"200": _decided(), **responses()},
    }


def _body(use_case: UseCase) -> Document:
    record = {"$ref": f"#/components/schemas/{_record_name(use_case)}"}
    records = {"type": "array", "maxItems": MOST_RECORDS, "items": record}
    return {"schema": {"oneOf": [record, records]}, "example": dict(use_case.examples[0])}


def _decided() -> Document:
    return {
        "description": "Decided, and kept. A list is answered even where all of its records break rules.",
        "headers": headers("X-Request-ID", "Idempotent-Replayed", "RateLimit-Policy", "RateLimit"),
        "content": {"application/json": {"schema": _ANSWER}},
    }
