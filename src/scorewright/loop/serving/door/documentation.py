"""The addresses of the door as OpenAPI 3.1, for whoever documents all addresses of the service."""

from collections.abc import Iterable

from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.door.addresses import paths_of, registry_path
from scorewright.loop.serving.door.documented_parameters import EXPLAIN, IDEMPOTENCY_KEY, REQUEST_ID, STATUS, VERSION
from scorewright.loop.serving.door.inference import documentation as inference
from scorewright.loop.serving.door.predicting import MOST_RECORDS
from scorewright.loop.serving.door.problem_responses import (
    PROBLEM_SCHEMA,
    REGISTRY_ERROR_SCHEMA,
    Document,
    headers,
    registry_responses,
    responses,
)

_ITEM_ERRORS: Document = {
    "type": "object",
    "description": "In place of a decision: which rules that record breaks.",
    "required": ["errors"],
    "properties": {"errors": PROBLEM_SCHEMA["properties"]["errors"]},
}
_DECISION: Document = {"$ref": "#/components/schemas/DecisionOut"}
_REGISTRY_DECISION: Document = {"$ref": "#/components/schemas/RegistryDecision"}
_REGISTRY_DECISION_SCHEMA: Document = {
    "description": "A decision as the clients of a registry expect it: `request_id` is that of the decision.",
    "allOf": [
        _DECISION,
        {
            "type": "object",
            "required": ["status", "algorithm", "version", "version_status"],
            "properties": {
                "status": {"const": "OK"},
                "algorithm": {"type": ["string", "null"], "format": "uuid", "description": "Null: the fallback."},
                "version": {"type": "string"},
                "version_status": {"type": "string"},
            },
        },
    ],
}


_PARAMETERS = [STATUS, VERSION, EXPLAIN, IDEMPOTENCY_KEY, REQUEST_ID]


def schemas(use_cases: Iterable[UseCase]) -> Document:
    """Components that ``path_items`` points to; DecisionOut, which other addresses answer too, is not among them."""
    records = {_record_name(use_case): use_case.record_schema() for use_case in use_cases}
    own = {
        "Problem": PROBLEM_SCHEMA,
        "RegistryDecision": _REGISTRY_DECISION_SCHEMA,
        "RegistryError": REGISTRY_ERROR_SCHEMA,
    }
    return {**records, **inference.SCHEMAS, **own}


def path_items(use_cases: Iterable[UseCase]) -> Document:
    """Every address of every use case, its aliases included; with or without a slash at the end is the same."""
    known = list(use_cases)
    own = {
        path: {"post": _operation(use_case, place, of_registry=path == registry_path(use_case))}
        for use_case in known
        for place, path in enumerate(paths_of(use_case))
    }
    return {**own, **inference.path_items(known)}


def _record_name(use_case: UseCase) -> str:
    return f"Record_{use_case.name}"


def _operation(use_case: UseCase, place: int, *, of_registry: bool) -> Document:
    refusals, decision = (registry_responses(), _REGISTRY_DECISION) if of_registry else (responses(), _DECISION)
    return {
        "operationId": f"predict_{use_case.name}" if place == 0 else f"predict_{use_case.name}_{place + 1}",
        "summary": f"Decide: {use_case.title}",
        "description": use_case.summary,
        "tags": ["decisions"],
        "parameters": _PARAMETERS,
        "requestBody": {"required": True, "content": {"application/json": _body(use_case)}},
        "responses": {"200": _decided(decision), **refusals},
    }


def _body(use_case: UseCase) -> Document:
    record = {"$ref": f"#/components/schemas/{_record_name(use_case)}"}
    records = {"type": "array", "maxItems": MOST_RECORDS, "items": record}
    return {"schema": {"oneOf": [record, records]}, "example": dict(use_case.examples[0])}


def _decided(decision: Document) -> Document:
    listed = {
        "type": "object",
        "description": "To a list of records, in its order.",
        "required": ["decisions"],
        "properties": {"decisions": {"type": "array", "items": {"anyOf": [decision, _ITEM_ERRORS]}}},
    }
    return {
        "description": "Decided, and kept. A list is answered even where all of its records break rules.",
        "headers": headers("X-Request-ID", "Idempotent-Replayed", "RateLimit-Policy", "RateLimit"),
        "content": {"application/json": {"schema": {"anyOf": [decision, listed]}}},
    }
