"""The client for programs that await."""

from asyncio import sleep
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import UUID

import httpx

from scorewright.client import batches, deciding, looking, outcomes, transport
from scorewright.client.answers import Decision, KeptDecision, Outcome, OutcomeValue, OutcomeVerdict, UseCase
from scorewright.client.async_traffic import AsyncShadow, AsyncTraffic
from scorewright.client.async_training import AsyncTrainingService
from scorewright.client.conversation import Conversation, Step, turn
from scorewright.client.errors import Rejected
from scorewright.client.jobs import AsyncJob
from scorewright.client.messages import Heard, Request
from scorewright.client.repeats import Repeats
from scorewright.client.whole_file import whole_file

T = TypeVar("T")


class AsyncClient:
    """``Client``, awaited; tasks of one event loop share it."""

    def __init__(self, url: str, key: str, timeout: float = 10.0, retries: int = 3) -> None:
        self._http = httpx.AsyncClient(**transport.settings(url, key, timeout))
        self._repeats = Repeats(most=retries)
        self.training = AsyncTrainingService(self._hold, self._repeats)
        self.traffic = AsyncTraffic(self._hold, self._repeats)
        self.shadow = AsyncShadow(self._hold, self._repeats)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """As ``Client.close``."""
        await self._http.aclose()

    async def decide(
        self,
        use_case: str,
        record: Mapping[str, Any],
        *,
        version: str | int | None = None,
        status: str | None = None,
        explain: bool = False,
        idempotency_key: str | None = None,
        request_id: str | None = None,
    ) -> Decision:
        """As ``Client.decide``."""
        wishes = deciding.Wishes(version, status, explain, idempotency_key, request_id)
        return await self._hold(deciding.decide(use_case, record, wishes, self._repeats))

    async def decide_many(
        self,
        use_case: str,
        records: Iterable[Mapping[str, Any]],
        *,
        version: str | int | None = None,
        status: str | None = None,
        explain: bool = False,
        idempotency_key: str | None = None,
        request_id: str | None = None,
    ) -> list[Decision | Rejected]:
        """As ``Client.decide_many``."""
        wishes = deciding.Wishes(version, status, explain, idempotency_key, request_id)
        return await self._hold(deciding.decide_many(use_case, records, wishes, self._repeats))

    async def decision(self, decision_id: UUID | str) -> KeptDecision:
        """As ``Client.decision``."""
        return await self._hold(looking.decision(decision_id, self._repeats))

    async def decisions(self, *, use_case: str | None = None, since: datetime | None = None) -> AsyncIterator[Decision]:
        """As ``Client.decisions``."""
        query: dict[str, str] | None = looking.first_page(use_case, since)
        while query is not None:
            page = await self._hold(looking.decisions_page(query, self._repeats))
            for decision in page.results:
                yield decision
            query = looking.next_page(query, page)

    async def report_outcome(
        self,
        decision_id: UUID | str,
        value: OutcomeValue,
        *,
        occurred_at: datetime | None = None,
        source: str | None = None,
        inclusion_probability: float | None = None,
        reason: str | None = None,
    ) -> Outcome:
        """As ``Client.report_outcome``."""
        said = outcomes.Circumstances(occurred_at, source, inclusion_probability, reason)
        return await self._hold(outcomes.report_outcome(decision_id, value, said, self._repeats))

    async def report_outcomes(self, rows: Iterable[Mapping[str, Any]]) -> list[OutcomeVerdict]:
        """As ``Client.report_outcomes``."""
        return await self._hold(outcomes.report_outcomes(rows, self._repeats))

    async def use_cases(self) -> list[UseCase]:
        """As ``Client.use_cases``."""
        return await self._hold(looking.use_cases(self._repeats))

    async def batch(self, use_case: str, path: Path | str) -> AsyncJob:
        """As ``Client.batch``."""
        return AsyncJob(self._hold, await self._hold(batches.send(use_case, Path(path), self._repeats)), self._repeats)

    async def job(self, job_id: UUID | str) -> AsyncJob:
        """As ``Client.job``."""
        return AsyncJob(self._hold, await self._hold(batches.found(job_id, self._repeats)), self._repeats)

    async def _hold(self, conversation: Conversation[T]) -> T:
        """Carry out a conversation to its end."""
        heard: Heard | None = None
        while isinstance(step := turn(conversation, heard), Step):
            if step.after_seconds:
                await sleep(step.after_seconds)
            heard = await self._send(step.request)
        return step.result

    async def _send(self, request: Request) -> Heard:
        try:
            with transport.as_httpx(request, self._http.timeout) as arguments:
                async with self._http.stream(**arguments) as response:
                    if request.into is None or not response.is_success:
                        return transport.answer(response, await response.aread())
                    with whole_file(request.into) as file:
                        async for chunk in response.aiter_bytes():
                            file.write(chunk)
                    return transport.answer(response, b"")
        except transport.FAILED as error:
            return transport.silence(error)
