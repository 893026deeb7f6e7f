"""The same request sent twice is decided once.

The database decides: of two requests with one key, the unique index keeps the first. What is in flight in this process
is refused without a look at it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.door.replies import Refusal
from scorewright.loop.serving.kept_rows import row_of
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.scope import Scope, acting

Key = tuple[UUID, str, str]


class InFlight:
    """The keys that this process is working on."""

    def __init__(self) -> None:
        self._keys: set[Key] = set()

    @contextmanager
    def claim(self, key: Key) -> Iterator[None]:
        """Refuses a key that is claimed already."""
        if key in self._keys:
            raise Refusal(
                409,
                "In flight",
                "A request with this Idempotency-Key is being answered now; ask again in a moment.",
                headers={"Retry-After": "1"},
            )
        self._keys.add(key)
        try:
            yield
        finally:
            self._keys.discard(key)


def fingerprint(query: bytes, content: bytes) -> str:
    """SHA-256 of what a request with a key must repeat."""
    return hashlib.sha256(query + b"\n" + content).hexdigest()


def kept_under(caller: Scope, key: Key, request_sha256: str) -> list[DecisionRow]:
    """The decisions that were made under ``key``, in their order. Refuses a key that was used for another request."""
    with acting(caller.tenant_id, actor=caller.actor, role=caller.role):
        kept = list(Decision.objects.filter(route=key[1], idempotency_key=key[2]).order_by("position"))
    if any(decision.request_sha256 != request_sha256 for decision in kept):
        raise Refusal(
            422,
            "Idempotency-Key was used before",
            "Another request was answered under this Idempotency-Key. Nothing was decided.",
            errors=[{"field": "Idempotency-Key", "rule": "unique", "message": "was used for another request"}],
        )
    return [row_of(decision) for decision in kept]


def is_replay(kept: Sequence[DecisionRow], made: Sequence[DecisionRow]) -> bool:
    """Whether ``kept`` are the decisions of an earlier request, and not those ``made`` now."""
    return [row.id for row in kept] != [row.id for row in made]
