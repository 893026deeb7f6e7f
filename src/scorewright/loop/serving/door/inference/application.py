"""What answers under ``/v2``: health to anybody, metadata to whoever may read, decisions to whoever may decide."""

from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from typing import Any
from uuid import uuid4

from msgspec import json

from scorewright import __version__
from scorewright.declare.errors import RecordRejected
from scorewright.declare.redaction import redacted
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.door.bodies import ClientGoneError
from scorewright.loop.serving.door.callers import DECIDERS, READERS
from scorewright.loop.serving.door.inference.inferring import Call, Inferring
from scorewright.loop.serving.door.inference.metadata import model_metadata
from scorewright.loop.serving.door.inference.paths import Target, target
from scorewright.loop.serving.door.predicting import Predicting
from scorewright.loop.serving.door.refusals import refusal_of
from scorewright.loop.serving.door.replies import JSON, Header, Refusal, reply
from scorewright.loop.serving.door.requests import Headers, request_id

Application = Callable[[Any, Any, Any], Awaitable[None]]
_encode = json.Encoder().encode
READINESS = "/readyz"
RETRY_LATER: Header = (b"retry-after", b"5")


class InferenceProtocol:
    """The server of the protocol; ``django`` knows whether what it depends on answers."""

    def __init__(self, use_cases: Mapping[str, UseCase], predicting: Predicting, django: Application) -> None:
        self._use_cases = use_cases
        self._predicting = predicting
        self._inferring = Inferring(predicting)
        self._django = django

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        begun = perf_counter()
        asked = target(scope["path"])
        try:
            status, headers, body = await self._answer(asked, scope, receive)
            await reply(send, status, headers, body)
        except ClientGoneError:
            status = 499
        except Exception as error:  # every failure has an answer
            refusal = refusal_of(error)
            status = refusal.status
            if isinstance(error, RecordRejected):
                self._predicting.observer.rejected(error)
            name = (b"x-request-id", (request_id(scope) or uuid4().hex).encode())
            await reply(send, status, [JSON, name, *refusal.headers], _encode({"error": _words(error, refusal)}))
        self._predicting.observer.answered("v2" if asked is None else asked.route, status, begun)

    async def _answer(self, asked: Target | None, scope: Any, receive: Any) -> tuple[int, list[Header], bytes]:
        if asked is None:
            raise Refusal(404, "Not found", "The protocol has no such address, or this server not.")
        if scope["method"] != asked.method:
            raise Refusal(405, "Method not allowed", f"It takes {asked.method}.", headers={"Allow": asked.method})
        if asked.act == "live":
            return _told({"live": True})
        if asked.act == "ready":
            status = await self._readiness(scope, receive)
            return _told({"ready": status == 200}, status)
        return await self._answer_caller(asked, scope, receive)

    async def _answer_caller(self, asked: Target, scope: Any, receive: Any) -> tuple[int, list[Header], bytes]:
        headers = Headers.of(scope)
        caller = await self._predicting.caller(headers, DECIDERS if asked.act == "infer" else READERS)
        if asked.act == "server":
            return _told({"name": "scorewright", "version": __version__, "extensions": ["binary_tensor_data"]})
        call = Call(asked, self._use_case(asked), caller, headers, scope)
        if asked.act == "infer":
            return await self._inferring.answer(call, receive)
        plan = await self._inferring.plan(call)
        if asked.act == "model":
            return _told(await model_metadata(call.use_case, caller))
        if plan.model is None:
            return _told({"name": asked.model, "ready": False, "error": plan.objection}, 503)
        return _told({"name": asked.model, "ready": True})

    def _use_case(self, asked: Target) -> UseCase:
        """Only looked up for whom a key speaks: a stranger does not learn which there are."""
        if asked.model not in self._use_cases:
            raise Refusal(404, "Unknown model", f"There is no use case {asked.model[:100]!r}.")
        return self._use_cases[asked.model]

    async def _readiness(self, scope: Any, receive: Any) -> int:
        statuses: list[int] = []

        async def listen(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        elsewhere = {**scope, "path": READINESS, "raw_path": READINESS.encode(), "query_string": b""}
        await self._django(elsewhere, receive, listen)
        return statuses[0]


def _told(what: dict[str, Any], status: int = 200) -> tuple[int, list[Header], bytes]:
    return status, [JSON, RETRY_LATER] if status == 503 else [JSON], _encode(what)


def _words(error: Exception, refusal: Refusal) -> str:
    return redacted(str(error)) if isinstance(error, RecordRejected) else str(refusal)
