"""Telling the service what really happened, of one decision or of many."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import structs

from scorewright.client.answers import Outcome, OutcomeValue, OutcomeVerdict, OutcomeVerdicts
from scorewright.client.conversation import Conversation, answered
from scorewright.client.encoding import encode, in_requests
from scorewright.client.looking import moment_of
from scorewright.client.messages import JSON, Request, in_path
from scorewright.client.reading import read
from scorewright.client.repeats import Repeats

CREATED = 201


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What may be said beside a value; what is None is left out."""

    occurred_at: datetime | None = None
    source: str | None = None
    inclusion_probability: float | None = None
    reason: str | None = None

    def members(self) -> dict[str, Any]:
        """Raises UnsendableError where ``occurred_at`` has no zone."""
        named = {
            "occurred_at": None if self.occurred_at is None else moment_of(self.occurred_at, "occurred_at"),
            "source": self.source,
            "inclusion_probability": self.inclusion_probability,
            "reason": self.reason,
        }
        return {name: given for name, given in named.items() if given is not None}


def report_outcome(
    decision_id: UUID | str, value: OutcomeValue, said: Circumstances, repeats: Repeats
) -> Conversation[Outcome]:
    """What really happened after a decision; the same again changes nothing."""
    body = encode({"value": value} | said.members(), "outcome")
    path = f"/api/v1/decisions/{in_path(decision_id)}/outcome/"
    answer = yield from answered(Request("POST", path, headers={"Content-Type": JSON}, body=body), repeats)
    return structs.replace(read(Outcome, answer.body), new=answer.status == CREATED)


def report_outcomes(outcomes: Iterable[Mapping[str, Any]], repeats: Repeats) -> Conversation[list[OutcomeVerdict]]:
    """A verdict on each, in their order. A call that failed midway may be made again: what is known stays as it is."""
    verdicts: list[OutcomeVerdict] = []
    for encoded in in_requests(outcomes):
        body = b"[" + b",".join(encoded) + b"]"
        request = Request("POST", "/api/v1/outcomes/", headers={"Content-Type": JSON}, body=body)
        found = read(OutcomeVerdicts, (yield from answered(request, repeats)).body).outcomes
        verdicts += [structs.replace(verdict, row=len(verdicts) + place) for place, verdict in enumerate(found, 1)]
    return verdicts
