"""Reading what the service has."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from scorewright.client.answers import DecisionPage, KeptDecision, UseCase
from scorewright.client.conversation import Conversation, answered
from scorewright.client.errors import UnsendableError
from scorewright.client.messages import Request, in_path
from scorewright.client.reading import read
from scorewright.client.repeats import Repeats

PAGE = 200


def use_cases(repeats: Repeats) -> Conversation[list[UseCase]]:
    """All use cases."""
    return read(list[UseCase], (yield from answered(Request("GET", "/api/v1/use-cases/"), repeats)).body)


def decision(decision_id: UUID | str, repeats: Repeats) -> Conversation[KeptDecision]:
    """One decision, with its record and features."""
    request = Request("GET", f"/api/v1/decisions/{in_path(decision_id)}/")
    return read(KeptDecision, (yield from answered(request, repeats)).body)


def decisions_page(query: dict[str, str], repeats: Repeats) -> Conversation[DecisionPage]:
    """Some decisions, the newest first."""
    request = Request("GET", "/api/v1/decisions/", query=query)
    return read(DecisionPage, (yield from answered(request, repeats)).body)


def first_page(use_case: str | None, since: datetime | None) -> dict[str, str]:
    """The query for the newest decisions. Raises UnsendableError where ``since`` has no zone."""
    query = {"page_size": str(PAGE)}
    if use_case is not None:
        query["use_case"] = use_case
    if since is not None:
        query["since"] = moment_of(since, "since")
    return query


def next_page(query: dict[str, str], page: DecisionPage) -> dict[str, str] | None:
    """The query for the page after ``page``, None where there is none.

    >>> next_page({"page_size": "2"}, DecisionPage((), "http://here/api/v1/decisions/?cursor=abc&page_size=2"))
    {'page_size': '2', 'cursor': 'abc'}
    """
    return cursor_after(query, page.next)


def cursor_after(query: dict[str, str], address: str | None) -> dict[str, str] | None:
    """``query`` for the page at ``address``, None where there is none."""
    if address is None:
        return None
    # Only the cursor is taken: behind a proxy, the address need not be the one that we came by.
    return query | {"cursor": parse_qs(urlsplit(address).query)["cursor"][0]}


def moment_of(moment: datetime, name: str) -> str:
    """As text. Raises UnsendableError, naming ``name``, where it has no zone."""
    if moment.tzinfo is None:
        raise UnsendableError(f"{name}: {moment.isoformat()} has no time zone")
    return moment.isoformat()
