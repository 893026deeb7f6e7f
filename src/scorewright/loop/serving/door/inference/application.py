"""What answers under ``/v2``: health to anybody, metadata to whoever may read, decisions to whoever may decide."""

from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from typing import Any

from msgspec import json

from scorewright import __version__
from scorewright.declare.errors import RecordRejected
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.door.callers import READERS
from scorewright.loop.serving.door.inference.inferring import Inferring
from scorewright.loop.serving.door.inference.metadata import model_metadata
from scorewright.loop.serving.door.inference.paths import Target, target
from scorewright.loop.serving.door.predicting import Predicting
from scorewright.loop.serving.door.refusals import refusal_of
from scorewright.loop.serving.door.replies import JSON, Header, Refusal, reply
from scorewright.loop.serving.door.requests import ClientGoneError, Headers

Application = Callable[[Any, Any, Any], Awaitable[None]]
_encode = json.Encoder().encode
READINESS = "/readyz"


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
                for problem in error.problems:
                    self._predicting.observer.rejected(problem.rule)
            await reply(send, status, [JSON, *refusal.headers], _encode({"error": _words(error, refusal)}))
        self._predicting.observer.answered("v2" if asked is None else asked.route, status, begun)

    async def _answer(self, asked: Target | None, scope: Any, receive: Any) -> tuple[int, list[Header], bytes]:
        if asked is None:
            raise Refusal(404, "Not found", "The protocol has no such address, or this server not.")
        if scope["method"] != asked.method:
            raise Refusal(405, "Method not allowed", f"It takes {asked.method}.", headers={"Allow": asked.method})
        if asked.act == "infer":
            return await self._inferring.answer(self._use_case_after_key(asked), asked, scope, receive)
        status, told = await self._told(asked, scope, receive)
        return status, [JSON], _encode(told)

    async def _told(self, asked: Target, scope: Any, receive: Any) -> tuple[int, dict[str, Any]]:
        if asked.act == "live":
            return 200, {"live": True}
        if asked.act == "ready":
            status = await self._readiness(scope, receive)
            return status, {"ready": status == 200}
        caller = await self._predicting.callers.caller(Headers.of(scope).token, READERS)
        if asked.act == "server":
            return 200, {"name": "scorewright", "version": __version__, "extensions": ["binary_tensor_data"]}
        use_case = self._use_case_after_key(asked)()
        plan = await self._inferring.plan(use_case, asked, scope, caller)
        if asked.act == "model":
            return 200, await model_metadata(use_case, caller)
        if plan.model is None:
            return 503, {"name": use_case.name, "ready": False, "error": plan.objection}
        return 200, {"name": use_case.name, "ready": True}

    def _use_case_after_key(self, asked: Target) -> Callable[[], UseCase]:
        """Called when the caller is known: to a stranger, no model exists or not."""

        def found() -> UseCase:
            if asked.model not in self._use_cases:
                raise Refusal(404, "Unknown model", f"There is no use case {asked.model[:100]!r}.")
            return self._use_cases[asked.model]

        return found

    async def _readiness(self, scope: Any, receive: Any) -> int:
        statuses: list[int] = []

        async def listen(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        elsewhere = {**scope, "path": READINESS, "raw_path": READINESS.encode(), "query_string": b""}
        await self._django(elsewhere, receive, listen)
        return statuses[0]


def _words(error: Exception, refusal: Refusal) -> str:
    return str(error) if isinstance(error, RecordRejected) else str(refusal)
