"""The addresses of the door as OpenAPI 3.1, for whoever documents all addresses of the service."""

from collections.abc import Iterable, Mapping
from typing import Any

from scorewright.declare.records import record_schema
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.door.addresses import paths_of
from scorewright.loop.serving.door.predicting import MOST_RECORDS
from scorewright.loop.serving.door.problem_responses import PROBLEM_SCHEMA, TOKEN, headers, responses
from scorewright.loop.serving.selection import STATUSES

Document = Mapping[str, Any]

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


def _parameter(place: str, name: str, description: str, schema: Document) -> Document:
    return {"in": place, "name": name, "required": False, "description": description, "schema": schema}


_PARAMETERS = [
    _parameter(
        "query",
        "status",
        "Ask the newest version of this status instead of the one in production.",
        {"type": "string", "enum": sorted(STATUSES)},
    ),
    _parameter(
        "query",
        "version",
        "Ask this version, such as 3 or v3.",
        {"type": "string", "pattern": "^v?[1-9][0-9]{0,8}$"},
    ),
    _parameter("query", "explain", "With what each feature contributed.", {"type": "boolean", "default": False}),
    _parameter("header", "Idempotency-Key", "Sent again with the same key, a request is decided once.", TOKEN),
    _parameter("header", "X-Request-ID", "Kept with the decision and answered again.", TOKEN),
]


def schemas(use_cases: Iterable[UseCase]) -> Document:
    """Components that ``path_items`` points to; DecisionOut, which other addresses answer too, is not among them."""
    records = {_record_name(use_case): record_schema(use_case.fields) for use_case in use_cases}
    return {**records, "Problem": PROBLEM_SCHEMA}


def path_items(use_cases: Iterable[UseCase]) -> Document:
    """Every address of every use case, its aliases included; with or without a slash at the end is the same."""
    return {
        path: {"post": _operation(use_case, place)}
        for use_case in use_cases
        for place, path in enumerate(paths_of(use_case))
    }


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
