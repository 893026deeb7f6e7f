"""From a request to an answer whose decision is on disk."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from uuid import uuid4

from msgspec import Struct, json

from scorewright.declare.errors import RecordRejected
from scorewright.declare.records import Record
from scorewright.loop.serving.answers import DecisionAnswer
from scorewright.loop.serving.deciding import Asked, Decided, Wanted, decide, decide_together
from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.door.addresses import Route
from scorewright.loop.serving.door.bodies import Bodies
from scorewright.loop.serving.door.callers import DECIDERS, Callers
from scorewright.loop.serving.door.deployed_plans import DeployedPlans
from scorewright.loop.serving.door.idempotency import fingerprint
from scorewright.loop.serving.door.observing import Observer
from scorewright.loop.serving.door.parts import Made, Request
from scorewright.loop.serving.door.rate_limits import RateLimits
from scorewright.loop.serving.door.refusals import record_errors
from scorewright.loop.serving.door.replies import JSON, Header, Refusal, reply
from scorewright.loop.serving.door.requests import Headers, query
from scorewright.loop.serving.door.settling import Settling
from scorewright.loop.serving.door.together import Together
from scorewright.loop.tenancy.scope import Scope

MOST_RECORDS = 1_000
RECORDS_AT_ONCE = 50

_encoder = json.Encoder()


class ItemErrors(Struct, frozen=True):
    """In place of a decision in a list: what was wrong with that record."""

    errors: list[dict[str, str]]


class Decisions(Struct, frozen=True):
    """The answer to a list, in its order."""

    decisions: list[DecisionAnswer | ItemErrors]


@dataclass(frozen=True, slots=True)
class Predicting:
    """Answers the requests of every use case."""

    callers: Callers
    plans: DeployedPlans
    limits: RateLimits
    settling: Settling
    observer: Observer
    bodies: Bodies
    together: Together
    default_status: str | None
    https_only: bool

    async def answer(self, route: Route, scope: Any, receive: Any, send: Any) -> None:
        request = await self._taken(route, scope, receive)
        if request.is_simple:  # as nearly all are: few steps, each of which is a part of the long way too
            record, limits = self._accepted(request)
            decided = await self.together.decide(request.plan, Wanted(request.asked, request.content, record))
            row = self._observed(request, decided)
            await self.settling.keep(request.plan, [row])
            await _send_one(send, request, row, limits)
            return
        made, limits = await self.settling.settle(request, self._made)
        await _send(send, request, made, limits)

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
        asked_for = query(scope["query_string"], self.default_status, sole=route.form.sole)
        content = await self.bodies.json_text(receive, headers)
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
        return Request(caller, plan, asked, content, route.form.answer)

    async def _made(self, request: Request) -> tuple[Made, list[Header]]:
        if not request.is_list:
            record, limits = self._accepted(request)
            return Made(await self.decide_each(request, [(request.content, record)]), is_list=False), limits
        begun = perf_counter()
        records = request.plan.decoder.decode_each(request.content, MOST_RECORDS)
        self.observer.decode(perf_counter() - begun)
        limits = self.limits.take(request.caller, len(records))
        return Made(await self.decide_each(request, records), is_list=True), limits

    def _accepted(self, request: Request) -> tuple[Record, list[Header]]:
        begun = perf_counter()
        record = request.plan.decoder.decode(request.content)
        self.observer.decode(perf_counter() - begun)
        return record, self.limits.take(request.caller, 1)

    async def decide_each(
        self, request: Request, records: Sequence[tuple[bytes, Record | RecordRejected]]
    ) -> list[DecisionRow | RecordRejected]:
        """A row for each record, in their order; what was rejected stays as it is. Nothing is kept yet."""
        wanted: list[Wanted] = []
        for raw, found in records:
            if isinstance(found, RecordRejected):
                self.observer.rejected(found)
            else:
                wanted.append(Wanted(request.asked, raw, found, len(wanted)))
        rows = iter([row async for row in self._rows(request, wanted)])
        return [found if isinstance(found, RecordRejected) else next(rows) for _, found in records]

    async def _rows(self, request: Request, wanted: Sequence[Wanted]) -> AsyncIterator[DecisionRow]:
        if request.explained:
            for one in wanted:
                yield await self._decide_explained(request, one)
            return
        for start in range(0, len(wanted), RECORDS_AT_ONCE):
            for decided in decide_together(request.plan, wanted[start : start + RECORDS_AT_ONCE]):
                yield self._observed(request, decided)
            await asyncio.sleep(0)  # other callers are not kept waiting by a long list

    async def _decide_explained(self, request: Request, wanted: Wanted) -> DecisionRow:
        # In a thread: reasons take a forest longer than others may be kept waiting.
        return self._observed(request, await asyncio.to_thread(decide, request.plan, wanted))

    def _observed(self, request: Request, decided: Decided) -> DecisionRow:
        row, answer = decided
        self.observer.decided(answer.seconds)
        if answer.model is None and request.plan.model is not None:
            self.plans.tell_of_record(request.asked.tenant_id, request.plan, answer.fallback_reason)
        return row


async def _send(send: Any, request: Request, made: Made, limits: list[Header]) -> None:
    if not made.is_list:
        await _send_one(send, request, made.rows[0], limits)
        return
    items: list[DecisionAnswer | ItemErrors] = [
        request.told(item) if isinstance(item, DecisionRow) else ItemErrors(record_errors(item)) for item in made.items
    ]
    name = request.asked.request_id or next((row.request_id for row in made.rows), None) or uuid4().hex
    await reply(send, 200, [JSON, *limits, (b"x-request-id", name.encode())], _encoder.encode(Decisions(items)))


async def _send_one(send: Any, request: Request, row: DecisionRow, limits: list[Header]) -> None:
    name = request.asked.request_id or row.request_id
    await reply(send, 200, [JSON, *limits, (b"x-request-id", name.encode())], _encoder.encode(request.told(row)))
