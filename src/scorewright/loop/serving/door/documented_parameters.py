"""Parameters of the addresses that decide, as OpenAPI 3.1."""

from scorewright.loop.serving.door.problem_responses import TOKEN, Document
from scorewright.loop.serving.selection import STATUSES

VERSION_SCHEMA: Document = {"type": "string", "pattern": "^v?[1-9][0-9]{0,8}$"}


def parameter(place: str, name: str, description: str, schema: Document, *, required: bool = False) -> Document:
    """One that stands in ``place``: path, query or header."""
    return {"in": place, "name": name, "required": required, "description": description, "schema": schema}


STATUS = parameter(
    "query",
    "status",
    "Ask the newest version of this status instead of the one in production.",
    {"type": "string", "enum": sorted(STATUSES)},
)
VERSION = parameter("query", "version", "Ask this version, such as 3 or v3.", VERSION_SCHEMA)
EXPLAIN = parameter("query", "explain", "With what each feature contributed.", {"type": "boolean", "default": False})
IDEMPOTENCY_KEY = parameter("header", "Idempotency-Key", "Sent again with the same key, it is decided once.", TOKEN)
REQUEST_ID = parameter("header", "X-Request-ID", "Kept with the decision and answered again.", TOKEN)
