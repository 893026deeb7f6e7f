"""How the door refuses, as OpenAPI 3.1: each status with its headers."""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]

TOKEN: Document = {"type": "string", "pattern": "^[!-~]{1,200}$"}
PROBLEM_SCHEMA: Document = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "rule", "message"],
                "properties": {name: {"type": "string"} for name in ("field", "rule", "message", "received")},
            },
        },
    },
}
REGISTRY_ERROR_SCHEMA: Document = {
    "type": "object",
    "description": "A refusal as the clients of a registry expect it.",
    "required": ["status", "message"],
    "properties": {
        "status": {"const": "Error"},
        "message": {"type": "string"},
        "errors": PROBLEM_SCHEMA["properties"]["errors"],
    },
}
_HEADERS: Mapping[str, Document] = {
    "X-Request-ID": {"description": "As it was sent, or a new one.", "schema": TOKEN},
    "Idempotent-Replayed": {"description": "True where it was decided before.", "schema": {"const": "true"}},
    "RateLimit-Policy": {"description": "Where there is a limit.", "schema": {"type": "string"}},
    "RateLimit": {"description": "What is left of it.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds.", "schema": {"type": "string", "pattern": "^[0-9]+$"}},
    "WWW-Authenticate": {"schema": {"const": "Bearer"}},
    "Allow": {"schema": {"const": "POST"}},
}
_REFUSALS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "400": ("A header is not as it must be.", ()),
    "401": ("No key, or none that is valid.", ("WWW-Authenticate",)),
    "403": ("The key's role may not decide.", ()),
    "404": ("There is no such version.", ()),
    "405": ("Records are sent by POST.", ("Allow",)),
    "408": ("The body did not come in time.", ()),
    "409": ("A request with this Idempotency-Key is being answered now.", ("Retry-After",)),
    "413": ("The body is too large.", ()),
    "422": ("The record breaks its declaration, or the request a rule; `errors` names field and rule.", ()),
    "429": ("More records than the key may send in a minute.", ("Retry-After", "RateLimit-Policy", "RateLimit")),
    "503": (
        "The database does not answer, too much waits for it, or the version asked for cannot answer.",
        ("Retry-After",),
    ),
}


def headers(*names: str) -> Document:
    """Those with these ``names``."""
    return {name: _HEADERS[name] for name in names}


def refusal(description: str, *of_it: str) -> Document:
    """A problem with the headers ``of_it``."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "headers": headers(*of_it), "content": content}


def registry_responses() -> Document:
    """By status, in the form of the registry; a version that is not there is no 404, since the address is."""
    not_the_one = refusal("A header is not as it must be, or no version is the one.", "X-Request-ID")
    told = {**responses(), "400": not_the_one}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/RegistryError"}}}
    return {status: {**response, "content": content} for status, response in told.items() if status != "404"}


def responses() -> Document:
    """By status; each names the request as well."""
    return {status: refusal(words, "X-Request-ID", *of_it) for status, (words, of_it) in _REFUSALS.items()}
