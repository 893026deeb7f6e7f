"""Asking for decisions, one or many."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from scorewright.client.answers import Decision
from scorewright.client.conversation import Conversation, answered
from scorewright.client.encoding import encode, in_requests
from scorewright.client.errors import Rejected, ScorewrightError, UnsendableError
from scorewright.client.messages import JSON, Request, in_path
from scorewright.client.reading import read_decision, read_verdicts
from scorewright.client.repeats import Repeats

LONGEST_NAME = 180  # the service takes 200; the requests of one call add their number
_NAME = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_NAME}}}")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a caller may want beside a decision. Raises UnsendableError where a name cannot be sent in a header."""

    version: str | int | None = None
    status: str | None = None
    explain: bool = False
    idempotency_key: str | None = None
    request_id: str | None = None

    def __post_init__(self) -> None:
        for name in ("idempotency_key", "request_id"):
            text = getattr(self, name)
            if text is not None and not _NAME.fullmatch(text):
                raise UnsendableError(f"{name}: must have 1 to {LONGEST_NAME} visible ASCII characters")

    def query(self) -> dict[str, str]:
        wanted = {"version": self.version, "status": self.status, "explain": "true" if self.explain else None}
        return {name: str(value) for name, value in wanted.items() if value is not None}

    def headers(self, key: str) -> dict[str, str]:
        named = {"X-Request-ID": self.request_id} if self.request_id else {}
        return {"Content-Type": JSON, "Idempotency-Key": key, **named}

    def key(self) -> str:
        """The caller's own, or one made for this call: every repeat carries the same."""
        return self.idempotency_key or str(uuid4())


def decide(use_case: str, record: Mapping[str, Any], wishes: Wishes, repeats: Repeats) -> Conversation[Decision]:
    """One decision, made once however often the request has to be sent."""
    request = Request(
        "POST", _address(use_case), query=wishes.query(), headers=wishes.headers(wishes.key()), body=encode(record)
    )
    return read_decision((yield from answered(request, repeats)))


def decide_many(
    use_case: str, records: Iterable[Mapping[str, Any]], wishes: Wishes, repeats: Repeats
) -> Conversation[list[Decision | Rejected]]:
    """A verdict on each record, in their order.

    Each request has a key of its own that follows from the call's: with the same key and records, a call that failed
    midway may be made again, and decides on what is left.
    """
    key = wishes.key()
    verdicts: list[Decision | Rejected] = []
    try:
        for number, encoded in enumerate(in_requests(records)):
            request = Request(
                "POST",
                _address(use_case),
                query=wishes.query(),
                headers=wishes.headers(f"{key}-{number}"),
                body=b"[" + b",".join(encoded) + b"]",
            )
            verdicts += read_verdicts((yield from answered(request, repeats)), len(encoded))
    except ScorewrightError as error:
        if verdicts:
            error.add_note(f"{len(verdicts)} records are decided; with idempotency_key={key!r} it goes on after them")
        raise
    return verdicts


def _address(use_case: str) -> str:
    return f"/api/v1/predict/{in_path(use_case)}/"
