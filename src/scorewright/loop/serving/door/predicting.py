"""From a request to an answer whose decision is on disk."""

import asyncio
from collections.abc import Sequence
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
class _Made:
    """What came of a request: a row, or what was wrong, for each record."""

    items: Sequence[DecisionRow | RecordRejected]
    is_list: bool

    @property
    def rows(self) -> list[DecisionRow]:
        return [item for item in self.items if isinstance(item, DecisionRow)]


@dataclass(frozen=True, slots=True)
class _Request:
    """What the parts of an answer share."""

    caller: Scope
    plan: Plan
    asked: Asked
    content: bytes


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
        request = await self._taken(route, scope, receive)
        key = request.asked.idempotency_key
        if key is None:
            made, limits = await self._made(request)
            await self._keep(request.plan, made.rows)
            await _send(send, made, limits)
            return
        with self.in_flight.claim((request.caller.tenant_id, route.name, key)):
            made, limits = await self._made(request)
            replayed = await self._replayed(request, made)
            await _send(send, replayed or made, [*limits, REPLAYED] if replayed else limits)

    async def _taken(self, route: Route, scope: Any, receive: Any) -> _Request:
        begun = perf_counter()
        headers = Headers.of(scope)
        if self.https_only and not headers.https:
            raise Refusal(403, "HTTPS only", "This service is asked over HTTPS; the key that was sent is no secret now.")
        caller = await self.callers.caller(headers.token, DECIDERS)
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
        return _Request(caller, plan, asked, content)

    async def _made(self, request: _Request) -> tuple[_Made, list[Header]]:
        begun = perf_counter()
        decoder, content = request.plan.decoder, request.content
        if content.lstrip()[:1] != b"[":
            record = decoder.decode(content)
            self.observer.decode(perf_counter() - begun)
            limits = self.limits.take(request.caller, 1)
            return _Made([await self._decide(request, content, record, 0)], is_list=False), limits
        records = decoder.decode_each(content, MOST_RECORDS)
        self.observer.decode(perf_counter() - begun)
        limits = self.limits.take(request.caller, len(records))
        items: list[DecisionRow | RecordRejected] = []
        for position, (raw, found) in enumerate(records):
            if isinstance(found, RecordRejected):
                items.append(found)
            else:
                items.append(await self._decide(request, raw, found, position))
            if position % RECORDS_AT_ONCE == RECORDS_AT_ONCE - 1:
                await asyncio.sleep(0)  # other callers are not kept waiting by a long list
        return _Made(items, is_list=True), limits

    async def _decide(self, request: _Request, raw: bytes, record: Record, position: int) -> DecisionRow:
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

    async def _replayed(self, request: _Request, made: _Made) -> _Made | None:
        """Keep what was made; where the key was used before, what was kept then."""
        asked, rows = request.asked, made.rows
        if not rows or await self._committed(rows):
            return None
        key = (asked.tenant_id, asked.route, str(asked.idempotency_key))
        kept = await asyncio.to_thread(in_django, kept_under, request.caller, key, asked.request_sha256)
        if not is_replay(kept, rows):
            return None
        earlier = {row.position: row for row in kept}
        return _Made([earlier.get(position, item) for position, item in enumerate(made.items)], made.is_list)


async def _send(send: Any, made: _Made, limits: list[Header]) -> None:
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
