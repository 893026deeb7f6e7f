"""From an inference request to tensors whose decisions are on disk."""

from dataclasses import dataclass
from time import perf_counter
from typing import Any

from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.deciding import Asked
from scorewright.loop.serving.door.idempotency import fingerprint
from scorewright.loop.serving.door.inference.bodies import InferRequest, bad_request, infer_request
from scorewright.loop.serving.door.inference.outputs import answer, chosen, explains
from scorewright.loop.serving.door.inference.paths import Target
from scorewright.loop.serving.door.inference.records import check_fit, records
from scorewright.loop.serving.door.inference.tensors import tensors
from scorewright.loop.serving.door.parts import Made, Request
from scorewright.loop.serving.door.predicting import MOST_RECORDS, Predicting
from scorewright.loop.serving.door.replies import Header
from scorewright.loop.serving.door.requests import Headers, Query, query
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.selection import Selection, SelectionError
from scorewright.loop.tenancy.scope import Scope


@dataclass(frozen=True, slots=True)
class Call:
    """A request of which it is known who asks what of which use case; ``scope`` is that of ASGI."""

    target: Target
    use_case: UseCase
    caller: Scope
    headers: Headers
    scope: Any

    @property
    def address(self) -> bytes:
        """Path and query: the same tensors at another address are another request."""
        query_string: bytes = self.scope["query_string"]
        return b"%s?%s" % (self.scope["path"].encode(), query_string)


class Inferring:
    """Answers inference requests by the machinery of every other decision."""

    def __init__(self, predicting: Predicting) -> None:
        self._predicting = predicting

    async def answer(self, call: Call, receive: Any) -> tuple[int, list[Header], bytes]:
        """Status, headers and body."""
        begun = perf_counter()
        content = await self._predicting.bodies.whole(receive, call.headers)
        plan = await self.plan(call)
        self._predicting.observer.wait(perf_counter() - begun)
        inference, binary = infer_request(call.scope, content)
        keyed = call.headers.idempotency_key is not None
        asked = Asked(
            tenant_id=call.caller.tenant_id,
            by=call.caller.actor,
            request_id=call.headers.request_id,
            route=f"{call.target.route}/{call.use_case.name}",
            idempotency_key=call.headers.idempotency_key,
            request_sha256=fingerprint(call.address, content) if keyed else "",
            explain=self._query(call).explain or explains(inference),
        )
        return await self._settled(Request(call.caller, plan, asked, content), inference, binary)

    async def plan(self, call: Call) -> Plan:
        """The plan of the version that is asked. Raises VersionNotFoundError."""
        selection = self._query(call).selection
        return await self._predicting.plans.plan(call.caller.tenant_id, call.use_case.name, selection)

    async def _settled(
        self, request: Request, inference: InferRequest, binary: bytes
    ) -> tuple[int, list[Header], bytes]:
        wanted = chosen(inference, request.plan.policy.decision)
        found = self._records(request.plan, inference, binary)

        async def make(_: Request) -> tuple[Made, list[Header]]:
            limits = self._predicting.limits.take(request.caller, len(found))
            return Made(await self._predicting.decide_each(request, found), is_list=True), limits

        made, limits = await self._predicting.settling.settle(request, make)
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

    def _query(self, call: Call) -> Query:
        if call.target.version is None:
            return query(call.scope["query_string"], self._predicting.default_status)
        behind = query(call.scope["query_string"], None)
        if behind.selection.number is not None:
            raise bad_request("the version stands in the path already")
        try:
            return Query(Selection.parse(behind.selection.status, call.target.version), behind.explain)
        except SelectionError as error:
            raise bad_request(f"{error.field} {error}") from None
