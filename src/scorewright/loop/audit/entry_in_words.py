"""What an entry of the trail says, in words."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

LONGEST = 90
UNTOLD = frozenset({"id", "tenant_id", "created_at", "at"})


def in_short(content: str) -> str:
    """The same as ``in_words``, cut to one line."""
    text = in_words(content)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def in_words(content: str) -> str:
    """The changed columns, each before and after; the columns of a row that is new or gone; or the text as it is.

    >>> in_words('{"before": {"status": "staging"}, "after": {"status": "production"}}')
    'status: staging → production'
    >>> in_words('{"before": null, "after": {"id": 7, "role": "admin", "note": null}}')
    'role: admin'
    """
    try:
        told = json.loads(content)
    except ValueError:
        told = None
    return "; ".join(_columns(told)) if isinstance(told, dict) else content


def _columns(told: Mapping[str, Any]) -> Iterator[str]:
    before, after = told.get("before"), told.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        yield from (f"{name}: {_value(before.get(name))} → {_value(value)}" for name, value in after.items())
        return
    row = after if isinstance(after, dict) else before if isinstance(before, dict) else told
    yield from (f"{name}: {_value(value)}" for name, value in row.items() if name not in UNTOLD and value is not None)


def _value(value: Any) -> str:
    return "none" if value is None else "…" if isinstance(value, dict | list) else str(value)
