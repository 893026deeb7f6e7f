"""The client for programs that wait."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import UUID

import httpx

from scorewright.client import batches, deciding, looking, outcomes, transport
from scorewright.client.answers import Decision, KeptDecision, Outcome, OutcomeValue, OutcomeVerdict, UseCase
from scorewright.client.conversation import Conversation, Step, turn
from scorewright.client.errors import Rejected
from scorewright.client.jobs import Job
from scorewright.client.messages import Heard, Request
from scorewright.client.repeats import Repeats
from scorewright.client.sync_traffic import Shadow, Traffic
from scorewright.client.sync_training import TrainingService
from scorewright.client.whole_file import whole_file

T = TypeVar("T")


class Client:
    """One service and one key; connections are kept open, and threads may share it.

    Errors are ``ScorewrightError``: ``Rejected`` and the other ``ApiError`` where the service refuses, ``Unavailable``
    where it does not answer. What may pass is tried again, ``retries`` times; ``timeout`` is of one try, in seconds.
    ``training`` holds the calls of the training service, ``traffic`` those of traffic plans, ``shadow`` those of
    versions that look on.
    """

    def __init__(self, url: str, key: str, timeout: float = 10.0, retries: int = 3) -> None:
        self._http = httpx.Client(**transport.settings(url, key, timeout))
        self._repeats = Repeats(most=retries)
        self.training = TrainingService(self._hold, self._repeats)
        self.traffic = Traffic(self._hold, self._repeats)
        self.shadow = Shadow(self._hold, self._repeats)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def decide(
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
        """Decide on ``record``; it is decided once, however often it has to be sent. Raises Rejected.

        ``version`` or ``status`` name another version than the one in production. ``idempotency_key`` is for callers
        who may ask again after a restart: without it, each call has one of its own.
        """
        wishes = deciding.Wishes(version, status, explain, idempotency_key, request_id)
        return self._hold(deciding.decide(use_case, record, wishes, self._repeats))

    def decide_many(
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
        """A decision on each record, or what it breaks, in their order; a thousand go in one request."""
        wishes = deciding.Wishes(version, status, explain, idempotency_key, request_id)
        return self._hold(deciding.decide_many(use_case, records, wishes, self._repeats))

    def decision(self, decision_id: UUID | str) -> KeptDecision:
        """One decision, with its record and features."""
        return self._hold(looking.decision(decision_id, self._repeats))

    def decisions(self, *, use_case: str | None = None, since: datetime | None = None) -> Iterator[Decision]:
        """Decisions, the newest first, fetched page by page as they are asked for."""
        query: dict[str, str] | None = looking.first_page(use_case, since)
        while query is not None:
            page = self._hold(looking.decisions_page(query, self._repeats))
            yield from page.results
            query = looking.next_page(query, page)

    def report_outcome(
        self,
        decision_id: UUID | str,
        value: OutcomeValue,
        *,
        occurred_at: datetime | None = None,
        source: str | None = None,
        inclusion_probability: float | None = None,
        reason: str | None = None,
    ) -> Outcome:
        """Say what really happened. Raises ApiError with status 409 where what is known stands against it.

        ``source`` "investigated" needs the ``inclusion_probability``, "corrected" the ``reason``.
        """
        said = outcomes.Circumstances(occurred_at, source, inclusion_probability, reason)
        return self._hold(outcomes.report_outcome(decision_id, value, said, self._repeats))

    def report_outcomes(self, rows: Iterable[Mapping[str, Any]]) -> list[OutcomeVerdict]:
        """Say it of many decisions: mappings with decision_id, value and whatever else ``report_outcome`` takes.

        A verdict on each, in their order; one that is refused keeps no other back.
        """
        return self._hold(outcomes.report_outcomes(rows, self._repeats))

    def use_cases(self) -> list[UseCase]:
        """What can be decided, with the JSON schema of its records."""
        return self._hold(looking.use_cases(self._repeats))

    def batch(self, use_case: str, path: Path | str) -> Job:
        """Send a file (.csv, .csv.gz, .jsonl, .parquet) to be decided as a whole."""
        return Job(self._hold, self._hold(batches.send(use_case, Path(path), self._repeats)), self._repeats)

    def job(self, job_id: UUID | str) -> Job:
        """A job that was begun before."""
        return Job(self._hold, self._hold(batches.found(job_id, self._repeats)), self._repeats)

    def _hold(self, conversation: Conversation[T]) -> T:
        """Carry out a conversation to its end."""
        heard: Heard | None = None
        while isinstance(step := turn(conversation, heard), Step):
            if step.after_seconds:
                sleep(step.after_seconds)
            heard = self._send(step.request)
        return step.result

    def _send(self, request: Request) -> Heard:
        try:
            with (
                transport.as_httpx(request, self._http.timeout) as arguments,
                self._http.stream(**arguments) as response,
            ):
                if request.into is None or not response.is_success:
                    return transport.answer(response, response.read())
                with whole_file(request.into) as file:
                    for chunk in response.iter_bytes():
                        file.write(chunk)
                return transport.answer(response, b"")
        except transport.FAILED as error:
            return transport.silence(error)
