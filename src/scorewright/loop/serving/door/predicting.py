"""From a request to an answer whose decision is on disk."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from msgspec import Struct, json

from scorewright.declare.errors import RecordRejected
from scorewright.declare.records import Record
from scorewright.loop.serving.answers import DecisionAnswer, answer_of
from scorewright.loop.serving.deciding import Asked, decide
from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.door.addresses import Route
from scorewright.loop.serving.door.callers import DECIDERS, Callers
from scorewright.loop.serving.door.deployed_plans import DeployedPlans
from scorewright.loop.serving.door.django_thread import in_django
from scorewright.loop.serving.door.idempotency import InFlight, fingerprint, is_replay, kept_under
from scorewright.loop.serving.door.observing import Observer
from scorewright.loop.serving.door.rate_limits import RateLimits
from scorewright.loop.serving.door.refusals import record_errors
from scorewright.loop.serving.door.replies import JSON, Header, Refusal, reply
from scorewright.loop.serving.door.requests import Headers, body, query
from scorewright.loop.serving.journal.journal import Journal
from scorewright.loop.serving.plan import Plan
from scorewright.loop.tenancy.scope import Scope

MOST_RECORDS = 1_000
RECORDS_AT_ONCE = 50
REPLAYED: Header = (b"idempotent-replayed", b"true")

_encoder = json.Encoder()


class ItemErrors(Struct, frozen=True):
    """In place of a decision in a list: what was wrong with that record."""

    errors: list[dict[str, str]]


class Decisions(Struct, frozen=True):
    """The answer to a list, in its order."""

    decisions: list[DecisionAnswer | ItemErrors]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a request: a row, or what was wrong, for each record."""

    items: Sequence[DecisionRow | RecordRejected]
    is_list: bool

    @property
    def rows(self) -> list[DecisionRow]:
        return [item for item in self.items if isinstance(item, DecisionRow)]


@dataclass(frozen=True, slots=True)
class Request:
    """What the parts of an answer share."""

    caller: Scope
    plan: Plan
    asked: Asked
    content: bytes


Make = Callable[[Request], Awaitable[tuple[Made, list[Header]]]]


@dataclass(frozen=True, slots=True)
class Predicting:
    """Answers the requests of every use case."""

    callers: Callers
    plans: DeployedPlans
    limits: RateLimits
    journal: Journal
    in_flight: InFlight
    observer: Observer
    default_status: str | None
    https_only: bool

    async def answer(self, route: Route, scope: Any, receive: Any, send: Any) -> None:
        made, limits = await self.settle(await self._taken(route, scope, receive), self._made)
        await _send(send, made, limits)

    async def settle(self, request: Request, make: Make) -> tuple[Made, list[Header]]:
        """What ``make`` made, once it is kept; under a key that was used before, what was kept then."""
        asked = request.asked
        if asked.idempotency_key is None:
            made, limits = await make(request)
            await self._keep(request.plan, made.rows)
            return made, limits
        with self.in_flight.claim((asked.tenant_id, asked.route, asked.idempotency_key)):
            made, limits = await make(request)
            replayed = await self._replayed(request, made)
            return (made, limits) if replayed is None else (replayed, [*limits, REPLAYED])

    async def caller(self, headers: Headers, allowed: tuple[str, ...]) -> Scope:
        """Who asks. Refuses a role that is not among ``allowed``, and a key that was sent in the clear."""
        if self.https_only and not headers.https:
            raise Refusal(
                403, "HTTPS only", "This service is asked over HTTPS; the key that was sent is no secret now."
            )
        return await self.callers.caller(headers.token, allowed)

    async def _taken(self, route: Route, scope: Any, receive: Any) -> Request:
        begun = perf_counter()
        headers = Headers.of(scope)
        caller = await self.caller(headers, DECIDERS)
        asked_for = query(scope["query_string"], self.default_status)
        content = await body(receive, headers)
        plan = await self.plans.plan(caller.tenant_id, route.use_case.name, asked_for.selection)
        keyed = headers.idempotency_key is not None
        asked = Asked(
            tenant_id=caller.tenant_id,
            by=caller.actor,
            request_id=headers.request_id,
            route=route.name,
            idempotency_key=headers.idempotency_key,
            request_sha256=fingerprint(scope["query_string"], content) if keyed else "",
            explain=asked_for.explain,
        )
        self.observer.wait(perf_counter() - begun)
        return Request(caller, plan, asked, content)

    async def _made(self, request: Request) -> tuple[Made, list[Header]]:
        begun = perf_counter()
        decoder, content = request.plan.decoder, request.content
        if content.lstrip()[:1] != b"[":
            record = decoder.decode(content)
            self.observer.decode(perf_counter() - begun)
            limits = self.limits.take(request.caller, 1)
            return Made([await self._decide(request, content, record, 0)], is_list=False), limits
        records = decoder.decode_each(content, MOST_RECORDS)
        self.observer.decode(perf_counter() - begun)
        limits = self.limits.take(request.caller, len(records))
        return Made(await self.decide_each(request, records), is_list=True), limits

    async def decide_each(
        self, request: Request, records: Sequence[tuple[bytes, Record | RecordRejected]]
    ) -> list[DecisionRow | RecordRejected]:
        """A row for each record, in their order; what was rejected stays as it is. Nothing is kept yet."""
        items: list[DecisionRow | RecordRejected] = []
        accepted = 0
        for position, (raw, found) in enumerate(records):
            if isinstance(found, RecordRejected):
                items.append(found)
            else:
                items.append(await self._decide(request, raw, found, accepted))
                accepted += 1
            if position % RECORDS_AT_ONCE == RECORDS_AT_ONCE - 1:
                await asyncio.sleep(0)  # other callers are not kept waiting by a long list
        return items

    async def _decide(self, request: Request, raw: bytes, record: Record, position: int) -> DecisionRow:
        plan, asked = request.plan, request.asked
        if plan.explains(asked=asked.explain):  # which takes a forest longer than others may be kept waiting
            row, answer = await asyncio.to_thread(decide, plan, asked, raw=raw, record=record, position=position)
        else:
            row, answer = decide(plan, asked, raw=raw, record=record, position=position)
        self.observer.decided(row, answer.seconds)
        if answer.model is None and plan.model is not None:
            self.plans.tell_of_record(asked.tenant_id, plan, answer.fallback_reason)
        return row

    async def _keep(self, plan: Plan, rows: Sequence[DecisionRow]) -> None:
        if not rows:
            return
        if plan.use_case.record == "after":
            self.journal.keep_later(rows)
        else:
            await self._committed(rows)

    async def _committed(self, rows: Sequence[DecisionRow]) -> bool:
        begun = perf_counter()
        new = await self.journal.keep(rows)
        self.observer.commit(perf_counter() - begun)
        return new

    async def _replayed(self, request: Request, made: Made) -> Made | None:
        """Keep what was made; where the key was used before, what was kept then.

        The first row claims the key for all: nothing of another request with this key is kept, however long its list.
        """
        claim, rest = made.rows[:1], made.rows[1:]
        kept: Sequence[DecisionRow] = ()
        if claim and not await self._committed(claim):
            kept = await self._kept(request)
        if rest and not await self._committed(rest):
            kept = await self._kept(request)
        if not kept or not is_replay(kept, made.rows):
            return None
        earlier = {row.position: row for row in kept}
        items = [earlier.get(item.position, item) if isinstance(item, DecisionRow) else item for item in made.items]
        return Made(items, made.is_list)

    async def _kept(self, request: Request) -> list[DecisionRow]:
        asked = request.asked
        key = (asked.tenant_id, asked.route, str(asked.idempotency_key))
        return await asyncio.to_thread(in_django, kept_under, request.caller, key, asked.request_sha256)


async def _send(send: Any, made: Made, limits: list[Header]) -> None:
    headers = [JSON, *limits]
    if rows := made.rows:
        headers.append((b"x-request-id", rows[0].request_id.encode()))
    if not made.is_list:
        await reply(send, 200, headers, _encoder.encode(answer_of(rows[0])))
        return
    items: list[DecisionAnswer | ItemErrors] = [
        answer_of(item) if isinstance(item, DecisionRow) else ItemErrors(record_errors(item)) for item in made.items
    ]
    await reply(send, 200, headers, _encoder.encode(Decisions(items)))
