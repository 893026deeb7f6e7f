"""From an inference request to tensors whose decisions are on disk."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.deciding import Asked
from scorewright.loop.serving.door.callers import DECIDERS
from scorewright.loop.serving.door.idempotency import fingerprint
from scorewright.loop.serving.door.inference.bodies import InferRequest, bad_request, infer_request
from scorewright.loop.serving.door.inference.outputs import answer, chosen, explains
from scorewright.loop.serving.door.inference.paths import Target
from scorewright.loop.serving.door.inference.records import check_fit, records
from scorewright.loop.serving.door.inference.tensors import tensors
from scorewright.loop.serving.door.predicting import MOST_RECORDS, Made, Predicting, Request
from scorewright.loop.serving.door.replies import Header
from scorewright.loop.serving.door.requests import Headers, Query, body, query
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.selection import Selection, SelectionError
from scorewright.loop.tenancy.scope import Scope


class Inferring:
    """Answers inference requests by the machinery of every other decision."""

    def __init__(self, predicting: Predicting) -> None:
        self._predicting = predicting

    async def answer(
        self, use_case: Callable[[], UseCase], target: Target, scope: Any, receive: Any
    ) -> tuple[int, list[Header], bytes]:
        """Status, headers and body. ``use_case`` is called when the caller is known, and may refuse."""
        begun = perf_counter()
        headers = Headers.of(scope)
        caller = await self._predicting.callers.caller(headers.token, DECIDERS)
        asked_for = self._query(target, scope)
        content = await body(receive, headers)
        plan = await self._plan(use_case(), asked_for, caller)
        self._predicting.observer.wait(perf_counter() - begun)
        inference, binary = infer_request(scope, content)
        keyed = headers.idempotency_key is not None
        asked = Asked(
            tenant_id=caller.tenant_id,
            by=caller.actor,
            request_id=headers.request_id,
            route=f"{target.route}/{plan.use_case.name}",
            idempotency_key=headers.idempotency_key,
            request_sha256=fingerprint(b"%s?%s" % (scope["path"].encode(), scope["query_string"]), content)
            if keyed
            else "",
            explain=asked_for.explain or explains(inference),
        )
        request = Request(caller, plan, asked, content)
        return await self._settled(request, inference, binary)

    async def plan(self, use_case: UseCase, target: Target, scope: Any, caller: Scope) -> Plan:
        """The plan that ``target`` names. Raises VersionNotFoundError."""
        return await self._plan(use_case, self._query(target, scope), caller)

    async def _settled(
        self, request: Request, inference: InferRequest, binary: bytes
    ) -> tuple[int, list[Header], bytes]:
        wanted = chosen(inference, request.plan.use_case.decision)
        found = self._records(request.plan, inference, binary)

        async def make(_: Request) -> tuple[Made, list[Header]]:
            limits = self._predicting.limits.take(request.caller, len(found))
            return Made(await self._predicting.decide_each(request, found), is_list=True), limits

        made, limits = await self._predicting.settle(request, make)
        rows = made.rows
        headers, content = answer(inference, rows, wanted)
        return 200, [*headers, *limits, (b"x-request-id", rows[0].request_id.encode())], content

    def _records(self, plan: Plan, inference: InferRequest, binary: bytes) -> list[tuple[bytes, Record]]:
        begun = perf_counter()
        given = tensors(inference.inputs, binary)
        count = check_fit(plan.use_case.fields, given, MOST_RECORDS)
        found = records(plan.decoder, given, count)
        self._predicting.observer.decode(perf_counter() - begun)
        return found

    def _query(self, target: Target, scope: Any) -> Query:
        if target.version is None:
            return query(scope["query_string"], self._predicting.default_status)
        behind = query(scope["query_string"], None)
        if behind.selection.number is not None:
            raise bad_request("the version stands in the path already")
        try:
            return Query(Selection.parse(behind.selection.status, target.version), behind.explain)
        except SelectionError as error:
            raise bad_request(f"{error.field} {error}") from None

    async def _plan(self, use_case: UseCase, asked_for: Query, caller: Scope) -> Plan:
        return await self._predicting.plans.plan(caller.tenant_id, use_case.name, asked_for.selection)
